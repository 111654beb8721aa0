package command_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence/command"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/receipt"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/target"
	"github.com/touchstone-cs/touchstone/internal/markdown"
)

// What belongs to a step whose fence never closes cannot be known: nothing of the document runs.
func TestFenceThatNeverCloses(t *testing.T) {
	_, err := command.Steps(markdown.Parse([]byte(fence(`sh {"name":"a"}`, "true") + "```sh {\"name\":\"b\"}\nrm -rf build\n\n## More\n\ntext\n")))
	if !errors.Is(err, command.ErrFence) || !strings.Contains(err.Error(), "line 5") {
		t.Errorf("Steps = %v; want ErrFence at line 5", err)
	}
}

func TestStepThatReadsStandardInputFindsItEmpty(t *testing.T) {
	run := mustRun(t, newJob(t, fence(`sh {"name":"a","timeout":"5s","expect":"stdout = got: exit 1"}`, "read line && echo \"$line\" || echo 'got:' exit $?")+
		fence(`sh {"name":"b","timeout":"5s"}`, "cat >/dev/null; sort; head -1"), local()))
	if got := brief(run); got != "a=passed b=passed" {
		t.Errorf("%s %+v", got, run.Steps)
	}
}

// The product's configuration is part of what the environment was, secrets in it redacted; a setting that is not there says so.
func TestConfigurationIsPartOfTheFingerprint(t *testing.T) {
	e := local()
	e.Configuration = map[string]string{
		"upload.batch_size": "sed -n 's/^upload.batch_size=//p' app.conf", "absent": "grep absent app.conf",
		"password": "sed -n 's/^password/password/p' app.conf", "long": "head -c 500 /dev/zero | tr '\\000' x",
	}
	j := newJob(t, fence(`sh {"name":"a"}`, "true"), e)
	if err := os.WriteFile(filepath.Join(j.Host.Workspace, "app.conf"), []byte("upload.batch_size=100\npassword=hunter2xyz\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	got := mustRun(t, j).Environment.Fingerprint
	if got["upload.batch_size"] != "100" || got["absent"] != "not present" || got["password"] != "password=[secret-1]" || len(got["long"]) != 120+len("…") {
		t.Errorf("fingerprint %v", got)
	}
}

// TestInterruptAtAnyMoment: whenever the run is interrupted, the receipt has every step once, it says that the run was
// interrupted or that it completed, and nothing that the steps started lives on.
func TestInterruptAtAnyMoment(t *testing.T) {
	for delay := time.Duration(0); delay < 120*time.Millisecond; delay += 7 * time.Millisecond {
		j := newJob(t, fence(`sh {"name":"a"}`, "echo $$ >>pids; sleep 60 & echo $! >>pids; (setsid sleep 60 & echo $! >>pids)")+
			fence(`sh {"name":"b"}`, "sleep 0.02; echo b")+fence(`sh {"name":"c"}`, "exit 0")+fence(`sh {"name":"d"}`, "sleep 0.02; sleep 60 & echo $! >>pids"), local())
		ctx, cancel := context.WithCancel(context.Background())
		time.AfterFunc(delay, cancel)
		run, err := command.Run(ctx, j)
		cancel()
		if err != nil && !errors.Is(err, target.ErrUnreachable) && !errors.Is(err, context.Canceled) {
			t.Fatalf("after %v: %v", delay, err)
		}
		if run.Ending == "completed" && run.Count(receipt.Passed) != 4 || run.Ending != "completed" && run.Ending != "interrupted" || len(run.Steps) != 4 {
			t.Errorf("after %v: %s, %s", delay, run.Ending, brief(run))
		}
		pids, err := os.ReadFile(filepath.Join(j.Host.Workspace, "pids"))
		if err != nil {
			continue // interrupted before anything started
		}
		for pid := range strings.FieldsSeq(string(pids)) {
			if stat, err := os.ReadFile("/proc/" + pid + "/stat"); err == nil && !bytes.Contains(stat, []byte(") Z ")) {
				t.Errorf("after %v: the process %s lives: %s", delay, pid, stat)
			}
		}
	}
}
