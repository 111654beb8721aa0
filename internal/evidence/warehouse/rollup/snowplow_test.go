package rollup

import (
	"encoding/csv"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/duckdb"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/enginetest"
	"github.com/touchstone-cs/touchstone/internal/metric"
)

const snowplow = "../../../../../shared/data/snowplow-web/expected"

// Snowplow's own roll-up of its cleaned page views by session is what our metrics make of them: page
// views of each session, and the people of March.
func TestSnowplowSessions(t *testing.T) {
	views := records(t, filepath.Join(snowplow, "snowplow_web_page_views_expected.csv"))
	expected := map[string]string{}
	for _, s := range records(t, filepath.Join(snowplow, "default", "snowplow_web_sessions_expected.csv")) {
		expected[s["domain_sessionid"]] = s["page_views"]
	}
	rows := metric.Memory{}
	people := map[string]bool{}
	for _, v := range views {
		at, err := time.Parse("2006-01-02 15:04:05.999", v["start_tstamp"])
		if err != nil {
			t.Fatal(err)
		}
		rows["events"] = append(rows["events"], metric.Row{"account": metric.TextCell("site"), "user": metric.TextCell(v["domain_userid"]), "time": metric.IntCell(at.UnixMicro()),
			"event": metric.TextCell("page_view"), "feature": metric.TextCell(v["domain_sessionid"])})
		if at.Year() == 2021 && at.Month() == time.March {
			people[v["domain_userid"]] = true
		}
	}
	db := &duckdb.DB{Threads: 2}
	t.Cleanup(func() { _ = db.Close() })
	e := newEngine(t, db, enginetest.Put(t, warehouse.Open(t.TempDir()), rows, 1), time.UTC, t.TempDir())
	ask := func(id, period, by string) []metric.Value {
		d, err := metric.Default().Get(id)
		if err != nil {
			t.Fatal(err)
		}
		p, err := metric.ParsePeriod(period, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		got, err := metric.Evaluate(t.Context(), e, metric.Env{}, []metric.Query{{Def: d, Period: p, By: by}})
		if err != nil {
			t.Fatal(err)
		}
		return got[0]
	}
	compared := 0
	for _, v := range ask("events", "2020-01-01..2021-12-31", "feature") {
		if want, ok := expected[v.By]; ok {
			compared++
			if v.Value.String() != want {
				t.Errorf("session %s has %s page views, Snowplow says %s", v.By, v.Value, want)
			}
		}
	}
	if compared < 10 {
		t.Errorf("only %d sessions to compare", compared)
	}
	if got := ask("active_users", "2021-03", "")[0]; got.Value.String() != strconv.Itoa(len(people)) {
		t.Errorf("%s people in March, want %d", got.Value, len(people))
	}
}

func records(t *testing.T, path string) []map[string]string {
	t.Helper()
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("../shared/data/snowplow-web is not here")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, line := range all[1:] {
		r := map[string]string{}
		for i, name := range all[0] {
			r[name] = line[i]
		}
		out = append(out, r)
	}
	return out
}
