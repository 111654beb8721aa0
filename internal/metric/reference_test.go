package metric

import (
	"flag"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "rewrite generated reference pages")

func TestReferenceIsFresh(t *testing.T) {
	const file = "../../doc/reference/metrics.md"
	got := Reference(Default())
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is stale: run `make reference`", file)
	}
}
