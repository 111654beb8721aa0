package health

import (
	"fmt"
	"math"
	"path"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/chart"
	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/evidence/note"
	"github.com/touchstone-cs/touchstone/internal/evidence/portrait"
	"github.com/touchstone-cs/touchstone/internal/signal"
	"github.com/touchstone-cs/touchstone/internal/slug"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// draft is one report in the making.
type draft struct {
	*batch
	account  *workspace.Account
	signals  signal.Report
	portrait *signal.Portrait
	notes    *notes
	contacts []contact
}

// write gives the document and the files beside it.
func (d *draft) write(name string) ([]byte, []deliverable.File, error) {
	var err error
	if d.contacts, err = d.recent(); err != nil {
		return nil, nil, err
	}
	issues, err := d.issues()
	if err != nil {
		return nil, nil, err
	}
	var b strings.Builder
	b.Grow(8192)
	d.frontMatter(&b)
	fmt.Fprintf(&b, "# Health report: %s, %s\n\n", plain(d.account.Title()), d.periodName())
	d.status(&b)
	d.scorecard(&b)
	files := d.charts(&b, name)
	d.risks(&b)
	b.WriteString(issues)
	d.interactions(&b)
	d.openings(&b)
	d.actions(&b)
	b.WriteString("## Summary and outlook\n\n<!-- guidance: say in your own words what changed and why, and what you expect by the next report; the figures above carry their evidence -->\n")
	if len(d.notes.order) > 0 {
		b.WriteString("\n")
		d.notes.definitions(&b)
	}
	return []byte(b.String()), files, nil
}

func (d *draft) periodName() string {
	if d.portfolio.Period.IsMonth() {
		return d.portfolio.Period.From.Format("January 2006")
	}
	return d.portfolio.Period.Name
}

func (d *draft) frontMatter(b *strings.Builder) {
	b.WriteString("---\nkind: " + Name + "\n")
	field := func(key, value string) {
		if value != "" {
			b.WriteString(key + ": " + yamlText(value) + "\n")
		}
	}
	field("account", d.account.ID)
	field("engagement", d.engagement())
	field("period", d.portfolio.Period.Name)
	field("date", d.job.Now.In(d.portfolio.Period.Zone()).Format(time.DateOnly))
	field("author", d.owner())
	field("status", "draft")
	field("audience", "internal")
	field("snapshot", d.portfolio.Snapshot.ID())
	field("metrics", d.desk.Metrics.Digest())
	field("signals", d.batch.signals.Digest())
	b.WriteString("---\n\n")
}

// engagement is what the account says, else the product that it uses.
func (d *draft) engagement() string {
	if d.account.Engagement != "" {
		return d.account.Engagement
	}
	if product := d.job.Workspace.Config.Product.Name; product != "" {
		return "Use of " + product
	}
	return ""
}

// owner is who writes the report: as asked, else the account's owner.
func (d *draft) owner() string {
	if d.job.Author != "" {
		return d.job.Author
	}
	return d.account.Owner
}

// yamlText quotes what YAML would read as something else than a text.
func yamlText(s string) string {
	safe := s != "" && !strings.ContainsAny(s, ":#\"'\\\n\t{}[]&*!|>%@`,") && s == strings.TrimSpace(s) && !strings.HasPrefix(s, "-") && !strings.HasPrefix(s, "?")
	switch strings.ToLower(s) {
	case "true", "false", "yes", "no", "on", "off", "null", "~":
		safe = false
	}
	if safe && (len(s) == len(time.DateOnly) || strings.ContainsAny(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") && !strings.ContainsAny(s[:1], "0123456789.+-")) {
		return s
	}
	if safe && len(s) == len("2006-01") && s[4] == '-' {
		return s
	}
	return fmt.Sprintf("%q", s)
}

// status is the report's first sentence: the band and the score with its bounds, coverage and what is unknown.
func (d *draft) status(b *strings.Builder) {
	s := d.signals.Score
	if !s.Known {
		fmt.Fprintf(b, "**Health: Unknown.** Nothing that the score rests on was measured in %s.\n\n", d.periodName())
		return
	}
	ref := d.bare("health_score")
	ref.Params = append(ref.Params, portrait.ScoreParams(s)...)
	mark := d.notes.cite("score", ref.With("snapshot", d.portfolio.Snapshot.ID()))
	band := s.Band
	if band == "" {
		band = "Health: Unknown, the known parts score"
	}
	unknown := "everything is known"
	if names := s.Missing(); len(names) > 0 {
		unknown = "unknown: " + strings.Join(names, ", ")
	}
	fmt.Fprintf(b, "**%s: %.0f of 100** (between %.0f and %.0f; %.0f%% of the score's weight is covered; %s).%s\n\n", band, math.Round(s.Value), math.Round(s.Low), math.Round(s.High), math.Round(100*s.Coverage), unknown, mark)
}

// chartWeeks is how many weeks a chart shows.
const chartWeeks = 26

// charts draws the use by week, and puts it into the document.
func (d *draft) charts(b *strings.Builder, name string) []deliverable.File {
	id, title := "api_calls", "API calls a week"
	series, ok := d.portrait.Daily[id]
	if !ok {
		id, title = "events", "Events a week"
		if series, ok = d.portrait.Daily[id]; !ok {
			return nil
		}
	}
	days := d.portfolio.Days
	c := chart.Columns{Title: title + ", " + plainASCII(d.account.Title()), Since: -1}
	weeks := min(chartWeeks, days.Count/7)
	first := days.Count - 7*weeks
	month := ""
	for k := range weeks {
		from := first + 7*k
		sum := 0.0
		for _, v := range series[from : from+7] {
			sum += v
		}
		label := ""
		if m := d.portfolio.Day(from)[:7]; m != month {
			month, label = m, monthName(m)
		}
		c.Values, c.Labels = append(c.Values, sum), append(c.Labels, label)
	}
	c.Marked = max(0, (days.Start-first+6)/7)
	for _, f := range d.signals.Risks {
		if f.Metric == id && f.Since >= first {
			c.Since = (f.Since - first) / 7
		}
	}
	file := path.Join(path.Dir(name), d.portfolio.Period.Name, slug.Of(id)+".svg")
	fmt.Fprintf(b, "![%s](%s/%s.svg)\n\n", title, d.portfolio.Period.Name, slug.Of(id))
	return []deliverable.File{{Path: file, Data: c.SVG()}}
}

func monthName(yearMonth string) string {
	t, err := time.Parse("2006-01", yearMonth)
	if err != nil {
		return yearMonth
	}
	return t.Format("Jan")
}

// plainASCII keeps a title one line.
func plainASCII(s string) string { return strings.Join(strings.Fields(s), " ") }

// recent are the interactions of the period and the one before, the latest first: notes in git and what was imported.
func (d *draft) recent() ([]contact, error) {
	p := d.portfolio.Period
	var out []contact
	seen := map[string]bool{}
	notes, err := note.List(d.job.Workspace, d.account)
	if err != nil {
		return nil, err
	}
	for _, n := range notes {
		if n.Time.Before(p.Prior().From) || !n.Time.Before(p.To) {
			continue
		}
		seen[n.ID] = true
		out = append(out, contact{id: n.ID, kind: n.Kind, summary: firstLine(n.Text), people: n.With, at: n.Time, text: n.Text})
	}
	for _, c := range d.records.interactions[d.account.ID] {
		if !seen[c.id] {
			out = append(out, c)
		}
	}
	sortContacts(out)
	return out, nil
}

func (d *draft) interactions(b *strings.Builder) {
	b.WriteString("## Recent interactions\n\n")
	if len(d.contacts) == 0 {
		fmt.Fprintf(b, "No call, mail or meeting is on record since %s.\n\n", d.portfolio.Period.Prior().From.Format("2 January 2006"))
		return
	}
	b.WriteString("| Date | Kind | With | What came of it |\n|---|---|---|---|\n")
	const most = 8
	for _, c := range d.contacts[:min(most, len(d.contacts))] {
		with := "–"
		if len(c.people) > 0 {
			with = plain(strings.Join(c.people, ", "))
		}
		fmt.Fprintf(b, "| %s | %s%s | %s | %s |\n", c.at.In(d.portfolio.Period.Zone()).Format(time.DateOnly), plain(title(c.kind)), d.talk(c), with, plain(c.summary))
	}
	b.WriteString("\n")
}

// talk cites an interaction.
func (d *draft) talk(c contact) string {
	return d.notes.cite("i-"+slug.Of(c.id), evidence.Ref{Scheme: "interaction", ID: c.id})
}

func title(s string) string {
	if s == "" {
		return "Contact"
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
