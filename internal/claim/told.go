package claim

import (
	"bytes"
	"slices"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/markdown"
)

// Told is what one document says that others about the same account may say differently. It is small and holds nothing of the document, so that
// those of a whole workspace can be kept.
type Told struct {
	Head
	GoLive      string // the first date it gives, 2025-11-03; empty for none
	Figures     []Figure
	Escalations []string // the numbers that it mentions (ESC-0007), each once, in order
}

// Head is what the front matter says of a document's standing.
type Head struct{ Kind, Status, State, ID, Date, Period string }

// Figure is a number of a metric reference: what it measures and what came out.
type Figure struct {
	Key             string // see FigureKey
	Value, Snapshot string
}

// Tell reads what a document tells.
func Tell(d *markdown.Document) Told {
	t := Told{Head: HeadOf(d.Front), Escalations: Escalations(d.Source)}
	if days := GoLives(d); len(days) > 0 {
		t.GoLive = days[0].Day
	}
	for _, note := range d.Notes {
		ref, err := evidence.ParseRef(d.Slice(note.Body))
		if err != nil {
			continue
		}
		if key, ok := FigureKey(ref); ok {
			t.Figures = append(t.Figures, Figure{key, ref.Value("value"), ref.Value("snapshot")})
		}
	}
	return t
}

// HeadOf reads the front matter.
func HeadOf(front markdown.FrontMatter) Head {
	value := front.Value
	return Head{Kind: value("kind"), Status: value("status"), State: value("state"), ID: value("id"), Date: value("date"), Period: value("period")}
}

// Standing reports whether the document still counts: neither superseded nor withdrawn.
func (h Head) Standing() bool { return h.Status != "superseded" && h.Status != "withdrawn" }

// BeingPrepared reports whether an escalation report is a draft that nobody has sent yet. A health report that does not list it is not wrong:
// whether it becomes an escalation is a person's decision.
func (h Head) BeingPrepared() bool {
	return h.Status == "draft" && strings.EqualFold(h.State, "being prepared")
}

// FigureKey names what a reference measures: the metric, the account, the period and every further condition. False where it gives no figure of a
// period.
func FigureKey(ref evidence.Ref) (string, bool) {
	if ref.Scheme != "metric" || ref.Value("value") == "" || ref.Value("period") == "" {
		return "", false
	}
	var b strings.Builder
	b.WriteString(ref.ID)
	for _, key := range []string{"account", "period", "filter", "event", "feature", "per", "stops", "segment"} {
		b.WriteByte(0)
		b.WriteString(ref.Value(key))
	}
	return b.String(), true
}

// Escalations lists the escalation numbers (ESC-0007) in a text, each once, in order.
func Escalations(text []byte) []string {
	const mark = "ESC-"
	var ids []string
	for {
		at := bytes.Index(text, []byte(mark))
		if at < 0 {
			return ids
		}
		text = text[at:]
		end := len(mark)
		for end < len(text) && text[end] >= '0' && text[end] <= '9' {
			end++
		}
		if id := string(text[:end]); end > len(mark) && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
		text = text[end:]
	}
}
