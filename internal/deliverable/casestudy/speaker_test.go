package casestudy

import "testing"

// Who speaks may stand between two parts of what is said.
func TestSpeakerInsideAQuote(t *testing.T) {
	for words, want := range map[string]string{
		"“We moved in a week,” said Maria Lindqvist. “Nobody noticed.”": "Maria Lindqvist",
		"\"It held,\" Dana Ruiz says, \"through the whole winter.\"":    "Dana Ruiz",
		"“It held,” explained the head of logistics. “All winter.”":     "the head of logistics",
		"“It held through the whole winter.”":                           "",
	} {
		if got := named(words); got != want {
			t.Errorf("%q: %q, want %q", words, got, want)
		}
	}
}
