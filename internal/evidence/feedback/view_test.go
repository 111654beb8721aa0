package feedback

import (
	"fmt"
	"testing"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence/note"
	"github.com/touchstone-cs/touchstone/internal/metric"
)

func TestABotsMessagesCountOnce(t *testing.T) {
	period, err := metric.ParsePeriod("2026-Q3", time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	c := &Corpus{}
	for i := range 5000 {
		c.Items = append(c.Items, Item{ID: fmt.Sprint("bot-", i), Account: "acme", Source: Ticket, Time: time.Date(2026, 8, 1, 0, i, 0, 0, time.UTC), Body: fmt.Sprintf("Automatic notice %d: backup of server 7 finished.", i)})
	}
	c.Items = append(c.Items, Item{ID: "other", Account: "zebra", Source: Ticket, Time: time.Date(2026, 8, 9, 0, 0, 0, 0, time.UTC), Body: "Automatic notice 9: backup of server 7 finished."})
	if got := During(c, period); len(got) != 2 {
		t.Errorf("%d items are left of one bot at two accounts", len(got))
	}
}

func TestNotesAreItems(t *testing.T) {
	when := time.Date(2026, 9, 10, 0, 0, 0, 0, time.UTC)
	interview := note.Note{ID: "2026-09-10-interview-lindqvist", Time: when, With: []string{"M. Lindqvist"}, Permission: "anonymous",
		Text: "# Talk\n\n> The upload dies at night.\n\nWe should call them back.\n\n> Carriers must see changes,\n> so that they stop calling.\n"}
	items := itemsOf(interview, "acme")
	if len(items) != 2 {
		t.Fatalf("%d items of two quotations", len(items))
	}
	want := Item{ID: "note-2026-09-10-interview-lindqvist-2", Account: "acme", Person: "M. Lindqvist", Source: Conversation, Time: when,
		Body: "Carriers must see changes, so that they stop calling.", Permission: "anonymous"}
	if items[1] != want {
		t.Errorf("got %+v", items[1])
	}
	call := note.Note{ID: "2026-09-11-call", Time: when, Text: "Night batches are back on the old system.\n\n- They ask for a log.\n"}
	items = itemsOf(call, "acme")
	if len(items) != 1 || items[0].Permission != NoQuote || items[0].Body != "Night batches are back on the old system. They ask for a log." {
		t.Errorf("got %+v", items)
	}
}
