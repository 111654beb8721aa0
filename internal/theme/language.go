package theme

import (
	"strings"
	"unicode"

	"github.com/touchstone-cs/touchstone/internal/theme/embed"
)

// Languages that Language tells apart by their words of grammar.
var grammarWords = map[string]string{
	"en": "the a an and or but is are was were be been being have has had do does did will would can could should i you he she it we they my your his her its our their this that these those there here what which who whom when where why how not no nor of in on at to for from with by about as if than then so too very just please any some all each there's it's i'm don't doesn't didn't can't cannot won't am me us them into out over up down after before again also only more most because while until get got need want like one",
	"de": "der die das den dem des ein eine einen einem einer und oder aber ist sind war waren sein haben hat hatte ich du er sie es wir ihr mein dein sein unser euer nicht kein keine von in im am an auf zu zum zur für mit bei über als wenn dass weil wie was wer wo wann warum auch nur noch schon sehr bitte kann können muss müssen wird werden nach aus bis durch gegen ohne um vor",
	"fr": "le la les un une des du de et ou mais est sont était être avoir ont avons je tu il elle nous vous ils elles mon ma mes ton votre notre leur ce cet cette ces ne pas plus que qui quoi où quand pourquoi comment dans sur sous avec sans pour par en au aux se son sa ses très aussi si comme même tout tous peut pouvez faire",
	"es": "el la los las un una unos unas y o pero es son era ser estar está estoy han he hemos yo tú él ella nosotros ustedes mi su sus este esta estos estas no ni de del en con sin por para que quien qué cómo cuándo dónde porque muy también si como todo todos puede puedo hacer se me te lo al más",
	"it": "il lo la gli le un una uno e o ma è sono era essere avere ho ha abbiamo io tu lui lei noi voi mio tuo suo nostro questo questa questi non né di del della in con senza per che chi cosa come quando dove perché molto anche se tutto può posso fare si mi ti al alla dal nel più",
	"nl": "de het een en of maar is zijn was waren heb heeft hebben ik jij je hij zij wij we jullie mijn jouw ons onze dit dat deze die niet geen van in op aan te voor met bij over als dan omdat hoe wat wie waar wanneer waarom ook nog maar zeer kan kunnen moet moeten wordt worden naar uit tot door zonder om",
	"pt": "o a os as um uma uns umas e ou mas é são era ser estar está estou tem tenho temos eu você ele ela nós vocês meu minha seu sua este esta isso não nem de do da dos das em no na nos nas com sem por para que quem como quando onde porque muito também se tudo todos pode posso fazer me lhe ao mais",
}

var grammar = func() map[string]map[string]bool {
	sets := map[string]map[string]bool{}
	for tag, list := range grammarWords {
		sets[tag] = map[string]bool{}
		for _, w := range strings.Fields(list) {
			sets[tag][w] = true
		}
	}
	return sets
}()

// languageTags fixes the order in which ties are settled.
var languageTags = []string{"en", "de", "fr", "es", "it", "nl", "pt"}

func stopWord(w string) bool {
	for _, tag := range languageTags {
		if grammar[tag][w] {
			return true
		}
	}
	return labelNoise[w]
}

// labelNoise are words of conversation that name no subject.
var labelNoise = func() map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields("once twice zero two three four five six seven eight nine ten eleven twelve dozen hundred hundreds thousand thousands half quarter first second third per percent hello hi dear thanks thank help know tell going want wants wanted need needs would could able make makes made use using used still got getting gets think really much many try tried trying see way thing things something anything happen happened happening let say said says ask asking asked does doing done did isn wasn don didn doesn couldn wouldn won can cant dont doesnt didnt ive have having been being seem seems look looks looking new day days time times well even ever never every another other others without within back take takes keep keeps kept give given possible work works working worked like likes dislike http https www com") {
		set[w] = true
	}
	return set
}()

// Language tells the language of a text as a BCP 47 tag, by its script and its
// words of grammar; "und" where neither says.
func Language(text string) string {
	if tag := scriptLanguage(text); tag != "" {
		return tag
	}
	words := embed.Words(clipRunes(text, 2000))
	best, bestCount, second := "und", 0, 0
	for _, tag := range languageTags {
		count := 0
		for _, w := range words {
			if grammar[tag][w] {
				count++
			}
		}
		switch {
		case count > bestCount:
			best, bestCount, second = tag, count, bestCount
		case count > second:
			second = count
		}
	}
	if bestCount == 0 || bestCount == second && bestCount < 3 && best != "en" {
		return "und"
	}
	return best
}

func clipRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// scriptLanguage is the language of texts mostly in a script that one language,
// or one before all, is written in.
func scriptLanguage(text string) string {
	counts := map[string]int{}
	letters := 0
	for _, r := range clipRunes(text, 2000) {
		if !unicode.IsLetter(r) {
			continue
		}
		letters++
		switch {
		case unicode.In(r, unicode.Hiragana, unicode.Katakana):
			counts["ja"] += 3 // among Han characters, kana decide
		case unicode.Is(unicode.Han, r):
			counts["zh"]++
		case unicode.Is(unicode.Hangul, r):
			counts["ko"]++
		case unicode.Is(unicode.Cyrillic, r):
			counts["ru"]++
		case unicode.Is(unicode.Arabic, r):
			counts["ar"]++
		case unicode.Is(unicode.Hebrew, r):
			counts["he"]++
		case unicode.Is(unicode.Greek, r):
			counts["el"]++
		case unicode.Is(unicode.Thai, r):
			counts["th"]++
		case unicode.Is(unicode.Devanagari, r):
			counts["hi"]++
		}
	}
	for _, tag := range []string{"ja", "zh", "ko", "ru", "ar", "he", "el", "th", "hi"} {
		if counts[tag]*2 > letters {
			return tag
		}
	}
	return ""
}
