package health

import (
	"fmt"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/metric"
	"github.com/touchstone-cs/touchstone/internal/signal"
	"github.com/touchstone-cs/touchstone/internal/slug"
)

func (d *draft) openings(b *strings.Builder) {
	b.WriteString("## Expansion\n\n")
	if len(d.signals.Openings) == 0 {
		if d.portfolio.Empty() {
			b.WriteString("Unknown: no use has been imported.\n\n")
		} else {
			b.WriteString("None: the use of this period shows no opening.\n\n")
		}
		return
	}
	b.WriteString("| Opening | Evidence in use | Conversation | Next step |\n|---|---|---|---|\n")
	for _, f := range d.signals.Openings {
		label := plain(f.Definition.Label)
		if f.Definition.Kind == signal.FeaturePull {
			label += ": " + plain(f.Part.Name)
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s |\n", label, d.use(f), d.conversation(f), "Proposed: "+lower(plain(f.Definition.Action))+" by "+d.due(f.Definition.Due))
	}
	b.WriteString("\n")
}

func lower(s string) string {
	if s == "" {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

// use is the opening's evidence in figures.
func (d *draft) use(f signal.Finding) string {
	if f.Definition.Kind == signal.SeatsFull {
		users, seats := d.portfolio.Value("active_users", d.account.ID).Value, d.portfolio.Value("seats", d.account.ID).Value
		mark := d.cite("active_users")
		d.param("active_users", "seats", metric.Unit("seats").Key(seats))
		return fmt.Sprintf("%s of %s seats were used in %s.%s", users.Decimal(0), seats.Decimal(0), d.short(0), mark)
	}
	if f.Definition.Kind != signal.FeaturePull {
		if def, err := d.desk.Metrics.Get(f.Metric); err == nil {
			return d.moved(def) + "." + d.cite(f.Metric)
		}
	}
	return d.pulled(f)
}

// pulled compares a feature's use with that of some periods before.
func (d *draft) pulled(f signal.Finding) string {
	before := d.portfolio.Period.Shift(-signal.FeatureReach)
	now, prior := fmt.Sprintf("%.0f", f.Part.Now), fmt.Sprintf("%.0f", f.Part.Prior)
	ref := d.bare("events")
	ref.Params = append(ref.Params, evidence.Param{Key: "feature", Value: f.Part.Name}, evidence.Param{Key: "prior_period", Value: before.Name}, evidence.Param{Key: "value", Value: now},
		evidence.Param{Key: "prior", Value: prior}, evidence.Param{Key: "users", Value: fmt.Sprintf("%.0f", f.Part.Users)}, evidence.Param{Key: "snapshot", Value: d.portfolio.Snapshot.ID()})
	units := metric.Unit("uses")
	return fmt.Sprintf("Use of %s rose from %s in %s to %s in %s, by %.0f people.%s", plain(f.Part.Name), units.Text(metric.Approx(f.Part.Prior)), d.short(-signal.FeatureReach),
		units.Text(metric.Approx(f.Part.Now)), d.short(0), f.Part.Users, d.notes.cite("f-"+slug.Of(f.Part.Name), ref))
}

// conversation finds an interaction in which the customer spoke of it; it says so where there is none.
func (d *draft) conversation(f signal.Finding) string {
	words := []string{"seat", "licen", "colleague", "team", "roll out", "rollout", "onboard"}
	if f.Definition.Kind == signal.FeaturePull {
		words = strings.FieldsFunc(strings.ToLower(f.Part.Name), func(r rune) bool { return r == '_' || r == '-' || r == '/' || r == ' ' || r == '.' })
	}
	for _, c := range d.contacts {
		text := strings.ToLower(c.text)
		for _, w := range words {
			if len(w) > 3 && strings.Contains(text, w) {
				return fmt.Sprintf("%s of %s: %s%s", plain(title(c.kind)), c.at.In(d.portfolio.Period.Zone()).Format(time.DateOnly), plain(c.summary), d.talk(c))
			}
		}
	}
	return "No conversation about it is on record; ask before it is proposed."
}

// actions proposes what the signals' plays ask for. A person makes a proposal an action by putting a name to it.
func (d *draft) actions(b *strings.Builder) {
	b.WriteString("## Actions\n\n")
	if len(d.signals.Risks)+len(d.signals.Openings) == 0 {
		b.WriteString("None: no signal asks for one.\n\n")
		return
	}
	b.WriteString("| Action | Owner | Due | Expected outcome |\n|---|---|---|---|\n")
	told := map[string]bool{}
	for _, f := range append(append([]signal.Finding(nil), d.signals.Risks...), d.signals.Openings...) {
		if told[f.Definition.Action] || f.Definition.Action == "" {
			continue
		}
		told[f.Definition.Action] = true
		owner := "Proposed: nobody owns this account yet"
		if d.owner() != "" {
			owner = "Proposed: " + plain(d.owner())
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s |\n", plain(f.Definition.Action), owner, d.due(f.Definition.Due), plain(f.Definition.Outcome))
	}
	b.WriteString("\n")
}
