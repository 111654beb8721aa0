package privacy_test

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"github.com/touchstone-cs/touchstone/internal/privacy"
)

// alphabet is a population of invented names in one script, and how its readers write them beside the record's way.
type alphabet struct {
	name          string
	starts, ends  []string // of a company's one word
	trades        []string // behind it, after a blank or, in an unspaced script, at once
	firsts, lasts []string
	unspaced      bool
	carriers      []string
	ways          map[string]func(name, kind string) string // "" where a way does not apply
}

func same(f func(string) string) func(string, string) string {
	return func(name, _ string) string { return f(name) }
}

// endingOn gives the name in another case: the last word's ending changed by a table of "from to", the longest first.
func endingOn(pairs ...string) func(string, string) string {
	return func(name, _ string) string {
		for i := 0; i < len(pairs); i += 2 {
			if root, ok := strings.CutSuffix(name, pairs[i]); ok {
				return root + pairs[i+1]
			}
		}
		return ""
	}
}

var (
	spelledOut = same(each(func(r rune) string { return string(r) + " " }))
	zeroWidth  = same(between("\u200b"))
	decomposed = same(func(s string) string { return norm.NFD.String(s) })
)

var alphabets = []alphabet{
	{
		name: "Cyrillic", starts: strings.Fields("Вел Север Яр Мос Дон Ураль Балт Кам"), ends: strings.Fields("транс нефт комбит лайнер стальм фудз окс ирис"), trades: strings.Fields("Логистик Фарм"),
		firsts: strings.Fields("Ольга Дмитрий Екатерина Сергей Наталья"), lasts: strings.Fields("Иванченко Соколова Кузнецов Белоусова Тимофеев"),
		carriers: []string{"Вчера говорили с %s о запуске.", "%s подписала договор", "| %s | 12 |", "Запуск (%s) в марте", "**%s:** 40%%"},
		ways: map[string]func(string, string) string{
			"instrumental": endingOn("ий", "ием", "ей", "еем", "ья", "ьей", "ова", "овой", "на", "ной", "га", "гой", "енко", "енко", "ов", "овым", "ев", "евым", "с", "сом", "т", "том", "р", "ром", "м", "мом", "з", "зом", "к", "ком"),
			"dative":       endingOn("ий", "ию", "ей", "ею", "ья", "ье", "ова", "овой", "на", "не", "га", "ге", "енко", "енко", "ов", "ову", "ев", "еву", "с", "су", "т", "ту", "р", "ру", "м", "му", "з", "зу", "к", "ку"),
			"Latin":        same(strings.NewReplacer(latinOf("а a б b в v г g д d е e ж zh з z и i й y к k л l м m н n о o п p р r с s т t у u ф f х kh ц ts ч ch ш sh ы y ь  ю yu я ya")...).Replace),
			"look-alikes":  same(strings.NewReplacer("а", "a", "о", "o", "е", "e", "с", "c", "р", "p", "С", "C", "В", "B", "М", "M").Replace),
		},
	},
	{
		name: "Greek", starts: strings.Fields("Μεταξ Θαλασ Αιγαι Πελαγ Βορει Καλλι"), ends: strings.Fields("οτεκ ομαρ οπλαν ικορ ολινκ"), trades: strings.Fields("Μεταφορές Τρόφιμα"),
		firsts: strings.Fields("Γιώργος Ελένη Νίκος Δήμητρα"), lasts: strings.Fields("Παπαδόπουλος Οικονόμου Γεωργίου Δημητρίου"),
		carriers: []string{"Μιλήσαμε με %s χθες.", "%s υπέγραψε", "| %s | 12 |"},
		ways: map[string]func(string, string) string{
			"genitive": endingOn("ος", "ου", "ας", "α", "ου", "ου", "η", "ης", "α", "ας", "ες", "ών"),
			"without marks": same(func(s string) string {
				return strings.NewReplacer("ώ", "ω", "έ", "ε", "ό", "ο", "ί", "ι", "ή", "η", "ύ", "υ", "ά", "α").Replace(s)
			}),
			"Latin": same(strings.NewReplacer(latinOf("ου ou ού ou α a ά a β v γ g δ d ε e έ e ζ z η i ή i θ th ι i ί i κ k λ l μ m ν n ξ x ο o ό o π p ρ r σ s ς s τ t υ y ύ y φ f χ ch ψ ps ω o ώ o")...).Replace),
		},
	},
	{
		name: "Arabic", starts: strings.Fields("نور شرق بحر قمر وادي"), ends: strings.Fields("لينك تكنو سوفت بلاس مارك"), trades: strings.Fields("للشحن للأغذية"),
		firsts: strings.Fields("محمد فاطمة يوسف خديجة"), lasts: strings.Fields("المنصوري الحارثي البغدادي الدوسري"),
		carriers: []string{"تحدثنا مع %s أمس.", "%s وقعت العقد", "| %s | 12 |"},
		ways: map[string]func(string, string) string{
			"after and":   same(func(s string) string { return "و" + s }),
			"after by":    same(func(s string) string { return "ب" + s }),
			"stretched":   same(between("ـــ")),
			"vowel marks": same(func(s string) string { r := []rune(s); return string(r[:1]) + "َ" + string(r[1:]) }),
		},
	},
	{
		name: "Hebrew", starts: strings.Fields("אור גל רמת שחף"), ends: strings.Fields("טכנו לינק סופט מרין"), trades: strings.Fields("הובלות מזון"),
		firsts: strings.Fields("נועה דניאל תמר"), lasts: strings.Fields("ברקוביץ אלמגור שפירא"),
		carriers: []string{"דיברנו עם %s אתמול.", "| %s | 12 |"},
		ways:     map[string]func(string, string) string{"after to": same(func(s string) string { return "ל" + s }), "after and": same(func(s string) string { return "ו" + s })},
	},
	{
		name: "Japanese", starts: strings.Fields("ひかり あさひ ミナト サクラ 東雲"), ends: strings.Fields("テック ソフト 運輸 食品"), trades: []string{"株式会社", "物流"}, unspaced: true,
		firsts: strings.Fields("太郎 花子 健一 美咲"), lasts: strings.Fields("佐々木 長谷川 五十嵐"),
		carriers: []string{"昨日%sと話しました。", "%sの担当者", "| %s | 12 |"},
		ways: map[string]func(string, string) string{
			"katakana": same(each(func(r rune) string {
				if 'ぁ' <= r && r <= 'ゖ' {
					r += 'ァ' - 'ぁ'
				}
				return string(r)
			})),
			"particles": same(func(s string) string { return "は" + s + "さんが" }),
		},
	},
	{
		name: "Chinese", starts: strings.Fields("华瑞 东岳 海澜 星河"), ends: strings.Fields("科技 物流 食品 保险"), trades: []string{"有限公司"}, unspaced: true,
		firsts: strings.Fields("小明 建国 丽华"), lasts: strings.Fields("欧阳 司马 诸葛"),
		carriers: []string{"昨天我们与%s开会。", "%s说可以", "| %s | 12 |"},
		ways:     map[string]func(string, string) string{"in running text": same(func(s string) string { return "和" + s + "的" })},
	},
	{
		name: "Korean", starts: strings.Fields("한빛 새롬 미래 가람"), ends: strings.Fields("테크 소프트 식품"), trades: []string{"물류"}, unspaced: true,
		firsts: strings.Fields("민준 서연 지훈"), lasts: strings.Fields("남궁 황보 제갈"),
		carriers: []string{"어제 %s 담당자와 통화했습니다.", "%s, 계약 완료", "| %s | 12 |"},
		ways:     map[string]func(string, string) string{"particles": same(func(s string) string { return s + "에서는" }), "decomposed": decomposed},
	},
	{
		name: "Latin, inflected elsewhere", starts: starts, ends: ends, trades: trades, firsts: firsts, lasts: lasts,
		carriers: []string{"Rozmawialiśmy z %s wczoraj.", "%s allekirjoitti", "| %s | 12 |"},
		ways: map[string]func(string, string) string{
			"Polish":    func(s, kind string) string { return only(kind, "word", s+"iem") },
			"Finnish":   func(s, kind string) string { return only(kind, "word", s+"lla") },
			"Hungarian": func(s, kind string) string { return only(kind, "word", s+"nak") },
			"Turkish":   same(func(s string) string { return s + "'nin" }),
			"German":    same(func(s string) string { return s + "s" }),
		},
	},
}

// only gives text where the identifier is of the kind.
func only(kind, want, text string) string {
	if kind != want {
		return ""
	}
	return text
}

// latinOf reads "letter latin" pairs, for small letters and capitals.
func latinOf(pairs string) []string {
	var out []string
	words := strings.Split(pairs, " ")
	for i := 0; i+1 < len(words); i += 2 {
		out = append(out, words[i], words[i+1], strings.ToUpper(words[i]), strings.ToUpper(words[i+1]))
	}
	return out
}

// people makes n accounts with names in the alphabet.
func (a alphabet) people(rng *rand.Rand, n int) []privacy.Account {
	pick := func(from []string) string { return from[rng.IntN(len(from))] }
	blank := map[bool]string{true: "", false: " "}[a.unspaced]
	out := make([]privacy.Account, n)
	for i := range out {
		word := pick(a.starts) + pick(a.ends)
		out[i] = privacy.Account{ID: fmt.Sprintf("account-%c%c", 'a'+i/26, 'a'+i%26), Names: []string{word + blank + pick(a.trades)}, Aliases: []string{word}, People: []string{pick(a.firsts) + " " + pick(a.lasts)}}
		if a.unspaced {
			out[i].People = []string{pick(a.lasts) + pick(a.firsts)}
		}
	}
	return out
}

// TestFindsNamesOfEveryAlphabet: names in eight groups of scripts, as their readers inflect, join, stretch and transliterate
// them. A line an alphabet says how many.
func TestFindsNamesOfEveryAlphabet(t *testing.T) {
	all := 0
	for n, a := range alphabets {
		rng := rand.New(rand.NewPCG(uint64(n), 2026))
		accounts := a.people(rng, 40)
		known := mustKnow(t, accounts...)
		ways := map[string]func(string, string) string{"as it is": same(func(s string) string { return s }), "capitals": same(strings.ToUpper), "spelled out": spelledOut, "zero-width": zeroWidth}
		for name, way := range a.ways {
			ways[name] = way
		}
		planted, missed := 0, map[string][]string{}
		for _, account := range accounts {
			for kind, id := range map[string]string{"name": account.Names[0], "word": account.Aliases[0], "person": account.People[0]} {
				for name, way := range ways {
					written := way(id, kind)
					if written == "" {
						continue
					}
					before, after, _ := strings.Cut(strings.ReplaceAll(a.carriers[rng.IntN(len(a.carriers))], "%%", "%"), "%s")
					text := before + written + after
					planted++
					if !hit(known.Find(text), account.ID, len(before), len(before)+len(written)) {
						missed[name] = append(missed[name], fmt.Sprintf("%q in %q", id, text))
					}
				}
			}
		}
		for way, texts := range missed {
			t.Errorf("%s, %s: missed %d, such as %s", a.name, way, len(texts), texts[0])
		}
		t.Logf("%s: %d planted, %d ways", a.name, planted, len(ways))
		all += planted
	}
	if all < 5000 {
		t.Errorf("only %d were planted", all)
	}
}

// TestOrdinaryWordsDoNotFlood: customers that are called as things are. In small letters the word is the thing, unless it
// stands where a customer would; with a capital inside a sentence it is the customer.
func TestOrdinaryWordsDoNotFlood(t *testing.T) {
	var accounts []privacy.Account
	for _, name := range strings.Fields("Target Square Brown Apple Shell Gap Orange Box Stripe Notion Segment Linear Monday Slack Visa Oracle Match Unity Base Signal") {
		accounts = append(accounts, privacy.Account{ID: strings.ToLower(name) + "-x", Names: []string{name}})
	}
	known := mustKnow(t, accounts...)
	for _, text := range []string{"we hit the target", "the square root", "brown boxes", "an apple a day", "in the shell", "mind the gap", "two orange boxes", "a linear match", "no notion of a segment", "the base signal"} {
		if found := known.Find(text); len(found) > 0 {
			t.Errorf("%q: %q", text, found[0].Found)
		}
	}
	for _, text := range []string{"we at target use it daily", "the customer square", "t a r g e t", "tаrget", "ta\u200brget", "host=target.example", "ops@orange.example", "They run on Apple machines", "said Brown, twice", "the team of Shell"} {
		if len(known.Find(text)) == 0 {
			t.Errorf("%q: not even perhaps", text)
		}
	}
	root := "../../../shared/data/documents"
	if _, err := os.Stat(root); err != nil {
		t.Skip("needs the documents of ../shared/data, absent here")
	}
	words, certain, perhaps := 0, 0, 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".md" || words > 200_000 {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		words += len(strings.Fields(string(data)))
		for _, m := range known.Find(string(data)) {
			if m.Certain {
				certain++
			} else {
				perhaps++
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d words: %d certain, %d perhaps of 20 customers called as ordinary things are", words, certain, perhaps)
	if (certain+perhaps)*200 > words {
		t.Errorf("%d alarms in %d words", certain+perhaps, words)
	}
}
