package health

import (
	"fmt"
	"math"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/chart"
	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/evidence/measure"
	"github.com/touchstone-cs/touchstone/internal/metric"
	"github.com/touchstone-cs/touchstone/internal/slug"
)

// labels are the footnotes' names of the usual metrics.
var labels = map[string]string{"adoption_rate": "adoption", "active_users": "mau", "feature_utilization": "features", "api_calls": "api", "events": "use",
	"tickets_opened": "tickets", "full_resolution": "resolution", "first_reply": "reply", "days_since_activity": "silence", "days_to_renewal": "renewal", "tickets_open": "open"}

func labelOf(id string) string {
	if l, ok := labels[id]; ok {
		return l
	}
	return slug.Of(id)
}

// row is one line of the scorecard.
type row struct {
	def   *metric.Definition
	value metric.Value
}

// rows are the metrics shown: those that the quality bar names always, whether known or not; volume of use and NPS where there is any.
func (d *draft) rows() []row {
	var out []row
	add := func(id string, always bool) bool {
		def, err := d.desk.Metrics.Get(id)
		if err != nil {
			return false
		}
		v := d.portfolio.Value(id, d.account.ID)
		if always || v.Value.Known() || v.Prior.Known() {
			out = append(out, row{def, v})
			return true
		}
		return false
	}
	add("adoption_rate", true)
	add("active_users", true)
	add("feature_utilization", true)
	calls := d.portfolio.Value("api_calls", d.account.ID)
	if calls.Value.Sign() > 0 || calls.Prior.Sign() > 0 {
		add("api_calls", true)
	}
	add("events", len(out) < 4)
	add("tickets_opened", true)
	add("full_resolution", true)
	nps := add("nps", false)
	add("csat", !nps)
	return out
}

func (d *draft) scorecard(b *strings.Builder) {
	now, prior := d.headers()
	fmt.Fprintf(b, "## Scorecard\n\n| Metric | %s | %s | Change | Trend, %d periods | Target | Basis |\n|---|---:|---:|---:|---|---:|---|\n", now, prior, len(d.trend("events")))
	for _, r := range d.rows() {
		mark := d.cite(r.def.ID)
		fmt.Fprintf(b, "| %s | %s%s | %s | %s | %s | %s | %s |\n", plain(r.def.Label), current(r), mark, previous(r), r.def.ChangeText(r.value.Change),
			chart.Spark(d.trend(r.def.ID)), d.target(r), d.basis(r))
	}
	b.WriteString("\n")
}

// headers name the two periods: a month by its name.
func (d *draft) headers() (now, prior string) {
	p := d.portfolio.Period
	if p.IsMonth() {
		return p.From.Format("January 2006"), p.Prior().From.Format("January 2006")
	}
	return "Current", "Prior"
}

func current(r row) string {
	switch r.def.Kind {
	case metric.OutOf:
		if r.value.Value.Known() && r.value.Denominator.Known() {
			return r.value.Value.Decimal(0) + " of " + r.value.Denominator.Decimal(0)
		}
	case metric.Quantile:
		return withP90(r.def, r.value.Value, r.value.P90)
	}
	return r.def.Unit.Text(r.value.Value)
}

func previous(r row) string {
	switch r.def.Kind {
	case metric.OutOf:
		if r.value.Prior.Known() {
			return r.value.Prior.Decimal(0)
		}
	case metric.Quantile:
		return withP90(r.def, r.value.Prior, r.value.PriorP90)
	}
	return r.def.Unit.Text(r.value.Prior)
}

func withP90(def *metric.Definition, median, p90 metric.Number) string {
	if !median.Known() || !p90.Known() {
		return def.Unit.Text(median)
	}
	return def.Unit.Text(median) + " (p90 " + def.Unit.Text(p90) + ")"
}

func (d *draft) target(r row) string {
	n, ok := d.desk.Target(r.def, d.account.ID)
	if !ok || !n.Known() {
		return "–"
	}
	d.param(r.def.ID, "target", r.def.Unit.Key(n))
	return r.def.Unit.Text(n)
}

// basis says what a figure rests on.
func (d *draft) basis(r row) string {
	v := r.value
	switch {
	case d.portfolio.Empty():
		return "nothing imported yet"
	case !v.Value.Known():
		return "not measured"
	case r.def.Kind == metric.Share && v.Numerator.Known() && v.Denominator.Known():
		return v.Numerator.Decimal(0) + " of " + v.Denominator.Decimal(0) + d.range95(r)
	case r.def.Kind == metric.Quantile:
		d.param(r.def.ID, "n", fmt.Sprint(v.N))
		return fmt.Sprintf("n = %d, %s hours", v.N, hours(r.def))
	case r.def.Kind == metric.NPS || r.def.Kind == metric.Mean:
		return fmt.Sprintf("n = %d%s", v.N, d.range95(r))
	case r.def.Kind == metric.OutOf && d.account.Plan != "":
		return "plan: " + plain(d.account.Plan)
	case r.def.ID == "active_users":
		if seats := d.portfolio.Value("seats", d.account.ID).Value; seats.Known() && seats.Sign() > 0 {
			d.param(r.def.ID, "seats", metric.Unit("seats").Key(seats))
			return metric.Unit("seats").Text(seats) + " seats"
		}
	case r.def.ID == "tickets_opened":
		if open := d.portfolio.Value("tickets_open", d.account.ID).Value; open.Known() {
			d.param(r.def.ID, "open", open.Decimal(0))
			return open.Decimal(0) + " still open"
		}
	case r.def.ID == "api_calls" || r.def.ID == "events":
		days := d.desk.Hours.WorkingDays(d.portfolio.Period.From, d.portfolio.Period.To)
		d.param(r.def.ID, "days", fmt.Sprint(days))
		return fmt.Sprintf("%d working days", days)
	}
	return "counted"
}

func hours(def *metric.Definition) string {
	if def.Hours == metric.Business {
		return "business"
	}
	return "calendar"
}

// range95 writes the value's interval where answers are few enough for it to matter.
func (d *draft) range95(r row) string {
	if r.def.ID == "adoption_rate" || !r.value.Low.Known() || !r.value.High.Known() {
		return ""
	}
	d.param(r.def.ID, "low", r.def.Unit.Key(r.value.Low))
	d.param(r.def.ID, "high", r.def.Unit.Key(r.value.High))
	d.param(r.def.ID, "level", "95%")
	return ", 95% interval " + r.def.Unit.Text(r.value.Low) + " to " + r.def.Unit.Text(r.value.High)
}

func (d *draft) trend(id string) []float64 {
	out := make([]float64, 0, 6)
	for _, n := range d.portfolio.Earlier[id][d.account.ID] {
		if n.Known() {
			out = append(out, n.Float())
		} else {
			out = append(out, math.NaN())
		}
	}
	for len(out) < 6 {
		out = append(out, math.NaN())
	}
	return out
}

// ref is the reference of a metric in the period, with all figures that its definition gives. Over an empty warehouse there is
// nothing to refer to.
func (d *draft) ref(id string) (evidence.Ref, bool) {
	if d.portfolio.Empty() {
		return evidence.Ref{}, false
	}
	def, err := d.desk.Metrics.Get(id)
	if err != nil {
		return evidence.Ref{}, false
	}
	ref := d.bare(id)
	ref.Params = append(ref.Params, measure.Params(def, d.portfolio.Value(id, d.account.ID))...)
	return ref.With("snapshot", d.portfolio.Snapshot.ID()), true
}

func (d *draft) bare(id string) evidence.Ref {
	return evidence.Ref{Scheme: "metric", ID: id, Params: []evidence.Param{{Key: "account", Value: d.account.ID}, {Key: "period", Value: d.portfolio.Period.Name}}}
}

// cite marks a metric's figures; empty where nothing was ever imported.
func (d *draft) cite(id string) string {
	ref, ok := d.ref(id)
	if !ok {
		return ""
	}
	return d.notes.cite(labelOf(id), ref)
}

// param adds a figure to a metric's footnote.
func (d *draft) param(id, key, value string) {
	label := labelOf(id)
	if ref, ok := d.notes.refs[label]; ok && value != "" {
		if _, taken := ref.Get(key); !taken {
			d.notes.refs[label] = ref.With(key, value)
		}
	}
}
