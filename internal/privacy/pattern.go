package privacy

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"

	"github.com/touchstone-cs/touchstone/internal/privacy/phone"
)

// pattern is one way to write an identifier.
type pattern struct {
	source
	text   string       // folded
	breaks map[int]bool // unit indexes before which the writer may put a blank, a point, a slash, …
	exact  string       // for short acronyms: the letters as written
	number bool         // neighbours may not be digits
	word   bool         // one word
	common bool         // one ordinary word
	plain  []rune       // coarse: the folded text before it was made coarse
}

//go:embed data/words.txt
var wordsFile string

// commonWords are the ordinary English words that a name may be as well.
var commonWords = sync.OnceValue(func() map[string]bool {
	words := map[string]bool{}
	for w := range strings.Lines(wordsFile) {
		words[strings.TrimSuffix(w, "\n")] = true
	}
	return words
})

// legalForms end a company's name without naming it.
var legalForms = set("ltd limited inc incorporated llc llp lp plc corp corporation co company gmbh ag kg kgaa ug se sa sas sarl srl spa bv nv ab as asa aps oy oyj " +
	"kk pty pte sdn bhd ohg ev eg group holding holdings kft zrt doo sro spzoo sp zoo international")

// genericWords are too common in companies' names to stand for one company.
var genericWords = set("the and of for de la le el los die der das global international national first united general american european nordic new north south east west " +
	"bank group services solutions systems software technologies technology consulting partners digital data cloud media health energy capital logistics freight " +
	"university institute foundation association society council hotel restaurant airlines insurance pharma motors foods retail studio labs")

var mailHosts = set("gmail googlemail outlook hotmail yahoo icloud proton protonmail gmx web aol live msn mail me")

func set(words string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(words) {
		out[w] = true
	}
	return out
}

// expand gives every way an identifier may be written, before spacing, case and disguise.
func expand(id Identifier) []source {
	var out []source
	for _, w := range writings(id) {
		for _, spelled := range spellings(w.text) {
			if size := len([]rune(bare(spelled))); size >= 2 && (id.Kind != Person || size >= 3 || w.text == id.Text) {
				out = append(out, source{id: id, spelled: spelled, hint: w.hint})
			}
			if root := stem(spelled); root != "" && (id.Kind == Person || id.Kind == Organization || id.Kind == Product) {
				out = append(out, source{id: id, spelled: root, hint: w.hint, stem: true})
			}
		}
	}
	return out
}

type writing struct {
	text string
	hint bool
}

func writings(id Identifier) []writing {
	switch id.Kind {
	case Organization, Product:
		return organizationWritings(id.Text, id.Kind == Organization)
	case Person:
		return personWritings(id.Text)
	case Domain:
		return domainWritings(id.Text)
	case Mail:
		local, host, _ := strings.Cut(id.Text, "@")
		return []writing{{text: id.Text}, {text: local + " at " + strings.ReplaceAll(host, ".", " dot ")}, {text: local + "_" + host}}
	case Phone:
		return phoneWritings(id.Text)
	default:
		return []writing{{text: id.Text}}
	}
}

func organizationWritings(name string, shorten bool) []writing {
	out := []writing{{text: name}}
	tokens := strings.Fields(name)
	core := tokens
	for len(core) > 1 && legalForms[bare(core[len(core)-1])] {
		core = core[:len(core)-1]
	}
	if len(core) < len(tokens) {
		out = append(out, writing{text: strings.TrimRight(strings.Join(core, " "), ",.")})
	}
	for i, t := range core {
		if t == "&" || t == "+" {
			out = append(out, writing{text: strings.Join(append(append(append([]string{}, core[:i]...), "and"), core[i+1:]...), " ")})
		}
	}
	if first := bare(core[0]); shorten && len(core) > 1 && len([]rune(first)) >= 4 && !genericWords[first] {
		out = append(out, writing{text: core[0], hint: commonWords()[first]})
	}
	return out
}

// source is what a pattern is compiled from.
type source struct {
	id      Identifier
	spelled string
	hint    bool // names the identifier only perhaps: a first name, an ordinary word
	stem    bool // one of the endings has to follow
}

func bare(token string) string {
	return fold(token, view{}).text
}

func personWritings(name string) []writing {
	if last, rest, ok := strings.Cut(name, ","); ok { // "Lindqvist, Maria"
		name = strings.TrimSpace(rest) + " " + last
	}
	tokens := strings.Fields(name)
	out := []writing{{text: name}}
	if len(tokens) < 2 {
		return out
	}
	first, last := tokens[0], tokens[len(tokens)-1]
	initial := string([]rune(first)[0])
	out = append(out,
		writing{text: first + " " + last},
		writing{text: last + " " + first},
		writing{text: initial + " " + last},
		writing{text: last + " " + initial},
		writing{text: last, hint: commonWords()[bare(last)] || len([]rune(last)) < 4},
		writing{text: first, hint: true},
	)
	return out
}

func domainWritings(domain string) []writing {
	domain = strings.TrimPrefix(strings.TrimSuffix(domain, "."), "www.")
	out := []writing{{text: domain}, {text: strings.ReplaceAll(domain, ".", " dot ")}}
	labels := strings.Split(domain, ".")
	name := labels[0]
	if len(labels) > 2 && len(labels[len(labels)-2]) > 3 {
		name = labels[len(labels)-2]
	}
	if folded := bare(name); len(folded) >= 4 && !mailHosts[folded] && !genericWords[folded] {
		out = append(out, writing{text: name, hint: commonWords()[folded]})
	}
	return out
}

func phoneWritings(number string) []writing {
	out := []writing{{text: number}}
	if national, ok := phone.National(number); ok {
		out = append(out, writing{text: national})
	}
	return out
}

// germanic spells letters with marks out, as mail addresses and domains do.
var germanic = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "Ä", "Ae", "Ö", "Oe", "Ü", "Ue", "å", "aa", "Å", "Aa", "ø", "oe", "Ø", "Oe")

// spellings gives the text as it is, in capitals and small letters (which look different in Cyrillic and Greek), with
// letters spelled out, and in the plural of a final y.
func spellings(text string) []string {
	out := []string{text}
	for _, s := range []string{strings.ToUpper(text), strings.ToLower(text), germanic.Replace(text)} {
		if bare(s) != bare(text) {
			out = append(out, s)
		}
	}
	out = append(out, latin(text)...)
	if strings.HasSuffix(text, "y") && len(text) > 4 {
		out = append(out, strings.TrimSuffix(text, "y")+"ies")
	}
	return out
}

// like compiles the source, as another one of the same text if it is spelled alike.
func (s source) like(other pattern, coarse bool) pattern {
	if other.spelled == s.spelled && other.hint == s.hint && other.stem == s.stem && other.id.Kind == s.id.Kind && (other.plain != nil) == coarse {
		other.source = s
		return other
	}
	p := s.compile()
	if coarse {
		p, _ = p.coarse()
	}
	return p
}

func (s source) compile() pattern {
	f := fold(s.spelled, view{})
	p := pattern{source: s, text: f.text, breaks: map[int]bool{}, number: s.id.Kind == Ticket || s.id.Kind == Phone}
	units := f.units[:len(f.units)-1]
	for i := 1; i < len(units); i++ {
		if units[i].gap != 0 || turns(units[i-1].orig, units[i].orig) {
			p.breaks[i] = true
		}
	}
	p.word = len(p.breaks) == 0
	p.common = p.word && commonWords()[f.text]
	if len(units) <= 3 && p.word && s.spelled == strings.ToUpper(s.spelled) {
		p.exact = s.spelled
	}
	return p
}

// turns reports a place where one word ends inside a run of letters: camelCase, or a letter beside a digit.
func turns(a, b rune) bool {
	return unicode.IsLower(a) && unicode.IsUpper(b) || unicode.IsDigit(a) != unicode.IsDigit(b)
}

// coarse gives the pattern in the alphabet where digits and signs stand for the letters they look like.
func (p pattern) coarse() (pattern, bool) {
	if p.number || p.hint || p.common || p.stem || len(p.text) < 4 || p.exact != "" {
		return pattern{}, false
	}
	letters := []rune(p.text)
	var b strings.Builder
	breaks := map[int]bool{}
	n := 0
	for i, r := range letters {
		if p.breaks[i] {
			breaks[n] = true
		}
		to := coarseRune(r)
		b.WriteString(to)
		n += len([]rune(to))
	}
	p.text, p.breaks, p.plain = b.String(), breaks, letters
	return p, true
}

// coarseRune maps a folded character to its class of look-alikes.
func coarseRune(r rune) string {
	switch r {
	case 'i', 'l', '1', '!', '|':
		return "l"
	case 'o', '0':
		return "o"
	case 'm':
		return "rn"
	case 'w':
		return "vv"
	case 'e', '3', '€':
		return "e"
	case 'a', '4', '@':
		return "a"
	case 's', '5', '$':
		return "s"
	case 't', '7', '+':
		return "t"
	case 'b', '8', '6':
		return "b"
	case 'g', '9':
		return "g"
	case 'z', '2':
		return "z"
	}
	return string(r)
}
