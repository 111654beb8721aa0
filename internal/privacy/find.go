package privacy

import (
	"strings"
	"unicode"

	"github.com/touchstone-cs/touchstone/internal/privacy/tagger"
)

// lookup is the one for the alphabet of a reading.
func (k *Known) lookup(r reading) *lookup {
	if r.coarse {
		return k.coarse
	}
	return k.precise
}

// searchParagraphs is search of those paragraphs whose letters hold an identifier's: a fraction of a document, as a rule. What it finds is what
// search finds in the whole.
func (k *Known) searchParagraphs(text string, r reading) []candidate {
	if r.reverse {
		return k.search(text, r)
	}
	known := k.lookup(r)
	if known.count == 0 {
		return nil
	}
	o := outlineOf(text, r.view, r.coarse)
	letters := string(o.letters)
	var out []candidate
	done := 0
	for at := 0; at < len(letters); at++ {
		if int(o.at[at]) < done {
			continue // its paragraph was searched
		}
		for i := range known.at(letters[at:]) {
			start, end := o.paragraph(at+len(known.text(i))-1, len(text))
			if int(o.at[at]) < start { // nothing is read across a paragraph's end
				continue
			}
			for _, c := range k.search(text[start:end], r) {
				c.start, c.end = c.start+start, c.end+start
				out = append(out, c)
			}
			done = end
			break
		}
	}
	return out
}

// search looks up every place of one reading of a text and keeps the occurrences that a reader would take for the identifier.
func (k *Known) search(text string, r reading) []candidate {
	known, f := k.lookup(r), r.of(text)
	var out []candidate
	var p pattern
	for start := range f.text {
		first := int(f.offset[start])
		if start > 0 && int(f.offset[start-1]) == first {
			continue // inside a character
		}
		for i := range known.at(f.text[start:]) {
			last := int(f.offset[start+len(known.text(i))-1]) + 1
			for s := range known.of(i) {
				p = s.like(p, r.coarse)
				o := occurrence{folded: f, p: &p, first: first, last: last, whole: !r.coarse}
				if r.coarse && !o.looksAlike() {
					continue
				}
				if c, ok := o.judge(); ok {
					out = append(out, c)
				}
			}
		}
	}
	return out
}

// occurrence is a place where a pattern's letters stand: units first to last (exclusive).
type occurrence struct {
	*folded
	p           *pattern
	first, last int
	whole       bool // glued forms count too
	end         int  // after the inflection, in bytes
}

func (o *occurrence) judge() (candidate, bool) {
	o.end = o.units[o.last-1].end
	if !o.starts() || !o.ends() {
		if o.p.stem || !o.glued() {
			return candidate{}, false
		}
	}
	readable, torn := o.spaced()
	if !readable {
		return candidate{}, false
	}
	certain, ok := o.certain()
	certain = certain && !torn
	start, end := o.bytes()
	return candidate{start: start, end: end, id: o.p.id, certain: certain}, ok
}

// bytes gives the range of the text; units that were turned round stand in reverse.
func (o *occurrence) bytes() (start, end int) {
	start, end = o.units[o.first].start, o.end
	for _, u := range o.units[o.first:o.last] {
		start, end = min(start, u.start), max(end, u.end)
	}
	return start, end
}

// starts reports a word's beginning.
func (o *occurrence) starts() bool {
	u := o.units[o.first]
	if u.gap != 0 || o.first == 0 {
		return true
	}
	before := o.units[o.first-1]
	if before.start == u.start {
		return false
	}
	if unspaced(u.orig) {
		return true
	}
	if o.p.number {
		return !unicode.IsDigit(before.orig) || !unicode.IsDigit(u.orig) || o.p.id.Kind == Phone && len(o.p.text) >= 8
	}
	return turns(before.orig, u.orig) || o.proclitic()
}

// proclitic reports an Arabic or Hebrew name after a little word that is written without a blank.
func (o *occurrence) proclitic() bool {
	if !unicode.In(o.units[o.first].orig, unicode.Arabic, unicode.Hebrew) {
		return false
	}
	begin := o.first
	for begin > 0 && o.units[begin].gap == 0 {
		begin--
	}
	var b strings.Builder
	for _, u := range o.units[begin:o.first] {
		b.WriteRune(u.fold)
	}
	return proclitics()[b.String()]
}

// inflections are the endings that a name takes in English and German prose.
var inflections = set("s es ish ian ians esque")

// ends reports a word's end, after an inflection perhaps.
func (o *occurrence) ends() bool {
	last, next := o.units[o.last-1], o.units[o.last]
	if o.p.stem {
		rest, end := o.run(o.last)
		if next.gap != 0 || !endings()[rest] {
			return false
		}
		o.end = end
		return true
	}
	if next.gap != 0 {
		return true
	}
	if last.start == next.start {
		return false
	}
	if unspaced(last.orig) {
		return true
	}
	if o.p.number {
		return !unicode.IsDigit(last.orig) || !unicode.IsDigit(next.orig)
	}
	if turns(last.orig, next.orig) || o.shouts() && unicode.IsLower(next.orig) && o.last-o.first >= 4 {
		return true
	}
	if o.p.id.Kind == Domain || o.p.id.Kind == Mail {
		return false
	}
	rest, end := o.run(o.last)
	if inflections[rest] && (rest == "s" || !o.p.hint && !o.p.common) || longInflections[rest] && o.bends(rest) {
		o.end = end
		return true
	}
	return false
}

// bends reports a name that is long enough, and no beginning of an ordinary word, to take one of the many endings of other
// languages.
func (o *occurrence) bends(ending string) bool {
	const shortest = 5
	if o.p.hint || o.p.common || o.last-o.first < shortest || unicode.IsLower(o.units[o.first].orig) {
		return false
	}
	begin := o.last - 1
	for begin > o.first && o.units[begin].gap == 0 {
		begin--
	}
	whole, _ := o.run(begin)
	return !commonWords()[whole] && len(whole) >= shortest+len(ending)
}

// shouts reports an occurrence in capitals.
func (o *occurrence) shouts() bool {
	for _, u := range o.units[o.first:o.last] {
		if unicode.IsLower(u.orig) {
			return false
		}
	}
	return true
}

// run gives the letters from unit i to the next gap.
func (o *occurrence) run(i int) (letters string, end int) {
	var b strings.Builder
	for ; i < len(o.units)-1; i++ {
		if i > 0 && b.Len() > 0 && o.units[i].gap != 0 {
			break
		}
		b.WriteRune(o.units[i].fold)
		end = o.units[i].end
	}
	return b.String(), end
}

// glued reports a name run together with other letters: in a host, a path, an address, a handle; or a long name of
// several words anywhere.
func (o *occurrence) glued() bool {
	p := o.p
	if !o.whole || p.number || p.hint || p.exact != "" || p.id.Kind == Domain || p.id.Kind == Mail {
		return false
	}
	size := o.last - o.first
	if p.id.Kind == Person && (p.breaks[1] || p.breaks[size-1]) {
		return false // an initial
	}
	if !p.word && size >= 8 && p.id.Kind != Person {
		return true
	}
	shortest := 4
	if p.common {
		shortest = 6
	}
	if size < shortest || !o.inIdentifier() {
		return false
	}
	begin := o.first
	for begin > 0 && o.units[begin].gap == 0 {
		begin--
	}
	whole, _ := o.run(begin)
	return !commonWords()[whole] && !commonWords()[strings.TrimSuffix(whole, "s")]
}

// inIdentifier reports whether the run of bytes around the occurrence is a name for machines.
func (o *occurrence) inIdentifier() bool {
	start, end := o.bytes()
	for start > 0 && !isBlank(o.source[start-1]) {
		start--
	}
	for end < len(o.source) && !isBlank(o.source[end]) {
		end++
	}
	token := strings.Trim(o.source[start:end], ".,;:!?()[]*_")
	return strings.ContainsAny(token, "./@_#=%\\") || strings.ContainsAny(token, "0123456789")
}

func isBlank(c byte) bool {
	return c <= ' ' || c == '"' || c == '<' || c == '>' || c == '(' || c == ')' || c == '`' || c == '|'
}

// spaced reports whether what stands between the letters leaves the name readable; torn, whether pieces of it are
// ordinary words, so that it may be none.
func (o *occurrence) spaced() (readable, torn bool) {
	loose, open, halves := 0, 0, 0 // halves are parts of one character: ㅅㅐ of 새
	word := 0                      // letters since the last break
	for i := o.first + 1; i < o.last; i++ {
		word++
		g := o.units[i].gap
		if g != 0 {
			open++
		}
		if o.units[i].start == o.units[i-1].start {
			halves++
		}
		at := o.p.breaks[i-o.first]
		switch {
		case g == 0:
			continue
		case g&gapBreak != 0:
			return false, false
		case at && (g&gapStop == 0 || word <= 3 || o.p.number || o.p.id.Kind == Address):
		case g&^(gapJoint|gapHyphen) == 0, g&^(gapJoint|gapLine|gapHyphen|gapSpace) == 0 && g&gapHyphen != 0 && g&gapLine != 0:
		default:
			loose++
		}
		word = 0
	}
	if loose == 0 || o.p.number {
		return true, false
	}
	size := o.last - o.first - halves
	if open == size-1 {
		return size > 3 || o.shouts() && size > 2, false
	}
	ordinary, names := o.fragments()
	return size >= 4 && loose <= 3 && names > 0, ordinary > 0
}

// fragments counts the pieces between the gaps that are ordinary words, and those that are not ("the Ron" is perhaps not
// Theron). It counts no names where a sentence ends inside.
func (o *occurrence) fragments() (ordinary, names int) {
	var b strings.Builder
	count := func() {
		if commonWords()[b.String()] || b.Len() < 2 {
			ordinary++
		} else {
			names++
		}
		b.Reset()
	}
	for i := o.first; i < o.last; i++ {
		u := o.units[i]
		if i > o.first && u.gap&gapStop != 0 {
			return 0, 0
		}
		if i > o.first && u.gap&^gapJoint != 0 {
			count()
		}
		b.WriteRune(u.fold)
	}
	count()
	return ordinary, names
}

// certain decides between the name and an ordinary word spelled alike; ok is false for what is no name at all.
func (o *occurrence) certain() (certain, ok bool) {
	ordinary := commonWords()[o.p.text]
	first := o.units[o.first]
	upper := unicode.IsUpper(first.orig)
	switch {
	case o.p.exact != "":
		if !o.shouts() && ordinary {
			return false, false
		}
		return !ordinary, true
	case o.p.hint:
		return false, upper || !ordinary
	case ordinary && o.p.word:
		opening := o.first == 0 || first.gap&(gapStop|gapBreak) != 0
		return upper && !opening, upper || o.p.id.Kind == Organization && (o.meant() || o.disguised())
	case o.p.word && !upper && o.p.id.Kind == Organization && tagger.Common(o.p.text): // rarer, and still a word: "no notion of it"
		named := o.meant() || o.disguised()
		return named, named
	case o.last-o.first == 2 && unspaced(first.orig):
		return false, true // two signs are often a part of another word
	}
	return true, true
}

// meant reports an ordinary word in small letters that stands where a customer would: in a name for machines, or right
// after a word that asks for somebody ("we at target", "the customer target").
func (o *occurrence) meant() bool {
	if o.inIdentifier() {
		return true
	}
	before := strings.Fields(strings.ToLower(o.source[max(0, o.units[o.first].start-24):o.units[o.first].start]))
	return len(before) > 0 && askingFor[before[len(before)-1]]
}

// askingFor are words after which an ordinary word without an article is a name.
var askingFor = set("at customer client account company tenant")

// disguised reports a word that is not written as one writes it: between signs, with foreign letters, spaced out.
func (o *occurrence) disguised() bool {
	start, end := o.bytes()
	plain := strings.ToLower(o.source[start:end])
	return plain != o.p.text && plain != o.p.text+"s"
}

// looksAlike compares a coarse occurrence with the pattern letter by letter: what differs must be a digit, a sign, a
// foreign letter, or a capital I among small letters.
func (o *occurrence) looksAlike() bool {
	text := make([]unit, 0, o.last-o.first)
	for _, u := range o.units[o.first:o.last] {
		if u.plain != 0 {
			text = append(text, u)
		}
	}
	if o.units[o.last].plain == 0 && o.last < len(o.units)-1 || o.units[o.first].plain == 0 {
		return false // half a letter
	}
	if o.ordinary(text) {
		return false
	}
	want := o.p.plain
	same, other, i := 0, 0, 0
	for j := 0; j < len(want); j++ {
		if i >= len(text) {
			return false
		}
		switch {
		case text[i].plain == want[j]:
			same++
		case o.pair(text, i, want[j]):
			other++
			i++
		case text[i].plain == 'm' && j+1 < len(want) && want[j] == 'r' && want[j+1] == 'n' && len(want) >= 6:
			other++
			j++
		case !passes(text[i].orig, want[j], j == 0 || o.units[o.first+i].gap != 0, o.shouts()):
			return false
		default:
			other++
		}
		i++
	}
	return i == len(text) && other > 0 && same >= other
}

// ordinary reports letters that spell an ordinary word as they stand.
func (o *occurrence) ordinary(text []unit) bool {
	var b strings.Builder
	for _, u := range text {
		b.WriteRune(u.plain)
	}
	return commonWords()[b.String()]
}

// pair reports rn for m and vv for w.
func (o *occurrence) pair(text []unit, i int, want rune) bool {
	if i+1 >= len(text) || len(o.p.plain) < 5 || text[i+1].gap != 0 {
		return false
	}
	return want == 'm' && text[i].plain == 'r' && text[i+1].plain == 'n' || want == 'w' && text[i].plain == 'v' && text[i+1].plain == 'v'
}

// passes reports a character that can be taken for want: any sign, digit or foreign letter of the same class, a capital I
// for an l among small letters, an l for the capital I at a word's beginning.
func passes(orig, want rune, opening, shouting bool) bool {
	if orig >= 0x80 || !unicode.IsLetter(orig) {
		return true
	}
	return orig == 'I' && want == 'l' && !shouting || orig == 'l' && want == 'i' && opening
}
