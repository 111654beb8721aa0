package backtest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const nova = "../../../../shared/data/nova-events"

func runNova(t *testing.T) Report {
	t.Helper()
	e, err := os.Open(filepath.Join(nova, "events.csv"))
	if err != nil {
		t.Skip("no ../shared/data/nova-events beside the repository:", err)
	}
	defer e.Close()
	l, err := os.Open(filepath.Join(nova, "account_labels.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	streams, err := ReadEvents(e)
	if err != nil {
		t.Fatal(err)
	}
	labels, err := ReadLabels(l)
	if err != nil {
		t.Fatal(err)
	}
	r, err := Nova(streams, labels, Settings{Draws: 300, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestNovaEvents holds the model to the plain rule on real events.
func TestNovaEvents(t *testing.T) {
	r := runNova(t)
	for _, q := range []Question{r.Leaving, r.Halving} {
		t.Logf("%s: %d of %d; AUC %.3f (%.3f–%.3f), AP %.3f (%.3f–%.3f); plain %.3f, %.3f; gain %+.3f–%+.3f, %+.3f–%+.3f; ECE %.3f of %.3f: %s", q.Name, q.Hits, q.Rows,
			q.Model.AUC, q.Model.AUCRange.Low, q.Model.AUCRange.High, q.Model.AP, q.Model.APRange.Low, q.Model.APRange.High,
			q.Plain.AUC, q.Plain.AP, q.AUCGain.Low, q.AUCGain.High, q.APGain.Low, q.APGain.High, q.ECE, q.ECELimit, q.Verdict())
		if q.Model.AUC < q.Plain.AUC || q.Model.AP < q.Plain.AP {
			t.Errorf("%s: below the plain rule", q.Name)
		}
		if !q.Calibrated() {
			t.Errorf("%s: calibration error %.3f", q.Name, q.ECE)
		}
	}
	if r.Halving.AUCGain.Low <= 0 {
		t.Errorf("halving: the gain's interval %+v includes none", r.Halving.AUCGain)
	}
	if r.Leaving.Rows != 746 {
		t.Errorf("%d rows, want every label", r.Leaving.Rows)
	}
}

func TestReadersNameTheLine(t *testing.T) {
	for in, want := range map[string]string{
		"timestamp,account\n":                              `no column "user"`,
		"timestamp,account,user\nyesterday,a,u\n":          "line 2: timestamp",
		"timestamp,account,user\n\"2020-01-01T00:00:00Z,a": "",
	} {
		if _, err := ReadEvents(strings.NewReader(in)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want one with %q", in, err, want)
		}
	}
	if _, err := ReadLabels(strings.NewReader("snapshot,account,churned,dropped50\n2020-01-01,a,maybe,0\n")); err == nil || !strings.Contains(err.Error(), "line 2: churned") {
		t.Errorf("error %v", err)
	}
}
