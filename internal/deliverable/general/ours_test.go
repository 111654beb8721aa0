package general

import "testing"

// TestNamesOnly: our own people are known whole, with a word that the model took in beside them; a longer name is another's.
func TestNamesOnly(t *testing.T) {
	team := []string{"Dana Ruiz", "Ann Lee", "L. Okafor", "Cher"}
	for words, want := range map[string]bool{
		"Dana Ruiz":              true,
		"dana ruiz":              true,
		"DANA RUIZ":              true,
		"Dana Ruiz deployed":     true,
		"workflow. Dana Ruiz":    true,
		"Dana Ruiz and Ann Lee":  true,
		"L. Okafor":              true,
		"Ann Lee Carter":         false,
		"Joann Lee":              false,
		"Dana Ruiz, Maria Lopez": false,
		"Maria Lopez":            false,
		"Cher Bono":              false, // a name of one word is known of nobody
		"":                       false,
	} {
		if got := namesOnly(words, team); got != want {
			t.Errorf("namesOnly(%q) = %v", words, got)
		}
	}
}
