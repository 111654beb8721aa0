package onboarding

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/playbook"
	"github.com/touchstone-cs/touchstone/internal/schedule"
)

// render writes the first draft.
func (b *brief) render() string {
	var w strings.Builder
	b.front(&w)
	fmt.Fprintf(&w, "# Onboarding plan: %s\n\n", b.account.Title())
	w.WriteString(b.odds() + "\n\n")
	fmt.Fprintf(&w, "![Timeline with the P50 to P95 band of the go-live](%s)\n\n", pictureName)
	b.profile(&w)
	b.goLive(&w)
	b.prerequisites(&w)
	b.milestones(&w)
	b.risks(&w)
	b.cadence(&w)
	b.training(&w)
	fmt.Fprintf(&w, "## Changes\n\n| On | What moved | Why |\n|---|---|---|\n| %s | First version: go-live %s | Playbook %s |\n\n", b.on, b.promise, b.playbook.Name)
	fmt.Fprintf(&w, "[^forecast]: %s\n", forecastRef(b.record, b.digest, draws, b.forecast))
	return w.String()
}

func (b *brief) front(w *strings.Builder) {
	fmt.Fprintf(w, "---\nkind: %s\naccount: %s\nengagement: %s\ndate: %s\nauthor: %s\nstatus: draft\nstate: proposed\naudience: customer\nplaybook: %s\nstart: %s\ngo_live: %s\nbaseline: %s\n---\n\n",
		Name, yamlText(b.account.ID), yamlText(cmp.Or(b.facts.Engagement, b.playbook.Title+", playbook "+b.playbook.Name)), b.on, yamlText(b.author), b.playbook.Name, b.start, b.promise, b.promise)
}

// yamlText quotes what plain YAML would read otherwise.
func yamlText(s string) string {
	if s == "" || strings.ContainsAny(s, ":#\"'[]{}&*!|>%@`\\\n,") || strings.TrimSpace(s) != s || strings.Trim(s, "0123456789.-") == "" {
		return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", " ").Replace(s) + `"`
	}
	return s
}

// odds is the paragraph on the promise, every sentence under its citation.
func (b *brief) odds() string { return oddsText(b.record, b.forecast, b.title) }

// oddsText says whether people's other work was counted: the record holds when
// they are free, and nothing of the plans that they are taken by.
func oddsText(r Record, f schedule.Forecast, title func(string) string) string {
	as := "As planned on " + r.On.Long()
	if r.waitsForPeople() {
		as += ", around its people's other work,"
	}
	text := fmt.Sprintf("**Go-live %s.** %s it holds with %s probability: P50 %s, P80 %s, P95 %s.[^forecast]", r.Promise.Long(), as, percent(f.Promise), f.P50.Long(), f.P80.Long(), f.P95.Long())
	var parts []string
	for _, d := range f.Drivers[:min(shownDrivers, len(f.Drivers))] {
		if d.Share >= .005 {
			parts = append(parts, fmt.Sprintf("%s (%s of the spread)", title(d.ID), percent(d.Share)))
		}
	}
	if len(parts) > 0 {
		text += " What moves it most: " + strings.Join(parts, ", then ") + ".[^forecast]"
	}
	return text
}

func (b *brief) title(id string) string {
	first, waits := strings.CutPrefix(id, freeFor)
	for _, t := range b.record.Tasks {
		if waits && t.ID == first {
			return waitText(first, t.Owner)
		}
	}
	for _, m := range b.playbook.Milestones() {
		if m.ID == id {
			return driverText(id, playbook.Fill(m.Title, b.values))
		}
	}
	return "the risk " + id
}

// waitText names the wait for a milestone's owner.
func waitText(id, owner string) string { return "when " + owner + " is free for milestone " + id }

// driverText names a milestone in the paragraph under the forecast's citation.
// There a number must be one of the forecast's, so a title with one is left out;
// an ID behind the word "milestone" is a name.
func driverText(id, title string) string {
	if title == "" || strings.ContainsAny(title, "0123456789") {
		return "milestone " + id
	}
	return "milestone " + id + ", " + title
}

func (b *brief) profile(w *strings.Builder) {
	w.WriteString("## Customer profile and environment\n\n| Fact | Value |\n|---|---|\n")
	goals := strings.Join(b.facts.Goals, "; ")
	fmt.Fprintf(w, "| Goals | %s |\n", cell(cmp.Or(goals, Unrecorded+"what the customer wants to reach, in figures")))
	fmt.Fprintf(w, "| Team of %s | %s |\n", cell(b.account.Title()), cell(b.team("customer")))
	fmt.Fprintf(w, "| Team of %s | %s |\n", cell(b.vendor), cell(b.team("vendor")))
	asked := map[string]bool{}
	for _, q := range b.playbook.Environment {
		asked[q.Name] = true
		fmt.Fprintf(w, "| %s | %s |\n", cell(q.Name), cell(cmp.Or(b.facts.Environment[q.Name], Unrecorded+q.Ask)))
	}
	for _, name := range slices.Sorted(maps.Keys(b.facts.Environment)) {
		if !asked[name] {
			fmt.Fprintf(w, "| %s | %s |\n", cell(name), cell(b.facts.Environment[name]))
		}
	}
	w.WriteString("\n")
}

func (b *brief) goLive(w *strings.Builder) {
	w.WriteString("## Go-live definition\n\nLive when all of these hold, and both have signed:\n\n| # | Criterion | Proven by | State |\n|---|---|---|---|\n")
	for _, g := range b.playbook.GoLive {
		fmt.Fprintf(w, "| %s | %s | %s | open |\n", g.ID, b.fill(g.Criterion), b.fill(g.Proof))
	}
	w.WriteString("\n| Party | Who | Signed |\n|---|---|---|\n")
	fmt.Fprintf(w, "| %s | %s | – |\n| %s | %s | – |\n\n", cell(b.account.Title()), b.signatory("customer", "sponsor"), cell(b.vendor), b.signatory("vendor", "csm"))
	if v := b.playbook.FirstValue; v.Criterion != "" {
		fmt.Fprintf(w, "First value: %s (%s).\n\n", lowerFirst(b.fill(v.Criterion)), b.fill(v.Proof))
	}
}

func (b *brief) signatory(party, role string) string {
	if b.playbook.Roles[role] == party {
		return b.who(role)
	}
	for _, r := range slices.Sorted(maps.Keys(b.playbook.Roles)) {
		if b.playbook.Roles[r] == party && b.owners[r] != "" {
			return b.owners[r]
		}
	}
	return Unrecorded + "who signs for the " + party
}

func lowerFirst(s string) string {
	if len(s) > 1 && s[1] >= 'a' && s[1] <= 'z' || len(s) > 1 && s[1] == ' ' {
		return strings.ToLower(s[:1]) + s[1:]
	}
	return s
}

func (b *brief) prerequisites(w *strings.Builder) {
	w.WriteString("## Prerequisites\n\n| # | Prerequisite | Owner | Validation step | State |\n|---|---|---|---|---|\n")
	for _, x := range b.playbook.Prerequisites {
		day, waits := b.record.neededBy(x.ID, b.dates)
		if !waits {
			day = b.promise
		}
		fmt.Fprintf(w, "| %s | %s | %s | %s | due %s |\n", x.ID, b.fill(x.Text), cell(b.who(x.Owner)), b.fill(x.Validate), day)
	}
	w.WriteString("\n")
}

func (b *brief) milestones(w *strings.Builder) {
	w.WriteString("## Milestones\n\n| ID | Milestone | Owner | Due | Success criterion | After | Days | Proven by | State |\n|---|---|---|---|---|---|---|---|---|\n")
	for _, phase := range b.playbook.Phases {
		fmt.Fprintf(w, "| **%s** | **%s** | | | | | | | |\n", cell(phase.ID), cell(phase.Title))
		for _, m := range phase.Milestones {
			fmt.Fprintf(w, "| %s | %s | %s | %s | %s | %s | %s | %s | open |\n", m.ID, b.fill(m.Title), cell(b.who(m.Owner)), b.due[m.ID], b.fill(m.Criterion),
				cmp.Or(strings.Join(m.After, ", "), "–"), m.Days.Estimate(), cmp.Or(b.fill(m.Proof), "–"))
		}
	}
	w.WriteString("\n" + b.gantt() + "\n")
}

func (b *brief) gantt() string {
	g := Gantt{}
	critical := b.dates.Critical()
	done := b.record.done()
	for _, phase := range b.playbook.Phases {
		section := GanttSection{Title: phase.Title}
		for _, m := range phase.Milestones {
			section.Bars = append(section.Bars, Bar{ID: m.ID, Title: playbook.Fill(m.Title, b.values), Start: min(b.dates.begins[m.ID], b.due[m.ID]), End: b.due[m.ID],
				Milestone: m.Days.High == 0, Critical: slices.Contains(critical, m.ID), Done: done[m.ID]})
		}
		g.Sections = append(g.Sections, section)
	}
	return g.Fence()
}

func (b *brief) risks(w *strings.Builder) {
	w.WriteString("## Risks and contingency\n\n| # | Risk | Kind | Hits | Odds | Delay if it happens | Mitigation | Fallback, and what it does to go-live |\n|---|---|---|---|---|---|---|---|\n")
	timelines := b.record.contingencies()
	for _, r := range b.playbook.Risks {
		fmt.Fprintf(w, "| %s | %s | %s | %s | %d%% | %s working days | %s | %s. %s |\n", r.ID, b.fill(r.Risk), r.Mode, r.Hits, r.Odds, r.Days.Estimate(),
			b.fill(r.Mitigation), strings.TrimSuffix(b.fill(r.Fallback), "."), timelines[r.ID])
	}
	w.WriteString("\n")
}

// timelineText writes a risk's timeline: its own milestone, then go-live.
func timelineText(t schedule.Timeline, task string) string {
	text := ""
	for _, m := range t.Moves {
		if m.Task == task {
			text = fmt.Sprintf("%s ends %s, ", task, m.To)
		}
	}
	switch {
	case t.After > 0:
		return fmt.Sprintf("%sgo-live %s, %s late", text, t.End, workingDays(t.After))
	case t.After == 0:
		return fmt.Sprintf("%sgo-live holds with no day to spare", text)
	}
	return fmt.Sprintf("%sgo-live holds with %s to spare", text, workingDays(-t.After))
}

func workingDays(n int) string { return plural(n, "working day", "working days") }

func plural(n int, one, many string) string {
	if n == 1 {
		many = one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func (b *brief) cadence(w *strings.Builder) {
	w.WriteString("## Communication\n\n| Meeting | When | Who | For |\n|---|---|---|---|\n")
	for _, m := range b.playbook.Cadence {
		var who []string
		for _, role := range m.Who {
			if name := b.who(role); !slices.Contains(who, name) {
				who = append(who, name)
			}
		}
		fmt.Fprintf(w, "| %s | %s | %s | %s |\n", b.fill(m.Meeting), whenText(m), cell(strings.Join(who, ", ")), b.fill(m.For))
	}
	w.WriteString("\n")
}

// whenText writes when a meeting is, as readWhen reads it.
func whenText(m playbook.Meeting) string {
	text := ""
	day := strings.ToUpper(m.Day[:min(1, len(m.Day))]) + m.Day[min(1, len(m.Day)):]
	switch m.Every {
	case "phase":
		text = "At the end of each phase"
	case "blocker":
		return "Within " + cmp.Or(m.Within, "1 business day") + " of a blocker"
	case "2 weeks":
		text = fmt.Sprintf("Every second %s %s", day, m.At)
	case "month":
		text = fmt.Sprintf("First %s of the month %s", day, m.At)
	default:
		text = fmt.Sprintf("Weekly, %ss %s", day, m.At)
	}
	if m.Minutes > 0 {
		text += fmt.Sprintf(", %d minutes", m.Minutes)
	}
	return strings.TrimSpace(text)
}

func (b *brief) training(w *strings.Builder) {
	if len(b.playbook.Training) == 0 {
		return
	}
	w.WriteString("## Training\n\n| Audience | Topic | Milestone | Exercise |\n|---|---|---|---|\n")
	for _, t := range b.playbook.Training {
		fmt.Fprintf(w, "| %s | %s | %s | %s |\n", b.fill(t.Audience), b.fill(t.Topic), cmp.Or(t.Milestone, "–"), b.fill(t.Exercise))
	}
	w.WriteString("\n")
}
