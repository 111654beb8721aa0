package quality

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestProseReadsEveryFileOfASet(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "quality-labels")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	write := func(name, rows string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(rows), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("risk.dev.jsonl", `{"text":"API call volume dropped 40% in the last 30 days","label":"evidenced"}`+"\n")
	write("risk.test.jsonl", `{"text":"customer seems less engaged","label":"vague"}`+"\n"+`{"text":"No login for 41 days","label":"vague"}`+"\n")
	results, err := Run(filepath.Dir(dir), Prose())
	if err != nil {
		t.Fatal(err)
	}
	if len(results) != 1 {
		t.Fatalf("results = %v; want risk alone", results)
	}
	if f := results["risk"]; f["n"] != 3 || f["precision"] != 1 || f["recall"] != 0.5 {
		t.Errorf("risk = %v; want n 3, precision 1, recall .5: the third label is wrong on purpose", f)
	}
}

func TestRunNamesTheMeasureThatFails(t *testing.T) {
	broken := errors.New("broken")
	results, err := Run(t.TempDir(), []Measure{
		{Name: "bad", Folder: ".", Run: func(string) (Figures, error) { return nil, broken }},
		{Name: "absent", Folder: "nothing", Run: func(string) (Figures, error) { return Figures{"n": 1}, nil }},
		{Name: "good", Folder: ".", Run: func(string) (Figures, error) { return Figures{"n": 1}, nil }},
	})
	if !errors.Is(err, broken) || len(results) != 1 || results["good"] == nil {
		t.Errorf("results %v, error %v; want good alone and the broken one named", results, err)
	}
}

func TestBlocksEqual(t *testing.T) {
	for _, source := range []string{"# A\n\ntext\n\n- a\n  - b\n\n> q\n\n```sh\nx\n```\n", "---\nkind: x\n---\n\n| a | b |\n|---|---|\n| 1 | 2 |\n", "a[^1]\n\n[^1]: note\n", "", "<!-- c -->\n\n***\n\n1. x\n\n   y\n"} {
		if !BlocksEqual([]byte(source)) {
			t.Errorf("blocks of %q differ from goldmark's", source)
		}
	}
}

func TestSecretsArePlantedAndFound(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "executable-markdown")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "a.md"), []byte("# Install\n\nRun it:\n\n    tool up --password hunter2\n\nThe token expires.\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	f, err := Secrets().Run(dir)
	if err != nil {
		t.Fatal(err)
	}
	if f["found"] < .99 || f["lines"] != 8 || f["false"] != 1.0/8 {
		t.Errorf("secrets = %v; want nearly all found, and the one line with a password lost", f)
	}
}

func TestJSONLeavesOutWhatTooFewRowsGive(t *testing.T) {
	out, err := JSON(map[string]Figures{"leaving": {"auc": .5, "auc_low": math.NaN(), "ap": math.Inf(1)}})
	if err != nil || strings.Contains(string(out), "auc_low") || !strings.Contains(string(out), `"auc": 0.5`) || strings.Contains(string(out), `"ap"`) {
		t.Errorf("%s, %v", out, err)
	}
}
