package main

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/mattn/go-runewidth"
	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
)

// printImport writes what an import did, for a person. took is left out where it is zero or nobody watches.
func printImport(out io.Writer, done imported, took time.Duration, watched bool) {
	s := done.Summary
	files := fmt.Sprintf("%d files", len(s.Inputs))
	if len(s.Inputs) == 1 {
		files = "1 file"
	}
	fmt.Fprintf(out, "read      %s rows from %s (%s)\n", thousands(s.Read), files, byteSize(s.Bytes))
	for _, fact := range s.Facts {
		parts := []string{thousands(fact.Kept) + " kept"}
		for _, part := range []struct {
			n    int64
			what string
		}{{fact.Replaced, "replaced"}, {fact.Repeated, "repeated"}, {fact.Rejected, "rejected"}} {
			if part.n > 0 {
				parts = append(parts, thousands(part.n)+" "+part.what)
			}
		}
		fmt.Fprintf(out, "  %-15s %s\n", fact.Fact, strings.Join(parts, ", "))
		printSample(out, fact.Columns, fact.Sample)
	}
	if s.Resolved > 0 {
		fmt.Fprintf(out, "resolved  accounts were renamed or merged: %s rows written again\n", thousands(s.Resolved))
	}
	for _, skipped := range s.Skipped {
		fmt.Fprintf(out, "skipped   %s: no table of the mapping takes it\n", skipped)
	}
	printRejects(out, done)
	for i, finding := range done.Quality {
		label := ""
		if i == 0 {
			label = "quality"
		}
		fmt.Fprintf(out, "%-9s %s\n", label, finding.Message)
		if len(finding.Examples) > 0 {
			fmt.Fprintf(out, "%-9s   such as %s\n", "", strings.Join(finding.Examples[:min(3, len(finding.Examples))], "; "))
		}
	}
	if watched && took > 0 {
		fmt.Fprintf(out, "took      %s\n", took.Round(10*time.Millisecond))
	}
	switch {
	case s.DryRun:
		fmt.Fprintln(out, "snapshot  none: a dry run")
	case s.Snapshot == "":
		fmt.Fprintln(out, "snapshot  none: nothing was new")
	default:
		fmt.Fprintf(out, "snapshot  %s\n", s.Snapshot)
	}
}

func printRejects(out io.Writer, done imported) {
	s := done.Summary
	if s.Rejected == 0 {
		return
	}
	fmt.Fprintf(out, "rejected  %s rows\n", thousands(s.Rejected))
	for _, row := range s.Rejects[:min(5, len(s.Rejects))] {
		place := row.File
		if row.Line > 0 {
			place = fmt.Sprintf("%s:%d", row.File, row.Line)
		}
		if place == "" {
			place = row.Fact
		}
		fmt.Fprintf(out, "          %s: %s\n", place, row.Reason)
	}
	if s.RejectedFile != "" {
		fmt.Fprintf(out, "          all of them: %s\n", s.RejectedFile)
	}
}

// printSample writes mapped rows as a table, without the columns that are empty in all of them.
func printSample(out io.Writer, columns []string, rows [][]string) {
	if len(rows) == 0 {
		return
	}
	const widest = 32
	var shown []int
	widths := make([]int, len(columns))
	for i, column := range columns {
		for _, row := range rows {
			if row[i] != "" {
				widths[i] = max(widths[i], min(runewidth.StringWidth(oneLine(row[i])), widest))
			}
		}
		if widths[i] > 0 {
			widths[i] = max(widths[i], runewidth.StringWidth(column))
			shown = append(shown, i)
		}
	}
	line := func(cell func(int) string) {
		cells := make([]string, 0, len(shown))
		for _, i := range shown {
			cells = append(cells, runewidth.FillRight(runewidth.Truncate(oneLine(cell(i)), widest, "…"), widths[i]))
		}
		fmt.Fprintf(out, "    %s\n", strings.TrimRight(strings.Join(cells, "  "), " "))
	}
	line(func(i int) string { return columns[i] })
	for _, row := range rows {
		line(func(i int) string { return row[i] })
	}
}

func oneLine(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, text)
}

func thousands(n int64) string {
	text := fmt.Sprint(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

func byteSize(n int64) string {
	switch {
	case n >= 1<<30:
		return fmt.Sprintf("%.1f GB", float64(n)/(1<<30))
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
	case n >= 1<<10:
		return fmt.Sprintf("%.1f kB", float64(n)/(1<<10))
	}
	return fmt.Sprintf("%d bytes", n)
}

// importMeter draws an import's progress on a terminal, and nothing elsewhere.
type importMeter struct {
	mu       sync.Mutex
	progress *mpb.Progress
	bar      *mpb.Bar
	stage    string
}

func (a *app) importMeter(wanted bool) *importMeter {
	m := &importMeter{}
	if wanted && terminal(a.stderr) {
		m.progress = mpb.New(mpb.WithOutput(a.stderr), mpb.WithWidth(40), mpb.WithRefreshRate(120*time.Millisecond))
	}
	return m
}

// report hears of done of total: bytes while reading, facts while mapping.
func (m *importMeter) report(stage string, done, total int64) {
	if m.progress == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if stage != m.stage {
		m.finish()
		m.stage = stage
		m.bar = m.begin(stage, total)
	}
	if stage == "reading" {
		m.bar.SetTotal(max(total, done+1), false)
		m.bar.SetCurrent(done)
	}
}

func (m *importMeter) begin(stage string, total int64) *mpb.Bar {
	if stage == "reading" {
		return m.progress.AddBar(max(total, 1), mpb.BarRemoveOnComplete(),
			mpb.PrependDecorators(decor.Name("reading "), decor.CountersKibiByte("% .1f of % .1f")),
			mpb.AppendDecorators(decor.AverageSpeed(decor.SizeB1024(0), "% .1f"), decor.Name(", "), decor.AverageETA(decor.ET_STYLE_GO), decor.Name(" left")))
	}
	return m.progress.New(1, mpb.SpinnerStyle(), mpb.BarRemoveOnComplete(), mpb.AppendDecorators(decor.Name(stage+" "), decor.Elapsed(decor.ET_STYLE_GO)))
}

func (m *importMeter) finish() {
	if m.bar != nil {
		m.bar.SetTotal(-1, true)
		m.bar = nil
	}
}

// end takes the meter off the screen.
func (m *importMeter) end() {
	if m.progress == nil {
		return
	}
	m.mu.Lock()
	m.finish()
	m.mu.Unlock()
	m.progress.Wait()
}
