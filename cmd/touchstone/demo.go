package main

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/touchstone-cs/touchstone/examples"
	"github.com/touchstone-cs/touchstone/internal/atomicfile"
	"github.com/touchstone-cs/touchstone/internal/demo"
	"github.com/touchstone-cs/touchstone/internal/git"
	"github.com/touchstone-cs/touchstone/internal/review"
	"github.com/touchstone-cs/touchstone/internal/theme"
)

func (a *app) demoCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "demo DIR",
		Short: "Make two workspaces to look at: a simulated vendor, and real use of 84 companies",
		Long: `Demo makes DIR/wayfinder, a simulated vendor of 24 accounts whose stories are planted, and DIR/nova,
the real event stream of 84 companies. It runs the commands that you would run, and shows them.

Exit status: 0 done, 2 could not do it.`,
		Example: `  touchstone demo /tmp/demo`,
		Args:    cobra.ExactArgs(1),
		RunE:    func(c *cobra.Command, args []string) error { return a.demo(c, args[0]) },
	}
}

// demonstration runs commands as a person would, each shown before it runs.
type demonstration struct {
	app    *app
	cobra  *cobra.Command
	dir    string
	output bytes.Buffer // of the last command
	now    string       // the clock; empty is the demonstration's
}

func (a *app) demo(c *cobra.Command, dir string) error {
	if entries, err := os.ReadDir(dir); err == nil && len(entries) > 0 {
		return fmt.Errorf("demo: %s is not empty\nhint: name a folder that does not exist yet", dir)
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	d := &demonstration{app: a, cobra: c, dir: abs}
	if err := d.wayfinder(); err != nil {
		return err
	}
	if err := d.nova(); err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, `
look at
  %[1]s/wayfinder/customer-success/accounts/acme/health/2026-10.md
  %[1]s/wayfinder/customer-success/accounts/        24 stories: a drop, a champion who left, a migration that is no drop, …
  %[1]s/nova/customer-success/accounts/             84 real companies
then change a figure in one of them and run
  touchstone check --workspace %[1]s/wayfinder
`, dir)
	return nil
}

// heading says what comes.
func (d *demonstration) heading(text string) {
	fmt.Fprintf(d.app.stdout, "\n%s\n%s\n", text, strings.Repeat("─", len([]rune(text))))
}

// run runs one command in a workspace with the demonstration's clock. Findings are no failure of the demonstration.
func (d *demonstration) run(workspace string, args ...string) error {
	fmt.Fprintf(d.app.stdout, "\n$ touchstone %s\n", quoteArgs(d.shown(args)))
	d.output.Reset()
	out := io.MultiWriter(d.app.stdout, &d.output)
	inner := &app{stdin: strings.NewReader(""), stdout: out, stderr: out}
	root := inner.command()
	full := append([]string{}, args...)
	if workspace != "" {
		full = append(full, "--workspace", workspace)
	}
	root.SetArgs(append(full, "--now", cmp.Or(d.now, demo.Now)))
	root.SetOut(out)
	root.SetErr(out)
	err := errors.Join(root.ExecuteContext(d.cobra.Context()), inner.close())
	if errors.Is(err, review.ErrFindings) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("touchstone %s: %w", args[0], err)
	}
	return nil
}

// shown shortens the demonstration's folder in what is printed.
func (d *demonstration) shown(args []string) []string {
	out := make([]string, len(args))
	for i, arg := range args {
		out[i] = strings.TrimPrefix(arg, d.dir+string(filepath.Separator))
	}
	return out
}

func quoteArgs(args []string) string {
	out := make([]string, len(args))
	for i, arg := range args {
		if out[i] = arg; arg == "" || strings.ContainsAny(arg, " '\"*<>") {
			out[i] = "'" + arg + "'"
		}
	}
	return strings.Join(out, " ")
}

func (d *demonstration) wayfinder() error {
	d.heading("1. A simulated vendor: 24 accounts with planted stories")
	place := filepath.Join(d.dir, "wayfinder")
	exports := filepath.Join(d.dir, "exports", "wayfinder")
	if err := d.repository(place); err != nil {
		return err
	}
	if err := d.run("", "init", place, "--name", demo.Vendor, "--time-zone", demo.Zone, "--country", demo.Country); err != nil {
		return err
	}
	if err := writeExports(exports); err != nil {
		return err
	}
	if err := d.config(place); err != nil {
		return err
	}
	for _, args := range [][]string{
		{"import", "touchstone", exports},
		{"account", "sync"},
		{"metric", "query", "api_calls", "--period", demo.Period},
		{"generate", "health-report", "--all", "--period", demo.Period},
	} {
		if err := d.run(place, args...); err != nil {
			return err
		}
	}
	if err := d.risks(place, demo.Period); err != nil {
		return err
	}
	if err := d.run(place, "generate", "feedback-summary", "--period", "2026-Q3"); err != nil {
		return err
	}
	if err := d.check(place); err != nil {
		return err
	}
	if err := d.tamper(place); err != nil {
		return err
	}
	if err := d.onboardings(place); err != nil {
		return err
	}
	if err := d.guide(place); err != nil {
		return err
	}
	if err := d.escalation(place); err != nil {
		return err
	}
	return d.studies(place)
}

// repository makes place a repository of its own, wherever it lies, in which somebody can commit: a new machine knows no
// name to sign with.
func (d *demonstration) repository(place string) error {
	ctx := d.cobra.Context()
	if err := os.MkdirAll(place, 0o755); err != nil {
		return err
	}
	if err := git.Init(ctx, place); err != nil {
		return err
	}
	for key, value := range map[string]string{"user.name": "Touchstone demo", "user.email": "demo@wayfinder.example"} {
		if known, err := git.Run(ctx, place, "config", key); err == nil && known != "" {
			continue
		}
		if _, err := git.Run(ctx, place, "config", key, value); err != nil {
			return err
		}
	}
	return nil
}

// config names the vendor's team, product and competitors in touchstone.yaml, and the themes that the team knows.
func (d *demonstration) config(place string) error {
	name := filepath.Join(place, "touchstone.yaml")
	data, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	if err := atomicfile.Write(name, demo.Config(data), 0o644); err != nil {
		return err
	}
	if err := atomicfile.Write(filepath.Join(place, theme.TaxonomyFile), demo.Themes(), 0o644); err != nil {
		return err
	}
	_, err = git.Commit(d.cobra.Context(), place, "workspace: team, product, competitors and themes", []string{"touchstone.yaml", theme.TaxonomyFile})
	return err
}

func writeExports(dir string) error {
	files, err := demo.Exports()
	if err != nil {
		return err
	}
	var batch atomicfile.Batch
	defer batch.Discard()
	for _, file := range files {
		if err := batch.Add(filepath.Join(dir, file.Name), file.Data, 0o644); err != nil {
			return err
		}
	}
	return batch.Commit()
}

// tamper changes one figure by hand, as somebody in a hurry would, and shows that the check finds it. The report is put
// back as it was.
func (d *demonstration) tamper(place string) error {
	report := filepath.Join(place, "customer-success", "accounts", "acme", "health", demo.Period+".md")
	data, err := os.ReadFile(report)
	if err != nil {
		return err
	}
	changed, was, now := demo.Tamper(data)
	if changed == nil {
		return errors.New("demo: the report of acme has no change of API calls")
	}
	d.heading(fmt.Sprintf("Somebody writes %s where the evidence says %s", now, was))
	if err := atomicfile.Write(report, changed, 0o644); err != nil {
		return err
	}
	runErr := d.run(place, "check", "--rule", "GL004", report)
	if err := atomicfile.Write(report, data, 0o644); err != nil {
		return errors.Join(runErr, err)
	}
	if runErr == nil && !strings.Contains(d.output.String(), "GL004") {
		return errors.New("demo: the changed figure was not found")
	}
	return runErr
}

func (d *demonstration) nova() error {
	d.heading("2. Real use: 84 companies on one open-source project")
	place := filepath.Join(d.dir, "nova")
	if err := d.repository(place); err != nil {
		return err
	}
	if err := d.run("", "init", place, "--name", "OpenStack Nova"); err != nil {
		return err
	}
	events := filepath.Join(d.dir, "exports", "nova", "events.csv")
	if err := unpackNova(events); err != nil {
		return err
	}
	for _, args := range [][]string{
		{"import", "nova-events", events},
		{"account", "sync"},
		{"generate", "health-report", "--all", "--period", demo.NovaPeriod},
	} {
		if err := d.run(place, args...); err != nil {
			return err
		}
	}
	if err := d.risks(place, demo.NovaPeriod); err != nil {
		return err
	}
	return d.check(place)
}

func unpackNova(name string) error {
	packed, err := examples.Nova.Open("nova-events/events.csv.gz")
	if err != nil {
		return err
	}
	defer packed.Close()
	content, err := gzip.NewReader(packed)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return atomicfile.WriteFrom(name, content, 0o644)
}
