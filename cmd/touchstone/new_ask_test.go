package main

import (
	"bytes"
	"strings"
	"testing"
	"testing/iotest"
)

// On a terminal, what a kind needs and nobody said is asked for, and nothing else.
func TestNewAsksForWhatIsMissing(t *testing.T) {
	t.Setenv("TERM", "dumb")
	for _, kind := range (&app{}).kinds(nil) {
		var asked bytes.Buffer
		a := &app{stdin: iotest.OneByteReader(strings.NewReader("first\nsecond\nthird\n")), stderr: &asked}
		account, flags := "acme", newFlags{engagement: "SSO"}
		if err := a.ask(nil, kind, &account, &flags); err != nil {
			t.Fatalf("%s: %v", kind.Name, err)
		}
		switch {
		case account != "acme" || flags.engagement != "SSO":
			t.Errorf("%s: asked for what was said: %q %+v", kind.Name, account, flags)
		case kind.Needs == nil && asked.Len() > 0:
			t.Errorf("%s: asked %q, needs nothing", kind.Name, asked.String())
		case kind.Needs != nil && (*flags.value(kind.Needs) != "first" || !strings.Contains(asked.String(), kind.Needs.Question)):
			t.Errorf("%s: asked %q, got %+v", kind.Name, asked.String(), flags)
		}
		if err := needed(kind, &flags); err != nil {
			t.Errorf("%s: %v", kind.Name, err)
		}
	}
}
