package backtest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/touchstone-cs/touchstone/internal/signal/outlook"
)

// world is a portfolio whose habits are drawn too: rhythm, volume, seasons, pauses, steps, losses.
type world struct {
	accounts, days                      int
	rate, spread, burst                 float64
	users                               int
	cadence                             string
	weekdays, together                  bool
	season, wander, leave               float64
	fade                                int
	step, depth, growth, pause, holiday float64
}

func drawWorld(seed uint64) world {
	r := rand.New(rand.NewPCG(seed, 4711))
	u := func(a, b float64) float64 { return a + (b-a)*r.Float64() }
	lu := func(a, b float64) float64 { return math.Exp(u(math.Log(a), math.Log(b))) }
	maybe := func(p, v float64) float64 {
		if r.Float64() < p {
			return v
		}
		return 0
	}
	w := world{accounts: int(lu(30, 150)), days: int(u(700, 2000)), rate: lu(.04, 6), spread: u(.2, 1.1), burst: maybe(.6, u(0, 4)), users: int(lu(1, 15))}
	w.cadence = []string{"visits", "visits", "weekly", "monthly", "machine"}[r.IntN(5)]
	w.weekdays, w.together = r.Float64() < .5, r.Float64() < .5
	w.season, w.wander, w.leave = maybe(.3, u(.2, 1.2)), maybe(.7, u(0, .35)), lu(.005, .2)
	w.fade = int(maybe(.6, u(20, 180)))
	w.step, w.depth = maybe(.5, lu(.01, .25)), u(.15, .6)
	w.growth, w.pause, w.holiday = maybe(.3, u(-.03, .06)), maybe(.3, u(.01, .1)), maybe(.3, u(.3, 1))
	return w
}

func (w world) streams(seed uint64) []outlook.Stream {
	r := rand.New(rand.NewPCG(seed, 99))
	pois := func(m float64) int {
		if m > 30 {
			return max(0, int(math.Round(m+math.Sqrt(m)*r.NormFloat64())))
		}
		n, p := 0, math.Exp(-m)
		for q := r.Float64(); q > p; q *= r.Float64() {
			n++
		}
		return n
	}
	var out []outlook.Stream
	for a := range w.accounts {
		level := math.Log(w.rate) + w.spread*r.NormFloat64()
		from := 0
		if !w.together {
			from = r.IntN(w.days * 2 / 3)
		}
		end := from + int(r.ExpFloat64()*180/-math.Log(1-w.leave))
		phase, paused := r.IntN(30), 0
		var events []outlook.Event
		add := func(d, n int) {
			for range n {
				events = append(events, outlook.Event{Day: outlook.Day(d), User: int32(a*100 + r.IntN(w.users))})
			}
		}
		for d := from; d < min(end, w.days); d++ {
			if d%30 == 0 {
				level += w.wander*r.NormFloat64() + w.growth
			}
			if r.Float64() < w.step/180 {
				level += math.Log(w.depth)
			}
			if r.Float64() < w.pause/180 {
				paused = d + 30 + r.IntN(120)
			}
			rate := math.Exp(level + w.season*math.Sin(2*math.Pi*float64(d)/365))
			if left := end - d; left < w.fade {
				rate *= float64(left) / float64(w.fade)
			}
			if w.weekdays && d%7 >= 5 || d < paused {
				rate = 0
			}
			if y := d % 365; w.holiday > 0 && (y < 14 || y > 200 && y < 225) {
				rate *= 1 - w.holiday
			}
			switch w.cadence {
			case "visits":
				for range pois(rate) {
					add(d, 1+pois(w.burst))
				}
			case "weekly":
				if d%7 == phase%5 {
					add(d, pois(7*rate))
				}
			case "monthly":
				if d%30 == phase {
					add(d, pois(30*rate))
				}
			case "machine":
				n := rate * (1 + w.burst)
				add(d, int(n+r.Float64()))
			}
		}
		if len(events) > 0 {
			out = append(out, outlook.NewStream(fmt.Sprint(a), events))
		}
	}
	return out
}

// TestDrawnHabits holds the probabilities in worlds that nobody chose: the model was made looking at the first forty seeds, these are others. Not every
// one can be calibrated: in its first year nobody knows that a season comes, and half a year goes by before an outcome teaches.
func TestDrawnHabits(t *testing.T) {
	const first, worlds = 100, 16
	names := []string{"leaving", "halving"}
	calibrated, sum := map[string]int{}, map[string]float64{}
	for seed := uint64(first); seed < first+worlds; seed++ {
		streams := drawWorld(seed).streams(seed)
		r, err := Nova(streams, Quarterly(streams), Settings{Draws: 100, Seed: 1})
		if err != nil {
			t.Fatal(seed, err)
		}
		for i, q := range []Question{r.Leaving, r.Halving} {
			sum[names[i]] += q.ECE / worlds
			if q.Calibrated() {
				calibrated[names[i]]++
			}
		}
	}
	for name, limit := range map[string]struct {
		least int
		mean  float64
	}{"leaving": {11, .05}, "halving": {9, .075}} {
		t.Logf("%s: calibrated in %d of %d, mean error %.3f", name, calibrated[name], worlds, sum[name])
		if calibrated[name] < limit.least || sum[name] > limit.mean {
			t.Errorf("%s: calibrated in %d of %d, at least %d expected; mean error %.3f, at most %.3f", name, calibrated[name], worlds, limit.least, sum[name], limit.mean)
		}
	}
}
