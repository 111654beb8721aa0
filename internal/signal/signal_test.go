package signal

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
)

func TestShippedSamples(t *testing.T) {
	set := Default()
	for _, d := range set.Signals {
		if len(d.Samples) < 2 {
			t.Errorf("signal %s: one sample that is reported and one that is not are the least", d.ID)
		}
		if err := set.Test(d); err != nil {
			t.Error(err)
		}
	}
}

// restless draws daily counts of accounts that differ in size, burstiness and in how much their months wander, with no
// lasting change: negative binomial days under a random walk of months.
func restless(random *rand.Rand, days Days, mean, burst, wander float64) []float64 {
	out := make([]float64, days.Count)
	level := mean
	for i := range out {
		if i%30 == 0 {
			level = mean * math.Exp(wander*random.NormFloat64())
		}
		if w := days.weekday(i); w == 0 || w == 6 {
			continue
		}
		rate := level
		if burst > 0 {
			rate *= random.ExpFloat64()*burst + (1 - burst)
		}
		out[i] = poisson(random, rate)
	}
	return out
}

func poisson(random *rand.Rand, rate float64) float64 {
	limit, p, n := math.Exp(-math.Min(rate, 500)), 1.0, 0.0
	for {
		p *= random.Float64()
		if p <= limit {
			return n
		}
		n++
	}
}

// TestFalseDiscoveries: in portfolios in which nothing happened, hardly a drop may be reported, whatever the accounts are like.
func TestFalseDiscoveries(t *testing.T) {
	days, set := sampleDays(), Default()
	for _, kind := range []struct{ burst, wander float64 }{{0, 0}, {.6, .1}, {.9, .2}} {
		reported := 0
		for seed := range uint64(20) {
			random := rand.New(rand.NewPCG(seed, 1))
			var portfolio []Portrait
			for a := range 60 {
				portfolio = append(portfolio, Portrait{Account: fmt.Sprint(a), Daily: map[string][]float64{"events": restless(random, days, 5+random.Float64()*60, kind.burst, kind.wander)}})
			}
			for _, r := range Detect(set, days, portfolio) {
				reported += len(r.Risks)
			}
		}
		if reported > 12 { // of 1200 accounts
			t.Errorf("burst %.1f, wander %.1f: %d risks in 1200 accounts in which nothing happened", kind.burst, kind.wander, reported)
		}
		t.Logf("burst %.1f, wander %.1f: %d false alarms in 1200 accounts", kind.burst, kind.wander, reported)
	}
}

// TestPower: real falls are found among many accounts in which nothing happened.
func TestPower(t *testing.T) {
	days, set := sampleDays(), Default()
	found := 0
	for seed := range uint64(20) {
		random := rand.New(rand.NewPCG(seed, 2))
		var portfolio []Portrait
		for a := range 60 {
			series := restless(random, days, 40, .3, .05)
			if a == 0 {
				for i := days.Start; i < days.Count; i++ {
					series[i] = math.Round(series[i] * .4)
				}
			}
			portfolio = append(portfolio, Portrait{Account: fmt.Sprint(a), Daily: map[string][]float64{"events": series}})
		}
		for _, f := range Detect(set, days, portfolio)[0].Risks {
			if f.Definition.ID == "use_fell" {
				found++
			}
		}
	}
	if found < 17 {
		t.Errorf("a fall of 60%% was found in %d of 20 portfolios", found)
	}
}

// TestOneAccountIsJudgedAmongAll: the same change is reported alone and not among hundreds that were looked at as well, of whatever kind; a kind with many
// tests takes no more than its part.
func TestOneAccountIsJudgedAmongAll(t *testing.T) {
	drop, feature := &Definition{Kind: Drop}, &Definition{Kind: FeaturePull}
	var all []placed
	add := func(d *Definition, p float64, reason Reason) {
		all = append(all, placed{candidate: candidate{p: p, reason: reason, finding: Finding{Definition: d}}})
	}
	add(drop, .0004, "")
	add(drop, .001, "")
	add(drop, .0001, Migration) // was tested, is none
	for range 17 {
		add(drop, .4, "")
	}
	add(feature, .00001, "")
	for range 199 {
		add(feature, .4, "")
	}
	add(feature, .9, "") // moved the other way: no test
	discoveries(all)
	// Two kinds: 2p·2·20 for drops, 2p·2·200 for features, over the rank among all.
	for i, want := range map[int]float64{0: .0008 * 40 / 2, 1: .002 * 40 / 3, 2: 1, 20: .00002 * 400 / 1} {
		if q := all[i].finding.Q; math.Abs(q-want) > 1e-9 {
			t.Errorf("candidate %d: q = %v, want %v", i, q, want)
		}
	}
}

func TestWholePortfolioFell(t *testing.T) {
	days, set := sampleDays(), Default()
	random := rand.New(rand.NewPCG(4, 4))
	var portfolio []Portrait
	for a := range 30 {
		series := restless(random, days, 60, 0, 0)
		for i := days.Start; i < days.Count; i++ {
			series[i] = math.Round(series[i] * .6)
		}
		portfolio = append(portfolio, Portrait{Account: fmt.Sprint(a), Daily: map[string][]float64{"events": series}})
	}
	risks, alike := 0, 0
	for _, r := range Detect(set, days, portfolio) {
		risks += len(r.Risks)
		for _, d := range r.Dismissed {
			if d.Reason == AllChanged {
				alike++
			}
		}
	}
	if risks > 3 || alike < 27 {
		t.Errorf("%d risks, %d dismissed as everybody's", risks, alike)
	}
}

func TestHolidaysAreNoDrop(t *testing.T) {
	days := sampleDays()
	series, err := readDaily("60/64x109 60/64x22", days)
	if err != nil {
		t.Fatal(err)
	}
	holidays := map[int]bool{}
	for i := days.Start + 4; i < days.Start+12; i++ { // a week and a half off
		holidays[i], series[i] = true, 0
	}
	without := Compare(series, days)
	days.Closed = func(day int64) bool { return holidays[int(day-days.First)] }
	with := Compare(series, days)
	if without.Ratio > -.2 || math.Abs(with.Ratio) > .05 {
		t.Errorf("without the calendar %.2f, with it %.2f", without.Ratio, with.Ratio)
	}
}

func TestSince(t *testing.T) {
	days := sampleDays()
	series, err := readDaily("540/580x117 320/340x14", days)
	if err != nil {
		t.Fatal(err)
	}
	at := Since(series, days)
	// The last fourteen working days of October 2026 begin on Tuesday the 13th.
	if got := at - days.Start + 1; got != 13 && got != 11 && got != 12 {
		t.Errorf("since 2026-10-%02d, want 2026-10-13 or the weekend before", got)
	}
}

func TestScoreNeverReweightsInSilence(t *testing.T) {
	def := Default().Score
	known := map[string]Figure{"adoption_rate": {Value: .45}, "events": {Value: 100, Prior: 100}}
	s := def.Of(known)
	if !s.Known || s.Coverage != .6 {
		t.Fatalf("coverage %.2f", s.Coverage)
	}
	if want := (50*25 + 100*35) / 60.; math.Abs(s.Value-want) > 1e-9 {
		t.Errorf("value %.1f, want %.1f", s.Value, want)
	}
	if s.Low != 47.5 || s.High != 87.5 {
		t.Errorf("bounds %.1f to %.1f, want the missing parts at 0 and at 100", s.Low, s.High)
	}
	if len(s.Missing()) != 3 {
		t.Errorf("missing %v", s.Missing())
	}
	if none := def.Of(nil); none.Known || none.Band != "" {
		t.Errorf("nothing measured: %+v", none)
	}
	if few := def.Of(map[string]Figure{"csat": {Value: .95}}); few.Band != "" {
		t.Errorf("a band at %.0f%% coverage: %q", 100*few.Coverage, few.Band)
	}
}

func TestLoadNamesTheLine(t *testing.T) {
	for text, want := range map[string]string{
		"false_discovery_rate: 5%\nsignals:\n  a: {label: A, kind: drip, severity: high, metrics: [events]}\n": `signals.yaml:3: signal a: unknown kind "drip"`,
		"false_discovery_rate: 5%\nsignals:\n  a: {label: A, kind: drop, severity: loud, metrics: [events]}\n": "signals.yaml:3: signal a: severity",
		"false_discovery_rate: 5%\nsignals:\n  a: {label: A, kind: drop, severity: low}\n":                     "signals.yaml:3: signal a: kind drop needs metrics",
		"false_discovery_rate: 0%\n":               "false_discovery_rate",
		"false_discovery_rate: 5%\nthreshold: 3\n": "signals.yaml:2: field threshold not found",
		"false_discovery_rate: 5%\nsignals:\n  a: {label: A, kind: drop, severity: low, metrics: [events], sql: 1}\n":        "signals.yaml:3: field sql not found",
		"false_discovery_rate: 5%\nhealth_score:\n  bands: [{name: A}]\n  parts:\n    x: {label: x, metric: m, weight: 0}\n": "signals.yaml:5: part x: its weight",
	} {
		if _, err := Load(File, []byte(text)); err == nil || !strings.HasPrefix(err.Error(), want) && !strings.Contains(err.Error(), want) {
			t.Errorf("%q:\n got %v\nwant %s", text, err, want)
		}
	}
}

func TestDetectIsDeterministic(t *testing.T) {
	days := sampleDays()
	random := rand.New(rand.NewPCG(9, 9))
	var portfolio []Portrait
	for a := range 25 {
		portfolio = append(portfolio, Portrait{Account: fmt.Sprint(a), Daily: map[string][]float64{"events": restless(random, days, 20, .5, .5)}})
	}
	if a, b := Detect(Default(), days, portfolio), Detect(Default(), days, portfolio); !reflect.DeepEqual(stripped(a), stripped(b)) {
		t.Error("two runs differ")
	}
}

func stripped(reports []Report) string {
	var b strings.Builder
	for _, r := range reports {
		for _, f := range r.Risks {
			fmt.Fprintf(&b, "%s %s %s %.9f\n", r.Account, f.Definition.ID, f.Metric, f.Q)
		}
	}
	return b.String()
}

func BenchmarkDetect(b *testing.B) {
	days := sampleDays()
	random := rand.New(rand.NewPCG(1, 1))
	var portfolio []Portrait
	for a := range 1000 {
		portfolio = append(portfolio, Portrait{Account: fmt.Sprint(a), Daily: map[string][]float64{"events": restless(random, days, 20, .5, .2), "api_calls": restless(random, days, 10, .5, .2)}})
	}
	set := Default()
	for b.Loop() {
		Detect(set, days, portfolio)
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/1000, "µs/account")
}
