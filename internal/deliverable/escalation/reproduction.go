package escalation

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence/command"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/receipt"
)

// own are the runs of this report's steps.
func (w *writer) own() ([]command.Kept, error) {
	all, err := w.archive.All(w.account.ID)
	var own []command.Kept
	for _, k := range all {
		if strings.HasSuffix(k.Run.Document, "/"+w.id+".md") && !k.Run.Undo && k.Run.Ending != "interrupted" {
			own = append(own, k)
		}
	}
	return own, err
}

// reproduction states the rate of every run of the report, and where a variable that was varied turns the outcome.
func (w *writer) reproduction(b *strings.Builder) error {
	own, err := w.own()
	if err != nil {
		return err
	}
	b.WriteString("## Reproduction steps\n\n")
	if len(own) == 0 {
		b.WriteString("<!-- Fences with attributes; the expectation is the fault. Then: touchstone run " + w.id + ".md --env NAME --runs 5 -->\n\n")
		return nil
	}
	for i, k := range own {
		text, params := rate(&k.Run)
		label := fmt.Sprintf("run%d", i+1)
		if outcomeOf(&k.Run) == fails {
			text = reproducedWord(&k.Run) + " " + text
		}
		text += " in " + k.Run.Environment.Name + conditions(&k.Run)
		if outcomeOf(&k.Run) == unclear {
			text += ", where the steps did not get as far as the fault: " + escaped(failureOf(&k.Run))
		}
		fmt.Fprintf(b, "- %s[^%s]\n", text, label)
		w.note(label, fmt.Sprintf("run:%s %s receipt=sha256:%s target=%s", k.ID(), params, k.Digest[:12], k.Run.Environment.Where))
	}
	if at, found := turnOf(own); found {
		before, after := &own[at.before].Run, &own[at.after].Run
		words := map[outcome]string{fails: "shows", works: "does not show"}
		fmt.Fprintf(b, "- It %s with %s[^run%d] and %s with %s[^run%d], with no value tried between them\n",
			words[outcomeOf(before)], varied(before), at.before+1, words[outcomeOf(after)], varied(after), at.after+1)
	}
	b.WriteString("\n")
	return nil
}

// reproducedWord: in the customer's environment an issue is reproduced, elsewhere it is replicated.
func reproducedWord(run *receipt.Run) string {
	if run.Environment.Where == "elsewhere" {
		return "replicated"
	}
	return "reproduced"
}

// conditions are the product's version and what was varied, the version once.
func conditions(run *receipt.Run) string {
	text := ""
	if run.Product != "" && run.Product != "unknown" && !slices.Contains(slices.Collect(maps.Values(run.Varied)), run.Product) {
		text = " (product " + run.Product + ")"
	}
	if len(run.Varied) > 0 {
		text += " with " + varied(run)
	}
	return text
}

// varied are the variables that were set for a run.
func varied(run *receipt.Run) string {
	var all []string
	for _, name := range slices.Sorted(maps.Keys(run.Varied)) {
		all = append(all, "`"+name+"="+strings.ReplaceAll(run.Varied[name], "`", "'")+"`")
	}
	return strings.Join(all, ", ")
}
