package command

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence/command/receipt"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/step"
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

// Case is a test case for testers: steps with inputs and expected results.
type Case struct {
	Title    string     `json:"title"`
	Document string     `json:"document"`
	Steps    []CaseStep `json:"steps"`
}

// CaseStep is one step of a test case.
type CaseStep struct {
	Number   int      `json:"number"`
	Name     string   `json:"name"`
	Language string   `json:"language"`
	Input    string   `json:"input"`
	Inputs   []string `json:"variables,omitempty"` // variables that must be set
	Expected []string `json:"expected"`
	Needs    []string `json:"needs,omitempty"`
	Optional bool     `json:"optional,omitempty"`
	Undo     string   `json:"undo,omitempty"`
}

// TestCase returns a document's steps as a test case.
func TestCase(title, document string, steps []*step.Step) Case {
	c := Case{Title: title, Document: document, Steps: []CaseStep{}}
	for i, s := range steps {
		one := CaseStep{
			Number: i + 1, Name: s.Name, Language: s.Language, Input: s.Body, Inputs: VariablesOf(s), Needs: s.Needs, Optional: s.Optional, Undo: s.Undo,
		}
		for _, e := range s.Expect {
			one.Expected = append(one.Expected, e.String())
		}
		if s.Answer != nil && len(s.Answer.Lines) > 0 {
			one.Expected = append(one.Expected, "stdout = "+strings.Join(s.Answer.Lines, "\n"))
		}
		if len(one.Expected) == 0 {
			one.Expected = []string{map[bool]string{true: "status 2xx", false: "exit 0"}[s.Sort == step.HTTP]}
		}
		c.Steps = append(c.Steps, one)
	}
	return c
}
