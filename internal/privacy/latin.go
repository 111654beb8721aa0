package privacy

import (
	"slices"
	"strings"
	"unicode"
)

// romans are the ways in which Cyrillic and Greek names are written in Latin letters: as passports and maps do (BGN/PCGN, ICAO
// 9303, ISO 843), and as mail addresses and German or Slavic texts do.
var romans = []*strings.Replacer{
	roman("а a б b в v г g ґ g д d е e ё yo ж zh з z и i й y к k л l м m н n о o п p р r с s т t у u ф f х kh ц ts ч ch ш sh щ shch ы y э e ю yu я ya є ye і i ї yi ђ dj ј j љ lj њ nj ћ c џ dz",
		"ου ou ού ou μπ b ντ d γκ g γγ ng αυ av ευ ev α a ά a β v γ g δ d ε e έ e ζ z η i ή i θ th ι i ί i ϊ i κ k λ l μ m ν n ξ x ο o ό o π p ρ r σ s ς s τ t υ y ύ y φ f χ ch ψ ps ω o ώ o"),
	roman("а a б b в v г g ґ g д d е e ё e ж zh з z и i й i к k л l м m н n о o п p р r с s т t у u ф f х kh ц ts ч ch ш sh щ shch ы y э e ю iu я ia є ie і i ї i ъ ie ђ d ј j љ l њ n ћ c џ dz",
		"ου ou ού ou μπ mp ντ nt γκ gk γγ gg αυ au ευ eu α a ά a β b γ g δ d ε e έ e ζ z η e ή e θ th ι i ί i ϊ i κ k λ l μ m ν n ξ x ο o ό o π p ρ r σ s ς s τ t υ y ύ y φ ph χ kh ψ ps ω o ώ o"),
	roman("кс x а a б b в v г h ґ g д d е e ё jo ж z з z и i й j к k л l м m н n о o п p р r с s т t у u ф f х h ц c ч c ш s щ sc ы y э e ю ju я ja є je і i ї ji ђ d ј j љ lj њ nj ћ c џ dz",
		"ου u ού u μπ b ντ d γκ g γγ g αυ af ευ ef α a ά a β v γ y δ d ε e έ e ζ z η i ή i θ th ι i ί i ϊ i κ k λ l μ m ν n ξ x ο o ό o π p ρ r σ s ς s τ t υ i ύ i φ f χ h ψ ps ω o ώ o"),
}

// roman makes a replacer of "letter latin" pairs; the signs ъ and ь fall away.
func roman(cyrillic, greek string) *strings.Replacer {
	return strings.NewReplacer(slices.Concat(strings.Fields(cyrillic), strings.Fields(greek), []string{"ъ", "", "ь", ""})...)
}

// latin gives the ways in which a Cyrillic or Greek name is written in Latin letters, none for others.
func latin(text string) []string {
	if !strings.ContainsFunc(text, func(r rune) bool { return unicode.In(r, unicode.Cyrillic, unicode.Greek) }) {
		return nil
	}
	lower := strings.ToLower(text)
	var out []string
	for _, r := range romans {
		written := r.Replace(lower)
		for _, w := range []string{written, strings.ReplaceAll(written, "ks", "x"), strings.ReplaceAll(written, "iy", "y"), strings.ReplaceAll(written, "ii", "i")} {
			if !slices.Contains(out, w) {
				out = append(out, w)
			}
		}
	}
	return out
}
