package onboarding

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"github.com/touchstone-cs/touchstone/internal/calendar"
	"github.com/touchstone-cs/touchstone/internal/pattern"
)

// ICalendar writes a plan's milestones and regular meetings (RFC 5545). UIDs
// depend on the account, the engagement's folder and the row alone, the
// sequence grows with the change log and the stamp is the day on, so importing
// again updates what is there. Meetings leave out the days that works does not
// work. zone is where meetings' times of day are read.
func ICalendar(p *Plan, folder string, zone *time.Location, works *calendar.Calendar, on calendar.Date) ([]byte, error) {
	cal := ics.NewCalendarFor("Touchstone")
	cal.SetProductId("-//Touchstone//onboarding plan//EN")
	cal.SetMethod(ics.MethodPublish)
	cal.SetName("Onboarding: " + p.Account)
	w := icsWriter{cal: cal, plan: p, folder: folder, zone: zone, works: works, stamp: on.Time(), sequence: max(0, len(p.Changes)-1)}
	meetings := w.meetings()
	if meetings > 0 && zone != nil && zone != time.UTC {
		w.timezone(p.Start.Date.In(zone), p.GoLive.Date.In(zone).AddDate(1, 0, 0))
	}
	for i := range p.Milestones {
		w.milestone(&p.Milestones[i])
	}
	var out bytes.Buffer
	err := cal.SerializeTo(&out, ics.WithNewLineWindows)
	return out.Bytes(), err
}

type icsWriter struct {
	cal      *ics.Calendar
	plan     *Plan
	folder   string
	zone     *time.Location
	works    *calendar.Calendar
	stamp    time.Time
	sequence int
}

var uidSafe = pattern.New(`[^A-Za-z0-9._/-]+`)

func (w *icsWriter) event(id, summary string) *ics.VEvent {
	uid := uidSafe.ReplaceAllString(strings.Join([]string{w.plan.Account, w.folder, id}, "/"), "-")
	e := w.cal.AddEvent(uid + "@touchstone")
	e.SetDtStampTime(w.stamp)
	e.SetSequence(w.sequence)
	e.SetSummary(summary)
	return e
}

func (w *icsWriter) milestone(m *Milestone) {
	if m.Due.Date == 0 || m.ID.Text == "" {
		return
	}
	e := w.event("milestone-"+m.ID.Text, m.ID.Text+" "+m.Title.Text)
	e.SetAllDayStartAt(m.Due.Date.Time())
	e.SetAllDayEndAt((m.Due.Date + 1).Time())
	e.SetDescription(fmt.Sprintf("Owner: %s\nDone when: %s", m.Owner.Text, m.Criterion.Text))
	if m.State.Dropped() {
		e.SetStatus(ics.ObjectStatusCancelled)
	} else {
		e.SetStatus(ics.ObjectStatusConfirmed)
	}
	e.AddProperty("TRANSP", "TRANSPARENT")
}

// meetings writes the meetings with a weekday and a time of day, and says how
// many there are.
func (w *icsWriter) meetings() int {
	n := 0
	for _, m := range w.plan.Meetings {
		r, ok := readWhen(m.When.Text)
		if !ok || w.plan.Start.Date == 0 {
			continue
		}
		n++
		first := r.first(w.plan.Start.Date)
		e := w.event("meeting-"+strings.ToLower(m.Name.Text), m.Name.Text)
		start := first.In(w.location()).Add(r.at)
		w.at(e, ics.ComponentPropertyDtStart, start)
		w.at(e, ics.ComponentPropertyDtEnd, start.Add(r.length))
		until := w.plan.GoLive.Date
		if until < first {
			until = first
		}
		e.AddRrule(r.rule + ";UNTIL=" + (until + 1).In(w.location()).Add(-time.Second).UTC().Format("20060102T150405Z"))
		for d := first; d <= until; d = r.after(d) {
			if !w.works.Working(d) {
				w.at(e, ics.ComponentPropertyExdate, d.In(w.location()).Add(r.at))
			}
		}
		e.SetDescription(fmt.Sprintf("With: %s\nFor: %s", m.Who.Text, m.For.Text))
	}
	return n
}

func (w *icsWriter) location() *time.Location {
	if w.zone == nil {
		return time.UTC
	}
	return w.zone
}

func (w *icsWriter) at(e *ics.VEvent, property ics.ComponentProperty, t time.Time) {
	if w.location() == time.UTC {
		e.AddProperty(property, t.Format("20060102T150405Z"))
		return
	}
	e.AddProperty(property, t.Format("20060102T150405"), ics.WithTZID(w.zone.String()))
}

// timezone describes the zone between two instants: one observance for what
// holds at the start and one for each change.
func (w *icsWriter) timezone(from, to time.Time) {
	tz := w.cal.AddTimezone(w.zone.String())
	_, offset := from.Zone()
	w.observance(tz, from.AddDate(-1, 0, 0), offset, offset)
	for t := from; t.Before(to); {
		_, end := t.ZoneBounds()
		if end.IsZero() || end.After(to) || !end.After(t) { // beyond the zone's last known change it may not move on
			return
		}
		_, was := t.Zone()
		_, is := end.Zone()
		w.observance(tz, end, was, is)
		t = end
	}
}

func (w *icsWriter) observance(tz *ics.VTimezone, at time.Time, was, is int) {
	local := at.UTC().Add(time.Duration(was) * time.Second).Format("20060102T150405")
	fill := func(c *ics.ComponentBase) {
		c.SetProperty("DTSTART", local)
		c.SetProperty("TZOFFSETFROM", offsetText(was))
		c.SetProperty("TZOFFSETTO", offsetText(is))
	}
	if at.Add(time.Second).IsDST() {
		d := &ics.Daylight{}
		fill(&d.ComponentBase)
		tz.Components = append(tz.Components, d)
		return
	}
	fill(&tz.AddStandard().ComponentBase)
}

// offsetText writes an offset of seconds as +0530.
func offsetText(seconds int) string {
	sign := '+'
	if seconds < 0 {
		sign, seconds = '-', -seconds
	}
	return fmt.Sprintf("%c%02d%02d", sign, seconds/3600, seconds/60%60)
}

// A recurrence is when a regular meeting is.
type recurrence struct {
	weekday time.Weekday
	monthly bool // the first such weekday of the month
	weeks   int  // between two meetings, where it is not monthly
	rule    string
	at      time.Duration // since midnight
	length  time.Duration
}

var (
	clockText  = pattern.New(`\b([01]?\d|2[0-3]):([0-5]\d)\b`)
	lengthText = pattern.New(`\b(\d{1,3})\s*(?:minutes|min)\b`)
)

// readWhen reads a meeting's time from words: "Weekly, Tuesdays 10:00, 25
// minutes", "Every second Monday 09:30", "First Friday of the month 15:00". It
// is false for what has no weekday and time: the end of a phase, a blocker.
func readWhen(text string) (recurrence, bool) {
	r := recurrence{length: 30 * time.Minute, weeks: 1}
	lower := strings.ToLower(text)
	found := false
	for d := time.Sunday; d <= time.Saturday; d++ {
		if strings.Contains(lower, strings.ToLower(d.String())) {
			r.weekday, found = d, true
			break
		}
	}
	clock := clockText.FindStringSubmatch(text)
	if !found || clock == nil {
		return r, false
	}
	hours, _ := strconv.Atoi(clock[1])
	minutes, _ := strconv.Atoi(clock[2])
	r.at = time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute
	if m := lengthText.FindStringSubmatch(lower); m != nil {
		n, _ := strconv.Atoi(m[1])
		r.length = time.Duration(n) * time.Minute
	}
	code := strings.ToUpper(r.weekday.String()[:2])
	switch {
	case strings.Contains(lower, "month"):
		r.monthly = true
		r.rule = "FREQ=MONTHLY;BYDAY=1" + code
	case strings.Contains(lower, "every second"), strings.Contains(lower, "biweekly"), strings.Contains(lower, "fortnight"), strings.Contains(lower, "every 2 weeks"), strings.Contains(lower, "every two weeks"):
		r.weeks = 2
		r.rule = "FREQ=WEEKLY;INTERVAL=2;BYDAY=" + code
	default:
		r.rule = "FREQ=WEEKLY;BYDAY=" + code
	}
	return r, true
}

// first is the first day of the recurrence on or after a day.
func (r recurrence) first(d calendar.Date) calendar.Date {
	for ; d.Weekday() != r.weekday || r.monthly && d.Day() > 7; d++ {
	}
	return d
}

// after is the next day of the recurrence after one of its days.
func (r recurrence) after(d calendar.Date) calendar.Date {
	if r.monthly {
		return r.first(d + 1)
	}
	return d + calendar.Date(7*r.weeks)
}
