package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/touchstone-cs/touchstone/internal/atomicfile"
	"github.com/touchstone-cs/touchstone/internal/audit"
	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/deliverable/escalation"
	"github.com/touchstone-cs/touchstone/internal/evidence/command"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/receipt"
	"github.com/touchstone-cs/touchstone/internal/redact"
)

type exportFlags struct{ as, by, out, dir string }

func (a *app) exportCommand() *cobra.Command {
	var flags exportFlags
	c := &cobra.Command{
		Use:   "export DOC",
		Short: "One file with everything that ran, as proof of work; or a test case; or files for ssh-keygen",
		Long: `Export writes what a document's receipts prove.

  --as proof       one Markdown file: every run with its steps, commands, outputs and signatures
  --as test-case   JSON for testers: preconditions, inputs with their values, numbered steps with what is expected and
                   what really came, the environments in which it fails and in which it works
  --as signatures  a folder with, for each receipt, what was signed and the signature, for ssh-keygen

Exit status: 0 written, 2 could not do it.`,
		Example: `  touchstone export guide.md --out proof.md
  touchstone export ESC-0007.md --as test-case
  touchstone export guide.md --as signatures --dir /tmp/signatures`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return a.export(c.Context(), args[0], flags) },
	}
	c.Flags().StringVar(&flags.as, "as", "proof", "proof, test-case or signatures")
	c.Flags().StringVar(&flags.by, "by", "", "who exports it, for the log (default: whom git knows)")
	c.Flags().StringVar(&flags.out, "out", "", "the file to write (default: standard output)")
	c.Flags().StringVar(&flags.dir, "dir", "", "the folder to write signatures into")
	return c
}

func (a *app) export(ctx context.Context, path string, flags exportFlags) error {
	r, err := a.runnable(path)
	if err != nil {
		return err
	}
	if r.workspace != nil && r.account != nil {
		if err := a.logAct(r.workspace, act{event: "read", who: flags.by, path: r.path, note: "export"}); err != nil {
			return err // what cannot be logged is not shown
		}
		if err := a.commitUnless(ctx, false, r.workspace, "audit: export", audit.Path, audit.PeoplePath); err != nil {
			return err
		}
	}
	switch flags.as {
	case "proof":
		all, err := a.receiptsOf(r)
		if err != nil {
			return err
		}
		return a.writeExport(flags.out, []byte(command.Proof(r.path, all)))
	case "test-case":
		return a.exportCase(r, flags.out)
	case "signatures":
		return a.exportSignatures(r, flags.dir)
	}
	return fmt.Errorf("--as %q is none of proof, test-case, signatures", flags.as)
}

// exportCase writes the steps as a test case, with what the document's receipts know of where they fail.
func (a *app) exportCase(r *runnable, out string) error {
	declared, err := command.Environments(r.account)
	if err != nil {
		return err
	}
	s := command.Subject{Title: r.doc.Title(), Document: r.path, Steps: r.steps, Declared: declared, Verdict: failed}
	if r.doc.Front.Value("kind") == deliverable.EscalationReport {
		s.Verdict, s.Fault = escalation.Shows, true
	}
	var others []string
	if r.workspace != nil && r.account != nil {
		all, err := command.NewArchive(r.workspace).All(r.account.ID)
		if err != nil {
			return err
		}
		s.Runs = slices.DeleteFunc(all, func(k command.Kept) bool { return k.Run.Document != r.path })
		accounts, err := r.workspace.Accounts()
		if err != nil {
			return err
		}
		for _, account := range accounts {
			if account.ID != r.account.ID {
				others = append(append(append(others, account.Name), account.Aliases...), account.Domains...)
			}
		}
	}
	redactor, err := redact.New(redact.Options{Names: others})
	if err != nil {
		return err
	}
	made, err := command.TestCase(s, redactor)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(made); err != nil {
		return err
	}
	return a.writeExport(out, b.Bytes())
}

// failed says whether a run of steps that promise success failed.
func failed(run *receipt.Run) (fails, tells bool) { return run.Ending != "completed", true }

func (a *app) receiptsOf(r *runnable) ([]command.Kept, error) {
	if r.workspace == nil || r.account == nil {
		return nil, errors.New("export: the document belongs to no account of a workspace, so there are no receipts")
	}
	all, err := command.NewArchive(r.workspace).All(r.account.ID)
	var own []command.Kept
	for _, k := range all {
		if k.Run.Document == r.path {
			own = append(own, k)
		}
	}
	if err == nil && len(own) == 0 {
		err = fmt.Errorf("export: no receipt of %s counts\nhint: `touchstone run %s` makes one; the key must stand in %s", r.path, r.path, command.AllowedSigners)
	}
	return own, err
}

func (a *app) writeExport(out string, content []byte) error {
	if out == "" {
		_, err := a.stdout.Write(content)
		return err
	}
	return atomicfile.Write(out, content, 0o644)
}

func (a *app) exportSignatures(r *runnable, dir string) error {
	if dir == "" {
		return errors.New("export --as signatures: --dir is missing")
	}
	all, err := a.receiptsOf(r)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	allowed, err := r.workspace.ReadFile(command.AllowedSigners)
	if err != nil {
		return err
	}
	if err := atomicfile.Write(filepath.Join(dir, "allowed_signers"), allowed, 0o644); err != nil {
		return err
	}
	for _, k := range all {
		base := filepath.Join(dir, filepath.Base(k.Path))
		exported := k.Export()
		if err := errors.Join(atomicfile.Write(base+".pae", exported.PAE, 0o644), atomicfile.Write(base+".pae.sig", exported.Signature, 0o644)); err != nil {
			return err
		}
		fmt.Fprintf(a.stdout, "ssh-keygen -Y verify -f allowed_signers -I NAME -n touchstone-receipt -s %[1]s.pae.sig < %[1]s.pae\n", filepath.Base(k.Path))
	}
	return nil
}
