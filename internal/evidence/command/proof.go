package command

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence/command/receipt"
)

// Proof is one Markdown text with everything that ran: runs, steps, commands and outputs as the receipts hold them.
func Proof(document string, all []Kept) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Proof of work: %s\n\n%d runs. Every receipt's signature was checked against `%s`.\n", document, len(all), AllowedSigners)
	for _, k := range all {
		proveRun(&b, k)
	}
	return b.String()
}

func proveRun(b *strings.Builder, k Kept) {
	run := &k.Run
	fmt.Fprintf(b, "\n## %s\n\n| | |\n|---|---|\n", k.ID())
	row := func(name, value string) {
		if value != "" {
			fmt.Fprintf(b, "| %s | %s |\n", name, strings.ReplaceAll(value, "|", `\|`))
		}
	}
	row("Ended", run.Ending+", "+run.Ended.Format(time.RFC3339))
	row("Environment", fmt.Sprintf("%s, %s, %s", run.Environment.Name, run.Environment.Where, run.Environment.Target))
	for _, name := range slices.Sorted(maps.Keys(run.Environment.Fingerprint)) {
		row(name, run.Environment.Fingerprint[name])
	}
	row("Product", run.Product)
	row("Operator's key", run.Operator)
	row("Receipt", "sha256:"+k.Digest)
	for _, name := range slices.Sorted(maps.Keys(run.Varied)) {
		row("Varied", name+"="+run.Varied[name])
	}
	for _, s := range run.Steps {
		proveStep(b, s)
	}
}

func proveStep(b *strings.Builder, s receipt.Step) {
	fmt.Fprintf(b, "\n### %s: %s\n\nexit %d, %s, step sha256:%.12s", s.Name, s.Outcome, s.Exit, shortDuration(s.Duration()), s.Digest)
	if s.Reason != "" {
		fmt.Fprintf(b, ": %s", s.Reason)
	}
	b.WriteString("\n\n")
	block(b, s.Command)
	for _, out := range []struct {
		name string
		*receipt.Output
	}{{"standard output", s.Stdout}, {"standard error", s.Stderr}} {
		if out.Output != nil {
			fmt.Fprintf(b, "%s, %d bytes, redacted sha256:%.12s:\n\n", out.name, out.Bytes, out.Digest)
			block(b, out.Text+out.Withheld)
		}
	}
}

// block writes a fence longer than any in the text.
func block(b *strings.Builder, text string) {
	fence := "```"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	fmt.Fprintf(b, "%stext\n%s\n%s\n\n", fence, strings.TrimRight(text, "\n"), fence)
}
