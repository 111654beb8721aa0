// Command bench measures speed, each figure beside its floor in the same run, prints a table and writes bench.json.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/bench"
)

// measure is one entry of the benchmark. To add one: a file in internal/bench and a line here.
type measure struct {
	name string
	run  func(ctx context.Context, dir string, events int64, repeat int) (bench.Figures, error)
	// long measures run only when they are named, or with -long: each needs minutes.
	long bool
}

var measures = []measure{
	{name: "portfolio", run: bench.Portfolio},
	{name: "import", run: bench.Import},
	{name: "lint", run: bench.Lint},
	{name: "lsp", run: bench.LanguageServer},
	{name: "reports", run: bench.Reports},
	{name: "check", run: bench.Check},
	{name: "run", run: bench.Run},
	{name: "schedule", run: bench.Schedule},
	{name: "themes", run: bench.Themes},
	{name: "themes-large", run: bench.ThemesLarge, long: true},
}

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400) // as touchstone itself runs
	}
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(2)
	}
}

func run(ctx context.Context) error {
	out := flag.String("out", "bench.json", "write the figures to this file")
	dir := flag.String("dir", filepath.Join("build", "bench"), "keep generated data here")
	events := flag.Int64("events", 20_000_000, "events of the portfolio")
	repeat := flag.Int("repeat", 3, "runs of each; the median counts")
	only := flag.String("only", "", "run only these measures, by name, with commas: "+strings.Join(names(), ", "))
	long := flag.Bool("long", false, "run the measures that need minutes too")
	flag.Parse()
	wanted, err := choose(*only, *long)
	if err != nil {
		return err
	}
	figures := bench.Figures{}
	for _, m := range wanted {
		place := filepath.Join(*dir, m.name)
		if m.name == "portfolio" {
			place += fmt.Sprintf("-%d", *events)
		}
		fmt.Fprintln(os.Stderr, "measuring", m.name)
		got, err := m.run(ctx, place, *events, *repeat)
		if err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
		figures.Merge(got)
	}
	fmt.Print(figures.Table())
	data, err := json.MarshalIndent(figures, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(*out, append(data, '\n'), 0o644)
}

// choose finds the measures to run.
func choose(only string, long bool) ([]measure, error) {
	var out []measure
	if only == "" {
		for _, m := range measures {
			if long || !m.long {
				out = append(out, m)
			}
		}
		return out, nil
	}
	for name := range strings.SplitSeq(only, ",") {
		i := slices.IndexFunc(measures, func(m measure) bool { return m.name == name })
		if i < 0 {
			return nil, fmt.Errorf("-only %s: there is no such measure\nhint: there are %s", name, strings.Join(names(), ", "))
		}
		out = append(out, measures[i])
	}
	return out, nil
}

func names() []string {
	var out []string
	for _, m := range measures {
		out = append(out, m.name)
	}
	return out
}
