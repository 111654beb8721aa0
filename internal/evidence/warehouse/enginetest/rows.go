package enginetest

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/touchstone-cs/touchstone/internal/metric"
)

// Rows makes a small warehouse: eight accounts, their users, n events from July to November 2026 with
// clusters at the edges of days, tickets, surveys and subscriptions. The same seed gives the same rows.
func Rows(seed, n int) metric.Memory {
	r := rand.New(rand.NewPCG(uint64(seed), 1))
	m := metric.Memory{}
	for a := range 8 {
		account := fmt.Sprintf("account-%d", a)
		row := metric.Row{"account": metric.TextCell(account), "plan": metric.TextCell([]string{"scale", "starter"}[a%2])}
		if a != 3 {
			row["seats"] = metric.IntCell(int64(5 + a))
		}
		row["created"] = moment(r)
		m["accounts"] = append(m["accounts"], row)
		for u := range r.IntN(8) {
			m["users"] = append(m["users"], user(r, account, u))
		}
	}
	for i := range n {
		m["events"] = append(m["events"], event(r, i))
	}
	for i := range n / 10 {
		addTicket(r, m, fmt.Sprintf("t%d", i))
		m["surveys"] = append(m["surveys"], survey(r, i))
		m["subscriptions"] = append(m["subscriptions"], subscription(r, i))
	}
	return m
}

// moment draws a time, often on the edge of a day of some zone.
func moment(r *rand.Rand) metric.Cell {
	start := time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
	t := start.Add(time.Duration(r.Int64N(int64(150 * 24 * time.Hour)))).Truncate(time.Microsecond)
	if r.IntN(3) == 0 {
		t = t.Truncate(time.Hour).Add(time.Duration(r.IntN(3)-1) * time.Microsecond)
	}
	return metric.IntCell(t.UnixMicro())
}

func pick(r *rand.Rand, words ...string) metric.Cell {
	if w := words[r.IntN(len(words))]; w != "" {
		return metric.TextCell(w)
	}
	return metric.Cell{}
}

func set(row metric.Row, column string, c metric.Cell) {
	if c.Known() {
		row[column] = c
	}
}

func user(r *rand.Rand, account string, u int) metric.Row {
	row := metric.Row{"account": metric.TextCell(account), "user": metric.TextCell(fmt.Sprintf("user number %d", u))}
	switch r.IntN(4) {
	case 0:
		row["eligible"] = metric.IntCell(0)
	case 1:
		row["eligible"] = metric.IntCell(1)
	case 2:
		row["active_to"] = moment(r)
	}
	return row
}

func event(r *rand.Rand, i int) metric.Row {
	row := metric.Row{"account": metric.TextCell(fmt.Sprintf("account-%d", r.IntN(9))), "time": moment(r), "id": metric.TextCell(fmt.Sprint(i))}
	set(row, "user", pick(r, "", "user number 0", "user number 1", "user number 2", "user number 3", "x"))
	set(row, "event", pick(r, "", "login", "api_call", "Export", "é"))
	set(row, "feature", pick(r, "", "", "map", "list", "O'Hara"))
	if r.IntN(3) == 0 {
		row["quantity"] = metric.IntCell(r.Int64N(100_000))
	}
	return row
}

func addTicket(r *rand.Rand, m metric.Memory, id string) {
	opened := moment(r)
	row := metric.Row{"ticket": metric.TextCell(id), "account": metric.TextCell(fmt.Sprintf("account-%d", r.IntN(8))), "opened": opened, "priority": pick(r, "low", "urgent")}
	at := opened.Int
	later := func() metric.Cell {
		at += r.Int64N(int64(5 * 24 * time.Hour / time.Microsecond))
		return metric.IntCell(at)
	}
	if r.IntN(2) == 0 {
		row["opened_by_agent"] = metric.IntCell(int64(r.IntN(2)))
		for range r.IntN(4) {
			m["ticket_comments"] = append(m["ticket_comments"], metric.Row{"ticket": metric.TextCell(id), "time": later(), "author_role": pick(r, "agent", "agent", "customer"), "public": metric.IntCell(int64(r.IntN(2)))})
		}
	} else if r.IntN(2) == 0 {
		row["first_reply"] = later()
	}
	switch r.IntN(3) {
	case 0:
		row["solved"] = later()
		row["reopens"] = metric.IntCell(int64(r.IntN(2)))
	case 1:
		for range r.IntN(5) {
			m["ticket_status"] = append(m["ticket_status"], metric.Row{"ticket": metric.TextCell(id), "time": later(), "status": pick(r, "open", "solved", "closed", "pending")})
		}
	}
	m["tickets"] = append(m["tickets"], row)
}

func survey(r *rand.Rand, i int) metric.Row {
	row := metric.Row{"survey": metric.TextCell(fmt.Sprint(i)), "account": metric.TextCell(fmt.Sprintf("account-%d", r.IntN(8))), "asked": moment(r), "kind": pick(r, "nps", "csat", "ces")}
	if r.IntN(4) > 0 {
		row["answered"] = moment(r)
		row["score"] = metric.IntCell(int64(r.IntN(11)) * 10_000)
		row["scale_max"] = metric.IntCell(50_000)
	}
	return row
}

func subscription(r *rand.Rand, i int) metric.Row {
	row := metric.Row{"subscription": metric.TextCell(fmt.Sprint(i)), "account": metric.TextCell(fmt.Sprintf("account-%d", r.IntN(8))), "started": moment(r), "seats": metric.IntCell(int64(r.IntN(50)))}
	switch r.IntN(3) {
	case 0:
		row["ends"] = moment(r)
	case 1:
		row["ended"] = moment(r)
	case 2:
		row["renewal"] = moment(r)
		row["auto_renew"] = metric.IntCell(1)
	}
	return row
}
