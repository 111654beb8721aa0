package bench

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// fleetAccount names the i-th account.
func fleetAccount(i int) string { return fmt.Sprintf("acc-%05d", i) }

var (
	fleetStart    = time.Date(2025, 10, 1, 0, 0, 0, 0, time.UTC)
	fleetEnd      = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	fleetFeatures = []string{"planning", "upload", "tracking", "reports", "alerts", "export", "mobile", "admin"}
	planNames     = []string{"starter", "growth", "enterprise"}
	fleetOwners   = []string{"Dana Ruiz", "Tomas Berg", "Amara Okafor"}
	fleetSubjects = []string{"Upload times out on large files", "Export misses the stop times", "Alert arrives ten minutes late", "Report shows yesterday's depots"}
)

// exports are the tables of a vendor with many accounts: every fact that a health report speaks of.
type exports struct {
	r     *rand.Rand
	files map[string]*bufio.Writer
}

var fleetTables = map[string]string{
	"accounts":      "account,name,domain,segment,plan,region,country,industry,owner,created,seats,arr,currency",
	"users":         "user,account,email,name,role,title,created,eligible",
	"events":        "account,user,time,event,feature,quantity,id",
	"tickets":       "ticket,account,user,subject,body,status,priority,type,opened,first_reply,first_solved,solved,reopens,assignee",
	"surveys":       "survey,account,user,kind,score,scale_min,scale_max,asked,answered,comment",
	"interactions":  "interaction,account,time,kind,people,author,summary,body",
	"subscriptions": "subscription,account,plan,seats,arr,currency,started,ends",
}

// writeExports writes the tables of the accounts from to to-1 as CSV files into dir: 13 months, always the same rows.
func writeExports(dir string, from, to int) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	e := exports{r: rand.New(rand.NewPCG(1, uint64(from))), files: map[string]*bufio.Writer{}}
	for table, header := range fleetTables {
		f, err := os.Create(filepath.Join(dir, table+".csv"))
		if err != nil {
			return err
		}
		defer f.Close()
		e.files[table] = bufio.NewWriterSize(f, 1<<20)
		e.row(table, header)
	}
	for i := from; i < to; i++ {
		e.account(i)
	}
	for _, w := range e.files {
		if err := w.Flush(); err != nil {
			return err
		}
	}
	return nil
}

func (e exports) row(table string, cells ...any) {
	for i, cell := range cells {
		cells[i] = fmt.Sprint(cell)
		if t, ok := cell.(time.Time); ok {
			cells[i] = t.Format(time.RFC3339)
		}
		if i > 0 {
			e.files[table].WriteByte(',')
		}
		e.files[table].WriteString(cells[i].(string))
	}
	e.files[table].WriteByte('\n') // an error stays until Flush
}

func (e exports) account(i int) {
	id, plan := fleetAccount(i), planNames[i%3]
	people := 2 + e.r.IntN(8)
	seats, arr := people+e.r.IntN(20), 5000+e.r.IntN(90000)
	e.row("accounts", id, "Customer "+id, id+".example", "medium", plan, "EMEA", "SE", "logistics", fleetOwners[i%3], "2025-09-01", seats, arr, "EUR")
	e.row("subscriptions", id+"-1", id, plan, seats, arr, "EUR", "2025-09-01", fleetEnd.AddDate(0, 0, 10+e.r.IntN(500)).Format(time.DateOnly))
	e.row("interactions", id+"-review", id, "2026-10-07T10:00:00Z", "review", "Person 1 of "+id, fleetOwners[i%3], "Wants route sharing with two carriers.", "Wants route sharing with two carriers.")
	users := make([]string, people)
	for k := range users {
		users[k] = fmt.Sprintf("%s-u%02d", id, k+1)
		e.row("users", users[k], id, users[k]+"@"+id+".example", fmt.Sprintf("Person %d of %s", k+1, id), "admin", "Manager", "2025-09-15", true)
	}
	e.events(id, users)
	e.tickets(id, users)
	e.surveys(id, users)
}

// events are use by each user on one working day of seven, and machines' calls twice a week: 3.4 million rows for 10,000
// accounts. One account in fifty drops by half in October.
func (e exports) events(id string, users []string) {
	drops, n := e.r.IntN(50) == 0, 0
	for day := fleetStart; day.Before(fleetEnd); day = day.AddDate(0, 0, 1) {
		if day.Weekday() == time.Saturday || day.Weekday() == time.Sunday {
			continue
		}
		october := drops && !day.Before(fleetEnd.AddDate(0, -1, 0))
		if calls := 20 + e.r.IntN(40); day.Weekday()%2 == 0 && (!october || calls < 40) {
			n++
			e.row("events", id, "", day.Add(14*time.Hour), "api_call", "api", calls, fmt.Sprintf("%s-%d", id, n))
		}
		for _, user := range users {
			if e.r.IntN(7) == 0 && !(october && e.r.IntN(2) == 0) {
				n++
				feature := fleetFeatures[e.r.IntN(len(fleetFeatures))]
				e.row("events", id, user, day.Add(time.Duration(420+e.r.IntN(500))*time.Minute), feature+"_used", feature, 1, fmt.Sprintf("%s-%d", id, n))
			}
		}
	}
}

func (e exports) tickets(id string, users []string) {
	for k := range 6 + e.r.IntN(14) {
		opened := fleetStart.AddDate(0, 0, e.r.IntN(390)).Add(time.Duration(420+e.r.IntN(500)) * time.Minute)
		first := opened.Add(time.Duration(20+e.r.IntN(300)) * time.Minute)
		solved := opened.Add(time.Duration(4+e.r.IntN(100)) * time.Hour)
		status, solvedText := "solved", solved.Format(time.RFC3339)
		if solved.After(fleetEnd) {
			status, solvedText = "open", ""
		}
		subject := fleetSubjects[e.r.IntN(len(fleetSubjects))]
		e.row("tickets", fmt.Sprintf("%s-%d", id, 1001+k), id, users[e.r.IntN(len(users))], subject, subject+".", status,
			strings.Fields("low normal normal high")[e.r.IntN(4)], "problem", opened, first, solvedText, solvedText, e.r.IntN(12)/11, "Support desk")
	}
}

func (e exports) surveys(id string, users []string) {
	for k := range 8 {
		at := fleetStart.AddDate(0, 0, 200+e.r.IntN(190))
		kind, score, low, high := "csat", 1+e.r.IntN(5), 1, 5
		if k%2 == 0 {
			kind, score, low, high = "nps", e.r.IntN(11), 0, 10
		}
		e.row("surveys", fmt.Sprintf("%s-s%d", id, k), id, users[e.r.IntN(len(users))], kind, score, low, high, at, at.Add(9*time.Hour), "")
	}
}
