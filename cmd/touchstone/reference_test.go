package main

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/touchstone-cs/touchstone/internal/requirement"
	"github.com/touchstone-cs/touchstone/internal/review/reference"
)

var update = flag.Bool("update", false, "rewrite generated reference pages")

func TestReferenceIsFresh(t *testing.T) {
	catalog, err := (&app{}).catalog(nil)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.FromSlash("../../doc/reference/rules.md")
	got := reference.Rules(catalog)
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

// Every bullet of the requirement has a rule that can fail.
func TestEveryBulletHasARule(t *testing.T) {
	catalog, err := (&app{}).catalog(nil)
	if err != nil {
		t.Fatal(err)
	}
	if holes := reference.Holes(catalog); len(holes) > 0 {
		t.Errorf("no rule serves %s", strings.Join(holes, ", "))
	}
	for _, r := range catalog.Rules() {
		if _, ok := requirement.Find(r.Requirement); !ok {
			t.Errorf("%s serves %s, which the requirement does not have", r.ID, r.Requirement)
		}
	}
}
