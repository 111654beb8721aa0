package privacy

import (
	"iter"
	"strings"
)

// The forms that stand in many lines of a document are read by hand: an expression takes ten times as long. Their tests hold them to the
// expressions that they stand for.

// stretch is bytes Start to End of a text.
type stretch struct{ Start, End int }

// dateShapes finds \b(?:\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4})(?:[T ]\d\d:\d\d(?::\d\d)?)?
func dateShapes(text string) iter.Seq[stretch] {
	return func(yield func(stretch) bool) {
		for at := nextNumber(text, 0); at < len(text); at = nextNumber(text, at) {
			end, ok := dateEnd(text, at)
			switch {
			case !ok:
				at = digitsFrom(text, at, len(text))
			case !yield(stretch{at, end}):
				return
			default:
				at = end
			}
		}
	}
}

func dateEnd(text string, at int) (end int, ok bool) {
	for _, most := range [...]int{4, 2} {
		end := digitsFrom(text, at, most)
		if end == at || end == len(text) || strings.IndexByte("-/.", text[end]) < 0 {
			return 0, false
		}
		at = end + 1
	}
	end = digitsFrom(text, at, 4)
	if end == at {
		return 0, false
	}
	if end < len(text) && (text[end] == 'T' || text[end] == ' ') && twoDigits(text, end+1) && end+3 < len(text) && text[end+3] == ':' && twoDigits(text, end+4) {
		if end += 6; end < len(text) && text[end] == ':' && twoDigits(text, end+1) {
			end += 3
		}
	}
	return end, true
}

// phoneShapes finds (?:\+|\(|\b)\d[\d ().\-/]{4,}\d(?:(?: ?x| ?ext\.? ?)\d{1,6})?
func phoneShapes(text string) iter.Seq[stretch] {
	return func(yield func(stretch) bool) {
		for at := 0; at < len(text); {
			first := at
			if text[at] == '+' || text[at] == '(' {
				first++
			} else if at > 0 && wordByte(text[at-1]) {
				at++
				continue
			}
			end, ok := phoneEnd(text, first)
			switch {
			case !ok:
				at++
			case !yield(stretch{at, end}):
				return
			default:
				at = end
			}
		}
	}
}

// phoneEnd gives the end of the number whose first digit stands at a place: behind the last digit of what may be one, and its extension.
func phoneEnd(text string, first int) (end int, ok bool) {
	if first >= len(text) || !isDigit(text[first]) {
		return 0, false
	}
	for i := first + 1; i < len(text) && (isDigit(text[i]) || strings.IndexByte(" ().-/", text[i]) >= 0); i++ {
		if isDigit(text[i]) {
			end = i + 1
		}
	}
	const least = 6 // characters
	if end-first < least {
		return 0, false
	}
	return extensionEnd(text, end), true
}

// extensionEnd gives the end of an extension that begins at a place, or the place.
func extensionEnd(text string, at int) int {
	rest := strings.TrimPrefix(text[at:], " ")
	number, ok := strings.CutPrefix(rest, "x")
	if !ok {
		if number, ok = strings.CutPrefix(rest, "ext"); !ok {
			return at
		}
		number = strings.TrimPrefix(strings.TrimPrefix(number, "."), " ")
	}
	begin := len(text) - len(number)
	if end := digitsFrom(text, begin, 6); end > begin {
		return end
	}
	return at
}

// nextNumber gives the first place from at on where a number begins that is no part of a word; the text's length where there is none.
func nextNumber(text string, at int) int {
	for ; at < len(text); at++ {
		if isDigit(text[at]) && (at == 0 || !wordByte(text[at-1])) {
			return at
		}
	}
	return at
}

// digitsFrom gives the end of the digits at a place, of so many at most.
func digitsFrom(text string, at, most int) int {
	end := at
	for end < len(text) && end-at < most && isDigit(text[end]) {
		end++
	}
	return end
}

func twoDigits(text string, at int) bool { return digitsFrom(text, at, 2) == at+2 }
