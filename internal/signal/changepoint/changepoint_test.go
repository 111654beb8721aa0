package changepoint

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

const data = "../../../../shared/data/changepoints"

// TestPeople compares with what people marked in the series of the Turing Change Point Dataset. The bar is the best of the published
// methods with their default settings.
func TestPeople(t *testing.T) {
	names, scores := people(t)
	total := 0.0
	for i, n := range names {
		t.Logf("%-20s %.3f", n, scores[i])
		total += scores[i]
	}
	if mean := total / float64(len(names)); mean < .838 {
		t.Errorf("mean F1 %.3f, below BOCPD's .838", mean)
	}
}

func people(t *testing.T) (names []string, scores []float64) {
	raw, err := os.ReadFile(filepath.Join(data, "annotations.json"))
	if err != nil {
		t.Skip("no ../shared/data/changepoints beside the repository:", err)
	}
	var annotations map[string]map[string][]int
	if err := json.Unmarshal(raw, &annotations); err != nil {
		t.Fatal(err)
	}
	for n := range annotations {
		names = append(names, n)
	}
	slices.Sort(names)
	for _, n := range names {
		raw, err := os.ReadFile(filepath.Join(data, n+".json"))
		if err != nil {
			t.Fatal(err)
		}
		var f struct {
			Series []struct{ Raw []float64 }
		}
		if err := json.Unmarshal(raw, &f); err != nil {
			t.Fatal(err)
		}
		var marks [][]int
		for _, m := range annotations[n] {
			marks = append(marks, m)
		}
		scores = append(scores, Score(Find(f.Series[0].Raw), marks, 5))
	}
	return names, scores
}

func noise(seed uint64, n int, sd, memory float64) []float64 {
	random := rand.New(rand.NewPCG(seed, 1))
	out := make([]float64, n)
	last := 0.0
	for i := range out {
		last = memory*last + sd*random.NormFloat64()
		out[i] = last
	}
	return out
}

func TestStep(t *testing.T) {
	for seed := range uint64(20) {
		y := noise(seed, 120, 1, 0)
		for i := 70; i < 120; i++ {
			y[i] += 4
		}
		if got := Find(y); len(got) != 1 || got[0] < 69 || got[0] > 71 {
			t.Errorf("seed %d: %v, want about 70", seed, got)
		}
	}
}

// TestFalseAlarms: of series without a change, few may show one, wandering ones included.
func TestFalseAlarms(t *testing.T) {
	for _, memory := range []float64{0, .5} {
		alarms := 0
		for seed := range uint64(100) {
			if len(Find(noise(seed, 150, 1, memory))) > 0 {
				alarms++
			}
		}
		if alarms > 10 {
			t.Errorf("memory %.1f: %d false alarms in 100", memory, alarms)
		}
	}
}

func TestSeasonAndOutlierAreNoChange(t *testing.T) {
	y := noise(3, 140, .5, 0)
	for i := range y {
		if i%7 >= 5 {
			y[i] -= 6
		}
	}
	y[60] = 40
	if got := Find(y); len(got) > 0 {
		t.Errorf("a week's rhythm and a strange day: %v", got)
	}
	for i := 98; i < 140; i++ {
		y[i] += 4
	}
	if got := Find(y); len(got) != 1 || got[0] < 97 || got[0] > 99 {
		t.Errorf("a step under a week's rhythm: %v, want about 98", got)
	}
}

// TestUnits: another unit or origin changes nothing.
func TestUnits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := noise(rapid.Uint64Range(0, 50).Draw(t, "seed"), 80, 1, 0)
		for i := 40; i < 80; i++ {
			y[i] += float64(rapid.IntRange(0, 5).Draw(t, "step"))
		}
		scaled := make([]float64, len(y))
		for i := range y {
			scaled[i] = 1024*y[i] + 4096
		}
		if a, b := Find(y), Find(scaled); !slices.Equal(a, b) {
			t.Fatalf("%v, and in other units %v", a, b)
		}
	})
}

func TestDegenerate(t *testing.T) {
	for name, y := range map[string][]float64{
		"nothing": nil, "short": {1, 2, 3}, "constant": make([]float64, 50), "not finite": append(make([]float64, 20), math.NaN()),
	} {
		if got := Find(y); len(got) > 0 {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func BenchmarkFind(b *testing.B) {
	y := noise(1, 400, 1, .3)
	for b.Loop() {
		Find(y)
	}
}
