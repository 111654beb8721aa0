package theme

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/theme/embed"
)

// Text is one thing that somebody said, cleaned.
type Text struct {
	ID       string
	Account  string
	Language string // BCP 47; empty is asked of Language
	Body     string
}

// Assignment says where a text belongs: the ID of a theme, or Individual.
type Assignment struct {
	Theme      string
	Confidence float64 // 0 to 1; 1 for what a person decided
}

// Individual is the theme of a text that belongs to none.
const Individual = "-"

// Assignments are texts' themes by the texts' IDs.
type Assignments map[string]Assignment

// Doubtful is the confidence below which a person is asked.
const Doubtful = 0.6

// Models are what texts are embedded with: English ones for English, Other for
// the rest (nothing: their own words decide).
type Models struct {
	English []Part
	Other   []Part
}

// Assign places every text. What a person pinned and what was recorded stays;
// others go to the theme of the taxonomy whose texts they resemble; what is left
// is grouped, language by language, and a group of texts from enough accounts is
// proposed as a theme. The rest are individual requests. The proposals come back
// in a taxonomy's form, the largest first; known are texts whose themes are
// known (of earlier periods), by which new ones are judged.
func Assign(ctx context.Context, texts, known []Text, recorded Assignments, t *Taxonomy, period string, m Models) (Assignments, []Theme, error) {
	out := Assignments{}
	byLanguage := map[string][]Text{}
	for _, x := range texts {
		if id, ok := t.PinOf(x.ID); ok {
			out[x.ID] = Assignment{Theme: id, Confidence: 1}
			continue
		}
		if a, ok := recorded[x.ID]; ok {
			out[x.ID] = t.current(a)
			continue
		}
		lang := x.Language
		if lang == "" {
			lang = Language(x.Body)
		}
		if lang == "und" {
			lang = "en"
		}
		lang, _, _ = strings.Cut(lang, "-")
		if !Says(x.Body) {
			out[x.ID] = Assignment{Theme: Individual, Confidence: 1}
			continue
		}
		byLanguage[lang] = append(byLanguage[lang], x)
	}
	examples := t.examples(append(slices.Clone(known), texts...), recorded, out)
	var proposals []Theme
	for _, lang := range sortedKeys(byLanguage) {
		parts := m.Other
		if lang == "en" {
			parts = m.English
		}
		rest, err := t.resemble(ctx, byLanguage[lang], examples, parts, out)
		if err != nil {
			return nil, nil, err
		}
		found, err := t.propose(ctx, rest, parts, period, proposals, out)
		if err != nil {
			return nil, nil, err
		}
		proposals = append(proposals, found...)
	}
	return out, proposals, nil
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// current gives a recorded assignment as of this taxonomy: a theme that was
// merged is the one it was merged into; one that is gone leaves its texts alone.
func (t *Taxonomy) current(a Assignment) Assignment {
	if a.Theme == Individual {
		return a
	}
	th, err := t.Theme(a.Theme)
	if err != nil {
		return Assignment{Theme: Individual}
	}
	a.Theme = th.ID
	return a
}

// perTheme is how many examples of a theme new texts are compared with.
const perTheme = 60

// examples gives texts whose theme is known: anchors and pins first, then others
// recorded with confidence.
func (t *Taxonomy) examples(texts []Text, recorded, placed Assignments) map[string][]Text {
	out := map[string][]Text{}
	seen, said := map[string]bool{}, map[[2]string]bool{}
	take := func(wanted func(Text) (string, bool)) {
		for _, x := range texts {
			id, ok := wanted(x)
			if !ok || seen[x.ID] || len(out[id]) == perTheme {
				continue
			}
			// The same words twice would make a theme look narrower than it is.
			if words := [2]string{id, Fold(x.Body)}; !said[words] {
				seen[x.ID], said[words] = true, true
				out[id] = append(out[id], x)
			}
		}
	}
	anchors := map[string]string{}
	for _, th := range t.Themes {
		for _, item := range append(slices.Clone(th.Pins), th.Anchors...) {
			anchors[item] = th.ID
		}
	}
	take(func(x Text) (string, bool) { id, ok := anchors[x.ID]; return id, ok })
	take(func(x Text) (string, bool) {
		a, ok := recorded[x.ID]
		if p, placedNow := placed[x.ID]; placedNow {
			a, ok = p, true
		}
		a = t.current(a)
		return a.Theme, ok && a.Theme != Individual && a.Confidence >= Doubtful
	})
	return out
}

// resemble places the texts that are as near to a theme's examples as those are
// to one another, and gives the others.
func (t *Taxonomy) resemble(ctx context.Context, texts []Text, examples map[string][]Text, parts []Part, out Assignments) ([]Text, error) {
	if len(texts) == 0 || len(examples) == 0 {
		return texts, nil
	}
	ids := sortedKeys(examples)
	var bodies []string
	var of []int
	for c, id := range ids {
		for _, x := range examples[id] {
			bodies, of = append(bodies, x.Body), append(of, c)
		}
	}
	first := len(bodies)
	for _, x := range texts {
		bodies, of = append(bodies, x.Body), append(of, -1)
	}
	s, err := newSpace(ctx, bodies, parts)
	if err != nil {
		return nil, err
	}
	means := s.means(of, len(ids))
	reach := s.reach(of[:first], means)
	var rest []Text
	for i, x := range texts {
		row := s.row(first + i)
		best, second := -1, math.Inf(-1)
		top := math.Inf(-1)
		for c := range ids {
			sim := dot64(row, means.row(c))
			if sim > top {
				best, top, second = c, sim, top
			} else if sim > second {
				second = sim
			}
		}
		if top < reach[best] {
			rest = append(rest, x)
			continue
		}
		out[x.ID] = Assignment{Theme: ids[best], Confidence: likelihood(top - second)}
	}
	return rest, nil
}

// likelihood turns the margin between the best and the second best theme into a
// confidence; a lead of .1 in cosine is sure enough (.88).
func likelihood(margin float64) float64 {
	return 1 / (1 + math.Exp(-margin/.05))
}

// reach is, for each theme, the cosine with the mean that a text needs: what
// nine of ten of its own examples have, each left out of the mean.
func (s space) reach(of []int, means space) []float64 {
	own := make([][]float64, means.n)
	size := make([]int, means.n)
	lengths := make([]float64, means.n) // of the themes' sums
	for i, c := range of {
		size[c]++
		lengths[c] += dot64(s.row(i), means.row(c))
	}
	for i, c := range of {
		if size[c] < 2 {
			continue
		}
		// The cosine with the sum less the text itself.
		cos, length := dot64(s.row(i), means.row(c)), lengths[c]
		rest := math.Sqrt(max(length*length-2*length*cos+1, 1e-9))
		own[c] = append(own[c], (length*cos-1)/rest)
	}
	out := make([]float64, means.n)
	for c := range out {
		out[c] = loneReach
		if len(own[c]) >= 2 {
			slices.Sort(own[c])
			tenth := own[c][len(own[c])/10]
			trust := float64(len(own[c])) / float64(len(own[c])+reachDoubt)
			out[c] = max(trust*tenth+(1-trust)*usualReach, leastReach)
		}
	}
	return out
}

// A theme with one example takes only what is very like it; no theme takes what
// has next to nothing in common with it. A few examples say little of how wide a
// theme is: with reachDoubt of them half of the reach is the usual one.
const (
	loneReach  = 0.6
	usualReach = 0.45
	leastReach = 0.2
	reachDoubt = 8
)

// propose groups texts and makes themes of the groups from enough accounts.
func (t *Taxonomy) propose(ctx context.Context, texts []Text, parts []Part, period string, taken []Theme, out Assignments) ([]Theme, error) {
	bodies := make([]string, len(texts))
	for i, x := range texts {
		bodies[i] = x.Body
	}
	g, err := Group(ctx, bodies, parts)
	if err != nil {
		return nil, err
	}
	members := make([][]int, g.Groups)
	for i, c := range g.Of {
		if c >= 0 {
			members[c] = append(members[c], i)
		}
	}
	labels := Labels(bodies, g.Of, g.Groups, nil)
	order := identity(g.Groups)
	slices.SortStableFunc(order, func(a, b int) int {
		if d := accountsOf(texts, members[b]) - accountsOf(texts, members[a]); d != 0 {
			return d
		}
		return len(members[b]) - len(members[a])
	})
	var proposals []Theme
	for _, c := range order {
		if accountsOf(texts, members[c]) < t.MinimumAccounts {
			for _, i := range members[c] {
				out[texts[i].ID] = Assignment{Theme: Individual, Confidence: g.Confidence[i]}
			}
			continue
		}
		th := Theme{ID: t.freeID(labels[c].Slug(), append(taken, proposals...)), Words: labels[c].Words, Since: period}
		th.Title = t.freeTitle(labels[c].Title(), append(taken, proposals...))
		th.Anchors = anchorsOf(texts, members[c], g.Central)
		proposals = append(proposals, th)
		for _, i := range members[c] {
			out[texts[i].ID] = Assignment{Theme: th.ID, Confidence: g.Confidence[i]}
		}
	}
	for i, x := range texts {
		if g.Of[i] < 0 {
			out[x.ID] = Assignment{Theme: Individual, Confidence: 1}
		}
	}
	return proposals, nil
}

// ErrOneSubject says that a theme's texts do not part.
var ErrOneSubject = errors.New("its texts are about one subject")

// Split groups a theme's texts on their own. The largest group keeps the theme;
// the others, where enough accounts speak of them, are new themes. moved says
// where their texts are now.
func Split(ctx context.Context, texts []Text, th Theme, t *Taxonomy, period string, parts []Part) (themes []Theme, moved Assignments, err error) {
	all := Assignments{}
	found, err := t.propose(ctx, texts, parts, period, nil, all)
	if err != nil {
		return nil, nil, err
	}
	if len(found) < 2 {
		return nil, nil, fmt.Errorf("split %s: %w", th.ID, ErrOneSubject)
	}
	moved = Assignments{}
	for id, a := range all {
		if a.Theme != found[0].ID && a.Theme != Individual {
			moved[id] = a
		}
	}
	return found[1:], moved, nil
}

func accountsOf(texts []Text, members []int) int {
	seen := map[string]bool{}
	for _, i := range members {
		if texts[i].Account != "" {
			seen[texts[i].Account] = true
		}
	}
	return len(seen)
}

// anchorCount is how many texts stand for a proposed theme.
const anchorCount = 8

// anchorsOf picks the most central texts, different ones, of as many accounts
// as there are.
func anchorsOf(texts []Text, members []int, central []float64) []string {
	order := slices.Clone(members)
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case central[a] > central[b]:
			return -1
		case central[a] < central[b]:
			return 1
		}
		return strings.Compare(texts[a].ID, texts[b].ID)
	})
	var out []string
	accounts, bodies := map[string]int{}, map[string]bool{}
	for most := 1; most <= anchorCount && len(out) < anchorCount; most++ {
		for _, i := range order {
			if len(out) == anchorCount {
				break
			}
			if x := texts[i]; accounts[x.Account] < most && !bodies[Fold(x.Body)] {
				accounts[x.Account]++
				bodies[Fold(x.Body)] = true
				out = append(out, x.ID)
			}
		}
	}
	slices.Sort(out)
	return out
}

// Propose makes a theme of a title that a person gave. An error means that there is such a theme already, here or among those taken.
func (t *Taxonomy) Propose(title, period string, taken []Theme) (Theme, error) {
	if Fold(title) == "" {
		return Theme{}, errors.New("a theme wants a title of words")
	}
	if t.freeTitle(title, taken) != title {
		return Theme{}, fmt.Errorf("there is a theme %q already", title)
	}
	return Theme{ID: t.freeID(Label{Words: []string{title}}.Slug(), taken), Title: title, Since: period}, nil
}

func (t *Taxonomy) freeID(slug string, taken []Theme) string {
	used := func(id string) bool {
		_, err := t.Theme(id)
		return err == nil || slices.ContainsFunc(taken, func(th Theme) bool { return th.ID == id })
	}
	id := slug
	for i := 2; used(id); i++ {
		id = fmt.Sprintf("%s-%d", slug, i)
	}
	return id
}

func (t *Taxonomy) freeTitle(title string, taken []Theme) string {
	used := func(s string) bool {
		same := func(th Theme) bool { return Fold(th.Title) == Fold(s) }
		return slices.ContainsFunc(t.Themes, same) || slices.ContainsFunc(taken, same)
	}
	out := title
	for i := 'b'; used(out); i++ {
		out = fmt.Sprintf("%s (%c)", title, i)
	}
	return out
}

// EncodeAssignments writes a period's assignments, a line a text: ID, theme and
// confidence, parted by tabs, in the order of the IDs.
func EncodeAssignments(a Assignments) []byte {
	var b bytes.Buffer
	for _, id := range sortedKeys(a) {
		fmt.Fprintf(&b, "%s\t%s\t%.2f\n", id, a[id].Theme, a[id].Confidence)
	}
	return b.Bytes()
}

// ParseAssignments reads what EncodeAssignments writes. name is for errors.
func ParseAssignments(name string, data []byte) (Assignments, error) {
	out := Assignments{}
	scanner := bufio.NewScanner(bytes.NewReader(data))
	for line := 1; scanner.Scan(); line++ {
		if strings.TrimSpace(scanner.Text()) == "" {
			continue
		}
		fields := strings.Split(scanner.Text(), "\t")
		if len(fields) != 3 {
			return nil, fmt.Errorf("%s:%d: want an item, a theme and a confidence, parted by tabs", name, line)
		}
		c, err := strconv.ParseFloat(fields[2], 64)
		if err != nil || c < 0 || c > 1 {
			return nil, fmt.Errorf("%s:%d: confidence %q is no number from 0 to 1", name, line, fields[2])
		}
		if _, twice := out[fields[0]]; twice {
			return nil, fmt.Errorf("%s:%d: item %s stands twice", name, line, fields[0])
		}
		out[fields[0]] = Assignment{Theme: fields[1], Confidence: c}
	}
	return out, scanner.Err()
}

// Cached gives the parts with their vectors kept.
func Cached(parts []Part) []Part {
	out := make([]Part, len(parts))
	for i, p := range parts {
		out[i] = Part{embed.Kept(p.Model)[0], p.Weight}
	}
	return out
}
