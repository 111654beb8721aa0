package merge_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/touchstone-cs/touchstone/internal/merge"
	"pgregory.net/rapid"
)

// ranked is a document of themes by rank, in a table and as sections, with the words of a person between them.
func ranked(order []int, size func(int) int, words string) string {
	var b strings.Builder
	b.WriteString("---\nkind: x\ndate: 2026-11-01\n---\n\n# Title\n\n## Summary\n\n| # | Theme | Items |\n|---|---|---:|\n")
	for i, theme := range order {
		fmt.Fprintf(&b, "| %d | Theme %c | %d |\n", i+1, 'a'+theme, size(theme))
	}
	b.WriteString("\n" + words + "## Analysis\n\n")
	for i, theme := range order {
		fmt.Fprintf(&b, "### %d. Theme %c\n\n%d items.\n\n", i+1, 'a'+theme, size(theme))
		for range size(theme) % 3 {
			fmt.Fprintf(&b, "> A quote of %c.\n\n", 'a'+theme)
		}
	}
	b.WriteString("## Outlook\n\nMore of it.\n")
	return b.String()
}

// TestWhatIsRankedMoves: rows and sections follow the ranks of today, new and gone ones too, though a person wrote between them.
func TestWhatIsRankedMoves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		order := func(name string) []int {
			return rapid.Permutation([]int{0, 1, 2, 3, 4, 5}).Draw(t, name)[:rapid.IntRange(1, 6).Draw(t, name+" of")]
		}
		sizes := func(name string) func(int) int {
			list := rapid.SliceOfN(rapid.IntRange(0, 9), 6, 6).Draw(t, name)
			return func(i int) int { return list[i] }
		}
		before, now := order("before"), order("now")
		sizeBefore, sizeNow := sizes("sizes before"), sizes("sizes now")
		const words = "What we make of it.\n\n"
		first := merge.Fresh([]byte(ranked(before, sizeBefore, "")))
		got := merge.Merge([]byte(ranked(before, sizeBefore, words)), []byte(ranked(now, sizeNow, "")), first.Memory)
		if diff := cmp.Diff(ranked(now, sizeNow, words), string(got.Text)); diff != "" {
			t.Fatal(diff)
		}
	})
}

func document(calls, tickets int, date string, extra ...string) string {
	return fmt.Sprintf(`---
kind: health-report
date: %s
status: draft
---

# Health report

Use is at %d.[^api]

## Scorecard

| Metric | October |
|---|---:|
| API calls | %d[^api] |
| Tickets | %d |
%s## Summary

To be written by a person.

[^api]: metric:api_calls value=%d
`, date, calls, calls, tickets, rows(extra)+"\n", calls)
}

func rows(extra []string) string {
	if len(extra) == 0 || extra[0] == "" {
		return ""
	}
	return strings.Join(extra, "\n") + "\n"
}

func TestUnchangedIsBroughtUpToDate(t *testing.T) {
	first := merge.Fresh([]byte(document(1, 2, "2026-11-01")))
	got := merge.Merge(first.Text, []byte(document(7, 8, "2026-11-02")), first.Memory)
	if diff := cmp.Diff(document(7, 8, "2026-11-02"), string(got.Text)); diff != "" {
		t.Error(diff)
	}
}

func TestDateAloneChangesNothing(t *testing.T) {
	first := merge.Fresh([]byte(document(1, 2, "2026-11-01")))
	got := merge.Merge(first.Text, []byte(document(1, 2, "2026-11-09")), first.Memory)
	if got.Changed || string(got.Text) != string(first.Text) {
		t.Error("a new date alone changed the document")
	}
}

func TestPersonsWordsStay(t *testing.T) {
	first := merge.Fresh([]byte(document(1, 2, "2026-11-01")))
	edited := strings.NewReplacer(
		"To be written by a person.", "Acme lost a path.\n\nIt comes back.",
		"| Tickets | 2 |", "| Tickets | two, both open |",
		"status: draft", "status: final",
		"Use is at 1.[^api]\n\n", "",
	).Replace(string(first.Text))
	got := merge.Merge([]byte(edited), []byte(document(7, 8, "2026-11-02", "| Seats | 9 |")), first.Memory)
	want := strings.NewReplacer(
		"To be written by a person.", "Acme lost a path.\n\nIt comes back.",
		"| Tickets | 8 |", "| Tickets | two, both open |",
		"status: draft", "status: final",
		"Use is at 7.[^api]\n\n", "",
	).Replace(document(7, 8, "2026-11-02", "| Seats | 9 |"))
	if diff := cmp.Diff(want, string(got.Text)); diff != "" {
		t.Error(diff)
	}
	var kept []string
	for _, k := range got.Kept {
		kept = append(kept, fmt.Sprintf("%d %s", k.Line, k.New))
	}
	if diff := cmp.Diff([]string{"14 | Tickets | 8 |"}, kept); diff != "" {
		t.Error(diff)
	}
	again := merge.Merge(got.Text, []byte(document(7, 8, "2026-11-03", "| Seats | 9 |")), got.Memory)
	if again.Changed {
		t.Errorf("a second merge changed:\n%s", cmp.Diff(string(got.Text), string(again.Text)))
	}
}

func TestDeletedSectionStaysDeleted(t *testing.T) {
	first := merge.Fresh([]byte(document(1, 2, "2026-11-01")))
	cut, rest, _ := strings.Cut(string(first.Text), "## Scorecard")
	_, rest, _ = strings.Cut(rest, "## Summary")
	edited := cut + "## Summary" + rest
	got := merge.Merge([]byte(edited), []byte(document(7, 8, "2026-11-02", "| Seats | 9 |")), first.Memory)
	if strings.Contains(string(got.Text), "Scorecard") || strings.Contains(string(got.Text), "Seats") {
		t.Errorf("the section came back:\n%s", got.Text)
	}
}

func TestWithoutMemoryEverythingIsAPersons(t *testing.T) {
	current := []byte(document(1, 2, "2026-11-01"))
	got := merge.Merge(current, []byte(document(7, 8, "2026-11-02")), nil)
	if string(got.Text) != string(current) || got.Changed {
		t.Error("a document without memory was changed")
	}
}

func TestMemoryRoundTrip(t *testing.T) {
	first := merge.Fresh([]byte(document(1, 2, "2026-11-01")))
	got, err := merge.DecodeMemory("x", first.Memory.Encode())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first.Memory, got); diff != "" {
		t.Error(diff)
	}
	if _, err := merge.DecodeMemory("a.generated", []byte("nonsense\n")); err == nil || !strings.Contains(err.Error(), "a.generated:1:") {
		t.Errorf("error = %v", err)
	}
}

// TestEveryWordStays is law 2: whatever lines a person puts in, wherever, they are there after the next generation.
func TestEveryWordStays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first := merge.Fresh([]byte(document(1, 2, "2026-11-01")))
		lines := strings.Split(string(first.Text), "\n")
		marks := rapid.IntRange(1, 4).Draw(t, "marks")
		for i := range marks {
			mark := fmt.Sprintf("person%dword", i)
			at := rapid.IntRange(6, len(lines)-1).Draw(t, "line")
			switch rapid.SampledFrom([]string{"append", "insert", "row", "paragraph", "replace"}).Draw(t, "how") {
			case "append":
				lines[at] += " " + mark
			case "insert":
				lines = append(lines[:at], append([]string{mark}, lines[at:]...)...)
			case "row":
				lines = append(lines[:at], append([]string{"| " + mark + " | x |"}, lines[at:]...)...)
			case "paragraph":
				lines = append(lines[:at], append([]string{"", mark, ""}, lines[at:]...)...)
			case "replace":
				if strings.Contains(lines[at], "person") {
					lines[at] += " " + mark
				} else {
					lines[at] = mark
				}
			}
		}
		edited := strings.Join(lines, "\n")
		generated := document(rapid.IntRange(1, 9).Draw(t, "calls"), rapid.IntRange(1, 9).Draw(t, "tickets"), "2026-11-02", rapid.SampledFrom([]string{"", "| Seats | 9 |", "| Seats | 9 |\n| NPS | 3 |"}).Draw(t, "rows"))
		got := merge.Merge([]byte(edited), []byte(generated), first.Memory)
		for i := range marks {
			if mark := fmt.Sprintf("person%dword", i); !strings.Contains(string(got.Text), mark) {
				t.Fatalf("%s is gone\n--- edited\n%s\n--- merged\n%s", mark, edited, got.Text)
			}
		}
		again := merge.Merge(got.Text, []byte(generated), got.Memory)
		if string(again.Text) != string(got.Text) {
			t.Fatalf("merging the same twice differs:\n%s", cmp.Diff(string(got.Text), string(again.Text)))
		}
	})
}

// assembled is a document of some of ten parts, in one order: what a generator writes over different evidence.
func assembled(has func(part string) bool) string {
	var b strings.Builder
	b.WriteString("---\nkind: x\ndate: 2026-11-01\n---\n\n# Title\n\n")
	for _, section := range []string{"One", "Two"} {
		b.WriteString("## " + section + "\n\n")
		if has(section + " paragraph") {
			b.WriteString("A paragraph of " + section + ".\n\n")
		}
		if has(section + " table") {
			b.WriteString("| a | b |\n|---|---|\n| always | 1 |\n")
			if has(section + " row") {
				b.WriteString("| sometimes | 2 |\n")
			}
			b.WriteString("\n")
		}
		if has(section + " list") {
			b.WriteString("- an item\n- an item more\n\n")
		}
	}
	for _, label := range []string{"n1", "n2", "n3", "n4"} {
		if has(label) {
			b.WriteString("[^" + label + "]: file:" + label + "\n")
		}
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

// TestUntouchedBecomesTheGenerated: over a document that nobody edited a merge gives what was generated, byte for byte.
func TestUntouchedBecomesTheGenerated(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		some := func(name string) func(string) bool {
			return func(part string) bool { return rapid.Bool().Draw(t, name+" "+part) }
		}
		before, after := assembled(some("before")), assembled(some("after"))
		got := merge.Merge([]byte(before), []byte(after), merge.Fresh([]byte(before)).Memory)
		if diff := cmp.Diff(after, string(got.Text)); diff != "" {
			t.Fatalf("merged over\n%s\n%s", before, diff)
		}
	})
}
