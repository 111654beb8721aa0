package claim_test

import (
	"testing"

	"github.com/touchstone-cs/touchstone/internal/claim"
	"github.com/touchstone-cs/touchstone/internal/markdown"
)

func BenchmarkCompareText(b *testing.B) {
	d := markdown.Parse([]byte("API call volume fell 40% from September to October (12,400 to 7,440).[^c]\n\n" +
		"| Metric | October | September | Change | Days |\n|---|---|---|---|---|\n| API calls | 7,440[^c] | 12,400 | −40% | 22 |\n\n[^c]: " + api + "\n"))
	citations := cited(d)
	b.ReportAllocs()
	for b.Loop() {
		if problems := claim.CompareText(citations); len(problems) > 0 {
			b.Fatal(problems)
		}
	}
}
