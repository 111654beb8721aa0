package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// contracted are the metrics that the command line promises, whatever metrics.yaml adds.
var contracted = strings.Fields(`active_users active_users_7d active_users_28d active_users_1d stickiness seats adoption_rate feature_users
	feature_utilization events api_calls days_since_activity tickets_opened tickets_open backlog_age first_reply full_resolution reopen_rate
	csat nps ces time_to_first_value days_to_renewal health_score`)

// promised is one row of `metric query ID --period P --json`: every key stands in each row, in this order, null where a figure is
// unknown.
type promised struct {
	Account  string       `json:"account"`
	Period   string       `json:"period"`
	Value    *json.Number `json:"value"`
	N        int64        `json:"n"`
	Prior    *json.Number `json:"prior"`
	Change   *json.Number `json:"change"`
	Low      *json.Number `json:"low"`
	High     *json.Number `json:"high"`
	Snapshot string       `json:"snapshot"`
}

func TestMetricQueryKeepsItsContract(t *testing.T) {
	root := vendor(t, true)
	importEffort(t, root)
	ids := slices.Clone(contracted)
	for line := range strings.Lines(touchstone(t, root, "metric", "list")) {
		if id, rest, _ := strings.Cut(line, " "); strings.Contains(rest, " is better ") || strings.Contains(rest, " neutral ") {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	if len(ids) < len(contracted)+1 {
		t.Fatalf("metric list gives only %v", ids)
	}
	for _, id := range ids {
		t.Run(id, func(t *testing.T) {
			all := rowsOf(t, root, id, "2026-10")
			if len(all) != 24 {
				t.Errorf("%d rows for 24 accounts", len(all))
			}
			known := 0
			for _, row := range all {
				if row.Value != nil {
					known++
				}
				if row.Period != "2026-10" || !strings.HasPrefix(row.Snapshot, "2-") {
					t.Errorf("%s: period %s, snapshot %s", row.Account, row.Period, row.Snapshot)
				}
				if (row.Low == nil) != (row.High == nil) {
					t.Errorf("%s: an interval with one end", row.Account)
				}
				if row.Change != nil && (row.Value == nil || row.Prior == nil) {
					t.Errorf("%s: a change between figures that are not known", row.Account)
				}
			}
			if known == 0 {
				t.Error("no account has a value")
			}
			one := rowsOf(t, root, id, "2026-10", "--account", "acme")
			at := slices.IndexFunc(all, func(row promised) bool { return row.Account == "acme" })
			if len(one) != 1 || at < 0 || show(one[0]) != show(all[at]) {
				t.Errorf("acme alone is %v, among all %v", one, all)
			}
			for _, row := range rowsOf(t, root, id, "2019-01") {
				if row.Period != "2019-01" {
					t.Errorf("before the data began: %v", row)
				}
			}
		})
	}
}

// importEffort adds an answer of the one sort of survey that the vendor does not ask for.
func importEffort(t *testing.T, root string) {
	t.Helper()
	dir := t.TempDir()
	answer := "survey,account,user,kind,score,scale_min,scale_max,asked,answered\nces-1,acme,acme-u01,ces,6,1,7,2026-10-19T09:00:00Z,2026-10-20T09:00:00Z\n"
	if err := os.WriteFile(filepath.Join(dir, "surveys.csv"), []byte(answer), 0o644); err != nil {
		t.Fatal(err)
	}
	touchstone(t, root, "import", "touchstone", dir)
}

func rowsOf(t *testing.T, root, id, period string, more ...string) []promised {
	t.Helper()
	out := touchstone(t, root, append([]string{"metric", "query", id, "--period", period, "--json"}, more...)...)
	var rows []promised
	decoder := json.NewDecoder(strings.NewReader(out))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&rows); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	again, err := json.MarshalIndent(rows, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if string(again)+"\n" != out { // a key that is absent, or out of order, shows
		t.Errorf("%s", firstDifference(string(again), out))
	}
	return rows
}

func show(row promised) string {
	text, _ := json.Marshal(row)
	return string(text)
}
