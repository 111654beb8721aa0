package bench

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// fleetAccounts is the size of the portfolio that the promises speak of.
const fleetAccounts = 10_000

// Reports measures writing a health report for each of 1,000 and 10,000 accounts and checking them with verification,
// each as one process of the real binary. The metric query alone is measured in the same run, and taken off: what is left, from the process's start to its
// end, is the reports' own. Git's add and commit are measured apart.
func Reports(ctx context.Context, dir string, _ int64, _ int) (Figures, error) {
	out := Figures{}
	var attics []string
	defer func() {
		for _, attic := range attics {
			_ = os.RemoveAll(attic) // what stays costs room only
		}
	}()
	for _, accounts := range []int{fleetAccounts / 10, fleetAccounts} {
		f, err := makeFleet(ctx, filepath.Dir(dir), accounts)
		if err != nil {
			return nil, err
		}
		attics = append(attics, f.attic())
		if err := f.reports(ctx, out, fmt.Sprintf("reports_%d", accounts)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (f *fleet) reports(ctx context.Context, out Figures, measure string) error {
	if err := f.forget(ctx); err != nil {
		return err
	}
	generate := []string{"generate", "health-report", "--all", "--period", fleetPeriod, "--no-commit"}
	steps := []struct {
		name string
		run  func() (usage, error)
	}{
		{"generate_cold", func() (usage, error) { return f.touchstone(ctx, generate...) }},
		{"", func() (usage, error) { return usage{}, f.putAway(ctx) }},
		{"generate", func() (usage, error) { return f.touchstone(ctx, generate...) }},
		{"generate_one", func() (usage, error) {
			return f.touchstone(ctx, "generate", "health-report", fleetAccount(0), "--period", fleetPeriod, "--no-commit")
		}},
		{"generate_again", func() (usage, error) { return f.touchstone(ctx, generate...) }},
		{"check_first", func() (usage, error) { return f.touchstone(ctx, "check") }},
		{"check", func() (usage, error) { return f.touchstone(ctx, "check") }},
		{"git_add_commit", func() (usage, error) {
			u, err := f.git(ctx, "add", "--all")
			if err != nil {
				return u, err
			}
			v, err := f.git(ctx, "commit", "--quiet", "--message", "reports")
			return usage{cost: cost{u.wall + v.wall, u.cpu + v.cpu}, rss: max(u.rss, v.rss)}, err
		}},
	}
	for _, step := range steps {
		u, err := step.run()
		if err != nil {
			return err
		}
		if step.name == "" {
			continue
		}
		out.cost(measure, step.name, u.cost)
		out.set(measure, step.name+"_rss_mb", u.rss)
		out.set(measure, step.name+"_cpu_ms_each", u.cpu*1000/float64(f.accounts))
	}
	for _, beyond := range []struct {
		process, query, figure string
		whole                  bool
	}{{"generate", "query_of_generate", "generate_beyond_query_ms_each", true}, {"check", "query_of_check", "check_beyond_query_ms_each", false}} {
		c, err := f.asked(ctx, beyond.whole)
		if err != nil {
			return err
		}
		out.cost(measure, beyond.query, c)
		out.set(measure, beyond.figure, (out[measure][beyond.process+"_cpu_s"]-c.cpu)*1000/float64(f.accounts))
		out.goal(measure, beyond.figure, 1.5)
	}
	return nil
}
