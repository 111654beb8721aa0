package theme

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"github.com/touchstone-cs/touchstone/internal/theme/embed"
)

// synthetic makes n different short texts about 60 subjects, of words of our own.
func synthetic(n int) []string {
	r := rand.New(rand.NewPCG(1, 1))
	things := strings.Fields("upload invoice map password report export route carrier driver depot calendar ticket chart filter login mail phone order stop bridge")
	faults := []string{"fails", "is too slow", "cannot be found", "shows the wrong thing", "stops half-way", "is missing"}
	openings := []string{"Every morning", "Since the last release", "For our night shift", "On a tablet", "In the depot", "Please help:", "I do not understand why", "We noticed that"}
	more := strings.Fields("again still often sometimes always today yesterday suddenly badly quietly")
	seen := map[string]bool{}
	var out []string
	for len(out) < n {
		t := fmt.Sprintf("%s the %s %s %s when the %s %s %s", openings[r.IntN(len(openings))], things[r.IntN(len(things))], more[r.IntN(len(more))], faults[r.IntN(len(faults))],
			things[r.IntN(len(things))], faults[r.IntN(len(faults))], more[r.IntN(len(more))])
		if r.IntN(2) == 0 {
			t += " and " + things[r.IntN(len(things))] + " " + more[r.IntN(len(more))]
		}
		if !seen[t] {
			seen[t] = true
			out = append(out, t)
		}
	}
	return out
}

// BenchmarkEmbed is the cost of new texts; divide 10,000 by texts/s for seconds.
func BenchmarkEmbed(b *testing.B) {
	texts := synthetic(1000)
	for b.Loop() {
		for _, m := range EnglishModels() {
			if _, _, err := m.Embed(context.Background(), texts); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(len(texts))*float64(b.N)/b.Elapsed().Seconds(), "texts/s")
}

func benchmarkGroup(b *testing.B, n int) {
	texts := synthetic(n)
	models := embed.Kept(EnglishModels()...)
	for _, m := range models {
		if _, _, err := m.Embed(context.Background(), texts); err != nil {
			b.Fatal(err)
		}
	}
	b.ResetTimer()
	for b.Loop() {
		if _, err := Group(context.Background(), texts, EnglishParts(models)); err != nil {
			b.Fatal(err)
		}
	}
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	b.ReportMetric(float64(memory.Sys)/(1<<20), "MiB")
}

// Grouping with vectors cached: 10,000 texts, all pairs compared; 200,000, by cells.
func BenchmarkGroup10000(b *testing.B)  { benchmarkGroup(b, 10000) }
func BenchmarkGroup200000(b *testing.B) { benchmarkGroup(b, 200000) }
