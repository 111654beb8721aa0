package slug_test

import (
	"path"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/touchstone-cs/touchstone/internal/slug"
)

func TestOf(t *testing.T) {
	for words, want := range map[string]string{
		"":                               "",
		"–":                              "",
		"Customer's API, with SSO":       "customers-api-with-sso",
		"2026 rollout (phase 2)":         "2026-rollout-phase-2",
		"../../etc/passwd":               "etc-passwd",
		"Łódź & Köln":                    "łódź-köln",
		"تقرير الأداء":                   "تقرير-الأداء",
		"हिन्दी":                         "हिन्दी",
		"\u202eabc\x00d":                 "abc-d",
		"-- Already -- a_slug--":         "already-a-slug",
		"[^note]: metric:x account=acme": "note-metric-x-account-acme",
	} {
		if got := slug.Of(words); got != want {
			t.Errorf("Of(%q) = %q, want %q", words, got, want)
		}
	}
}

// TestOfIsSafeAndSettled: no separator, dot, space or control survives, whatever the words, and a slug is its own slug.
func TestOfIsSafeAndSettled(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.String().Draw(t, "words")
		got := slug.Of(words)
		if again := slug.Of(got); again != got {
			t.Fatalf("Of(%q) = %q, of which the slug is %q", words, got, again)
		}
		if strings.ContainsAny(got, "/\\. \n[]|:*?\"<>%#") || got != "" && path.Base(got) != got || strings.HasPrefix(got, "-") || strings.HasSuffix(got, "-") {
			t.Fatalf("Of(%q) = %q", words, got)
		}
	})
}
