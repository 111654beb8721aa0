package enginetest

import (
	"time"

	"pgregory.net/rapid"

	"github.com/touchstone-cs/touchstone/internal/metric"
)

// drawScan draws a scan over events: any keys, filters, aggregates, windows and zones.
func drawScan(t *rapid.T) metric.Scan {
	zone, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone"))
	if err != nil {
		t.Fatal(err)
	}
	s := metric.Scan{Fact: "events", Time: "time", Zone: zone, Daily: rapid.Bool().Draw(t, "daily")}
	s.From, s.To = drawSpan(t, zone)
	s.Keys = rapid.SampledFrom([][]string{{"account"}, {"account", "event"}, {"account", "feature"}, {}, {"account", "user"}}).Draw(t, "keys")
	if s.Daily && rapid.Bool().Draw(t, "night") {
		s.DayStart = 12 * time.Hour
	}
	if rapid.Bool().Draw(t, "filtered") {
		s.Filter = drawExpr(t, 2)
	}
	for range rapid.IntRange(1, 4).Draw(t, "aggregates") {
		s.Aggregates = append(s.Aggregates, drawAggregate(t, s, zone))
	}
	return s
}

func drawAggregate(t *rapid.T, s metric.Scan, zone *time.Location) metric.Aggregate {
	a := rapid.SampledFrom([]metric.Aggregate{
		{Op: metric.Count}, {Op: metric.Distinct, Column: "user"}, {Op: metric.Distinct, Column: "feature"}, {Op: metric.Distinct, Column: "event"},
		{Op: metric.Sum, Column: "quantity", Null: 10_000}, {Op: metric.Sum, Column: "quantity"}, {Op: metric.Min, Column: "time"}, {Op: metric.Max, Column: "time"},
	}).Draw(t, "aggregate")
	if rapid.Bool().Draw(t, "window") {
		a.From, a.To = drawSpan(t, zone)
	}
	if rapid.Bool().Draw(t, "if") {
		a.Filter = drawExpr(t, 1)
	}
	if a.Op == metric.Distinct && a.Column == "user" && rapid.Bool().Draw(t, "among") {
		a.Among = &metric.Lookup{Fact: "users", Columns: []string{"account", "user"}, Filter: metric.Not{Expr: metric.Compare{Column: "eligible", Op: metric.Equal, Value: metric.IntCell(0)}}}
	}
	return a
}

// drawSpan draws local days, sometimes open ends, sometimes instants within a day.
func drawSpan(t *rapid.T, zone *time.Location) (from, to time.Time) {
	first := time.Date(2026, 7, 1, 0, 0, 0, 0, zone)
	a := rapid.IntRange(-5, 150).Draw(t, "from")
	b := a + rapid.IntRange(1, 60).Draw(t, "days")
	from, to = first.AddDate(0, 0, a), first.AddDate(0, 0, b)
	switch rapid.IntRange(0, 5).Draw(t, "ends") {
	case 0:
		from = time.Time{}
	case 1:
		to = time.Time{}
	case 2:
		from = from.Add(7 * time.Hour)
	}
	return from, to
}

func drawExpr(t *rapid.T, depth int) metric.Expr {
	leaves := []metric.Expr{
		metric.Compare{Column: "event", Op: metric.Equal, Value: metric.TextCell("login")},
		metric.Compare{Column: "event", Op: metric.Less, Value: metric.TextCell("b")},
		metric.OneOf("feature", "map", "O'Hara"),
		metric.OneOf("account", "account-1", "account-2", "account-5"),
		metric.Null{Column: "feature"},
		metric.Compare{Column: "quantity", Op: metric.More, Value: metric.IntCell(50_000)},
		metric.Compare{Column: "user", Op: metric.Equal, Value: metric.TextCell("x")},
		metric.Compare{Column: "time", Op: metric.AtLeast, Value: metric.IntCell(time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC).UnixMicro())},
	}
	if depth > 0 {
		switch rapid.IntRange(0, 3).Draw(t, "expr") {
		case 0:
			return metric.Not{Expr: drawExpr(t, depth-1)}
		case 1:
			return metric.All{drawExpr(t, depth-1), drawExpr(t, depth-1)}
		case 2:
			return metric.Any{drawExpr(t, depth-1), drawExpr(t, depth-1)}
		}
	}
	return rapid.SampledFrom(leaves).Draw(t, "leaf")
}
