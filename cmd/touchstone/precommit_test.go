package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// The hooks that .pre-commit-hooks.yaml defines, run by pre-commit itself over a workspace. What pre-commit would install (it runs go install in a clone of
// this repository) is taken to be on PATH already.
func TestPreCommitHooks(t *testing.T) {
	if _, err := exec.LookPath("pre-commit"); err != nil {
		t.Skip("pre-commit is not installed: scripts/test-deps.sh installs it")
	}
	root := t.TempDir()
	bin := filepath.Join(root, "bin")
	if err := os.Mkdir(bin, 0o755); err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(bin, "touchstone"), []byte("#!/bin/sh\n"+asCommand+"=1 exec '"+self+"' \"$@\"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	repo := filepath.Join(root, "repo")
	run := func(wantFailure bool, name string, args ...string) string {
		t.Helper()
		c := exec.CommandContext(t.Context(), name, args...)
		c.Dir = repo
		c.Env = append(os.Environ(), "PATH="+bin+string(filepath.ListSeparator)+os.Getenv("PATH"), "PRE_COMMIT_HOME="+filepath.Join(root, "home"), "PRE_COMMIT_COLOR=never")
		out, err := c.CombinedOutput()
		if (err != nil) != wantFailure {
			t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
		}
		return string(out)
	}
	if err := os.Mkdir(repo, 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, repo, ".pre-commit-config.yaml", hooksHere(t))
	run(false, "touchstone", "init", ".", "--time-zone", "UTC")
	run(false, "git", "add", "-A")
	if out := run(false, "pre-commit", "run", "--all-files", "touchstone"); !strings.Contains(out, "Passed") {
		t.Errorf("a fresh workspace, templates and all:\n%s", out)
	}
	const report = "customer-success/accounts/acme/health/2026-10.md"
	write(t, repo, "customer-success/accounts/acme/account.yaml", "account: acme\n")
	write(t, repo, report, "---\nkind: health-report\naccount: acme\ndate: 2026-11-02\nauthor: Dana Ruiz\nstatus: Final\naudience: internal\n---\n\n# Report\n")
	run(false, "git", "add", "-A")
	if out := run(true, "pre-commit", "run", "touchstone"); !strings.Contains(out, "GL009") {
		t.Errorf("a status that is none:\n%s", out)
	}
	run(true, "pre-commit", "run", "touchstone-fix") // a hook that changes a file fails, so that its change is looked at
	if text, err := os.ReadFile(filepath.Join(repo, report)); err != nil || !strings.Contains(string(text), "status: final\n") {
		t.Errorf("not mended: %v\n%s", err, text)
	}
}

// hooksHere is a configuration with this repository's hooks, run from PATH.
func hooksHere(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile("../../.pre-commit-hooks.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var hooks []map[string]any
	if err := yaml.Unmarshal(data, &hooks); err != nil {
		t.Fatal(err)
	}
	for _, hook := range hooks {
		hook["language"] = "system"
		delete(hook, "additional_dependencies")
	}
	config, err := yaml.Marshal(map[string]any{"repos": []any{map[string]any{"repo": "local", "hooks": hooks}}})
	if err != nil {
		t.Fatal(err)
	}
	return string(config)
}

func write(t *testing.T, root, name, text string) {
	t.Helper()
	place := filepath.Join(root, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(place), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(place, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
