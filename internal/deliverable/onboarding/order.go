package onboarding

import (
	"slices"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/calendar"
	"github.com/touchstone-cs/touchstone/internal/schedule"
)

// duesOf are the days by which a forecast's milestones are due.
func duesOf(f schedule.Forecast) map[string]calendar.Date {
	due := map[string]calendar.Date{}
	for _, t := range f.Tasks {
		if !strings.HasPrefix(t.ID, freeFor) {
			due[t.ID] = t.Due
		}
	}
	return due
}

// inOrder moves dates so that none lies before one it waits for. Each date is a percentile of its own task on its own
// owner's calendar; where the owners' calendars differ, two such percentiles can come out the other way round by a day.
// Dates that a person set (pinned) and those of finished work stay.
func (r *Record) inOrder(due map[string]calendar.Date, pinned ...string) {
	for range r.Tasks {
		moved := false
		for _, t := range r.Tasks {
			if t.Finished != nil || slices.Contains(pinned, t.ID) || due[t.ID] == 0 {
				continue
			}
			for _, before := range t.After {
				id, _, _ := strings.Cut(before, "+")
				if due[id] <= due[t.ID] {
					continue
				}
				if day, ok := r.Setting.Owner(t.Owner).Next(due[id]); ok {
					due[t.ID], moved = day, true
				}
			}
		}
		if !moved {
			return
		}
	}
}
