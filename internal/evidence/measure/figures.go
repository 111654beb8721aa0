package measure

import (
	"fmt"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/metric"
)

// UnknownText is how a reference's figure reads that nobody measured.
const UnknownText = "unknown"

// Params writes a value's figures as a reference does, in the order that generated references use.
// Figures that are unknown are left out, but for the value itself.
func Params(d *metric.Definition, v metric.Value) []evidence.Param {
	var out []evidence.Param
	add := func(key, text string) {
		if text != "" {
			out = append(out, evidence.Param{Key: key, Value: text})
		}
	}
	count := func(n metric.Number) string {
		if whole, ok := n.Whole(); ok {
			return fmt.Sprint(whole)
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
		add("n", fmt.Sprint(v.N))
	}
	add("prior", d.Unit.Key(v.Prior))
	if d.Kind == metric.Quantile || d.Kind == metric.NPS || d.Kind == metric.Mean {
		add("prior_p90", d.Unit.Key(v.PriorP90))
		if v.Prior.Known() {
			add("prior_n", fmt.Sprint(v.PriorN))
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
		if q, ok := b.companion(it, id); ok && id != it.def.ID {
			out = b.other(out, it, snapshot, key, q)
		}
	}
	if q, ok := b.users(it); ok {
		out = b.other(out, it, snapshot, "users", q)
	}
	return append(out, b.proven[proofKey{it, snapshot.ID()}]...)
}

// asked adds what a reference asks for beside a value's usual figures.
func (b *batch) asked(out []evidence.Param, it *item, v metric.Value) []evidence.Param {
	have := func(key string) bool {
		_, asked := it.ref.Get(key)
		return asked && !hasKey(out, key)
	}
	known := func(text string) string {
		if text == "" {
			return UnknownText
		}
		return text
	}
	texts := map[string]func() string{
		"n":           func() string { return fmt.Sprint(v.N) },
		"prior_n":     func() string { return fmt.Sprint(v.PriorN) },
		"numerator":   func() string { return known(v.Numerator.Decimal(0)) },
		"denominator": func() string { return known(v.Denominator.Decimal(0)) },
		"of":          func() string { return known(v.Denominator.Decimal(0)) },
		"prior":       func() string { return UnknownText },
		"change":      func() string { return UnknownText },
		"p90":         func() string { return known(it.def.Unit.Key(v.P90)) },
		"prior_p90":   func() string { return known(it.def.Unit.Key(v.PriorP90)) },
		"days":        func() string { return fmt.Sprint(b.desk.Hours.WorkingDays(it.period.From, it.period.To)) },
		"target":      func() string { return b.target(it) },
	}
	for _, key := range []string{"n", "prior_n", "numerator", "denominator", "of", "prior", "change", "p90", "prior_p90", "days", "target"} {
		if have(key) {
			if text := texts[key](); text != "" {
				out = append(out, evidence.Param{Key: key, Value: text})
			}
		}
	}
	if _, asked := it.ref.Get("low"); asked && len(it.prove) == 0 {
		out = append(out, evidence.Param{Key: "low", Value: known(it.def.Unit.Key(v.Low))})
	}
	if _, asked := it.ref.Get("high"); asked && len(it.prove) == 0 {
		out = append(out, evidence.Param{Key: "high", Value: known(it.def.Unit.Key(v.High))})
	}
	return out
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

// other adds another query's value under a key, where the reference has it.
func (b *batch) other(out []evidence.Param, it *item, snapshot *warehouse.Snapshot, key string, q metric.Query) []evidence.Param {
	g := b.groups[b.id(snapshot, q)]
	if _, asked := it.ref.Get(key); !asked || g == nil || hasKey(out, key) {
		return out
	}
	text := q.Def.Unit.Key(g.values[it.account].Value)
	if text == "" {
		text = UnknownText
	}
	return append(out, evidence.Param{Key: key, Value: text})
}

func hasKey(params []evidence.Param, key string) bool {
	for _, p := range params {
		if p.Key == key {
			return true
		}
	}
	return false
}
