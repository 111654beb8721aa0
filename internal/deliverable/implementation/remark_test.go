package implementation

import "testing"

// A remark among the prerequisites asks for nothing; what one can have or lack is a prerequisite, whatever word it begins with.
func TestRemarksAreNoPrerequisites(t *testing.T) {
	for text, want := range map[string]bool{
		"See Getting started for the keys":                  true,
		"Read the guide to webhooks":                        true,
		"Note: older browsers work too":                     true,
		"A basic understanding of SQL":                      true,
		"IPv6 is not supported":                             true,
		"Read access to the bucket: aws s3 ls s3://exports": false,
		"Seed data loaded":                                  false,
		"Review environment with 2 GB":                      false,
		"Iframes are allowed":                               false,
		"Note-taking app, version 2 or later":               false,
	} {
		if got := aside.MatchString(text); got != want {
			t.Errorf("%q: a remark %t, want %t", text, got, want)
		}
	}
}

// A word to fill in is no redirection, and a here-document stays one.
func TestWordsToFillInAreSound(t *testing.T) {
	for content, sound := range map[string]bool{
		"curl https://api.example.com/users/<userid>/<order id>\n": true,
		"login <user><host>\n":                  true,
		"cat <<EOF>out.json\n{\"a\": 1}\nEOF\n": true,
		"cat <<EOF >out.json\nif then (\nEOF\n": true,
		"if true; then echo <name>\n":           false,
	} {
		if why := unsoundShell(content); (why == "") != sound {
			t.Errorf("%q: %q, want sound %t", content, why, sound)
		}
	}
}
