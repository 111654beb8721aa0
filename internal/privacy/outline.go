package privacy

import (
	"sort"
	"unicode"
	"unicode/utf8"
)

// outline is a reading's letters alone, and where they stand: enough to see whether anything is there to be judged. Most paragraphs hold no
// identifier, and are never folded in full.
type outline struct {
	letters []byte  // the folds of all units
	at      []int32 // where in the text each of them begins
	breaks  []int32 // beginnings of paragraphs: what stands before one is not joined with what stands behind
}

// outlineOf reads text as fold does, and its coarse form where coarse is set.
func outlineOf(text string, v view, coarse bool) outline {
	o := outline{letters: make([]byte, 0, len(text)), at: make([]int32, 0, len(text))}
	newlines := 0
	for at := 0; at < len(text); {
		c := text[at]
		if v.skip != nil && (c == '<' || c == '[' || c == ']') {
			if n := v.skip(text, at); n > 0 {
				at += n
				continue
			}
		}
		if isASCIILetter(c) {
			newlines = 0
			o.add(lowerASCII(rune(c)), at, coarse)
			at++
			continue
		}
		if c == '\n' {
			newlines++
			at++
			if newlines > 1 {
				o.breaks = append(o.breaks, int32(at))
			}
			continue
		}
		r, size := decode(text, at)
		switch {
		case unicode.Is(unicode.M, r):
		case isLetter(r) || v.signs && isSign(r):
			newlines = 0
			o.addFolded(r, at, coarse)
		}
		at += size
	}
	return o
}

func (o *outline) addFolded(r rune, at int, coarse bool) {
	if r < utf8.RuneSelf {
		o.add(lowerASCII(r), at, coarse)
		return
	}
	for _, c := range foldRune(r) {
		o.add(c, at, coarse)
	}
}

func (o *outline) add(r rune, at int, coarse bool) {
	if coarse {
		for _, c := range coarseRune(r) {
			o.letter(c, at)
		}
		return
	}
	o.letter(r, at)
}

func (o *outline) letter(r rune, at int) {
	before := len(o.letters)
	o.letters = utf8.AppendRune(o.letters, r)
	for range len(o.letters) - before {
		o.at = append(o.at, int32(at))
	}
}

// paragraph gives the range of a text of some bytes that holds a letter's paragraph.
func (o *outline) paragraph(letter, size int) (start, end int) {
	next := sort.Search(len(o.breaks), func(i int) bool { return o.breaks[i] > o.at[letter] })
	if next > 0 {
		start = int(o.breaks[next-1])
	}
	if next < len(o.breaks) {
		return start, int(o.breaks[next])
	}
	return start, size
}
