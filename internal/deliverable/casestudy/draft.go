package casestudy

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/metric"
	"github.com/touchstone-cs/touchstone/internal/privacy"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// draft is one case study being written. What only a person can say stands in brackets: it never passes.
type draft struct {
	job         deliverable.Job
	account     *workspace.Account
	now, before metric.Period
	found       []outcome
	story       story
	pseudonyms  *privacy.Pseudonyms // nil where the customer is named
	b           strings.Builder
	files       []deliverable.File // beside the text
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
	d.printf("## Challenge\n\n[describe the problem before: what, for whom, since when, and what it cost in hours, money or a share of people, with its evidence]\n\n")
	d.solution()
	d.results()
	d.lessons()
	d.printf("## Customer quote\n\n[add a block quote in the customer's words, with name and role; `touchstone approve request` asks for its approval]\n")
	d.notes()
	return []byte(d.b.String())
}

func (d *draft) printf(format string, args ...any) { fmt.Fprintf(&d.b, format, args...) }

func (d *draft) front() {
	author := cmp.Or(d.job.Author, d.account.Owner, "[enter the author]")
	engagement := cmp.Or(d.account.Engagement, d.story.engagement, "onboarding") + fmt.Sprintf(", %s against %s", d.now.Name, d.before.Name)
	d.printf("---\nkind: case-study\naccount: %s\nengagement: %s\ndate: %s\nauthor: %s\nstatus: draft\naudience: internal\n---\n\n", scalar(d.account.ID), scalar(engagement),
		d.job.Now.In(d.job.Workspace.Zone).Format(time.DateOnly), scalar(author))
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
			d.printf("# %s: %s, %s against %s\n\n", plainText.Replace(d.customer()), o.def.Label, d.now.Name, d.before.Name)
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
		d.printf("%s.\n\n", plainText.Replace(strings.Join(facts, "; ")))
	}
	d.printf("[describe what the business does, what it runs on, and what the product is for]\n\n")
}

func (d *draft) solution() {
	d.printf("## Solution\n\n")
	if d.pseudonyms == nil && d.story.plan != nil {
		d.printf("The work followed the plan %s.\n\n", d.link(*d.story.plan))
	}
	if d.pseudonyms == nil {
		for _, g := range d.story.guides {
			d.printf("Every step with its commands is in the implementation guide %s.\n\n", d.link(g))
		}
	}
	if len(d.story.milestones) > 0 && d.pseudonyms == nil {
		d.printf("| Milestone | Date | State |\n|---|---|---|\n")
		for _, m := range d.story.milestones {
			d.printf("| %s | %s | %s |\n", plainText.Replace(m.name), plainText.Replace(m.due), plainText.Replace(cmp.Or(m.state, "–")))
		}
		d.printf("\n")
	}
	d.printf("[describe what was connected to what, which settings were chosen and why, and how long each part took]\n\n")
}

func (d *draft) results() {
	d.printf("## Results\n\n")
	if len(d.found) == 0 {
		d.printf("No metric is known to have changed between %s and %s.\n\n[describe the outcome with a figure from before and one from after]\n\n", d.before.Name, d.now.Name)
		return
	}
	d.printf("| Metric | Before (%s) | After (%s) | Change |\n|---|---:|---:|---:|\n", d.before.Name, d.now.Name)
	for i, o := range d.found {
		u := o.def.Unit
		d.printf("| %s | %s | %s | %s[^m%d] |\n", plainText.Replace(o.def.Label), u.Text(o.value.Prior), u.Text(o.value.Value), o.def.ChangeText(o.value.Change), i+1)
	}
	d.picture()
	d.printf("\nThe same definitions hold on both sides, over periods of the same kind.\n\n")
	d.intervals()
	d.printf("[describe what else changed in that time]\n\n")
}

// intervals tells how sure the figures are, where a definition has an interval, and which changes may be chance.
func (d *draft) intervals() {
	told := false
	for i, o := range d.found {
		if !o.ranged() {
			continue
		}
		u := o.def.Unit
		d.printf("%s: between %s and %s.[^m%di]\n\n", plainText.Replace(o.def.Label), u.Text(o.value.Low), u.Text(o.value.High), i+1)
		told = true
	}
	if told {
		d.printf("These ranges are 95%% intervals of the later figure.\n\n")
	}
	for _, o := range d.found {
		if o.chance() {
			d.printf("The change of %s may be chance: the earlier figure lies within the range of the later one.\n\n", plainText.Replace(o.def.Label))
		}
	}
}

func (d *draft) lessons() {
	d.printf("## Lessons learned\n\n[describe what worked well]\n\n")
	if d.pseudonyms == nil {
		for _, h := range d.story.hard {
			d.printf("- Escalated to engineering: %s.\n", d.link(h))
		}
		for _, r := range d.story.risks {
			d.printf("- The health report named risks: %s.\n", d.link(r))
		}
		if len(d.story.hard)+len(d.story.risks) > 0 {
			d.printf("\n")
		}
	}
	d.printf("[describe what was challenging, and what it cost]\n\n[describe what the team would do differently]\n\n")
}

// notes writes the footnotes, on consecutive lines.
func (d *draft) notes() {
	if len(d.found) > 0 {
		d.printf("\n")
	}
	for i, o := range d.found {
		d.printf("[^m%d]: %s\n", i+1, o.ref)
		if o.ranged() {
			u := o.def.Unit
			ref := o.ref
			ref.Params = nil
			for _, key := range []string{"account", "period"} {
				ref = ref.With(key, o.ref.Value(key))
			}
			ref = ref.With("low", u.Key(o.value.Low)).With("high", u.Key(o.value.High)).With("snapshot", o.ref.Value("snapshot"))
			d.printf("[^m%di]: %s\n", i+1, ref)
		}
	}
}
