package quality

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
)

// gapProbability is how unlikely a silence must be to be called a gap.
const gapProbability = 1e-6

// gaps looks for days without any event where silence that long is not to be expected: with a share p of days in use among the
// ninety before, a run of g silent days has the probability (1-p)^g. Weekends are part of p.
func gaps(ctx context.Context, c *checker) (found []Finding, err error) {
	rows, err := c.db.QueryContext(ctx, "SELECT DISTINCT day FROM event_days ORDER BY day")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	var days []time.Time
	for rows.Next() {
		var day time.Time
		if err := rows.Scan(&day); err != nil {
			return nil, err
		}
		days = append(days, day)
	}
	runs := silences(days)
	if len(runs) == 0 {
		return nil, rows.Err()
	}
	f := Finding{Check: "gap", Fact: "events", Unit: "days"}
	for _, run := range runs {
		f.Count += int64(run.days)
		if len(f.Examples) < mostExamples {
			f.Examples = append(f.Examples, run.from.Format(time.DateOnly)+" to "+run.from.AddDate(0, 0, run.days-1).Format(time.DateOnly))
		}
	}
	f.Of = int64(days[len(days)-1].Sub(days[0]).Hours()/24) + 1
	f.Message = fmt.Sprintf("no events at all on %s days, in %d runs, where the days before had them regularly: part of the export may be missing", number(f.Count), len(runs))
	return []Finding{f}, rows.Err()
}

type silence struct {
	from time.Time
	days int
}

// silences finds improbable runs of days that are missing in a sorted list of days.
func silences(days []time.Time) []silence {
	const window = 90
	var found []silence
	for i := 1; i < len(days); i++ {
		silent := int(days[i].Sub(days[i-1]).Hours()/24+.5) - 1
		if silent < 2 {
			continue
		}
		begin := days[i-1].AddDate(0, 0, -window+1)
		first, _ := slices.BinarySearchFunc(days, begin, time.Time.Compare)
		if days[0].After(days[i-1].AddDate(0, 0, -window/3)) {
			continue // too little came before to know what is regular
		}
		span := min(window, int(days[i-1].Sub(days[0]).Hours()/24)+1)
		share := math.Min(float64(i-first)/float64(span), .999)
		if math.Pow(1-share, float64(silent)) < gapProbability {
			found = append(found, silence{days[i-1].AddDate(0, 0, 1), silent})
		}
	}
	return found
}

// schemaChanges compares the files of an import with those of the source's import before: by table.
func schemaChanges(d Data) []Finding {
	if d.Before == nil {
		return nil
	}
	var found []Finding
	for _, table := range tablesOf(d.Inputs) {
		before, now := gather(d.Before, table), gather(d.Inputs, table)
		if before.files == 0 || now.files == 0 {
			continue
		}
		f := Finding{Source: d.Source}
		if gone := without(before.columns, now.columns); len(gone) > 0 {
			f.Check, f.Count, f.Unit, f.Examples = "columns-gone", int64(len(gone)), "columns", gone
			f.Message = fmt.Sprintf("%s: %s no longer has %s", d.Source, table, strings.Join(gone, ", "))
			found = append(found, f)
		}
		if added := without(now.columns, before.columns); len(added) > 0 {
			f.Check, f.Count, f.Unit, f.Examples = "columns-added", int64(len(added)), "columns", added
			f.Message = fmt.Sprintf("%s: %s now has %s as well", d.Source, table, strings.Join(added, ", "))
			found = append(found, f)
		}
		if changed := retyped(before, now); len(changed) > 0 {
			f.Check, f.Count, f.Unit, f.Examples = "type-changed", int64(len(changed)), "columns", changed
			f.Message = fmt.Sprintf("%s: columns of %s hold other things than before: %s", d.Source, table, strings.Join(changed, "; "))
			found = append(found, f)
		}
	}
	return found
}

type tableInput struct {
	files   int
	columns []string
	kinds   map[string]string
}

func tablesOf(inputs []warehouse.Input) []string {
	var tables []string
	for _, input := range inputs {
		if !slices.Contains(tables, input.Table) {
			tables = append(tables, input.Table)
		}
	}
	return tables
}

func gather(inputs []warehouse.Input, table string) tableInput {
	t := tableInput{kinds: map[string]string{}}
	for _, input := range inputs {
		if input.Table != table {
			continue
		}
		t.files++
		for i, column := range input.Columns {
			if !slices.Contains(t.columns, column) {
				t.columns = append(t.columns, column)
			}
			if i < len(input.Kinds) && input.Kinds[i] != "" {
				if known, seen := t.kinds[column]; seen && known != input.Kinds[i] {
					t.kinds[column] = "text"
				} else {
					t.kinds[column] = input.Kinds[i]
				}
			}
		}
	}
	return t
}

func without(all, known []string) []string {
	var rest []string
	for _, name := range all {
		if !slices.Contains(known, name) {
			rest = append(rest, name)
		}
	}
	return rest
}

func retyped(before, now tableInput) []string {
	var changed []string
	for _, column := range now.columns {
		was, is := before.kinds[column], now.kinds[column]
		if was != "" && is != "" && was != is {
			changed = append(changed, fmt.Sprintf("%s was %s, is %s", column, was, is))
		}
	}
	return changed
}
