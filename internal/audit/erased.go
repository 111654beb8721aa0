package audit

import (
	"strings"
	"time"
)

// EventErase is the log's entry for an erasure; What is its random ID.
const EventErase = "erase"

// labelMark begins the label that stands in the place of what was erased.
const labelMark = "erased-"

// labelSize is how much of an erasure's random ID its label has.
const labelSize = 8

// Label is what stands in the place of the names that the erasure id took out: random, and mapped to nothing.
func Label(id string) string { return labelMark + strings.TrimPrefix(id, "p-")[:labelSize] }

// Labelled reports whether a label stands in text: what was erased is nobody's name any more.
func Labelled(text string) bool { return strings.Contains(text, labelMark) }

// ErasedOn gives the day of the erasure whose label stands in text, "" where the log has none.
func ErasedOn(log []Entry, text string) string {
	for {
		_, after, ok := strings.Cut(text, labelMark)
		if !ok {
			return ""
		}
		for _, e := range log {
			if e.Event == EventErase && len(e.What) >= len("p-")+labelSize && strings.HasPrefix(after, e.What[len("p-"):len("p-")+labelSize]) {
				return e.Time.UTC().Format(time.DateOnly)
			}
		}
		text = after
	}
}
