// Command bench measures speed, each figure beside its floor in the same run, prints a table and writes bench.json.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/touchstone-cs/touchstone/internal/bench"
)

// measure is one entry of the benchmark. To add one: a file in internal/bench and a line here.
type measure struct {
	name string
	run  func(ctx context.Context, dir string, events int64, repeat int) (bench.Figures, error)
}

var measures = []measure{
	{"portfolio", bench.Portfolio},
	{"run", bench.Run},
	{"schedule", bench.Schedule},
}

func main() {
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
	only := flag.String("only", "", "run only this measure")
	flag.Parse()
	figures := bench.Figures{}
	for _, m := range measures {
		if *only != "" && *only != m.name {
			continue
		}
		place := filepath.Join(*dir, m.name)
		if m.name == "portfolio" {
			place += fmt.Sprintf("-%d", *events)
		}
		got, err := m.run(ctx, place, *events, *repeat)
		if err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
		figures.Merge(got)
	}
	for _, line := range figures.Lines() {
		fmt.Println(line)
	}
	data, err := json.MarshalIndent(figures, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(*out, append(data, '\n'), 0o644)
}
