package privacy

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

//go:embed data/glyphs.txt
var glyphsFile string

// glyphs maps a character to the ASCII letters or digits that it looks like.
var glyphs = sync.OnceValue(func() map[rune]string {
	table := map[rune]string{}
	for line := range strings.Lines(glyphsFile) {
		to, from, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		for _, r := range from {
			table[r] = to
		}
	}
	return table
})

// gap says what stood between a letter and the one before it.
type gap uint8

const (
	gapJoint  gap = 1 << iota // nothing that a reader sees as a break: markup, zero-width characters, apostrophes, underscores
	gapHyphen                 // a hyphen
	gapSpace                  // blanks
	gapLine                   // one end of line
	gapPoint                  // other punctuation
	gapStop                   // the end of a sentence
	gapBreak                  // a paragraph's end, or the edge of the text
)

// unit is one letter or digit after folding, and where it came from.
type unit struct {
	fold       rune // lower case, without marks, in ASCII where it looks like ASCII
	plain      rune // in a coarse reading: fold before it was made coarse, 0 for the second half of a letter
	orig       rune // decoded, before folding
	start, end int  // bytes in the original text
	gap        gap  // between the unit before and this one
}

// folded is a text reduced to its letters and digits. The last unit is a sentinel that carries the final gap.
type folded struct {
	units  []unit
	text   string // the units' folds
	offset []int32
	source string
}

// view is one reading of a text: which parts are skipped, and in which order the rest is read.
type view struct {
	skip    func(text string, at int) int // bytes to leave out at this place, 0 for none
	reverse bool                          // read what stands under a right-to-left override backwards
	signs   bool                          // read @, $, ! and | as letters
}

// fold reduces text to letters and digits; escapes (HTML entities, percent, backslash u) are read as what they stand for.
func fold(text string, v view) *folded {
	f := &folded{source: text, units: make([]unit, 0, len(text)+1)}
	next := gapBreak
	newlines := 0
	for at := 0; at < len(text); {
		if v.skip != nil {
			if n := v.skip(text, at); n > 0 {
				next |= gapJoint
				at += n
				continue
			}
		}
		r, size := decode(text, at)
		switch {
		case unicode.Is(unicode.M, r):
			if n := len(f.units); n > 0 && next == 0 {
				f.units[n-1].end = at + size
			}
		case isLetter(r) || v.signs && isSign(r):
			f.add(r, at, at+size, next)
			next, newlines = 0, 0
		default:
			next |= gapOf(r, text, at+size, &newlines)
		}
		at += size
	}
	if v.reverse {
		f.turn(text)
	}
	f.units = append(f.units, unit{start: len(text), end: len(text), gap: next | gapBreak})
	f.index()
	return f
}

func isLetter(r rune) bool {
	if r < utf8.RuneSelf {
		return isASCIILetter(byte(r))
	}
	if unicode.IsLetter(r) || unicode.IsNumber(r) {
		return !isFiller(r)
	}
	return glyphs()[r] != "" || unicode.Is(unicode.So, r) && foldRune(r) != ""
}

func isASCIILetter(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

func isSign(r rune) bool {
	return r == '@' || r == '$' || r == '!' || r == '|' || r == '€'
}

func (f *folded) add(r rune, start, end int, before gap) {
	if r < utf8.RuneSelf {
		f.units = append(f.units, unit{fold: lowerASCII(r), orig: r, start: start, end: end, gap: before})
		return
	}
	for _, c := range foldRune(r) {
		f.units = append(f.units, unit{fold: c, orig: r, start: start, end: end, gap: before})
		before = 0
	}
}

func lowerASCII(r rune) rune {
	if 'A' <= r && r <= 'Z' {
		return r + 'a' - 'A'
	}
	return r
}

// foldRune gives what a character outside ASCII looks like: decomposed, without marks, look-alikes replaced, lower case.
func foldRune(r rune) string {
	if to, ok := glyphs()[r]; ok {
		return to
	}
	if isSign(r) {
		return string(r)
	}
	var b strings.Builder
	for _, c := range norm.NFKD.String(string(r)) {
		if unicode.Is(unicode.M, c) {
			continue
		}
		if to, ok := glyphs()[c]; ok {
			b.WriteString(to)
			continue
		}
		if c = unicode.ToLower(c); unicode.IsLetter(c) || unicode.IsNumber(c) {
			if to, ok := glyphs()[c]; ok {
				b.WriteString(to)
			} else {
				b.WriteRune(sameLetter(c))
			}
		}
	}
	return b.String()
}

// index joins the folds and remembers which byte belongs to which unit.
func (f *folded) index() {
	var b strings.Builder
	b.Grow(len(f.units))
	f.offset = make([]int32, 0, len(f.units))
	for i, u := range f.units[:len(f.units)-1] {
		size := utf8.RuneLen(u.fold)
		b.WriteRune(u.fold)
		for range size {
			f.offset = append(f.offset, int32(i))
		}
	}
	f.text = b.String()
}

func gapOf(r rune, text string, after int, newlines *int) gap {
	switch r {
	case '\n', '\u2028', '\u0085':
		*newlines++
		if *newlines > 1 {
			return gapBreak
		}
		return gapLine
	case '\u2029':
		return gapBreak
	case '*', '_', '`', '~', '\\', '\'', '’', '‘', '"', '\u00AD', '•', '·', '^', '{', '}':
		return gapJoint
	case '-', '‐', '‑', '‒', '–', '—', '−', '﹘', '﹣', '－', '⁃', '➖':
		return gapHyphen
	case '.', '!', '?', ';', ':', '…':
		if after >= len(text) || text[after] == ' ' || text[after] == '\n' || text[after] == '\t' {
			return gapStop | gapPoint
		}
		return gapPoint
	}
	switch {
	case unicode.IsSpace(r) || r == '\u2800':
		return gapSpace
	case isFiller(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Cc, r):
		return gapJoint
	}
	return gapPoint
}

// isFiller reports letters and signs that are not drawn.
func isFiller(r rune) bool {
	switch r {
	case '\u0640', '\u115F', '\u1160', '\u17B4', '\u17B5', '\u3164', '\uFFA0', '\u034F':
		return true
	}
	return 0xFE00 <= r && r <= 0xFE0F || 0xE0000 <= r && r <= 0xE0FFF
}

// turn reverses the units that stand under a right-to-left override, up to its end or the end of the line.
func (f *folded) turn(text string) {
	const override, pop = '\u202E', '\u202C'
	for at := strings.IndexRune(text, override); at >= 0; {
		end := len(text)
		if n := strings.IndexAny(text[at+3:], "\n"+string(pop)); n >= 0 {
			end = at + 3 + n
		}
		f.reverse(at, end)
		n := strings.IndexRune(text[end:], override)
		if n < 0 {
			return
		}
		at = end + n
	}
}

func (f *folded) reverse(start, end int) {
	lo := 0
	for lo < len(f.units) && f.units[lo].start < start {
		lo++
	}
	hi := lo
	for hi < len(f.units) && f.units[hi].start < end {
		hi++
	}
	part := f.units[lo:hi]
	for i, j := 0, len(part)-1; i < j; i, j = i+1, j-1 {
		part[i], part[j] = part[j], part[i]
	}
	for i := len(part) - 1; i > 0; i-- { // a gap belongs to the later of the two units: after turning, to the other one
		part[i].gap = part[i-1].gap
	}
	if len(part) > 0 {
		part[0].gap = gapPoint
	}
}
