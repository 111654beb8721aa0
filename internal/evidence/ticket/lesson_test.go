package ticket

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/touchstone-cs/touchstone/internal/theme"
)

func told(t interface{ Fatal(...any) }, tickets []solved, topic Topic) (lessons []Lesson) {
	l := &Lessons{Clean: func(text string) (string, bool) { return text, true }}
	groups, err := alike(context.Background(), tickets, topic)
	if err != nil {
		t.Fatal(err)
	}
	for _, group := range groups {
		if lesson, ok := l.tell(group, topic); ok {
			lessons = append(lessons, lesson)
		}
	}
	return lessons
}

// Whatever one or two accounts alone say in figures, names and identifiers is in no lesson, and what fewer accounts than may be
// published tell is none; even where nobody knows the names.
func TestNobodyIsRecognised(t *testing.T) {
	topic := Topic{Phrases: []string{"address import"}}
	rapid.Check(t, func(t *rapid.T) {
		accounts := rapid.IntRange(1, 6).Draw(t, "accounts")
		var tickets []solved
		var marks []string
		for a := range accounts {
			mark := fmt.Sprintf("%s%d%s", rapid.StringMatching(`[A-Z][a-z]{3,8}`).Draw(t, "name"), a, rapid.StringMatching(`[A-Z]{0,3}`).Draw(t, "tail"))
			marks = append(marks, mark)
			for n := range rapid.IntRange(1, 3).Draw(t, "tickets") {
				tickets = append(tickets, solved{
					id: fmt.Sprintf("%d-%d", a, n), account: fmt.Sprint("account", a), subject: "Address import of " + mark + " fails",
					body:    "We import addresses at " + mark + ".\nERROR address rejected for " + mark + ", house number missing",
					answers: []string{"It comes from the order of " + mark + "'s columns, see " + mark + ". Please set the order for " + mark + " anew."},
				})
			}
		}
		lessons := told(t, tickets, topic)
		for _, lesson := range lessons {
			if lesson.Accounts < theme.Smallest || lesson.Accounts > accounts {
				t.Fatalf("%d accounts of %d: %+v", lesson.Accounts, accounts, lesson)
			}
			for _, mark := range marks {
				if text := fmt.Sprintf("%+v", lesson); strings.Contains(text, mark) {
					t.Fatalf("%s is in %s", mark, text)
				}
			}
		}
		if accounts < theme.Smallest && len(lessons) > 0 {
			t.Fatalf("%d accounts teach %+v", accounts, lessons)
		}
	})
}

// Tickets that say one thing in other words are one lesson; another problem of the same pattern is another.
func TestTicketsAlike(t *testing.T) {
	var tickets []solved
	for i, subject := range []string{
		"Address import is very slow", "Importing addresses takes forever", "The address import is much too slow",
		"Address import loses umlauts", "Umlauts are lost in the address import", "Umlauts get lost when importing addresses",
		"Address import drops apartment numbers", "Apartment numbers are missing after we import addresses", "The address import left out all apartment numbers",
	} {
		tickets = append(tickets, solved{id: fmt.Sprint(i), account: fmt.Sprint("a", i%3), subject: subject})
	}
	lessons := told(t, tickets, Topic{Phrases: []string{"address import"}})
	if len(lessons) != 3 {
		t.Errorf("%d lessons of three problems", len(lessons))
	}
	for _, lesson := range lessons {
		if lesson.Tickets != 3 {
			t.Errorf("not the three tickets of one problem: %+v", lesson)
		}
	}
}

func TestTopic(t *testing.T) {
	topic := Topic{Phrases: []string{"address import"}, Errors: []string{"curl: (22) The requested URL returned error: 401"}}
	for text, want := range map[string]bool{
		"The import of addresses fails":                               true,
		"Address book is empty":                                       false,
		"It ends in curl: (22) The requested URL returned error: 401": true,
		"curl: (22) The requested URL returned error: 403":            false,
		"": false,
	} {
		if got := topic.holds(solved{subject: text}); got != want {
			t.Errorf("%q is about the pattern: %v", text, got)
		}
	}
	if (Topic{Phrases: []string{""}}).holds(solved{subject: "anything"}) {
		t.Error("no words hold everything")
	}
}
