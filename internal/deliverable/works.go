package deliverable

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/calendar"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// A CalendarSpec is a party's working calendar as configuration declares it.
type CalendarSpec struct {
	Region  calendar.Region `json:"region,omitempty"`
	Weekend []string        `json:"weekend,omitempty"` // weekdays not worked; empty is the region's
	Closed  []string        `json:"closed,omitempty"`  // dates or ranges 2026-12-18..2027-01-04
}

// SpecOf reads a calendar of the configuration. With an error it is what could
// be read.
func SpecOf(c workspace.Calendar) (CalendarSpec, error) {
	spec := CalendarSpec{Closed: c.Freezes}
	country, region := strings.ToUpper(c.Country), strings.ToUpper(c.Region)
	switch {
	case strings.Contains(region, "-"), country == "":
		spec.Region = calendar.Region(region)
	case region != "":
		spec.Region = calendar.Region(country + "-" + region)
	default:
		spec.Region = calendar.Region(country)
	}
	if len(c.Weekend) > 0 && !(len(c.Weekend) == 2 && strings.EqualFold(c.Weekend[0], "saturday") && strings.EqualFold(c.Weekend[1], "sunday")) {
		spec.Weekend = c.Weekend
	}
	_, err := spec.Calendar()
	return spec, err
}

// Calendar is the calendar that a spec declares. With an error it is the
// calendar of what could be read.
func (c CalendarSpec) Calendar() (*calendar.Calendar, error) {
	out := &calendar.Calendar{Region: c.Region}
	var err error
	if c.Region != "" {
		if err = c.Region.Check(); err != nil {
			out.Region = ""
		}
	}
	if len(c.Weekend) > 0 {
		out.Weekdays = nil
		for d := time.Sunday; d <= time.Saturday; d++ {
			if !slices.ContainsFunc(c.Weekend, func(w string) bool { return strings.EqualFold(w, d.String()) }) {
				out.Weekdays = append(out.Weekdays, d)
			}
		}
	}
	for _, closed := range c.Closed {
		span, bad := calendar.ParseSpan(closed, "freeze")
		if bad != nil {
			err = cmp.Or(err, fmt.Errorf("freezes: %w", bad))
			continue
		}
		out.Closed = append(out.Closed, span)
	}
	return out, err
}

// CustomerSpec is the customer's calendar: the account's own, else that of its
// country.
func CustomerSpec(account *workspace.Account) (CalendarSpec, error) {
	spec, err := SpecOf(account.Calendar)
	if spec.Region == "" && account.Country != "" {
		if region := calendar.Region(strings.ToUpper(account.Country)); region.Check() == nil {
			spec.Region = region
		}
	}
	return spec, err
}

// JointCalendar is the calendar of the days that the vendor and an account both
// work, as far as it can be read.
func JointCalendar(w *workspace.Workspace, account *workspace.Account) *calendar.Calendar {
	vendorSpec, _ := SpecOf(w.Config.Calendar)
	customerSpec, _ := CustomerSpec(account)
	vendor, _ := vendorSpec.Calendar()
	customer, _ := customerSpec.Calendar()
	return calendar.Join(vendor, customer)
}
