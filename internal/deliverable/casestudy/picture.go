package casestudy

import (
	"path"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/chart"
	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/metric"
)

// drawable reports an outcome whose two figures can stand as columns from 0: a time of day and a negative score cannot.
func (o outcome) drawable() bool {
	return o.def.Unit != metric.TimeUnit && o.value.Prior.Sign() >= 0 && o.value.Value.Sign() >= 0
}

// pictured is the outcome that the chart shows: the one that the title names or, where nothing is surely better, the first.
func (d *draft) pictured() (outcome, bool) {
	first := -1
	for i, o := range d.found {
		if !o.drawable() {
			continue
		}
		if o.better && !o.chance() {
			return o, true
		}
		if first < 0 {
			first = i
		}
	}
	if first < 0 {
		return outcome{}, false
	}
	return d.found[first], true
}

// picture writes the chart of before and after into the results and keeps its file; it names no customer.
func (d *draft) picture() {
	o, ok := d.pictured()
	if !ok {
		return
	}
	u, scale, title := o.def.Unit, metric.Int(1), o.def.Label
	if u == metric.Percent {
		scale, title = metric.Int(100), title+", %"
	}
	c := chart.Columns{
		Title:  title + ", before and after",
		Values: []float64{o.value.Prior.Mul(scale).Float(), o.value.Value.Mul(scale).Float()},
		Labels: []string{d.period(d.baseline.Period) + ": " + u.Text(o.value.Prior), d.period(d.now) + ": " + u.Text(o.value.Value)},
		Marked: 1,
		Since:  -1,
	}
	at := d.path()
	folder := strings.TrimSuffix(path.Base(at), path.Ext(at))
	name := path.Join(folder, o.def.ID+".svg")
	d.files = append(d.files, deliverable.File{Path: path.Join(path.Dir(at), name), Data: c.SVG()})
	d.printf("\n![%s, before and after](%s)\n", plainText.Replace(o.def.Label), name)
}
