package measure

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/calendar"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/metric"
)

// rates are what `per=` may divide a count or a sum by: how many of them a period has. A night is a calendar day's.
var rates = map[string]func(p metric.Period, hours calendar.Hours) metric.Number{
	"day":   func(p metric.Period, _ calendar.Hours) metric.Number { return metric.Int(calendarDays(p)) },
	"night": func(p metric.Period, _ calendar.Hours) metric.Number { return metric.Int(calendarDays(p)) },
	"week":  func(p metric.Period, _ calendar.Hours) metric.Number { return metric.Ratio(calendarDays(p), 7) },
	"working-day": func(p metric.Period, h calendar.Hours) metric.Number {
		return metric.Int(int64(h.WorkingDays(p.From, p.To)))
	},
}

func calendarDays(p metric.Period) int64 {
	return metric.LocalDay(p.To.Add(-time.Microsecond), p.Zone()) - metric.LocalDay(p.From, p.Zone()) + 1
}

// readRate understands `per=`: only a count or a sum has a rate, and only over a period that was over.
func (it *item) readRate(per string) error {
	switch {
	case rates[per] == nil:
		var known []string
		for name := range rates {
			known = append(known, name)
		}
		slices.Sort(known)
		return fmt.Errorf("per=%s: there are %s", per, strings.Join(known, ", "))
	case it.def.Kind != metric.Amount:
		return fmt.Errorf("per=%s: %s is no count and no sum", per, it.def.ID)
	case it.snapshot.Created.Before(it.period.To):
		return errors.New("per=" + per + ": the period was not over when the snapshot was made")
	}
	it.per = per
	return nil
}

// rated gives a value as `per=` asks for it: each figure divided by how many of them its own period, or the window that it looks back over, has.
func (it *item) rated(v metric.Value, hours calendar.Hours) metric.Value {
	if it.per == "" {
		return v
	}
	spanOf := func(p metric.Period) metric.Period {
		switch {
		case it.window > 0:
			return p.Rolling(it.window)
		case it.def.Numerator.Window > 0:
			return p.Rolling(it.def.Numerator.Window)
		}
		return p
	}
	now, before := rates[it.per](spanOf(it.period), hours), rates[it.per](spanOf(it.prior), hours)
	v.Value, v.Low, v.High = v.Value.Div(now), v.Low.Div(now), v.High.Div(now)
	v.Prior = v.Prior.Div(before)
	v.Change = it.def.Change(v.Value, v.Prior)
	return v
}

// value is a reference's answer over one snapshot.
func (b *batch) value(it *item, snapshot *warehouse.Snapshot) metric.Value {
	return it.rated(b.groups[asQuestion(snapshot, it.query())].values[it.account], b.desk.Hours)
}
