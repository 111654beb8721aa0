package approval_test

import (
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"github.com/touchstone-cs/touchstone/internal/evidence/approval"
	"github.com/touchstone-cs/touchstone/internal/markdown"
)

const study = `---
kind: case-study
account: acme
title: Three hours earlier
status: draft
date: 2026-11-16
---

# Acme Freight plans the night's routes three hours earlier

Road freight, **140 planners**; see [the guide](guide.md "Title") and ![a chart](chart.png).

| Metric | Before | After |
|---|---:|---:|
| Last route | 01:30 | 22:20[^b] |
| Nights | 0 of 22 | ~~14~~ 13 of 22 |

- one depot went live first
- [x] the old planner stayed readable
  1. nested, with <b>HTML</b>

> "We go home before midnight now." Maria Lindqvist[^quote]

` + "```sh\necho \"done\"  # wait\n```" + `

<div class="note">Not for resale.</div>

See [terms][t].

[t]: https://example.com/terms

[^b]: metric:last_route account=acme period=2026-09 value=22:20
[^quote]: approval:2026-11-18-lindqvist scope=quote,name audience=public digest=sha256:c40e
`

func wordsOf(s string) string { return approval.Words(markdown.Parse([]byte(s))) }

// TestAnyEditToApprovedWordsVoids is law 8: any change to a character that is no white space changes the words, apart from
// bookkeeping and the approval's own footnote.
func TestAnyEditToApprovedWordsVoids(t *testing.T) {
	approved := wordsOf(study)
	free := []struct{ start, end int }{span("status: draft\n"), span("date: 2026-11-16\n"), span("[^quote]: approval:2026-11-18-lindqvist scope=quote,name audience=public digest=sha256:c40e\n")}
	inserted := []string{"x", "~", "~~", "|", "<i>", "](evil)", "\\", "*", "0", "-", "\u200b", "é", "<!-- x -->", "\n\n# New\n\n", "&amp;", "!"}
	rapid.Check(t, func(t *rapid.T) {
		at := rapid.IntRange(4, len(study)-1).Draw(t, "at")
		for _, f := range free {
			if at >= f.start && at <= f.end {
				t.Skip("bookkeeping")
			}
		}
		edited := study
		switch {
		case rapid.Bool().Draw(t, "insert"):
			edited = study[:at] + rapid.SampledFrom(inserted).Draw(t, "text") + study[at:]
		case isBlank(study[at]):
			t.Skip("white space")
		default:
			edited = study[:at] + study[at+1:]
		}
		if wordsOf(edited) == approved {
			t.Fatalf("an edit at %d (%q) goes unseen", at, edited[max(0, at-20):min(len(edited), at+20)])
		}
		if approval.Changed(approved, wordsOf(edited)) == "" {
			t.Fatal("the change is not named")
		}
	})
}

func TestRunsOfWhiteSpaceCollapse(t *testing.T) {
	approved := wordsOf(study)
	rapid.Check(t, func(t *rapid.T) {
		lines := strings.Split(study, "\n")
		n := rapid.IntRange(7, len(lines)-1).Draw(t, "line")
		if strings.HasPrefix(lines[n], "`") {
			t.Skip("a fence's own line")
		}
		words := strings.Split(lines[n], " ")
		k := rapid.IntRange(0, len(words)-1).Draw(t, "blank")
		if k == 0 || strings.TrimSpace(words[k-1]) == "" || !strings.ContainsFunc(words[k-1], unicode.IsLetter) {
			t.Skip("the start of a line is structure")
		}
		words[k] = rapid.SampledFrom([]string{" ", "  ", "\t", "   \t "}).Draw(t, "blanks") + words[k]
		lines[n] = strings.Join(words, " ")
		if got := wordsOf(strings.Join(lines, "\n")); got != approved {
			t.Fatalf("white space in %q counts: %s", lines[n], approval.Changed(approved, got))
		}
	})
	if wordsOf(strings.Replace(study, "Road freight, **140 planners**; see", "Road freight,\n**140 planners**;\nsee", 1)) != approved {
		t.Error("wrapping a paragraph voids the approval")
	}
}

// TestStructureIsWords: white space that makes another document is no mere white space.
func TestStructureIsWords(t *testing.T) {
	for _, c := range [][2]string{
		{"a\n\nb\n", "a\nb\n"},
		{"| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n", "| a | b |\n|---|---|\n| 1 | 2 | | 3 | 4 |\n"},
		{"- a\n- b\n", "- a\n  - b\n"},
		{"# a\nb\n", "# a b\n"},
		{"a\n\n    b\n", "a\n\nb\n"},
		{"[a](x)\n", "[a](y)\n"},
		{"![a](x.png)\n", "![a](y.png)\n"},
		{"~~not~~ now\n", "not now\n"},
		{"[a]\n\n[a]: x\n", "[a]\n\n[a]: y\n"},
		{"- x\n\n  [a]: u\n", "- x\n\n  [a]: v\n"},
		{"<b>a</b>\n", "<i>a</i>\n"},
		{"a<!-- b -->\n", "a\n"},
		{"1. a\n", "2. a\n"},
		{"- [ ] a\n", "- [x] a\n"},
	} {
		if wordsOf(c[0]) == wordsOf(c[1]) {
			t.Errorf("%q and %q count as the same words", c[0], c[1])
		}
	}
}

func TestChangedNamesTheWords(t *testing.T) {
	got := approval.Changed(wordsOf("We saved 12 weeks.\n"), wordsOf("We saved 14 weeks.\n"))
	if want := `"12" was approved, "14" stands there now`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func span(s string) struct{ start, end int } {
	i := strings.Index(study, s)
	return struct{ start, end int }{i, i + len(s)}
}

func isBlank(c byte) bool { return c == ' ' || c == '\n' || c == '\t' }
