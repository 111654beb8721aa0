package casestudy

import (
	"cmp"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/metric"
	"github.com/touchstone-cs/touchstone/internal/privacy"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// draft is one case study being written. What only a person can say stands in brackets: it never passes.
type draft struct {
	job        deliverable.Job
	account    *workspace.Account
	now        metric.Period
	baseline   baseline
	found      []outcome
	story      story
	quote      *endorsement        // nil where none may be quoted
	heard      string              // the snapshot of what customers said
	unheard    string              // why none may be quoted
	pseudonyms *privacy.Pseudonyms // nil where the customer is named
	dates      privacy.Dates       // how an anonymous customer's days are told
	known      *privacy.Known      // what to take out where it is not
	b          strings.Builder
	footnotes  strings.Builder
	files      []deliverable.File // beside the text
}

func (d *draft) customer() string {
	if d.pseudonyms != nil {
		return d.pseudonyms.Account(d.account.ID)
	}
	return d.account.Title()
}

func (d *draft) draft() deliverable.Draft {
	text := d.text()
	return deliverable.Draft{Path: d.path(), Text: text, Files: d.files}
}

func (d *draft) text() []byte {
	d.front()
	d.head()
	d.profile()
	d.challenge()
	d.solution()
	d.results()
	d.lessons()
	d.quotation()
	d.notes()
	return []byte(d.b.String())
}

func (d *draft) printf(format string, args ...any) { fmt.Fprintf(&d.b, format, args...) }

func (d *draft) front() {
	author := cmp.Or(d.job.Author, d.account.Owner, "[enter the author]")
	engagement := cmp.Or(d.account.Engagement, d.story.engagement, "onboarding") + fmt.Sprintf(", %s against %s", d.period(d.now), d.period(d.baseline.Period))
	d.printf("---\nkind: case-study\naccount: %s\nengagement: %s\ndate: %s\nauthor: %s\nstatus: draft\naudience: internal\n", scalar(d.account.ID), scalar(engagement),
		d.job.Now.In(d.job.Workspace.Zone).Format(time.DateOnly), scalar(author))
	if d.pseudonyms != nil {
		d.printf("anonymous: %s\n", d.dates)
	}
	d.printf("---\n\n")
}

// scalar writes a YAML value, quoted where it must be.
func scalar(s string) string {
	out, err := yaml.Marshal(s)
	if err != nil {
		return fmt.Sprintf("%q", s)
	}
	return strings.TrimSuffix(string(out), "\n")
}

// plainText keeps a value from becoming markup.
var plainText = strings.NewReplacer("|", "\\|", "<", "&lt;", "*", "\\*", "_", "\\_", "[", "\\[", "]", "\\]", "`", "'", "\n", " ")

func (d *draft) head() {
	for _, o := range d.found {
		if o.better && !o.chance() {
			label, _, _ := strings.Cut(o.def.Label, " (") // without the unit's small print
			d.printf("# %s: %s %s, %s against %s\n\n", plainText.Replace(d.customer()), plainText.Replace(label), o.def.ChangeText(o.value.Change), d.period(d.now), d.period(d.baseline.Period))
			return
		}
	}
	d.printf("# %s: [describe the outcome in one line, with its figure]\n\n", plainText.Replace(d.customer()))
}

func (d *draft) profile() {
	d.printf("## Customer profile\n\n")
	var facts []string
	if d.account.Industry != "" {
		facts = append(facts, d.account.Industry)
	}
	if region := cmp.Or(d.account.Region, d.account.Country); region != "" && d.pseudonyms == nil {
		facts = append(facts, region)
	}
	if d.account.Seats > 0 {
		if d.pseudonyms != nil {
			facts = append(facts, privacy.SizeRange(d.account.Seats)+" seats")
		} else {
			facts = append(facts, fmt.Sprintf("%d seats", d.account.Seats))
		}
	}
	if len(facts) > 0 {
		d.printf("%s.\n\n", upperFirst(d.clean(strings.Join(facts, "; "))))
	}
	for _, fact := range d.story.environment {
		d.printf("- %s: %s\n", d.clean(fact[0]), d.when(fact[1]))
	}
	if len(d.story.environment) > 0 {
		d.printf("\n")
	}
	d.printf("[describe what the business does, what it runs on, and what the product is for]\n\n")
}

func upperFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

func (d *draft) results() {
	d.printf("## Results\n\n")
	if len(d.found) == 0 {
		d.printf("No metric is known to have changed between %s and %s.\n\n[describe the outcome with a figure from before and one from after]\n\n", d.period(d.baseline.Period), d.period(d.now))
		return
	}
	d.printf("| Metric | Before (%s) | After (%s) | Change | Basis |\n|---|---:|---:|---:|---|\n", d.period(d.baseline.Period), d.period(d.now))
	for i, o := range d.found {
		u := o.def.Unit
		d.printf("| %s | %s | %s | %s[^m%d] | %s |\n", plainText.Replace(o.def.Label), u.Text(o.value.Prior), u.Text(o.value.Value), o.def.ChangeText(o.value.Change), i+1, o.basis())
		d.note(fmt.Sprintf("m%d", i+1), o.ref.String())
	}
	d.picture()
	d.printf("\nThe same definitions hold on both sides, over periods of the same kind. %s\n\n", d.why())
	d.chances()
	d.confounders()
}

// why says how the period before was chosen.
func (d *draft) why() string {
	switch {
	case d.baseline.asked:
		return "The period before was chosen by the author."
	case d.baseline.plans:
		return "The period before is the last one before the plan began."
	}
	return "The period before is the same one a year earlier."
}

// basis tells how many cases a figure rests on and how sure it is.
func (o outcome) basis() string {
	var parts []string
	if n := o.ref.Value("n"); n != "" {
		parts = append(parts, "n = "+n)
	}
	if of := o.ref.Value("denominator"); of != "" {
		parts = append(parts, o.ref.Value("numerator")+" of "+of)
	}
	if o.ranged() {
		u := o.def.Unit
		parts = append(parts, fmt.Sprintf("95%% interval %s to %s", u.Text(o.value.Low), u.Text(o.value.High)))
	}
	return cmp.Or(strings.Join(parts, ", "), "–")
}

// chances tells which changes may be chance.
func (d *draft) chances() {
	for _, o := range d.found {
		if o.chance() {
			d.printf("The change of %s may be chance: the earlier figure lies within the range of the later one.\n\n", plainText.Replace(o.def.Label))
		}
	}
}

// note keeps a footnote for the end.
func (d *draft) note(label, reference string) {
	fmt.Fprintf(&d.footnotes, "[^%s]: %s\n", label, reference)
}

// notes writes the footnotes, on consecutive lines.
func (d *draft) notes() {
	if d.footnotes.Len() > 0 {
		d.printf("\n%s", d.footnotes.String())
	}
}
