package casestudy

import (
	"fmt"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/metric"
	"github.com/touchstone-cs/touchstone/internal/privacy"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// datesOf is how an anonymous customer's days are told: as the command line says, else as touchstone.yaml does. named is
// true where the customer is not anonymous.
func datesOf(job deliverable.Job) (how privacy.Dates, named bool, err error) {
	asked := job.Flags["anonymous"]
	switch asked {
	case "", "no":
		return "", true, nil
	case "yes":
		how, err = datesPolicy(job.Workspace)
		return how, false, err
	}
	if how, err = privacy.ParseDates(asked); err != nil {
		return "", false, fmt.Errorf("--anonymous: %w\nhint: `--anonymous yes` does as touchstone.yaml says", err)
	}
	return how, false, nil
}

// datesPolicy is what touchstone.yaml says: `anonymise: {dates: shift}`.
func datesPolicy(w *workspace.Workspace) (privacy.Dates, error) {
	var policy struct {
		Dates string `yaml:"dates"`
	}
	if err := w.Config.Decode("anonymise", &policy); err != nil {
		return "", err
	}
	how, err := privacy.ParseDates(policy.Dates)
	if err != nil {
		return "", fmt.Errorf("%s: anonymise: %w", workspace.ConfigFile, err)
	}
	return how, nil
}

// when cleans words with dates; of an anonymous customer the dates are told as the draft tells days.
func (d *draft) when(words string) string {
	words = d.clean(words)
	if d.pseudonyms == nil {
		return words
	}
	return privacy.ReplaceDays(words, d.day)
}

// day tells a day of an anonymous customer. Where weeks cannot be counted, for want of a beginning, it is the quarter.
func (d *draft) day(on privacy.Day) string {
	if d.dates == privacy.Shifted {
		at := on.Time
		if on.Month {
			at = at.AddDate(0, 0, 14) // its middle
		}
		at = at.AddDate(0, 0, d.pseudonyms.ShiftDays(d.account.ID))
		return at.Format(map[bool]string{true: "2006-01", false: time.DateOnly}[on.Month])
	}
	start, err := time.Parse(time.DateOnly, d.story.start)
	if err != nil || on.Month || d.dates == privacy.Quarters {
		return fmt.Sprintf("Q%d %d", (int(on.Time.Month())+2)/3, on.Time.Year())
	}
	days := int(on.Time.Sub(start).Hours() / 24)
	if days < 0 {
		return fmt.Sprintf("%d weeks before the start", (-days+6)/7)
	}
	return fmt.Sprintf("week %d", days/7+1)
}

// period names a period as the reader may know it.
func (d *draft) period(p metric.Period) string {
	if d.pseudonyms == nil || !d.dates.Hides() {
		return p.Name
	}
	if d.dates == privacy.Quarters {
		return privacy.CoarseDate(p.From)
	}
	shift := d.pseudonyms.ShiftDays(d.account.ID)
	middle := p.From.Add(p.To.Sub(p.From)/2).AddDate(0, 0, shift)
	switch {
	case strings.Contains(p.Name, ".."):
		return p.From.AddDate(0, 0, shift).Format(time.DateOnly) + ".." + p.To.AddDate(0, 0, shift-1).Format(time.DateOnly)
	case strings.Contains(p.Name, "-Q"):
		return privacy.CoarseDate(middle)
	case strings.Contains(p.Name, "-W"):
		year, week := middle.ISOWeek()
		return fmt.Sprintf("%d-W%02d", year, week)
	}
	return middle.Format("2006-01")
}
