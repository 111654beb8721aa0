package demo

import (
	"fmt"
	"time"
)

// voice is one thing that customers say in different words.
type voice struct {
	theme string
	lines []string
	weeks int // one item about every so many weeks an account
}

var voices = []voice{
	{"uploads", []string{
		"When a bulk upload dies after four hundred stops I have to find out by hand which ones are in.",
		"We stopped trusting the upload for anything above a few hundred stops.",
		"Please add a retry button to the bulk upload so that the night shift can repeat it without checking.",
		"The upload stops half-way and stores part of the route, then we get everything twice.",
		"A progress bar on uploads would help, we never know whether the file is still running.",
		"Large uploads time out and we need to know afterwards that a route is either in or not in at all.",
	}, 7},
	{"carriers", []string{
		"I export the routes, they print them, it changes, we telephone.",
		"Carriers should see changes to a route themselves so that they stop calling at night.",
		"We need to share a route with a carrier without giving them a login.",
		"Can carriers get a read-only link to today's routes?",
		"Every morning somebody mails route exports to four carriers in order to keep them up to date.",
	}, 8},
	{"history", []string{
		"Who changed this route? Nobody in the morning shift can tell.",
		"We need a history of changes on a route so that the morning shift does not undo the night's work.",
		"A log of who moved which stop would settle most of our arguments.",
		"Somebody deleted a stop and there is no way to see who it was or when.",
	}, 11},
	{"reports", []string{
		"The weekly report opens with the wrong depot every time.",
		"Let me save the filters of a report so that I do not set six of them every Monday.",
		"I would like the report as a spreadsheet to be able to add our fuel costs.",
		"Reports take a minute to open on Mondays.",
	}, 12},
	{"sign-in", []string{
		"Drivers forget their passwords and support has to reset them by hand.",
		"Single sign-on for drivers would save us ten resets a week.",
		"Please let us reset a driver's password ourselves, so that nobody waits at the gate.",
	}, 13},
}

// oneOffs are what one account alone said in the summer, by account.
var oneOffs = map[string]struct{ day, words string }{
	"castellan":    {"2026-07-22", "We came from RouteWright in spring because its support did not answer at night."},
	"iberia-fresh": {"2026-08-12", "Ferries should be a constraint so that we do not plan those trips by hand."},
	"orchard":      {"2026-09-03", "RouteWright imports our carrier file as it is; we ran both for a week."},
	"pallas":       {"2026-08-20", "The colours of the map are hard to tell apart for two of us."},
	"solent":       {"2026-09-15", "Could the map show the height of bridges so that tall vehicles are not sent under them?"},
	"tundra":       {"2026-08-13", "Our new IT director is rumoured to like MapHaul better."},
}

// feedback returns what an account's people said.
func (a Account) feedback() [][]string {
	if a.Story == Silent || a.Story == MissingData || a.Story == Small {
		return nil
	}
	r := random(a, 4)
	var rows [][]string
	add := func(day time.Time, body string) {
		p := a.People[r.IntN(len(a.People))]
		source := []string{"survey", "ticket", "call"}[r.IntN(3)]
		permission := []string{"none", "anonymous", "anonymous", "named"}[r.IntN(4)]
		rows = append(rows, []string{fmt.Sprintf("%s-f%03d", a.ID, len(rows)+1), a.ID, p.Name, day.Format(time.RFC3339), source, body, permission, "en"})
	}
	for k, v := range voices {
		if r.IntN(10) < 3+k {
			continue // this account does not care
		}
		for day := start.AddDate(0, 3, r.IntN(30)); day.Before(end); day = day.AddDate(0, 0, v.weeks*7/2+r.IntN(v.weeks*7)) {
			add(day.Add(9*time.Hour), v.lines[r.IntN(len(v.lines))])
		}
	}
	if said, ok := oneOffs[a.ID]; ok {
		add(date(said.day).Add(14*time.Hour), said.words)
	}
	return rows
}
