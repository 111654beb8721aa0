package command_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/touchstone-cs/touchstone/internal/evidence/command"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/receipt"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/step"
	"github.com/touchstone-cs/touchstone/internal/markdown"
)

// wild is a folder of documents that other runners execute; see the data's README.
const wild = "../../../../shared/data/executable-markdown"

func wildSteps(t *testing.T, name string) []*step.Step {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(wild, name))
	if err != nil {
		t.Skip("the shared documents are not here: ", err)
	}
	steps, err := command.Steps(markdown.Parse(content))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return steps
}

func TestDocumentsOfOtherRunnersAreRead(t *testing.T) {
	documents, withSteps := 0, 0
	err := filepath.WalkDir(wild, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(path) != ".md" {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		documents++
		steps, err := command.Steps(markdown.Parse(content))
		if err != nil && !strings.Contains(path, "broken") {
			t.Errorf("%s: %v", path, err)
		}
		if len(steps) > 0 {
			withSteps++
		}
		return nil
	})
	if err != nil {
		t.Skip("the shared documents are not here: ", err)
	}
	t.Logf("%d of %d documents have steps", withSteps, documents)
	if withSteps*2 < documents {
		t.Errorf("only %d of %d documents have steps", withSteps, documents)
	}
}

// The outcomes are those that shelldoc's own documents state in their prose.
func TestShelldocDocumentsBehaveAsTheySay(t *testing.T) {
	for name, want := range map[string]string{
		"echotrue.md":    "passed",
		"failnomatch.md": "failed",
		"fenced.md":      "passed",
		"helloworld.md":  "passed passed passed passed",
		"options.md":     "passed passed",
	} {
		j := newJob(t, "", local())
		j.Steps = wildSteps(t, "shelldoc/pkg/tokenizer/samples/"+name)
		run := mustRun(t, j)
		var got []string
		for _, s := range run.Steps {
			got = append(got, string(s.Outcome))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v %+v; want %s", name, got, run.Steps, want)
		}
	}
}

func TestRunmeDocumentsBehaveAsTheySay(t *testing.T) {
	j := newJob(t, "", local())
	j.Steps = wildSteps(t, "runme/examples/frontmatter/cwd/NONE.md")
	if err := os.MkdirAll(filepath.Join(j.Host.Workspace, "inner"), 0o755); err != nil {
		t.Fatal(err)
	}
	outer, err := filepath.EvalSymlinks(j.Host.Workspace)
	if err != nil {
		t.Fatal(err)
	}
	j.Host.Workspace = filepath.Join(outer, "inner")
	var got []string
	for _, s := range mustRun(t, j).Steps {
		if s.Outcome != receipt.Passed {
			t.Errorf("%+v", s)
			continue
		}
		got = append(got, s.Name+" "+strings.TrimSpace(s.Stdout.Text))
	}
	want := []string{"none-pwd " + outer + "/inner", "none-rel-pwd " + outer, "none-abs-pwd /opt"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// runme's examples on variables, directories and shells: what they print, in the shell that their front matter names.
func TestRunmeDocumentsRun(t *testing.T) {
	few := t.TempDir()
	for _, shell := range []string{"ksh", "zsh"} { // stand-ins: Debian's base system has neither
		if err := os.WriteFile(filepath.Join(few, shell), []byte("#!/bin/sh\nexec sh -c \"$(sed s/.0/"+shell+"/)\"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for name, want := range map[string]string{
		"envs/README.md":                  "||||1. Placeholder 1|2. Placeholder 2|3.|4. Message|||1. Placeholder 1|2. Placeholder 2|3.|4. Message|5. Placeholder 5|6. Placeholder 6",
		"frontmatter/shells/BASH.md":      "bash",
		"frontmatter/shells/KSH.md":       "ksh",
		"frontmatter/shells/ZSH.md":       "zsh",
		"frontmatter/cwd/ABSOLUTE.md":     "/tmp|/|/opt",
		"frontmatter/skipPrompts/NONE.md": "",
	} {
		j := newJob(t, "", local())
		j.Host.Environ = append(j.Host.Environ, "PATH="+few+":"+os.Getenv("PATH"))
		if name == "frontmatter/cwd/ABSOLUTE.md" {
			j.Host.Workspace = "/tmp" // as the command line does with the front matter's cwd
		}
		j.Steps = wildSteps(t, "runme/examples/"+name)
		var printed []string
		for _, s := range mustRun(t, j).Steps {
			if s.Outcome != receipt.Passed {
				t.Errorf("%s: %s %s: %s", name, s.Name, s.Outcome, s.Reason)
			}
			text := ""
			if s.Stdout != nil {
				text = filepath.Base(strings.TrimSpace(s.Stdout.Text))
				if strings.Contains(name, "cwd") {
					text = strings.TrimSpace(s.Stdout.Text)
				}
			}
			printed = append(printed, text)
		}
		if got := strings.Join(printed, "|"); want != "" && got != want {
			t.Errorf("%s prints %q; want %q", name, got, want)
		}
	}
}

// mask names a task by its heading and leaves its arguments out of the name.
func TestMaskTasksAreNamedByTheirHeadings(t *testing.T) {
	var names []string
	for _, s := range wildSteps(t, "mask/maskfile.md") {
		if s.Language == "bash" {
			names = append(names, s.Name)
		}
	}
	if diff := cmp.Diff([]string{"run", "build", "link", "test", "format", "lint"}, names[:min(len(names), 6)]); diff != "" {
		t.Error(diff)
	}
}
