package claim

import (
	"strings"
	"testing"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/markdown"
)

func TestNumberGivenBy(t *testing.T) {
	const calls = "metric:api_calls account=acme period=2026-10 value=7440 prior=12400 change=-40.0%"
	for _, c := range []struct{ text, at, ref, key string }{
		{"Calls: 7,440 now.", "7,440", calls, "value"},
		{"Calls: 7,440 now.", "440 now", calls, "value"},
		{"About 7.4k calls.", "7.4k", calls, "value"},
		{"Calls fell 40%.", "40%", calls, "change"},
		{"Calls rose 40%.", "40%", calls, ""},
		{"Calls fell from 12,400 to 7,440.", "12,400", calls, "prior"},
		{"Calls fell from 7,440 to 12,400.", "12,400", calls, ""},
		{"Adoption is 61%.", "61%", "metric:adoption_rate value=60.7% numerator=85 denominator=140", "value"},
		{"Adoption is 62%.", "62%", "metric:adoption_rate value=60.7%", ""},
		{"There are 18 of them.", "18", "metric:adoption_rate value=18.0%", ""},
		{"| Use |\n|---|\n| 18 |\n", "18", "metric:adoption_rate value=18.0%", "value"},
		{"First reply took 1.5 hours.", "1.5", "metric:first_reply value=1.5h", "value"},
		{"First reply took 90 minutes.", "90", "metric:first_reply value=1.5h", "value"},
		{"On 2026-10-12 it broke.", "2026-10", "metric:events value=2026", ""},
		{"Version 4.7.0 came.", "4.7", "metric:events value=4.7", ""},
		{"No number.", "No", calls, ""},
	} {
		doc := markdown.Parse([]byte(c.text))
		ref, err := evidence.ParseRef(c.ref)
		if err != nil {
			t.Fatal(err)
		}
		key := ""
		if n, ok := NumberAt(doc, strings.Index(c.text, c.at)); ok {
			key, _ = n.GivenBy(ref)
		}
		if key != c.key {
			t.Errorf("%q in %q: %q, want %q", c.at, c.text, key, c.key)
		}
	}
}
