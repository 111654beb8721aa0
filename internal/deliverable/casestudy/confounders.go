package casestudy

import (
	"fmt"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/calendar"
	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/pattern"
)

var isoDay = pattern.New(`\b\d{4}-\d\d-\d\d\b`)

// confounders names what else differs between before and after, as far as the records know it.
func (d *draft) confounders() {
	var out []string
	add := func(format string, args ...any) { out = append(out, "- "+fmt.Sprintf(format, args...)+"\n") }
	if d.now.From.Month() != d.baseline.From.Month() {
		add("The season: the two periods are different times of the year.")
	}
	if before, after, ok := d.workingDays(); ok && before != after && !d.dates.Hides() { // how many there were tells the month
		add("The calendar: the period before had %s, the one after %s.", workdays(before), workdays(after))
	}
	for i, o := range d.found {
		if o.def.ID == "active_users" || o.def.ID == "seats" {
			add("The number of people: %s went from %s to %s,[^m%d] so that totals grow or shrink with it.", strings.ToLower(plainText.Replace(o.def.Label)), o.def.Unit.Text(o.value.Prior), o.def.Unit.Text(o.value.Value), i+1)
		}
	}
	if n := d.between(d.story.hard); n > 0 {
		add("Trouble: %d of the customer's issues were escalated in that time.", n)
	}
	for _, r := range d.story.risks {
		if strings.HasSuffix(r.path, "/"+d.now.Name+".md") {
			add("The state of the account: the health report of %s names %s.", d.period(d.now), d.when(strings.Join(r.signals, "; ")))
		}
	}
	d.printf("Also changed in that time, as far as the records show:\n\n")
	if len(out) == 0 {
		d.printf("- Nothing that is on record.\n")
	}
	d.printf("%s\n[describe what else changed: staff, sites, other projects, prices]\n\n", strings.Join(out, ""))
}

func workdays(n int) string {
	if n == 1 {
		return "1 working day"
	}
	return fmt.Sprintf("%d working days", n)
}

// workingDays counts those of both periods by the vendor's calendar.
func (d *draft) workingDays() (before, after int, ok bool) {
	spec, err := deliverable.SpecOf(d.job.Workspace.Config.Calendar)
	if err != nil {
		return 0, 0, false
	}
	c, err := spec.Calendar()
	if err != nil {
		return 0, 0, false
	}
	count := func(from, to time.Time) (n int) {
		for day := from; day.Before(to); day = day.AddDate(0, 0, 1) {
			if c.Working(calendar.NewDate(day.Year(), day.Month(), day.Day())) {
				n++
			}
		}
		return n
	}
	return count(d.baseline.From, d.baseline.To), count(d.now.From, d.now.To), true
}

// between counts the documents that are dated between the two periods' ends.
func (d *draft) between(all []source) (n int) {
	for _, s := range all {
		on, err := time.ParseInLocation(time.DateOnly, s.date, d.now.Zone())
		if err == nil && !on.Before(d.baseline.To) && on.Before(d.now.To) {
			n++
		}
	}
	return n
}
