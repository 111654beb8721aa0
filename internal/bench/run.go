package bench

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"
	"golang.org/x/sync/errgroup"

	"github.com/touchstone-cs/touchstone/internal/evidence/command"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/receipt"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/sshsig"
)

const (
	runSteps       = 100
	verifyReceipts = 10_000
)

// Run measures 100 steps of `true` in the local shell, parsed, redacted, journalled, signed and written, beside the
// floors of the same run: 100 spawned shells, and one session that is fed 100 lines. Then 10,000 receipts verified.
func Run(ctx context.Context, dir string, _ int64, repeat int) (Figures, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	signer, err := ssh.NewSignerFromSigner(private)
	if err != nil {
		return nil, err
	}
	out := Figures{}
	for _, one := range []struct {
		name string
		work func() error
	}{
		{"steps", func() error { return runOnce(ctx, dir, signer) }},
		{"spawned_shells", spawnShells},
		{"one_session", feedSession},
	} {
		c, err := median(max(3, repeat), one.work)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", one.name, err)
		}
		out.cost("run", one.name, c)
		out.set("run", one.name+"_ms_per_step", c.wall*1000/runSteps)
	}
	out.against("run", "steps", "spawned_shells")
	out.ratio("run", "steps_per_session_ratio", "steps_s", "one_session_s")
	return out, verifyAll(out, signer, repeat)
}

func runOnce(ctx context.Context, dir string, signer ssh.Signer) error {
	var text strings.Builder
	for i := range runSteps {
		fmt.Fprintf(&text, "```sh {\"name\":\"s%d\"}\ntrue\n```\n\n", i)
	}
	steps, err := command.Steps(markdown.Parse([]byte(text.String())))
	if err != nil {
		return err
	}
	environment := command.LocalEnvironment()
	host := command.Host{Environ: os.Environ(), Workspace: dir, Nonce: rand.Text}
	redactor, err := environment.NewRedactor(host, nil, nil)
	if err != nil {
		return err
	}
	job := &command.Job{Document: "bench.md", Environment: environment, Steps: steps, Host: host, Redactor: redactor, Clock: time.Now}
	journal, err := receipt.StartJournal(filepath.Join(dir, "journal"), job.Head())
	if err != nil {
		return err
	}
	job.Record = journal.Add
	run, err := command.Run(ctx, job)
	if err != nil {
		return err
	}
	if passed := run.Count(receipt.Passed); passed != runSteps {
		return fmt.Errorf("%d of %d steps passed", passed, runSteps)
	}
	path, err := receipt.Keep(dir, run, signer)
	if err != nil {
		return err
	}
	if err := journal.Close(true); err != nil {
		return err
	}
	return os.Remove(path)
}

// spawnShells is the floor of a runner that starts a shell a step.
func spawnShells() error {
	for range runSteps {
		if err := exec.Command("bash", "-c", "true").Run(); err != nil {
			return err
		}
	}
	return nil
}

// feedSession is the floor of a runner with one shell: a line in, a status out.
func feedSession() error {
	shell := exec.Command("bash", "--norc", "--noprofile")
	in, err := shell.StdinPipe()
	if err != nil {
		return err
	}
	out, err := shell.StdoutPipe()
	if err != nil {
		return err
	}
	if err := shell.Start(); err != nil {
		return err
	}
	answers := bufio.NewReader(out)
	for range runSteps {
		if _, err := io.WriteString(in, "true\necho $?\n"); err != nil {
			return err
		}
		if _, err := answers.ReadString('\n'); err != nil {
			return err
		}
	}
	in.Close()
	return shell.Wait()
}

func verifyAll(out Figures, signer ssh.Signer, repeat int) error {
	contents := make([][]byte, verifyReceipts)
	for i := range contents {
		run := &receipt.Run{Document: "bench.md", Ending: "completed", Steps: []receipt.Step{{Name: fmt.Sprint("step-", i), Outcome: receipt.Passed}}}
		var err error
		if contents[i], err = receipt.Seal(run, signer); err != nil {
			return err
		}
	}
	line := sshsig.FormatAllowedSigner("bench@example.com", sshsig.NamespaceReceipt, signer.PublicKey())
	allowed, err := sshsig.ParseAllowedSigners("allowed_signers", bytes.TrimSpace([]byte(line)), time.UTC)
	if err != nil {
		return err
	}
	c, err := median(max(3, repeat), func() error { return verifyHalves(contents, allowed) })
	if err != nil {
		return err
	}
	out.cost("receipts", "verify_10000", c)
	out.within("receipts", "verify_10000", 2)
	out.set("receipts", "verified_per_second", verifyReceipts/c.wall)
	return nil
}

func verifyHalves(contents [][]byte, allowed *sshsig.AllowedSigners) error {
	var group errgroup.Group
	for half := range 2 {
		group.Go(func() error {
			for i := half; i < len(contents); i += 2 {
				r, err := receipt.Open(contents[i])
				if err == nil {
					err = r.Verify(allowed)
				}
				if err != nil {
					return err
				}
			}
			return nil
		})
	}
	return group.Wait()
}
