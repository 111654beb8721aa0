package health

import (
	"fmt"
	"math"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/evidence/portrait"
	"github.com/touchstone-cs/touchstone/internal/metric"
	"github.com/touchstone-cs/touchstone/internal/signal"
	"github.com/touchstone-cs/touchstone/internal/slug"
)

func (d *draft) risks(b *strings.Builder) {
	b.WriteString("## Risk signals\n\n")
	if len(d.signals.Risks) == 0 {
		if d.portfolio.Empty() {
			b.WriteString("Unknown: nothing has been imported yet, so no signal could be looked for.\n\n")
			return
		}
		b.WriteString("None: no change of this account is large, lasting and certain enough to be reported.\n\n")
	} else {
		b.WriteString("| Signal | Evidence | Severity | Play |\n|---|---|---|---|\n")
		for _, f := range d.signals.Risks {
			fmt.Fprintf(b, "| %s | %s | %s | %s |\n", d.name(f), d.evidence(f), title(f.Severity), plain(f.Definition.Play))
		}
		b.WriteString("\n")
	}
	d.dismissed(b)
}

// name is the signal's label, with the metric where the label serves several.
func (d *draft) name(f signal.Finding) string {
	if len(f.Definition.Metrics) > 1 {
		if def, err := d.desk.Metrics.Get(f.Metric); err == nil {
			return plain(f.Definition.Label) + " (" + plain(def.Label) + ")"
		}
	}
	return plain(f.Definition.Label)
}

func (d *draft) dismissed(b *strings.Builder) {
	begun := false
	for _, x := range d.signals.Dismissed {
		def, err := d.desk.Metrics.Get(x.Metric)
		if err != nil || d.still(def) {
			continue
		}
		if !begun {
			b.WriteString("Not reported as a risk:\n\n")
			begun = true
		}
		reason := string(x.Reason)
		switch {
		case x.Reason == signal.Usual && x.Definition.Kind == signal.Drop:
			reason = "within the account's usual variation, " + d.interval(x.Metric, x.Change)
		case x.Reason == signal.Migration && x.Part.Name != "":
			reason = "use moved to `" + strings.ReplaceAll(x.Part.Name, "`", "'") + "`, which rose as it fell"
		}
		fmt.Fprintf(b, "- %s: %s.%s\n", d.moved(def), reason, d.cite(x.Metric))
	}
	if begun {
		b.WriteString("\n")
	}
}

// still reports whether the figure that a reader sees hardly moved: then nobody wonders why it is no risk.
func (d *draft) still(def *metric.Definition) bool {
	v := d.portfolio.Value(def.ID, d.account.ID)
	if !v.Value.Known() || !v.Prior.Known() || v.Prior.Sign() == 0 {
		return !v.Value.Known()
	}
	return math.Abs(v.Value.Float()/v.Prior.Float()-1) < .1
}

// moved says how a metric's figure moved between the periods.
func (d *draft) moved(def *metric.Definition) string {
	v := d.portfolio.Value(def.ID, d.account.ID)
	label := plain(def.Label)
	switch {
	case !v.Value.Known():
		return label + " is unknown"
	case !v.Prior.Known():
		return label + " is " + def.Unit.Text(v.Value) + ", before Unknown"
	case v.Value.Cmp(v.Prior) == 0:
		return label + " stayed at " + def.Unit.Text(v.Value)
	}
	verb := "rose"
	if v.Value.Cmp(v.Prior) < 0 {
		verb = "fell"
	}
	if v.Change.Known() && def.Unit.Relative() && def.Kind != metric.OutOf {
		size := strings.TrimLeft(def.ChangeText(v.Change), "+−")
		return fmt.Sprintf("%s %s %s from %s to %s (%s to %s)", label, verb, size, d.short(-1), d.short(0), def.Unit.Text(v.Prior), def.Unit.Text(v.Value))
	}
	return fmt.Sprintf("%s %s from %s to %s", label, verb, def.Unit.Text(v.Prior), def.Unit.Text(v.Value))
}

// short names a period in a sentence.
func (d *draft) short(shift int) string {
	p := d.portfolio.Period.Shift(shift)
	if p.IsMonth() {
		return p.From.Format("January")
	}
	return p.Name
}

// interval writes that of a change of use, and puts it into the metric's footnote.
func (d *draft) interval(id string, c signal.Change) string {
	d.cite(id)
	low, high := portrait.SignedPercent(c.Low), portrait.SignedPercent(c.High)
	d.param(id, "low", low)
	d.param(id, "high", high)
	d.param(id, "level", "95%")
	return "95% interval of the change a working day " + signed(low) + " to " + signed(high)
}

func signed(s string) string { return strings.Replace(s, "-", "−", 1) }

// evidence is a finding's sentence: its figures, its window, its citation.
func (d *draft) evidence(f signal.Finding) string {
	def, _ := d.desk.Metrics.Get(f.Metric)
	switch f.Definition.Kind {
	case signal.Drop:
		return d.dropped(def, f)
	case signal.Decline:
		return d.declined(def)
	case signal.Silence:
		v := d.portfolio.Value(f.Metric, d.account.ID)
		return fmt.Sprintf("Nobody has used the product for %s, up to the end of %s.%s", def.Unit.Text(v.Value), d.short(0), d.cite(f.Metric))
	case signal.ChampionGone:
		return d.gone(f)
	case signal.Surge:
		return d.moved(def) + "." + d.cite(f.Metric)
	case signal.Slower:
		v := d.portfolio.Value(f.Metric, d.account.ID)
		mark := d.cite(f.Metric)
		d.param(f.Metric, "prior_n", fmt.Sprint(v.PriorN))
		return fmt.Sprintf("%s (n = %d and %d).%s", d.moved(def), v.PriorN, v.N, mark)
	case signal.Dissatisfied:
		return d.dissatisfied(def)
	case signal.RenewalAtRisk:
		v := d.portfolio.Value(f.Metric, d.account.ID)
		text := fmt.Sprintf("The renewal is %s away", def.Unit.Text(v.Value)) + d.cite(f.Metric)
		if !d.signals.Score.Known {
			return text + " while use falls."
		}
		return text + fmt.Sprintf(" and the health score is %.0f of 100.[^score]", math.Round(d.signals.Score.Value))
	}
	return d.moved(def) + "." + d.cite(f.Metric)
}

func (d *draft) dropped(def *metric.Definition, f signal.Finding) string {
	text := d.moved(def)
	mark := d.cite(f.Metric)
	text += "; " + d.interval(f.Metric, f.Change)
	if f.Since >= 0 {
		since := d.portfolio.Day(f.Since)
		d.param(f.Metric, "since", since)
		text += "; lasting since " + since
	}
	return text + "." + mark
}

func (d *draft) declined(def *metric.Definition) string {
	text := d.moved(def) + d.cite(def.ID)
	trend := d.portfolio.Earlier[def.ID][d.account.ID]
	if len(trend) < 3 || !trend[len(trend)-3].Known() || !trend[len(trend)-2].Known() {
		return text + "."
	}
	before := metric.Value{Account: d.account.ID, Value: trend[len(trend)-2], Prior: trend[len(trend)-3]}
	before.Change = def.Change(before.Value, before.Prior)
	ref := evidence.Ref{Scheme: "metric", ID: def.ID, Params: []evidence.Param{{Key: "account", Value: d.account.ID}, {Key: "period", Value: d.portfolio.Period.Prior().Name},
		{Key: "value", Value: def.Unit.Key(before.Value)}, {Key: "prior", Value: def.Unit.Key(before.Prior)}, {Key: "change", Value: def.ChangeKey(before.Change)}, {Key: "snapshot", Value: d.portfolio.Snapshot.ID()}}}
	return fmt.Sprintf("%s; it fell %s from %s to %s (%s to %s) as well.%s", text, strings.TrimLeft(def.ChangeText(before.Change), "+−"), d.short(-2), d.short(-1),
		def.Unit.Text(before.Prior), def.Unit.Text(before.Value), d.notes.cite(labelOf(def.ID)+"-before", ref))
}

func (d *draft) gone(f signal.Finding) string {
	who := plain(or(d.records.names[f.Person.ID], f.Person.ID))
	role := "the busiest user"
	if f.Person.Role != "" {
		role = f.Person.Role
	}
	ref := d.bare("days_since_activity")
	days := fmt.Sprintf("%.0f", f.Person.Silent)
	ref.Params = append(ref.Params, evidence.Param{Key: "user", Value: f.Person.ID}, evidence.Param{Key: "value", Value: days + "d"}, evidence.Param{Key: "snapshot", Value: d.portfolio.Snapshot.ID()})
	return fmt.Sprintf("%s (%s) has not used the product for %s days, up to the end of %s, while others have.%s", who, role, days, d.short(0), d.notes.cite("p-"+slug.Of(f.Person.ID), ref))
}

func (d *draft) dissatisfied(def *metric.Definition) string {
	v := d.portfolio.Value(def.ID, d.account.ID)
	mark := d.cite(def.ID)
	r := row{def, v}
	d.param(def.ID, "n", fmt.Sprint(v.N))
	text := fmt.Sprintf("%s is %s (n = %d%s)", plain(def.Label), def.Unit.Text(v.Value), v.N, d.range95(r))
	if n, ok := d.desk.Target(def, d.account.ID); ok && n.Known() {
		d.param(def.ID, "target", def.Unit.Key(n))
		text += ", its target " + def.Unit.Text(n)
	}
	return text + "." + mark
}
