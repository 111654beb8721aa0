package casestudy

import (
	"cmp"
	"fmt"
	"strings"
	"time"
)

// challenge tells what the plan was made for; what it cost only a person knows.
func (d *draft) challenge() {
	d.printf("## Challenge\n\n")
	if d.story.goals != "" {
		d.printf("The plan set out to: %s.\n\n", strings.TrimSuffix(d.when(d.story.goals), "."))
	}
	d.printf("[describe the problem before: what, for whom, since when, and what it cost in hours, money or a share of people, with its evidence]\n\n")
}

// solution tells how it was done, in an order in which it can be done again: the plan's milestones, the go-live definition, the
// guide's parts and where they ran.
func (d *draft) solution() {
	d.printf("## Solution\n\n")
	named := d.pseudonyms == nil
	if named && d.story.plan != nil {
		d.printf("The work followed a plan with dates and owners: %s.\n\n", d.link(*d.story.plan))
	}
	if len(d.story.milestones) > 0 {
		d.printf("| Milestone | %s | State |\n|---|---|---|\n", map[bool]string{true: "Date", false: "When"}[named])
		for _, m := range d.story.milestones {
			d.printf("| %s | %s | %s |\n", d.clean(m.name), d.when(m.due), cmp.Or(d.when(m.state), "–"))
		}
		d.printf("\n")
	}
	if len(d.story.criteria) > 0 {
		d.printf("Live meant:\n\n")
		for _, c := range d.story.criteria {
			d.printf("- %s\n", d.when(c))
		}
		d.printf("\n")
	}
	for _, g := range d.story.guides {
		if named {
			d.printf("Every step, with its commands, is written down: %s.\n\n", d.link(g.source))
		}
		for i, part := range g.parts {
			d.printf("%d. %s\n", i+1, d.clean(part))
		}
		if len(g.parts) > 0 {
			d.printf("\n")
		}
	}
	if named {
		for i, r := range d.story.runs {
			d.printf("The steps of %s ran in %s on %s: %d of %d passed.[^r%d]\n\n", d.title(r.document), plainText.Replace(r.environment), r.on, r.passed, r.steps, i+1)
			d.note(fmt.Sprintf("r%d", i+1), "run:"+r.id)
		}
	}
	d.printf("[describe what was connected to what, which settings were chosen and why, and how long each part took]\n\n")
}

// title links a document of the story, or gives its path.
func (d *draft) title(document string) string {
	for _, g := range d.story.guides {
		if g.path == document {
			return d.link(g.source)
		}
	}
	return "`" + strings.ReplaceAll(document, "`", "'") + "`"
}

// lessons tells what the records know of what worked and what was hard.
func (d *draft) lessons() {
	d.printf("## Lessons learned\n\n")
	if done, all := d.done(); done > 0 {
		d.printf("%d of the plan's %d milestones are done.\n\n", done, all)
	}
	d.printf("[describe what worked well]\n\n")
	hard := d.hard()
	if len(hard) > 0 {
		d.printf("What was hard, as the records have it:\n\n%s\n", strings.Join(hard, ""))
	}
	if learned := d.learned(); len(learned) > 0 {
		d.printf("What the other documents learned:\n\n%s\n", strings.Join(learned, ""))
	}
	d.printf("[describe what was challenging, and what it cost]\n\n[describe what the team would do differently]\n\n")
}

// learned lists the lessons of the account's other documents.
func (d *draft) learned() []string {
	var out []string
	for _, l := range d.story.learned {
		for _, point := range l.points {
			text := strings.TrimSuffix(d.when(strings.Join(strings.Fields(point), " ")), ".")
			if d.pseudonyms == nil {
				text += " (" + d.link(l.source) + ")"
			}
			out = append(out, "- "+text+".\n")
		}
	}
	return out
}

func (d *draft) done() (done, all int) {
	for _, m := range d.story.milestones {
		if strings.HasPrefix(strings.ToLower(m.state), "done") {
			done++
		}
	}
	return done, len(d.story.milestones)
}

// hard lists what moved, failed, was escalated or was a risk. Of an anonymous customer no document is linked.
func (d *draft) hard() []string {
	var out []string
	add := func(format string, args ...any) { out = append(out, "- "+fmt.Sprintf(format, args...)+"\n") }
	for _, m := range d.story.moves {
		why := ""
		if m.why != "" {
			why = " (" + d.when(m.why) + ")"
		}
		add("%s, the plan moved: %s%s.", d.when(m.on), d.moved(m.what), why)
	}
	for i, f := range d.story.failures {
		reason := ""
		if f.reason != "" {
			reason = ": " + d.when(f.reason)
		}
		text := fmt.Sprintf("The step %s failed in %s%s%s.", d.clean(f.step), times(f.runs), reason, map[bool]string{true: "; it passed later", false: ""}[f.mended])
		if d.pseudonyms == nil {
			text += fmt.Sprintf("[^f%d]", i+1)
			d.note(fmt.Sprintf("f%d", i+1), "run:"+f.id)
		}
		add("%s", text)
	}
	for _, h := range d.story.hard {
		if d.pseudonyms == nil {
			add("Escalated to engineering: %s.", d.link(h))
		} else {
			_, title, _ := strings.Cut(h.title, ": ")
			add("Escalated to engineering: %s.", d.when(cmp.Or(title, h.title)))
		}
	}
	for _, r := range d.story.risks {
		signals := make([]string, len(r.signals))
		for i, s := range r.signals {
			signals[i] = d.when(s)
		}
		if d.pseudonyms == nil {
			add("The health report named risks: %s (%s).", strings.Join(signals, "; "), d.link(r.source))
		} else {
			add("A health report named risks: %s.", strings.Join(signals, "; "))
		}
	}
	return out
}

// moved tells by how many days "Go-live 2026-11-04 → 2026-12-07" moved; other words stay as they are.
func (d *draft) moved(what string) string {
	days := isoDay.FindAllString(what, 2)
	if len(days) == 2 {
		from, err := time.Parse(time.DateOnly, days[0])
		to, err2 := time.Parse(time.DateOnly, days[1])
		if n := int(to.Sub(from).Hours() / 24); err == nil && err2 == nil && n != 0 {
			name := d.clean(strings.TrimSpace(what[:strings.Index(what, days[0])]))
			return fmt.Sprintf("%s by %d days %s", strings.ToLower(name), max(n, -n), map[bool]string{true: "later", false: "earlier"}[n > 0])
		}
	}
	return d.when(what)
}

func times(n int) string {
	if n == 1 {
		return "one run"
	}
	return fmt.Sprintf("%d runs", n)
}

// clean keeps words from becoming markup and, of an anonymous customer, takes every name out of them. Words that cannot be
// cleaned are left out.
func (d *draft) clean(words string) string {
	if d.pseudonyms != nil {
		cleaned, _, err := d.pseudonyms.Clean(words, d.known)
		if err != nil {
			return "[withheld: a name cannot be taken out]"
		}
		words = cleaned
	}
	return plainText.Replace(words)
}
