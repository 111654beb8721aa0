package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/touchstone-cs/touchstone/examples/routing/service"
)

// asCommand makes the test binary behave as the command: for tests that need a process of its own.
const asCommand = "TOUCHSTONE_TEST_AS_COMMAND"

func TestMain(m *testing.M) {
	if os.Getenv(asCommand) != "" {
		os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
	}
	testscript.Main(withScratch{m}, map[string]func(){
		"routing-service": func() { os.Exit(service.Main(os.Args[1:], os.Stdout, os.Stderr)) },
		"touchstone":      func() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) },
	})
}

// scratch is a folder for what tests share; it goes when all of them have run.
var scratch string

type withScratch struct{ *testing.M }

func (m withScratch) Run() int {
	var err error
	if scratch, err = os.MkdirTemp("", "touchstone-test-"); err != nil {
		panic(err)
	}
	defer func() { _ = os.RemoveAll(scratch) }()
	return m.M.Run()
}

// TestScripts runs every testdata/script/*.txtar against the real command.
func TestScripts(t *testing.T) {
	examples, err := filepath.Abs(filepath.FromSlash("../../examples"))
	if err != nil {
		t.Fatal(err)
	}
	cache, err := exec.Command("go", "env", "GOCACHE").Output() // the scripts' HOME is empty; a step may run Go
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Vars = append(env.Vars, "GIT_AUTHOR_NAME=Dana Ruiz", "GIT_AUTHOR_EMAIL=dana@vendor.example", "GIT_COMMITTER_NAME=Dana Ruiz",
				"GIT_COMMITTER_EMAIL=dana@vendor.example", "GIT_CONFIG_NOSYSTEM=1", "HOME="+env.WorkDir, "EXAMPLES="+examples, "GOCACHE="+strings.TrimSpace(string(cache)))
			return os.WriteFile(env.WorkDir+"/.gitconfig", []byte("[user]\n\tname = Dana Ruiz\n\temail = dana@vendor.example\n"), 0o644)
		},
	})
}
