package theme

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// said is a small set of texts of our own: four subjects in several wordings.
var said = map[string][]string{
	"upload": {
		"The upload stops half-way and I do not know which routes are in.", "Bulk upload failed again after four hundred stops.",
		"Uploading a large file times out every night.", "When the upload dies we have to check by hand what was stored.",
		"Please add a retry button to the upload.", "Large uploads fail and leave half of the route behind.",
	},
	"password": {
		"Drivers forget their passwords every week.", "I cannot reset my password without calling support.",
		"Password reset mails never arrive.", "Resetting a driver's password takes a day.",
		"Please let us reset passwords ourselves.", "Signing in fails after a password change.",
	},
	"invoice": {
		"Our invoice shows the wrong amount again.", "The invoice for May was billed twice.",
		"Who do I ask about a wrong bill?", "The billing page shows invoices in the wrong currency.",
		"We were charged twice on the last invoice.", "Invoices arrive without our order number.",
	},
	"map": {
		"The map is too slow to open in the morning.", "Loading the map takes a minute on our tablets.",
		"The map freezes when I zoom in.", "Map tiles load very slowly on mobile.",
		"Zooming the map hangs the browser.", "The map view is so slow that drivers stop using it.",
	},
}

func saidTexts() (texts []string, subject []int) {
	for c, name := range sortedKeys(said) {
		for _, s := range said[name] {
			texts, subject = append(texts, s), append(subject, c)
		}
	}
	return texts, subject
}

func group(t testing.TB, texts []string) *Grouping {
	t.Helper()
	g, err := Group(context.Background(), texts, EnglishParts(EnglishModels()))
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestGroupFindsSubjects(t *testing.T) {
	texts, subject := saidTexts()
	g := group(t, texts)
	nmi, ari := Agreement(g.Of, subject)
	if nmi < .8 || ari < .7 {
		t.Errorf("NMI %.2f, ARI %.2f, %d groups: %v", nmi, ari, g.Groups, g.Of)
	}
}

func TestGroupDoesNotDependOnTheOrder(t *testing.T) {
	texts, _ := saidTexts()
	want := group(t, texts)
	reversed := slices.Clone(texts)
	slices.Reverse(reversed)
	got := group(t, reversed)
	slices.Reverse(got.Of)
	if _, ari := Agreement(want.Of, got.Of); ari != 1 {
		t.Errorf("order matters: %v, reversed %v", want.Of, got.Of)
	}
	if diff := cmp.Diff(group(t, texts), want); diff != "" {
		t.Errorf("a second run differs:\n%s", diff)
	}
}

func TestGroupOfHardly_Anything(t *testing.T) {
	for _, texts := range [][]string{nil, {""}, {"", "", ""}, {"a", "b"}, {"🎉", "🎉🎉", "?", "!!"}, {"same", "same", "same", "same"}} {
		g := group(t, texts)
		if len(g.Of) != len(texts) {
			t.Errorf("%q: %d places for %d texts", texts, len(g.Of), len(texts))
		}
	}
}

func TestCopiesDoNotMakeAGroup(t *testing.T) {
	texts, _ := saidTexts()
	want := group(t, texts)
	flooded := slices.Clone(texts)
	for i := range 5000 {
		flooded = append(flooded, fmt.Sprintf("Automatic notice %d: backup finished.", i))
	}
	got := group(t, flooded)
	if _, ari := Agreement(want.Of, got.Of[:len(texts)]); ari < .7 {
		t.Errorf("5,000 copies of a bot's message change the groups: %v, before %v", got.Of[:len(texts)], want.Of)
	}
}

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"Hello,\n\nThe map is slow.\n\nBest regards,\nAnn\nCEO":                                 "Hello, The map is slow.",
		"It fails.\n\nOn Mon, 3 Aug 2026 at 10:00, Bob <bob@x.example> wrote:\n> earlier words": "It fails.",
		"It fails.\n> quoted\nStill.":                                                           "It fails. Still.",
		"<p>Slow&nbsp;map</p><style>p{}</style><blockquote>old</blockquote><br>again":           "Slow map again",
		"Yes.\n-- \nBob\n+1 555":                                                                "Yes.",
		"New.\nFrom: a@b.example\nSent: Monday\nTo: c@d.example\nSubject: x\nold words":         "New.",
		"5 < 6 and 7 > 3": "5 < 6 and 7 > 3",
		"Thanks":          "Thanks",
		"":                "",
		"a\u200bb\u00a0c": "ab c",
		"Broken since Friday.\n\nSent from my phone":                                     "Broken since Friday.",
		"Kaputt.\n\nAm 03.08.2026 um 10:00 schrieb Bob <bob@x.example>:\n> alt\n> älter": "Kaputt.",
		"Works.\n________________________________\nFrom: x\nold":                         "Works.",
	} {
		if got := Clean(in); got != want {
			t.Errorf("Clean(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestCleanIsBoundedAndStable(t *testing.T) {
	huge := strings.Repeat("The nightly import fails and nobody is told. ", 25000)
	if n := len(Clean(huge)); n > maxText {
		t.Errorf("%d bytes are left of 1 MB", n)
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "text")
		once := Clean(s)
		if strings.ContainsAny(once, "\n\r") {
			t.Fatalf("%q keeps line breaks", once)
		}
	})
}

func TestLanguage(t *testing.T) {
	for text, want := range map[string]string{
		"The map is too slow for us.":                      "en",
		"Die Karte ist für uns zu langsam.":                "de",
		"La carte est trop lente pour nous.":               "fr",
		"El mapa es demasiado lento para nosotros.":        "es",
		"La mappa è troppo lenta per noi, non si apre.":    "it",
		"De kaart is te traag voor ons en het duurt lang.": "nl",
		"O mapa é muito lento para nós e não abre.":        "pt",
		"地図が遅すぎます":                                         "ja",
		"地图太慢了":                                            "zh",
		"Карта слишком медленная":                          "ru",
		"🎉": "und",
		"":  "und",
	} {
		if got := Language(text); got != want {
			t.Errorf("Language(%q) = %s, want %s", text, got, want)
		}
	}
}

func TestLabelsTellGroupsApart(t *testing.T) {
	texts, subject := saidTexts()
	labels := Labels(texts, subject, len(said), nil)
	for c, name := range sortedKeys(said) {
		if !strings.Contains(strings.Join(labels[c].Words, " "), name) {
			t.Errorf("the label of %s is %v", name, labels[c].Words)
		}
	}
	if got := labels[0].Slug(); strings.ContainsAny(got, " _") || got == "" {
		t.Errorf("slug %q", got)
	}
}
