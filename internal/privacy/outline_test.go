package privacy

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// What is found paragraph by paragraph is what is found in the whole text.
func TestSearchingParagraphsIsSearchingTheWhole(t *testing.T) {
	known, err := NewKnown([]Account{
		{ID: "amber-finch", Names: []string{"Amber Finch Ltd"}, People: []string{"Maria Lindqvist"}, Domains: []string{"amberfinch.example"}, Tickets: []string{"ZD-10234"}},
		{ID: "target", Names: []string{"Target"}, Aliases: []string{"TGT"}, Phones: []string{"+46 8 123 456 78"}, Products: []string{"Wolmar"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	pieces := []string{"Amber", "Finch", "amber-finch", "AmberFinch", "Ltd", "Maria", "Lindqvist", "m lindqvist", "ZD", "10234", "Target", "target", "TGT", "+46 8 123 456 78", "Vvo1mar", "Wo|rnar", "@mber",
		"\n", "\n\n", "\n \n", "\r\n\r\n", " ", "-", ".", "; ", "<b>", "</b>", "<!--", "-->", "<a href=\"x\n\ny\">", "[x](", ")", "[^", "]", "](", "&amp;", "&#65;mber", "%41mber", `\u0041mber`, "&#10;", "\u2028", "\u2029", "\u00ad", "\u200b",
		"\u0301", "\u202e", "\u202c", "hcniF rebmA", "ＡＭＢＥＲ", "ﬁnch", "Аmbеr", "😀", "\xff", "\x00", "i", "s", "'s", "the", "of", "QW1iZXIgRmluY2g="}
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 30).Draw(t, "pieces"), "")
		for _, r := range readings(text) {
			whole, parts := known.search(text, r), known.searchParagraphs(text, r)
			slices.SortFunc(whole, compareCandidates)
			slices.SortFunc(parts, compareCandidates)
			if diff := cmp.Diff(whole, parts, cmp.AllowUnexported(candidate{})); diff != "" {
				t.Fatalf("%q, coarse %t:\n%s", text, r.coarse, diff)
			}
			if o := outlineOf(text, r.view, r.coarse); !r.reverse && string(o.letters) != r.of(text).text {
				t.Fatalf("%q, coarse %t: the outline is %q, the text %q", text, r.coarse, o.letters, r.of(text).text)
			}
		}
	})
}

func compareCandidates(a, b candidate) int {
	switch {
	case before(a, b):
		return -1
	case before(b, a):
		return 1
	}
	return 0
}
