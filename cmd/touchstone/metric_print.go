package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"strings"
	"text/tabwriter"

	"github.com/mattn/go-runewidth"

	"github.com/touchstone-cs/touchstone/internal/metric"
)

// answer is a metric's values over periods, ready to be printed.
type answer struct {
	def      *metric.Definition
	queries  []metric.Query
	values   [][]metric.Value
	snapshot string
	by       string
}

// queried is one value as `metric query --json` prints it: the contract of the command line.
type queried struct {
	Account  string        `json:"account"`
	Period   string        `json:"period"`
	By       *string       `json:"by,omitempty"` // only with --by
	Value    metric.Number `json:"value"`
	N        int64         `json:"n"`
	Prior    metric.Number `json:"prior"`
	Change   metric.Number `json:"change"`
	Low      metric.Number `json:"low"`
	High     metric.Number `json:"high"`
	Snapshot string        `json:"snapshot"`
}

func (o answer) rows() []queried {
	rows := []queried{}
	for _, values := range o.values {
		for _, v := range values {
			row := queried{Account: v.Account, Period: v.Period, Value: v.Value, N: v.N, Prior: v.Prior, Change: v.Change, Low: v.Low, High: v.High, Snapshot: o.snapshot}
			if o.by != "" {
				row.By = &v.By
			}
			rows = append(rows, row)
		}
	}
	return rows
}

func (o answer) csv(w *csv.Writer) error {
	header := []string{"account", "period", "value", "n", "prior", "change", "low", "high", "snapshot"}
	if o.by != "" {
		header = append(header, o.by)
	}
	errs := []error{w.Write(header)}
	for _, r := range o.rows() {
		line := []string{r.Account, r.Period}
		for _, n := range []metric.Number{r.Value, metric.Int(r.N), r.Prior, r.Change, r.Low, r.High} {
			line = append(line, plain(n))
		}
		line = append(line, r.Snapshot)
		if r.By != nil {
			line = append(line, *r.By)
		}
		errs = append(errs, w.Write(line))
	}
	w.Flush()
	return errors.Join(append(errs, w.Error())...)
}

// plain writes a number for a machine, nothing when it is unknown.
func plain(n metric.Number) string {
	if !n.Known() {
		return ""
	}
	return n.String()
}

// table prints one period with its comparison, several side by side.
func (o answer) table(out io.Writer) error {
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	if len(o.queries) == 1 {
		o.one(t)
	} else {
		o.several(t)
	}
	err := t.Flush()
	fmt.Fprintf(out, "\n%s (%s), snapshot %s, definition %s\n", o.def.Label, o.def.Unit, snapshotName(o.snapshot), o.def.Digest())
	return err
}

func snapshotName(id string) string {
	if id == "" {
		return "none: nothing was imported yet"
	}
	return id
}

func (o answer) one(t io.Writer) {
	q := o.queries[0]
	prior := q.Prior
	if prior.Name == "" {
		prior = q.Period.Prior()
	}
	head := "ACCOUNT"
	if o.by != "" {
		head += "\t" + strings.ToUpper(o.by)
	}
	fmt.Fprintf(t, "%s\t%s\tN\t%s\tCHANGE\t95%% INTERVAL\n", head, q.Period, prior)
	for _, v := range o.values[0] {
		name := runewidth.Truncate(v.Account, 40, "…")
		if o.by != "" {
			name += "\t" + v.By
		}
		fmt.Fprintf(t, "%s\t%s\t%d\t%s\t%s\t%s\n", name, o.text(v), v.N, o.def.Unit.Text(v.Prior), o.def.ChangeText(v.Change), o.interval(v))
	}
}

func (o answer) text(v metric.Value) string {
	s := o.def.Unit.Text(v.Value)
	switch {
	case o.def.Kind == metric.OutOf && v.Denominator.Known():
		s += " of " + v.Denominator.Decimal(0)
	case o.def.Kind == metric.Quantile && v.P90.Known():
		s += " (p90 " + o.def.Unit.Text(v.P90) + ")"
	case v.Value.Known() && v.N < o.def.Minimum:
		s += " (n < " + fmt.Sprint(o.def.Minimum) + ")"
	}
	return s
}

func (o answer) interval(v metric.Value) string {
	if !v.Low.Known() || !v.High.Known() {
		return "–"
	}
	return o.def.Unit.Text(v.Low) + " to " + o.def.Unit.Text(v.High)
}

func (o answer) several(t io.Writer) {
	head := []string{"ACCOUNT"}
	if o.by != "" {
		head = append(head, strings.ToUpper(o.by))
	}
	type row struct{ account, by string }
	var order []row
	cells := map[row][]string{}
	for i, values := range o.values {
		head = append(head, o.queries[i].Period.Name)
		for _, v := range values {
			k := row{v.Account, v.By}
			if cells[k] == nil {
				order = append(order, k)
				cells[k] = make([]string, len(o.values))
			}
			cells[k][i] = o.def.Unit.Text(v.Value)
		}
	}
	fmt.Fprintln(t, strings.Join(head, "\t"))
	for _, k := range order {
		name := runewidth.Truncate(k.account, 40, "…")
		if o.by != "" {
			name += "\t" + k.by
		}
		fmt.Fprintln(t, name+"\t"+strings.Join(cells[k], "\t"))
	}
}

func keysOf[V any](m map[string]V) iter.Seq[string] { return maps.Keys(m) }
