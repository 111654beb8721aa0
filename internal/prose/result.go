package prose

import "sync"

var resultSet = sync.OnceValue(func() *set {
	return set{
		name:   "result",
		labels: []string{Verifiable, Vague},
		bad:    map[string]bool{Vague: true},
		want:   map[string]string{Vague: "name the metric, its value before and after, and when: “API integration time from 12 weeks to 3 weeks”"},
		missing: map[string]string{
			Vague:      "no figure that somebody could check",
			Verifiable: "a metric with its figure",
		},
		prior: map[string]float64{Vague: 1.5},
		signs: resultSigns,
	}.ready()
})

var resultSigns = append(evidenceSigns(Verifiable, 0.9),
	sign{name: "times", speaks: Verifiable, weight: 2.2, why: "a ratio: %q", in: []string{"TIMES", "NUM times|fold COMPARATIVE|as|more|less|the?", "RATIO as?", "at least|to NUM times", "FRACTION of the time|cost|price|effort|size|original|initial|previous"}},
	sign{name: "halved", speaks: Verifiable, weight: 2.0, why: "a ratio: %q", in: []string{"halved|doubled|tripled|quadrupled|halving|doubling|tripling|threefold|tenfold|fivefold|twofold", "in|by half", "twice|thrice", "half|third|quarter|NUM|times|twice as many|much|long|often|fast|large|high|few"}},
	sign{name: "rhythm", speaks: Verifiable, weight: 2.8, why: "a rate before and now: %q", in: []string{"every|each|per|a|once|twice TIME instead|rather|where|before|formerly|previously|from", "instead|rather|from|was .. once|twice|every|each .. TIME|a", "once|twice|thrice a|per|every|each TIME", "daily|weekly|hourly|monthly .. instead|rather|before|was|from|formerly|ago", "NUM WORD instead|rather|before|formerly|previously .. NUM", "CLOCK|NUM .. formerly|previously|before|was ... CLOCK|NUM|noon|midnight"}},
	sign{name: "none-now", speaks: Verifiable, weight: 1.5, why: "a count of none: %q", in: []string{"zero|0 WORD", "to zero|none|nothing", "no|without .. PLURAL|downtime|outage ... since|in|over|for|during"}},
	sign{name: "metric-figure", speaks: Verifiable, weight: 1.2, why: "a named metric with its figure: %q", in: []string{"METRIC ... QTY", "QTY ... METRIC"}},
	sign{name: "whole-unit", speaks: Verifiable, weight: 1.6, why: "an amount: %q", in: []string{"a|an|one full|whole|entire? TIME of|a|per|from|for|earlier|later|sooner|less|faster|each|every", "a|an|one full|whole|entire TIME", "an hour|day|week|month|year|afternoon|minute $"}},
	sign{name: "no-metric", speaks: Vague, weight: 4.5, unless: []string{"from-to"}, why: "%q multiplies something that nobody measured", in: []string{
		"WEAKMETRIC .. CHANGE .. by? .. TIMES|QTY", "TIMES|QTY|RATIO %? ... WEAKMETRIC", "WEAKMETRIC .. TIMES|QTY|RATIO", "WEAKMETRIC .. CHANGE by QTY", "WEAKMETRIC .. NUM TIMESWORD",
	}},
	sign{name: "collective", unless: []string{"halved"}, speaks: Vague, weight: 2.4, why: "%q is no figure", in: []string{"COLLECTIVE of", "few|several|couple|many|some|handful of? TIME|PLURAL", "a few|couple|lot|fraction"}},
	sign{name: "comparative", speaks: Vague, weight: 0.5, why: "%q, by how much?", in: []string{"much|far|significantly|considerably|dramatically|really|so COMPARATIVE", "COMPARATIVE", "significantly|dramatically|considerably|greatly|substantially|drastically"}},
	sign{name: "direction-only", speaks: Vague, weight: 0.5, why: "%q, from what to what?", in: []string{"VAGUEVERB", "CHANGE", "VAGUENOUN", "reduces|accelerates|saves|shrink|shrinks|shortens"}},
	sign{name: "ease", speaks: Vague, weight: 0.8, why: "%q is a feeling", in: []string{"ease|easy|easily|easier|simple|simpler|comfortable|happy|confident|aware|better|best|great", "near|almost real time"}},
	sign{name: "year-only", speaks: Vague, weight: 0.6, why: "%q is a date or a name, not a measure", in: []string{"LABEL", "VERSION"}},
)
