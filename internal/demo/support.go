package demo

import (
	"fmt"
	"time"
)

var subjects = []string{
	"Bulk upload times out on large files", "Route changed and nobody knows by whom", "Export for carriers misses the stop times",
	"Address import drops apartment numbers", "Alert arrives ten minutes late", "Report shows yesterday's depots",
	"Cannot reset the password of a driver", "Map does not show the second depot",
}

// tickets returns an account's tickets and the times of their comments.
func (a Account) tickets() (tickets, comments [][]string) {
	if a.Story == MissingData {
		return nil, nil
	}
	r := random(a, 2)
	for month := start; month.Before(end); month = month.AddDate(0, 1, 0) {
		october := month.Equal(date("2026-10-01"))
		mean := 1.5 + float64(a.Seats)/60
		if a.Story == SlowAnswers {
			mean += 9
		}
		if a.Story == TicketSurge && october {
			mean *= 4
		}
		if a.Story == Silent && !month.Before(date("2026-09-01")) {
			mean = 0
		}
		for range poisson(r, mean) {
			id := fmt.Sprintf("%s-%d", a.ID, 1001+len(tickets))
			opened := workday(month.AddDate(0, 0, r.IntN(25))).Add(time.Duration(7*60+r.IntN(480)) * time.Minute)
			hours := 4 + r.ExpFloat64()*14
			if a.Story == SlowAnswers && october {
				hours = hours*5 + 40
			}
			first := opened.Add(time.Duration(20+r.IntN(200)) * time.Minute)
			solved := opened.Add(time.Duration(hours * float64(time.Hour)))
			user := a.People[r.IntN(len(a.People))]
			status, solvedText := "solved", solved.Format(time.RFC3339)
			if solved.After(end) || october && len(tickets)%5 == 4 {
				status, solvedText = "open", ""
			}
			reopens := 0
			if r.IntN(12) == 0 {
				reopens = 1
			}
			subject := subjects[r.IntN(len(subjects))]
			tickets = append(tickets, []string{id, a.ID, user.ID, subject, subject + ".", status, []string{"low", "normal", "normal", "high"}[r.IntN(4)], "problem",
				opened.Format(time.RFC3339), first.Format(time.RFC3339), solvedText, solvedText, fmt.Sprint(reopens), "Support desk"})
			comments = append(comments,
				[]string{id, opened.Format(time.RFC3339), user.ID, "customer", "true", subject + ".", id + "-c1"},
				[]string{id, first.Format(time.RFC3339), "Support desk", "agent", "true", "We are looking into it.", id + "-c2"})
		}
	}
	if a.Story == Drop {
		ticket, said := a.bulkTimeout(fmt.Sprintf("%s-%d", a.ID, 1001+len(tickets)))
		tickets, comments = append(tickets, ticket), append(comments, said)
	}
	return tickets, comments
}

// BulkSubject is the ticket behind the planted drop, which the demonstration escalates.
const BulkSubject = "Bulk upload of more than 500 stops times out"

// bulkTimeout is that ticket with its first comment.
func (a Account) bulkTimeout(id string) (ticket, comment []string) {
	const opened, answered = "2026-10-12T07:05:00Z", "2026-10-12T09:20:00Z"
	const body = "POST /v2/routes/bulk answers 504 after 60 s for more than 500 stops, since version 4.7.0."
	user := a.People[0]
	return []string{id, a.ID, user.ID, BulkSubject, body, "open", "high", "problem", opened, answered, "", "", "0", "Support desk"},
		[]string{id, opened, user.ID, "customer", "true", body, id + "-c1"}
}

// Escalated is the account and the ID of that ticket.
func Escalated() (account, ticket string) {
	for _, a := range Accounts() {
		tickets, _ := a.tickets()
		for _, t := range tickets {
			if t[3] == BulkSubject {
				return a.ID, t[0]
			}
		}
	}
	return "", ""
}

func workday(day time.Time) time.Time {
	for weekend(day) {
		day = day.AddDate(0, 0, 1)
	}
	return day
}

// surveys returns answers to the vendor's surveys: satisfaction after tickets, recommendation once a quarter.
func (a Account) surveys() [][]string {
	if a.Story == MissingData || a.Story == Silent {
		return nil
	}
	r := random(a, 3)
	var rows [][]string
	add := func(p Person, kind string, score, low, high int, at time.Time, comment string) {
		rows = append(rows, []string{fmt.Sprintf("%s-s%03d", a.ID, len(rows)+1), a.ID, p.ID, kind, fmt.Sprint(score), fmt.Sprint(low), fmt.Sprint(high),
			at.Add(-26 * time.Hour).Format(time.RFC3339), at.Format(time.RFC3339), comment})
	}
	for month := start; month.Before(end); month = month.AddDate(0, 1, 0) {
		unhappy := a.Story == Detractors && !month.Before(date("2026-08-01"))
		for _, p := range a.People {
			if r.Float64() < 0.22 {
				score := 3 + r.IntN(3)
				if unhappy {
					score = 1 + r.IntN(3)
				}
				add(p, "csat", score, 1, 5, month.AddDate(0, 0, 2+r.IntN(25)).Add(9*time.Hour), "")
			}
			if month.Month()%3 == 1 && (r.Float64() < 0.6 || unhappy) {
				score := 7 + r.IntN(4)
				if unhappy {
					score = 2 + r.IntN(5)
				}
				add(p, "nps", score, 0, 10, month.AddDate(0, 0, 5+r.IntN(20)).Add(11*time.Hour), "")
			}
		}
	}
	return rows
}

// interactions returns the calls and reviews that the vendor's people logged.
func (a Account) interactions() [][]string {
	contact := a.People[0].Name
	row := func(day, kind, summary string) []string {
		return []string{fmt.Sprintf("%s-%s-%s", a.ID, day, kind), a.ID, day + "T10:00:00Z", kind, contact, a.Owner, summary, summary}
	}
	rows := [][]string{row("2026-09-03", "review", "Quarterly review; the rota for autumn is set.")}
	switch a.Story {
	case Drop:
		rows = append(rows, row("2026-10-07", "review", "Wants route sharing with two carriers by the first quarter."),
			row("2026-10-21", "call", "Night batches are back on the old system until uploads of more than 500 stops work."))
	case ChampionGone:
		rows = append(rows, row("2026-09-24", "mail", contact+" has left the company; no successor is named."))
	case Grower:
		rows = append(rows, row("2026-10-14", "call", "A third depot opens in January; they ask what 20 more seats cost."))
	case FeaturePull:
		rows = append(rows, row("2026-10-16", "review", "Planners export every route by hand and mail it to carriers; they ask for access for carriers."))
	case Migration:
		rows = append(rows, row("2026-10-02", "call", "Moves to the new upload interface next week; sign-ins will fall because the batch needs no people."))
	case Holiday:
		rows = append(rows, row("2026-09-28", "mail", "Closed from 5 to 11 October."))
	}
	return rows
}
