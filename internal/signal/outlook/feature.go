package outlook

import "math"

// belief is what is held about a coefficient before any data: a normal distribution.
type belief struct{ mean, sd float64 }

// feature is one number about an account on a day. The numbers are scaled by fixed constants, never by the data, so that
// a belief about a coefficient means the same in every portfolio.
type feature struct {
	name                 string
	of                   func(view) float64
	leave, rhythm, halve belief
}

// features are few on purpose: what cannot be argued for without looking at data is left out.
//
// The beliefs state what is generally known of subscriptions. Half a year loses about one account in twenty (an annual
// loss of 10–15%), and use halves for about one in three. Silence predicts both, leaving the more so: "days since the
// last activity" alone ranks leaving with an AUC about .85, which is near what any method reaches, so those beliefs are firm.
// Who comes every month seldom vanishes. Use far above an account's own long level falls back to it, and so does use that was
// done in few busy days. Leaving is rare, and what rarely happens teaches slowly: hence its narrow deviations.
//
// rhythm are other beliefs about leaving: that a silence counts by the account's own rhythm, not by days. They hold for products that are
// used once a week or month, and for machines.
var features = []feature{
	{"one", func(view) float64 { return 1 },
		belief{-3, .3}, belief{-3.3, .5}, belief{-.7, .5}},
	{"not one of those asked about", func(v view) float64 { return 1 - v.watched },
		belief{0, 1.5}, belief{0, 1.5}, belief{0, 1.5}},
	{"soft recency of active days, 15 days", func(v view) float64 { return scaled(softRecency(v.days15, 15)) },
		belief{.3, .1}, belief{.12, .3}, belief{.25, .5}},
	{"mean log age of the last three active days", func(v view) float64 { return scaled(v.last3) },
		belief{.9, .1}, belief{.36, .3}, belief{.25, .5}},
	{"log days since the last", func(v view) float64 { return scaled(math.Log(v.silent)) },
		belief{0, .1}, belief{0, .3}, belief{0, .2}},
	{"surprise of the silence, by the account's own rhythm", func(v view) float64 { return (math.Log1p((v.days+.5)*math.Log1p(v.silent/Horizon)) - .6) / .5 },
		belief{0, .1}, belief{1, .4}, belief{0, .15}},
	{"soft recency of users, 30 days", func(v view) float64 { return scaled(softRecency(v.users30, 30)) },
		belief{.1, .1}, belief{.04, .3}, belief{.25, .5}},
	{"volume", func(v view) float64 { return (math.Log(v.now+1) - 3) / 1.2 },
		belief{0, .05}, belief{0, .05}, belief{0, .5}},
	{"trend", func(v view) float64 { return math.Log((v.now + 1) / (v.before + 1)) },
		belief{0, .05}, belief{0, .05}, belief{0, .5}},
	{"clumpiness", func(v view) float64 { return math.Log((v.squares + 1) / (v.now + 1)) },
		belief{0, .05}, belief{0, .05}, belief{0, .5}},
	{"months in use, of the last six", func(v view) float64 { return (v.months - 4) / 1.5 },
		belief{-.3, .1}, belief{-.3, .1}, belief{0, .3}},
	{"use against its own level since the beginning", func(v view) float64 { return math.Log((v.now + 1) / (v.level + 1)) },
		belief{.12, .12}, belief{.12, .12}, belief{.25, .4}},
	{"active days an event", func(v view) float64 { return (v.days/v.now - .7) / .2 },
		belief{-.1, .1}, belief{-.1, .1}, belief{-.1, .3}},
	{"share of the last 60 days", func(v view) float64 { return (v.last60/v.now - 1./3) / .28 },
		belief{0, .1}, belief{0, .1}, belief{-.1, .3}},
	{restless, func(v view) float64 { return v.restless },
		belief{0, .01}, belief{0, .01}, belief{.3, .3}},
	{"what the coming half of the year was like a year ago", func(v view) float64 { return v.season },
		belief{0, .1}, belief{0, .1}, belief{-.1, .3}},
}

const restless = "halving by its own variation"

// softRecency is the log of a smooth version of "days since the last one". With s = Σ exp(−ageᵢ/τ) it is τ·log(1 + 1/s): the age of
// a single old event, the usual gap of a steady stream, and never decided by one stray event alone.
func softRecency(s, tau float64) float64 { return math.Log(tau * math.Log1p(1/(s+1e-12))) }

// scaled centres a log age at ten days.
func scaled(logDays float64) float64 { return (logDays - math.Ln10) / 1.2 }

// view is what the features see of an account on a day: nothing on or after it.
type view struct {
	now, before     float64 // events in the last Horizon days, and in those before
	squares         float64 // Σ (events of a day)² over the last Horizon days: large when use comes in clumps
	days15, users30 float64 // active days and users, each forgotten exponentially with the time since
	silent          float64 // days since the last event
	last3           float64 // mean log age in days of the last three active days
	days, months    float64 // active days, and 30-day stretches with one, in the last Horizon days
	last60          float64 // events in the last 60 days
	season          float64 // log ratio of the Horizon that began a year ago to the one before it; 0 where the account is too young
	restless        float64 // log odds that the account halves if it goes on as it does, centred at one in five
	level           float64 // events in an average Horizon since the account's first event
	watched         float64 // 1 if the account is one of those that are asked about, 0 if only the stream knows it
}

// Vector is the features of one account on one day.
type Vector []float64

// Look computes the features of an account on the day. ok is false where its volume is below MinVolume.
func Look(s Stream, at Day) (x Vector, ok bool) {
	now := s.Count(at-Horizon, at)
	if now < MinVolume {
		return nil, false
	}
	v := view{now: float64(now), before: float64(s.Count(at-2*Horizon, at-Horizon))}
	v.silent = float64(at - s.Events[s.before(at)-1].Day)
	v.last60 = float64(s.Count(at-60, at))
	v.level = float64(s.before(at)) * Horizon / float64(max(Horizon, at-s.Events[0].Day))
	v.season = s.season(at)
	v.restless = s.restless(at)
	if s.Watched <= at {
		v.watched = 1
	}
	v.readDays(s, at)
	v.readUsers(s, at)
	x = make(Vector, len(features))
	for i, f := range features {
		x[i] = f.of(v)
	}
	return x, true
}

// season compares the stretch that the question is about, a year earlier, with the one before it; a few events of doubt in both.
func (s Stream) season(at Day) float64 {
	const year, doubt = 365, 3
	then := at - year
	if s.Events[0].Day > then-Horizon {
		return 0
	}
	return math.Log(float64(s.Count(then, then+Horizon)+doubt) / float64(s.Count(then-Horizon, then)+doubt))
}

// restless is the log odds that chance alone halves an account whose months go on varying as its last year's did: the log ratio of two
// Horizons is normal, with the dispersion of the months (var/mean, one month of doubt as of independent events) over the events now, and some drift.
func (s Stream) restless(at Day) float64 {
	const month, drift, least, most, centre = 30, .3, .01, .95, 1.3
	var n, sum, squares float64
	for k := range Day(12) {
		to := at - k*month
		if k >= Horizon/month && s.Events[0].Day > to-month {
			break
		}
		c := float64(s.Count(to-month, to))
		n, sum, squares = n+1, sum+c, squares+c*c
	}
	mean := sum / n
	dispersion := (squares - sum*mean + mean) / n / mean
	spread := math.Sqrt(2*dispersion/float64(s.Count(at-Horizon, at)) + drift*drift)
	p := min(most, max(least, math.Erfc(math.Ln2/spread/math.Sqrt2)/2))
	return math.Log(p/(1-p)) + centre
}

// memory is the number of days after which an event no longer changes any feature in its last digits.
const memory = 1500

func (v *view) readDays(s Stream, at Day) {
	ages, end := 0, s.before(at)
	var active [Horizon / 30]bool
	for i := end - 1; i >= 0 && s.Events[i].Day >= at-memory; {
		day, n := s.Events[i].Day, 0
		for ; i >= 0 && s.Events[i].Day == day; i-- {
			n++
		}
		age := float64(at - day)
		v.days15 += math.Exp(-age / 15)
		if day >= at-Horizon {
			v.squares += float64(n * n)
			v.days++
			active[(at-day-1)/30] = true
		}
		if ages < 3 {
			v.last3 += math.Log(age)
			ages++
		}
	}
	for ; ages < 3; ages++ {
		v.last3 += math.Log(Horizon)
	}
	v.last3 /= 3
	for _, a := range active {
		if a {
			v.months++
		}
	}
}

func (v *view) readUsers(s Stream, at Day) {
	seen := map[int32]bool{}
	for i := s.before(at) - 1; i >= 0 && s.Events[i].Day >= at-memory; i-- {
		if e := s.Events[i]; !seen[e.User] {
			seen[e.User] = true
			v.users30 += math.Exp(-float64(at-e.Day) / 30)
		}
	}
}
