package bench

import (
	"context"
	"os"
	"path/filepath"
	"time"
)

// checkRuns is how often a process of some tens of milliseconds is run; the median counts.
const checkRuns = 25

// Check measures `touchstone check` of one report and of one shared summary in a workspace of 10,000 accounts, from process start: with nothing
// remembered, and again. The floors are a Go process that does nothing and the binary's own `--version`.
func Check(ctx context.Context, dir string, _ int64, repeat int) (Figures, error) {
	out := Figures{}
	f, err := makeFleet(ctx, filepath.Dir(dir), fleetAccounts)
	if err != nil {
		return nil, err
	}
	if err := f.generated(ctx); err != nil {
		return nil, err
	}
	nothing, err := buildNothing(ctx, filepath.Dir(f.dir))
	if err != nil {
		return nil, err
	}
	check := []string{f.binary, "check", f.report(fleetAccounts / 2), "--now", fleetNow}
	if err := f.share(); err != nil {
		return nil, err
	}
	defer os.RemoveAll(filepath.Join(f.dir, filepath.Dir(sharedSummary)))
	for _, one := range []struct {
		name string
		args []string
	}{
		{"go_process", []string{nothing}},
		{"version", []string{f.binary, "--version"}},
		{"warm", check},
		{"warm_shared", []string{f.binary, "check", sharedSummary, "--now", fleetNow}},
	} {
		c, err := startedOften(ctx, f.dir, one.args)
		if err != nil {
			return nil, err
		}
		out.cost("check_one", one.name, c)
	}
	c, err := medianOf(repeat, func() error { return os.RemoveAll(f.cache()) }, func() error {
		_, err := use(ctx, f.dir, check[0], check[1:]...)
		return err
	})
	if err != nil {
		return nil, err
	}
	out.set("check_one", "cold_s", c.wall)
	out.against("check_one", "warm", "version")
	out.within("check_one", "warm", 0.050)
	out.against("check_one", "warm_shared", "version")
	out.within("check_one", "warm_shared", 0.050)
	return out, nil
}

// sharedSummary is a document that several customers may read: every account's names are looked for in it, and people's.
const sharedSummary = "customer-success/feedback/2026-Q3.md"

func (f *fleet) share() error {
	const text = "---\nkind: feedback-summary\ndate: 2026-10-05\nauthor: Bench\nperiod: 2026-Q3\naudience: shared\nstatus: draft\nengagement: Use of Bench\n---\n\n# Feedback: 2026-Q3\n\n" +
		"## Themes\n\n| Theme | Frequency | Severity |\n|---|---|---|\n| Uploads fail | 12 | high |\n\nA logistics company asks for a retry button: its uploads stop at 2 MB, three times in September.\n"
	name := filepath.Join(f.dir, sharedSummary)
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return os.WriteFile(name, []byte(text), 0o644)
}

// startedOften runs a command so often, once more beforehand, and gives its median cost.
func startedOften(ctx context.Context, dir string, args []string) (cost, error) {
	var runs []cost
	for range checkRuns + 1 {
		u, err := use(ctx, dir, args[0], args[1:]...)
		if err != nil {
			return cost{}, err
		}
		runs = append(runs, u.cost)
		time.Sleep(5 * time.Millisecond) // let the last process be cleaned up
	}
	return middle(runs[1:]), nil
}

// buildNothing builds the smallest Go program: what starting a process costs here.
func buildNothing(ctx context.Context, dir string) (string, error) {
	source := filepath.Join(dir, "nothing.go")
	if err := os.WriteFile(source, []byte("package main\n\nfunc main() {}\n"), 0o644); err != nil {
		return "", err
	}
	binary := filepath.Join(dir, "nothing")
	_, err := use(ctx, "", "go", "build", "-o", binary, source)
	return binary, err
}
