package requirement

import (
	"os"
	"path/filepath"
	"testing"
)

func TestBullets(t *testing.T) {
	counts := map[string]int{}
	for _, b := range Bullets() {
		counts[b.ID[:len(b.ID)-2]]++
		if b.Text == "" || b.Title == "" {
			t.Errorf("%+v: no words", b)
		}
	}
	want := map[string]int{"1.bar": 6, "2.bar": 6, "3.bar": 6, "4.section": 5, "4.bar": 5, "5.section": 6, "5.bar": 5, "6.section": 7, "6.bar": 5, "0.guideline": 6}
	for list, n := range want {
		if counts[list] != n {
			t.Errorf("%s: %d bullets, want %d", list, counts[list], n)
		}
	}
	if len(counts) != len(want) {
		t.Errorf("lists %v", counts)
	}
	if b, ok := Find("3.bar.4"); !ok || b.Text != "The report includes trend data (current period vs. prior period) for key metrics." {
		t.Errorf("3.bar.4 is %q", b.Text)
	}
	if _, ok := Find("3.bar.7"); ok {
		t.Error("3.bar.7 does not exist")
	}
}

// The copy here is the requirement as it was given.
func TestTextIsTheOriginal(t *testing.T) {
	original, err := os.ReadFile(filepath.FromSlash("../../../shared/reference/deliverables.md"))
	if err != nil {
		t.Skip("the original is not here: ", err)
	}
	if string(original) != Text {
		t.Error("deliverables.md differs from the original")
	}
}
