package privacy

import (
	"strings"
	"sync"
	"unicode"
)

// unspaced reports a letter of a script that writes words without blanks between them, or hangs particles on them: a name
// begins and ends anywhere.
func unspaced(r rune) bool {
	return r >= 0x0E00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// sameLetter maps letters that stand for one another in writing: katakana for hiragana, Arabic endings and Persian forms.
func sameLetter(r rune) rune {
	switch {
	case 'ァ' <= r && r <= 'ヶ':
		return r - 'ァ' + 'ぁ'
	case r == 'ة':
		return 'ه'
	case r == 'ى' || r == 'ی':
		return 'ي'
	case r == 'ک':
		return 'ك'
	}
	return r
}

// proclitics are the little words that Arabic and Hebrew write before a name without a blank, folded.
var proclitics = sync.OnceValue(func() map[string]bool {
	return foldedSet("و ف ب ك ل ال وال بال لل فال كال ولل وب ول ו ה ב ל מ ש כ וה שב של מה בה")
})

// endings are those that names take in Russian, Ukrainian, Bulgarian, Serbian and Greek, folded, in small letters and capitals.
var endings = sync.OnceValue(func() map[string]bool {
	const cyrillic = "а я у ю е и ы о ой ей ою ею ом ем ём ам ям ами ями ах ях ов ев ого его ому ему ым им ых их ый ий ая яя ую юю ое ые ие ові еві є і ї ів ської ський ська ь й"
	const greek = "ος ου ο ον ε οι ων ους α ας ες η ης ι ιου ιο ια ιας ίου ς ω ού ά ή ό ών"
	return foldedSet(cyrillic + " " + greek + " " + strings.ToUpper(cyrillic+" "+greek))
})

// longInflections are the endings that Polish, Czech, Finnish, Hungarian, Turkish and Baltic prose hangs on a foreign name.
var longInflections = set("a u y em ie iem om ow ami ach owi ego iego emu iemu im ovi n ta ssa sta lla lta lle ksi nak nek ban ben bol ra re val vel nal nel in nin nun de da den dan ye ya yi ui ul ului ai as os is io")

func foldedSet(words string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(words) {
		out[fold(w, view{}).text] = true
	}
	return out
}

// shortestStem is how many letters a name keeps when its ending is taken off.
const shortestStem = 4

// stem gives a name whose last word takes endings, in Cyrillic and Greek, without its ending; "" for others.
func stem(text string) string {
	letters := []rune(text)
	last := letters[len(letters)-1]
	var final []string
	switch {
	case unicode.Is(unicode.Cyrillic, last):
		final = []string{"ая", "яя", "ый", "ий", "ой", "а", "я", "о", "е", "ы", "и", "ь", "й", "і", "ї"}
	case unicode.Is(unicode.Greek, last):
		final = []string{"ους", "ος", "ός", "ας", "άς", "ης", "ής", "ου", "ον", "ες", "οι", "α", "ά", "η", "ή", "ο", "ό", "ι", "ί", "ε", "ς"}
	default:
		return ""
	}
	lower := strings.ToLower(text)
	for _, f := range final {
		if strings.HasSuffix(lower, f) {
			letters = letters[:len(letters)-len([]rune(f))]
			break
		}
	}
	kept := string(letters)
	if len([]rune(kept[strings.LastIndexByte(kept, ' ')+1:])) < shortestStem {
		return ""
	}
	return kept
}
