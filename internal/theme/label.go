package theme

import (
	"math"
	"slices"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/theme/embed"
)

// Label names a group: the words that set it apart, the most telling first.
type Label struct {
	Words []string
}

// Title is the label as a heading, for a person to better.
func (l Label) Title() string {
	if len(l.Words) == 0 {
		return "Unnamed"
	}
	title := strings.Join(l.Words[:min(3, len(l.Words))], ", ")
	first, size := firstRune(title)
	return strings.ToUpper(first) + title[size:]
}

func firstRune(s string) (string, int) {
	for i := range s {
		if i > 0 {
			return s[:i], i
		}
	}
	return s, len(s)
}

// Slug is the label as an identifier: at most four words of letters and digits.
func (l Label) Slug() string {
	var parts []string
	for _, w := range l.Words {
		for _, p := range strings.Fields(w) {
			p = strings.Map(func(r rune) rune {
				if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
					return r
				}
				return -1
			}, strings.ToLower(p))
			if p != "" && !slices.Contains(parts, p) && len(parts) < 4 {
				parts = append(parts, p)
			}
		}
	}
	if len(parts) == 0 {
		return "theme"
	}
	return strings.Join(parts, "-")
}

// labelWords is how many words a label has at most.
const labelWords = 5

// Labels names each group by the words and pairs of words that are frequent in
// it and rare elsewhere: tf·ln(1 + A/f), all texts of a group taken as one (class
// TF-IDF, Grootendorst 2022). Words of grammar and those that hide reports are
// left out, and a word that stands in a chosen pair. Each text counts a word once.
func Labels(texts []string, of []int, groups int, hide func(word string) bool) []Label {
	inGroup := make([]map[string]float64, groups)
	for c := range inGroup {
		inGroup[c] = map[string]float64{}
	}
	everywhere := map[string]float64{}
	size := make([]float64, groups)
	for i, t := range texts {
		if of[i] < 0 {
			continue
		}
		size[of[i]]++
		for _, w := range labelTerms(t, hide) {
			inGroup[of[i]][w]++
			everywhere[w]++
		}
	}
	labels := make([]Label, groups)
	for c := range labels {
		labels[c] = Label{Words: tellingWords(inGroup[c], everywhere, size[c], float64(len(texts)))}
	}
	return labels
}

func tellingWords(inGroup, everywhere map[string]float64, size, all float64) []string {
	type scored struct {
		word  string
		score float64
	}
	var list []scored
	for w, n := range inGroup {
		if n < 2 && size > 2 {
			continue
		}
		score := n / size * math.Log(1+all/everywhere[w])
		if strings.Contains(w, " ") {
			score *= 1.3
		}
		list = append(list, scored{w, score})
	}
	slices.SortFunc(list, func(a, b scored) int {
		if a.score != b.score {
			if a.score > b.score {
				return -1
			}
			return 1
		}
		return strings.Compare(a.word, b.word)
	})
	var words []string
	for _, s := range list {
		if len(words) == labelWords {
			break
		}
		if !overlaps(words, s.word) {
			words = append(words, s.word)
		}
	}
	return words
}

// overlaps tells whether a term repeats a word of those chosen, plurals alike.
func overlaps(chosen []string, term string) bool {
	for _, c := range chosen {
		for _, a := range strings.Fields(c) {
			for _, b := range strings.Fields(term) {
				if strings.TrimSuffix(a, "s") == strings.TrimSuffix(b, "s") {
					return true
				}
			}
		}
	}
	return false
}

// labelTerms gives a text's content words and pairs of them, each once.
func labelTerms(text string, hide func(string) bool) []string {
	var out []string
	seen := map[string]bool{}
	last := ""
	for _, w := range embed.Words(text) {
		w = strings.TrimPrefix(w, "'")
		if len(w) < 3 || isNumber(w) || stopWord(w) || hide != nil && hide(w) {
			last = ""
			continue
		}
		for _, t := range []string{w, last + " " + w} {
			if !seen[t] && (t == w || last != "") {
				seen[t] = true
				out = append(out, t)
			}
		}
		last = w
	}
	return out
}

func isNumber(w string) bool {
	return strings.IndexFunc(w, func(r rune) bool { return r < '0' || r > '9' }) < 0
}

// Terms gives the words of a text that name a subject, each once: no grammar, no
// words of conversation, no numbers, no pairs.
func Terms(text string) []string {
	var out []string
	for _, w := range labelTerms(text, nil) {
		if !strings.Contains(w, " ") {
			out = append(out, w)
		}
	}
	return out
}

// Central gives each text its cosine with the mean of all, over their own words:
// how well it stands for them.
func Central(texts []string) []float64 {
	s := tfIDF(texts)
	mean := make([]float64, s.cols)
	for i, c := range s.columns {
		mean[c] += float64(s.values[i])
	}
	length := 0.0
	for _, v := range mean {
		length += v * v
	}
	length = math.Sqrt(length)
	out := make([]float64, len(texts))
	for r := range out {
		for e := s.starts[r]; e < s.starts[r+1] && length > 0; e++ {
			out[r] += float64(s.values[e]) * mean[s.columns[e]] / length
		}
	}
	return out
}
