package markdown

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// What opens, closes, swallows or works at a distance.
var snippets = []string{"x", " ", "\n", "\n\n", "#", "# ", "\n# Title\n", "\n## Sub\n\n", "```", "\n```sh\n", "~~~\n", "<!--", "-->", "<pre>\n", "- ", "\n- item\n", "> ", "| a | b |\n", "|---|---|\n",
	"[^n]", "\n[^n]: note\n", "\n[ref]: https://example.test\n", "[ref]", "---\n", "===\n", "    ", "\t", "\r\n", "🚛", "é", "`", "*", "\\", "\x00", "\xff", "kind: health-report\n", "1. "}

const reparsed = "---\nkind: health-report\n---\n\n# Title\n\nWords[^n] and `code`.\n\n## Table\n\n| a | b |\n|---|---|\n| 1 | [link](x) |\n\n- one\n  # in an item\n- two\n\n> quote\n\n## Fence\n\n```sh\n# no heading\n```\n\n[^n]: metric:x\n\n### Last\n\nText <b>html</b>.\n"

func sameDocument(t interface{ Fatalf(string, ...any) }, old string, got, want *Document) {
	if reflect.DeepEqual(got, want) {
		return
	}
	unexported := cmp.AllowUnexported(Document{}, Text{}, piece{})
	t.Fatalf("%q, then %q:\n%s", old, want.Source, cmp.Diff(want, got, unexported))
}

// However a text is edited, reading it anew and reading on from its last state give the same document.
func TestReparseIsParse(t *testing.T) {
	texts := []string{"", reparsed, strings.ReplaceAll(reparsed, "\n", "\r\n"), reparsed + "\n[ref]: https://example.test\n"}
	files, _ := filepath.Glob("../../../shared/examples/*.md") // absent from a user's clone: the texts above remain
	for _, file := range files {
		if data, err := os.ReadFile(file); err == nil {
			texts = append(texts, string(data))
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		source := rapid.SampledFrom(texts).Draw(t, "text")
		doc := Parse([]byte(source))
		for range rapid.IntRange(1, 6).Draw(t, "edits") {
			from := rapid.IntRange(0, len(source)).Draw(t, "from")
			to := min(len(source), from+rapid.IntRange(0, 30).Draw(t, "cut"))
			next := source[:from] + rapid.SampledFrom(append(snippets, "")).Draw(t, "put") + source[to:]
			doc = Reparse(doc, []byte(next))
			sameDocument(t, source, doc, Parse([]byte(next)))
			source = next
		}
	})
}

func FuzzReparse(f *testing.F) {
	f.Add(reparsed, reparsed+"x")
	f.Add("# a\n\n# b\n", "# a\n```\n# b\n")
	f.Add("#\n#", "#\n\n#")
	f.Fuzz(func(t *testing.T, before, after string) {
		sameDocument(t, before, Reparse(Parse([]byte(before)), []byte(after)), Parse([]byte(after)))
	})
}

// A word typed in the middle of 50 KB, beside reading the whole.
func BenchmarkReparse(b *testing.B) {
	long := []byte(strings.Repeat(strings.TrimPrefix(reparsed, "---\nkind: health-report\n---\n"), 1+50_000/len(reparsed)))
	edited := append(append(append([]byte(nil), long[:25_000]...), 'x'), long[25_000:]...)
	old := Parse(long)
	b.Run("edit", func(b *testing.B) {
		for b.Loop() {
			Reparse(old, edited)
		}
	})
	b.Run("whole", func(b *testing.B) {
		for b.Loop() {
			Parse(edited)
		}
	})
}
