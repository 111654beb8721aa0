package measure

import (
	"strconv"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/metric"
)

// UnknownText is how a reference's figure reads that nobody measured.
const UnknownText = "unknown"

// Params writes a value's figures as a reference does, in the order that generated references use.
// Figures that are unknown are left out, but for the value itself.
func Params(d *metric.Definition, v metric.Value) []evidence.Param {
	out := make([]evidence.Param, 0, 6)
	add := func(key, text string) {
		if text != "" {
			out = append(out, evidence.Param{Key: key, Value: text})
		}
	}
	count := func(n metric.Number) string {
		if whole, ok := n.Whole(); ok {
			return strconv.FormatInt(whole, 10)
		}
		return ""
	}
	value := d.Unit.Key(v.Value)
	if value == "" {
		value = UnknownText
	}
	add("value", value)
	switch d.Kind {
	case metric.OutOf:
		add("of", count(v.Denominator))
	case metric.Share:
		add("numerator", count(v.Numerator))
		add("denominator", count(v.Denominator))
	case metric.Quantile:
		add("p90", d.Unit.Key(v.P90))
	}
	if d.Kind != metric.Share && d.Kind != metric.OutOf && d.Kind != metric.Amount || !v.Value.Known() {
		add("n", strconv.FormatInt(v.N, 10))
	}
	add("prior", d.Unit.Key(v.Prior))
	if d.Kind == metric.Quantile || d.Kind == metric.NPS || d.Kind == metric.Mean {
		add("prior_p90", d.Unit.Key(v.PriorP90))
		if v.Prior.Known() {
			add("prior_n", strconv.FormatInt(v.PriorN, 10))
		}
	}
	add("change", d.ChangeKey(v.Change))
	return out
}

// figures recomputes a reference's figures over one snapshot.
func (b *batch) figures(it *item, snapshot *warehouse.Snapshot) []evidence.Param {
	var out []evidence.Param
	if it.def.Kind != metric.Computed {
		v := b.value(it, snapshot)
		out = append(out, Params(it.def, v)...)
		out = b.asked(out, it, v)
	}
	for key, id := range companions {
		if _, asked := it.ref.Get(key); asked && id != it.def.ID {
			if q, ok := b.companion(it, id); ok {
				out = b.other(out, it, snapshot, key, q)
			}
		}
	}
	if _, asked := it.ref.Get("users"); asked {
		if q, ok := b.users(it); ok {
			out = b.other(out, it, snapshot, "users", q)
		}
	}
	return append(out, b.proven[proofKey{it, snapshot.ID()}]...)
}

// asked adds what a reference asks for beside a value's usual figures.
func (b *batch) asked(out []evidence.Param, it *item, v metric.Value) []evidence.Param {
	for _, key := range []string{"n", "prior_n", "numerator", "denominator", "of", "prior", "change", "p90", "prior_p90", "days", "target"} {
		if _, asked := it.ref.Get(key); asked && !hasKey(out, key) {
			if text := b.figure(it, v, key); text != "" {
				out = append(out, evidence.Param{Key: key, Value: text})
			}
		}
	}
	if _, asked := it.ref.Get("low"); asked && len(it.prove) == 0 {
		out = append(out, evidence.Param{Key: "low", Value: orUnknown(it.def.Unit.Key(v.Low))})
	}
	if _, asked := it.ref.Get("high"); asked && len(it.prove) == 0 {
		out = append(out, evidence.Param{Key: "high", Value: orUnknown(it.def.Unit.Key(v.High))})
	}
	return out
}

// figure is what stands under a key that a value's usual figures lack.
func (b *batch) figure(it *item, v metric.Value, key string) string {
	switch key {
	case "n":
		return strconv.FormatInt(v.N, 10)
	case "prior_n":
		return strconv.FormatInt(v.PriorN, 10)
	case "numerator":
		return orUnknown(v.Numerator.Decimal(0))
	case "denominator", "of":
		return orUnknown(v.Denominator.Decimal(0))
	case "p90":
		return orUnknown(it.def.Unit.Key(v.P90))
	case "prior_p90":
		return orUnknown(it.def.Unit.Key(v.PriorP90))
	case "days":
		return strconv.Itoa(b.desk.Hours.WorkingDays(it.period.From, it.period.To))
	case "target":
		return b.target(it)
	}
	return UnknownText
}

func orUnknown(text string) string {
	if text == "" {
		return UnknownText
	}
	return text
}

// target is what metrics.yaml asks of the account's segment; what the reference says where it asks
// nothing, for a person set it.
func (b *batch) target(it *item) string {
	if n, ok := b.desk.Target(it.def, it.account); ok {
		return it.def.Unit.Key(n)
	}
	return it.ref.Value("target")
}

// Target finds the target of an account's segment.
func (d *Desk) Target(def *metric.Definition, account string) (metric.Number, bool) {
	if d.Segment != nil {
		if n, ok := def.Target[d.Segment(account)]; ok {
			return n, true
		}
	}
	n, ok := def.Target[""]
	return n, ok
}

// other adds another query's value under a key that the reference has.
func (b *batch) other(out []evidence.Param, it *item, snapshot *warehouse.Snapshot, key string, q metric.Query) []evidence.Param {
	g := b.groups[asQuestion(snapshot, q)]
	if g == nil || hasKey(out, key) {
		return out
	}
	return append(out, evidence.Param{Key: key, Value: orUnknown(q.Def.Unit.Key(g.values[it.account].Value))})
}

func hasKey(params []evidence.Param, key string) bool {
	for _, p := range params {
		if p.Key == key {
			return true
		}
	}
	return false
}
