package escalation

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/calendar"
	"github.com/touchstone-cs/touchstone/internal/evidence/measure"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// SLA is what a contract promises, as account.yaml declares it under "sla".
type SLA struct {
	Hours   string        `yaml:"hours"` // business hours, such as 08:00-18:00; "always" for round the clock
	Zone    string        `yaml:"zone"`
	Country string        `yaml:"country"` // whose holidays count
	Region  string        `yaml:"region"`
	Weekend []string      `yaml:"weekend"` // days on which nobody answers; the workspace's where there is none
	Pauses  []string      `yaml:"pauses"`  // statuses in which update, workaround and resolution stand still; pending and hold where there is none
	Terms   map[int]Terms `yaml:"terms"`   // by severity
}

// Terms are the promises for one severity: durations in business time, such as 4h or 2d.
type Terms struct {
	Answer     string `yaml:"answer"` // the first one
	Reply      string `yaml:"reply"`  // each later one, from the customer's oldest word that is not answered
	Update     string `yaml:"update"`
	Workaround string `yaml:"workaround"`
	Resolution string `yaml:"resolution"`
}

// Clock counts business time.
type Clock struct {
	always bool // round the clock, weekends and holidays too
	hours  calendar.Hours
	day    time.Duration // of one business day
}

// ReadSLA reads an account's terms; ok is false where it has none. The workspace's calendar fills in what is missing.
func ReadSLA(account *workspace.Account, config workspace.Config) (sla SLA, ok bool, err error) {
	if account == nil {
		return sla, false, nil
	}
	if err := account.Decode("sla", &sla); err != nil || len(sla.Terms) == 0 {
		return sla, false, err
	}
	if sla.Hours == "" {
		sla.Hours = config.Calendar.Hours
	}
	if sla.Zone == "" {
		sla.Zone = config.TimeZone
	}
	if sla.Country == "" {
		sla.Country, sla.Region = config.Calendar.Country, config.Calendar.Region
	}
	if len(sla.Weekend) == 0 {
		sla.Weekend = config.Calendar.Weekend
	}
	if _, err := sla.Clock(); err != nil {
		return sla, false, fmt.Errorf("%s:%d: sla: %w", account.Path, account.Line("sla"), err)
	}
	return sla, true, nil
}

// Clock returns the clock by which the terms run.
func (s SLA) Clock() (Clock, error) {
	zone, err := time.LoadLocation(s.Zone)
	if err != nil {
		return Clock{}, err
	}
	if s.Hours == "always" {
		return Clock{always: true, day: 24 * time.Hour}, nil
	}
	working := workspace.Calendar{Country: s.Country, Region: s.Region, Weekend: s.Weekend, Hours: s.Hours}
	if s.Country != "" && s.Region != "" && !strings.Contains(s.Region, "-") {
		working.Region = s.Country + "-" + s.Region
	}
	if len(working.Weekend) == 0 {
		working.Weekend = []string{"saturday", "sunday"}
	}
	hours, err := measure.BusinessHours(working, zone)
	if err != nil {
		return Clock{}, err
	}
	spans, err := calendar.ParseSpans(s.Hours)
	c := Clock{hours: hours}
	for _, span := range spans {
		c.day += span.To - span.From
	}
	return c, err
}

// ParseTerm reads a term: hours as 4h, business days as 2d.
func (c Clock) ParseTerm(text string) (time.Duration, error) {
	if days, ok := strings.CutSuffix(text, "d"); ok {
		n, err := strconv.ParseFloat(days, 64)
		return time.Duration(n * float64(c.day)), err
	}
	return time.ParseDuration(text)
}

// termText is a term for a reader: 4h is "4 h", 2d is "2 business days".
func termText(term string) string {
	if days, ok := strings.CutSuffix(term, "d"); ok {
		if days == "1" {
			return "1 business day"
		}
		return days + " business days"
	}
	if hours, ok := strings.CutSuffix(term, "h"); ok {
		return hours + " h"
	}
	return term
}

// Due returns when a term that started at a time ends.
func (c Clock) Due(from time.Time, term time.Duration) (time.Time, bool) {
	if c.always {
		return from.Add(term), true
	}
	return c.hours.Add(from, term)
}

// Left returns how much business time is left until due; negative after it.
func (c Clock) Left(now, due time.Time) time.Duration {
	if now.After(due) {
		return -c.between(due, now)
	}
	return c.between(now, due)
}
