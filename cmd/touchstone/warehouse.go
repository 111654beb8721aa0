package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/quality"
	"github.com/touchstone-cs/touchstone/internal/review"
)

func (a *app) warehouseCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "warehouse",
		Short: "Look into the warehouse: its snapshots, facts and state",
		Long: `The warehouse holds what machines measure: immutable Parquet segments, one snapshot an import.

Exit status: 0 done, 1 damage was found, 2 could not do it.`,
		Example: "  touchstone warehouse list\n  touchstone warehouse show\n  touchstone warehouse facts events",
	}
	c.AddCommand(a.warehouseListCommand(), a.warehouseShowCommand(), a.warehouseFactsCommand(), a.warehouseVerifyCommand(), a.warehouseCollectCommand())
	return c
}

// snapshotLine is one snapshot as list prints it.
type snapshotLine struct {
	ID      string           `json:"snapshot"`
	Created time.Time        `json:"created"`
	Act     string           `json:"act"`
	Source  string           `json:"source,omitempty"`
	Inputs  []string         `json:"inputs,omitempty"`
	Rows    map[string]int64 `json:"rows"`
	Latest  bool             `json:"latest"`
}

func lineOf(s *warehouse.Snapshot, latest string) snapshotLine {
	line := snapshotLine{ID: s.ID(), Created: s.Created, Act: s.Act, Source: s.Source, Rows: map[string]int64{}, Latest: s.ID() == latest}
	for _, input := range s.Inputs {
		line.Inputs = append(line.Inputs, input.Name)
	}
	for _, fact := range warehouse.Facts() {
		if rows := s.Rows(fact.Name); rows > 0 {
			line.Rows[fact.Name] = rows
		}
	}
	return line
}

func (a *app) warehouseListCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use: "list", Short: "The snapshots, the oldest first", Args: cobra.NoArgs,
		Long: "List shows every snapshot that can still be asked.\n\nExit status: 0 done, 2 could not do it.", Example: "  touchstone warehouse list --json",
		RunE: func(*cobra.Command, []string) error {
			w, err := a.open()
			if err != nil {
				return err
			}
			store := a.warehouse(w)
			snapshots, err := store.Snapshots()
			if err != nil {
				return err
			}
			latest, err := store.Latest()
			if err != nil {
				return err
			}
			lines := []snapshotLine{}
			for _, s := range snapshots {
				lines = append(lines, lineOf(s, latest.ID()))
			}
			if asJSON {
				return a.printJSON(lines)
			}
			for _, line := range lines {
				mark := ""
				if line.Latest {
					mark = "   latest"
				}
				fmt.Fprintf(a.stdout, "%-10s %s  %s %-14s %s events%s\n", line.ID, line.Created.In(w.Zone).Format("2006-01-02 15:04"), line.Act, line.Source, thousands(line.Rows["events"]), mark)
			}
			if len(lines) == 0 {
				fmt.Fprintln(a.stdout, "empty: nothing was imported yet")
			}
			return nil
		},
	}
	jsonFlag(c, &asJSON)
	return c
}

func (a *app) warehouseShowCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use: "show [SNAPSHOT]", Short: "One snapshot: facts, rows, spans, and what is wrong with the data", Args: cobra.MaximumNArgs(1),
		Long: "Show prints a snapshot (default: the latest).\n\nExit status: 0 done, 2 could not do it.", Example: "  touchstone warehouse show 41-7c1e0b",
		RunE: func(_ *cobra.Command, args []string) error { return a.warehouseShow(args, asJSON) },
	}
	jsonFlag(c, &asJSON)
	return c
}

func (a *app) warehouseShow(args []string, asJSON bool) error {
	w, err := a.open()
	if err != nil {
		return err
	}
	store := a.warehouse(w)
	latest, err := store.Latest()
	if err != nil {
		return err
	}
	snapshot := latest
	if len(args) == 1 {
		if snapshot, err = store.ByID(args[0]); err != nil {
			return err
		}
	}
	if snapshot.Number == 0 {
		return errors.New("the warehouse is empty\nhint: touchstone import FILE…")
	}
	report, err := lastQuality(snapshot)
	if err != nil {
		return err
	}
	line := lineOf(snapshot, latest.ID())
	if asJSON {
		return a.printJSON(struct {
			snapshotLine
			Quality []quality.Finding `json:"quality"`
		}{line, append([]quality.Finding{}, report.Findings...)})
	}
	fmt.Fprintf(a.stdout, "snapshot  %s, %s of %s, %s\n", line.ID, line.Act, line.Source, line.Created.In(w.Zone).Format("2006-01-02 15:04"))
	for _, fact := range warehouse.Facts() {
		if line.Rows[fact.Name] == 0 {
			continue
		}
		span := ""
		if from, to, ok := snapshot.Span(fact.Name); ok {
			span = fmt.Sprintf("   %s to %s", from.In(w.Zone).Format(time.DateOnly), to.In(w.Zone).Format(time.DateOnly))
		}
		fmt.Fprintf(a.stdout, "  %-15s %12s rows, %d segments%s\n", fact.Name, thousands(line.Rows[fact.Name]), len(snapshot.Segments[fact.Name]), span)
	}
	for _, finding := range report.Findings {
		fmt.Fprintf(a.stdout, "quality   %s\n", finding.Message)
	}
	return nil
}

func (a *app) warehouseFactsCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use: "facts [FACT]", Short: "The facts and their columns, for whoever writes a mapping", Args: cobra.MaximumNArgs(1),
		Long: "Facts lists what a mapping may fill.\n\nExit status: 0 done, 2 could not do it.", Example: "  touchstone warehouse facts tickets",
		RunE: func(_ *cobra.Command, args []string) error {
			facts := warehouse.Facts()
			if len(args) == 1 {
				fact, ok := warehouse.FactByName(args[0])
				if !ok {
					return fmt.Errorf("there is no fact %q", args[0])
				}
				facts = []warehouse.Fact{fact}
			}
			if asJSON {
				return a.printJSON(layouts(facts))
			}
			for _, fact := range facts {
				key := "all columns and the place among equal rows"
				if len(fact.Key) > 0 {
					key = strings.Join(fact.Key, ", ")
				}
				fmt.Fprintf(a.stdout, "%s: %s (key: %s; needed: %s)\n", fact.Name, fact.Doc, key, strings.Join(fact.Required, ", "))
				for _, column := range fact.Columns {
					if column.Name != "source_account" {
						fmt.Fprintf(a.stdout, "  %-34s %-14s %s\n", column.Name, column.Type, column.Doc)
					}
				}
			}
			return nil
		},
	}
	jsonFlag(c, &asJSON)
	return c
}

// layout is a fact as warehouse facts prints it for machines. Without a key, a row is known by all its columns and its place
// among equal rows.
type layout struct {
	Fact     string       `json:"fact"`
	Doc      string       `json:"doc"`
	Key      []string     `json:"key"`
	Required []string     `json:"required"`
	Columns  []layoutCell `json:"columns"`
}

type layoutCell struct {
	Name string `json:"name"`
	Type string `json:"type"`
	Doc  string `json:"doc"`
}

func layouts(facts []warehouse.Fact) []layout {
	out := make([]layout, len(facts))
	for i, fact := range facts {
		out[i] = layout{fact.Name, fact.Doc, append([]string{}, fact.Key...), append([]string{}, fact.Required...), []layoutCell{}}
		for _, column := range fact.Columns {
			if column.Name != "source_account" {
				out[i].Columns = append(out[i].Columns, layoutCell{column.Name, string(column.Type), column.Doc})
			}
		}
	}
	return out
}

func (a *app) warehouseVerifyCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use: "verify", Short: "Read every segment again and compare it with its digest", Args: cobra.NoArgs,
		Long: "Verify finds segments that are absent or changed.\n\nExit status: 0 sound, 1 damage was found, 2 could not do it.", Example: "  touchstone warehouse verify",
		RunE: func(c *cobra.Command, _ []string) error {
			w, err := a.open()
			if err != nil {
				return err
			}
			damage, err := a.warehouse(w).Verify(c.Context())
			if err != nil {
				return err
			}
			switch {
			case asJSON:
				err = a.printJSON(map[string]any{"sound": len(damage) == 0, "damage": append([]warehouse.Damage{}, damage...)})
			case len(damage) == 0:
				fmt.Fprintln(a.stdout, "sound")
			}
			for _, d := range damage {
				if !asJSON {
					fmt.Fprintf(a.stdout, "%s: %s (snapshot %s)\n", d.Path, d.Problem, d.Snapshot)
				}
			}
			if err == nil && len(damage) > 0 {
				err = review.ErrFindings
			}
			return err
		},
	}
	jsonFlag(c, &asJSON)
	return c
}

func (a *app) warehouseCollectCommand() *cobra.Command {
	return &cobra.Command{
		Use: "gc", Short: "Remove what no snapshot needs", Args: cobra.NoArgs,
		Long:    "Gc removes segments of imports that died or were undone; import does so by itself.\n\nExit status: 0 done, 2 could not do it.",
		Example: "  touchstone warehouse gc",
		RunE: func(c *cobra.Command, _ []string) error {
			w, err := a.open()
			if err != nil {
				return err
			}
			done, err := a.warehouse(w).Collect(c.Context())
			if err != nil {
				return err
			}
			fmt.Fprintf(a.stdout, "removed %d files, %s\n", done.Files, byteSize(done.Bytes))
			return nil
		},
	}
}
