package markdown_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/touchstone-cs/touchstone/internal/markdown"
)

const sample = "---\nkind: health-report\nauthor: \"Dana Ruiz\"\naccounts: [a, b]\n---\n\n# Health report: Acme\n\n**At risk: 58 of 100**\nUse fell.[^api]\n\n" +
	"## 1. Score & card (required)\n\n| Metric | October |\n|---|---:|\n| API \\| calls | 7,440[^api] |\n| `a\\|b` |\n\n- [x] done *now*\n  1. inner\n- open\n\n" +
	"> \"A quote.\" Maria[^q]\n\n```sh {\"name\":\"x\"}\necho hi\n```\n\n<!-- a comment -->\n\n### Sub\n\nText.\n\n## Empty\n\n<!-- only a comment -->\n\n[^api]: metric:api_calls account=acme value=7440\n[^q]: approval:x\n    scope=quote\n"

func TestParseStructure(t *testing.T) {
	d := markdown.Parse([]byte(sample))
	if got := d.Front.Value("author"); got != "Dana Ruiz" {
		t.Errorf("author = %q", got)
	}
	if diff := cmp.Diff([]string{"a", "b"}, d.Front.List("accounts")); diff != "" {
		t.Error(diff)
	}
	if got := d.Slice(d.Front.Field("author").Span); got != `"Dana Ruiz"` {
		t.Errorf("author span = %q", got)
	}
	if got := d.Title(); got != "Health report: Acme" {
		t.Errorf("title = %q", got)
	}
	section := d.Section("score and card")
	if section == nil {
		t.Fatal("no section \"score and card\"")
	}
	table := section.Tables()[0]
	if got := table.Rows[0].Cell(table.Column("metric")).Text.Plain; got != "API | calls" {
		t.Errorf("cell = %q", got)
	}
	if got := table.Rows[1].Cell(0).Text.Plain; got != "a|b" {
		t.Errorf("code cell = %q", got)
	}
	if got := table.Rows[0].Cell(1).Text.Cites[0].Label; got != "api" {
		t.Errorf("cite = %q", got)
	}
	if got := d.Slice(table.Rows[0].Cell(1).Text.Span); got != "7,440[^api]" {
		t.Errorf("cell span = %q", got)
	}
	if got := d.Slice(d.Note("api").Body); got != "metric:api_calls account=acme value=7440" {
		t.Errorf("note = %q", got)
	}
	if !d.Section("empty").Empty() || section.Empty() {
		t.Error("Empty is wrong")
	}
	if got := section.Sub[0].Title(); got != "Sub" {
		t.Errorf("sub = %q", got)
	}
}

func TestBlockSpansCoverWholeBlocks(t *testing.T) {
	d := markdown.Parse([]byte(sample))
	var got []string
	for _, block := range d.Blocks {
		got = append(got, strings.SplitN(d.Slice(block.Range()), "\n", 2)[0])
		if s := d.Slice(block.Range()); !strings.HasSuffix(s, "\n") || strings.HasSuffix(s, "\n\n") {
			t.Errorf("block %q does not end at its last line", s)
		}
	}
	want := []string{"# Health report: Acme", "**At risk: 58 of 100**", "## 1. Score & card (required)", "| Metric | October |",
		"- [x] done *now*", "> \"A quote.\" Maria[^q]", "```sh {\"name\":\"x\"}", "<!-- a comment -->", "### Sub", "Text.",
		"## Empty", "<!-- only a comment -->", "[^api]: metric:api_calls account=acme value=7440", "[^q]: approval:x"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	fence := d.Blocks[6].(*markdown.Fence)
	if !fence.Closed || fence.Content != "echo hi\n" || d.Slice(fence.Body) != fence.Content || fence.Info != `sh {"name":"x"}` {
		t.Errorf("fence = %+v", fence)
	}
	list := d.Blocks[4].(*markdown.List)
	if len(list.Items) != 2 || list.Items[0].Checked == nil || !*list.Items[0].Checked || list.Items[0].Text.Plain != "done now" {
		t.Errorf("list = %+v", list.Items)
	}
}

func TestTextOffsets(t *testing.T) {
	source := "A *bold* &amp; `code` word with \\* and [a link](http://x.y)[^n] end.\n\n[^n]: x\n"
	d := markdown.Parse([]byte(source))
	text := d.Blocks[0].(*markdown.Paragraph).Text
	if want := "A bold & code word with * and a link end."; text.Plain != want {
		t.Fatalf("plain = %q; want %q", text.Plain, want)
	}
	for _, word := range []string{"bold", "code", "word", "with", "link", "end"} {
		at := strings.Index(text.Plain, word)
		if got := d.Slice(text.SourceSpan(markdown.Range{Start: at, End: at + len(word)})); got != word {
			t.Errorf("source of %q = %q", word, got)
		}
	}
	if at := text.Cites[0].At; text.Plain[:at] != "A bold & code word with * and a link" {
		t.Errorf("cite stands behind %q", text.Plain[:at])
	}
}

func TestPositions(t *testing.T) {
	d := markdown.Parse([]byte("é a\r\nzwei\n"))
	if got := d.Position(3); got != (markdown.Position{Line: 1, Column: 3}) {
		t.Errorf("position = %v", got)
	}
	if got := d.Offset(markdown.Position{Line: 1, Column: 3}); got != 3 {
		t.Errorf("offset = %d", got)
	}
	if got := d.Slice(d.LineSpan(1)); got != "é a" {
		t.Errorf("line = %q", got)
	}
}

func TestBrokenFrontMatterNamesItsLine(t *testing.T) {
	for source, line := range map[string]int{
		"---\nkind: a\nkind: b\n---\n": 3,
		"---\nkind: [a\n---\nText\n":   2,
		"---\nkind: a\n":               1,
		"---\na: b\nc: d: e\n---\n":    3,
	} {
		d := markdown.Parse([]byte(source))
		if d.Front.Err == nil || d.Front.ErrLine != line {
			t.Errorf("%q: error %v at line %d; want line %d", source, d.Front.Err, d.Front.ErrLine, line)
		}
	}
}

func TestApply(t *testing.T) {
	got, err := markdown.Apply([]byte("one two three"), []markdown.Edit{{Span: markdown.Span{Start: 8, End: 13}, New: "3"}, {Span: markdown.Span{Start: 0, End: 3}, New: "1"}})
	if err != nil || string(got) != "1 two 3" {
		t.Errorf("Apply = %q, %v", got, err)
	}
	if _, err := markdown.Apply([]byte("abc"), []markdown.Edit{{Span: markdown.Span{Start: 0, End: 2}}, {Span: markdown.Span{Start: 1, End: 3}}}); err == nil {
		t.Error("overlapping edits: no error")
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(sample))
	f.Add([]byte("- a\n\n  > b\n\n[^x]: y\n\n      z\n"))
	f.Fuzz(func(t *testing.T, source []byte) {
		d := markdown.Parse(source)
		last := 0
		for _, block := range d.Blocks {
			r := block.Range()
			if r.Start < last || r.End < r.Start || r.End > len(source) {
				t.Fatalf("block %T %v after %d in %q", block, r, last, source)
			}
			last = r.End
		}
		d.Texts(func(text markdown.Text) {
			if text.Span.Start < 0 || text.Span.End > len(source) || text.Span.End < text.Span.Start {
				t.Fatalf("text %v in %q", text.Span, source)
			}
			for _, cite := range text.Cites {
				if cite.At > len(text.Plain) {
					t.Fatalf("cite at %d of %q", cite.At, text.Plain)
				}
			}
			for i := range text.Plain {
				if at := text.Offset(i); at < 0 || at > len(source) {
					t.Fatalf("offset %d of %q", at, text.Plain)
				}
			}
		})
	})
}
