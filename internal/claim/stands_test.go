package claim

import "testing"

func TestNumbersAsProgramsWriteThem(t *testing.T) {
	for text, want := range map[string]bool{`{"key":"night-600","stops":500}`: true, `[1,500,2]`: false, `{"stops":[500]}`: true, `{"stops":5000}`: false, `{"at":"15:00"}`: false, "rows:500,": true} {
		if got := standsIn(quantities(tokens("500 stops"))[0], text); got != want {
			t.Errorf("500 in %s: %v, want %v", text, got, want)
		}
	}
}
