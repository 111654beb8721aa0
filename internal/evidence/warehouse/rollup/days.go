package rollup

import "time"

// days turns instants into local days, looking the zone's offset up only when it may have changed.
type days struct {
	zone        *time.Location
	from, until int64 // the instants between which offset holds, in microseconds
	offset      int64
}

func newDays(zone *time.Location) days { return days{zone: zone, from: 1 << 62, until: -1 << 62} }

// local returns the local day of an instant in microseconds, as days since 1970.
func (d *days) local(at int64) int64 {
	if at < d.from || at >= d.until {
		d.look(at)
	}
	const aDay = 86_400_000_000
	n := at + d.offset
	if n < 0 {
		return (n - aDay + 1) / aDay
	}
	return n / aDay
}

func (d *days) look(at int64) {
	t := time.UnixMicro(at).In(d.zone)
	_, offset := t.Zone()
	d.offset = int64(offset) * 1_000_000
	d.from, d.until = at, at+1
	start, end := t.ZoneBounds()
	if end.After(t) {
		d.until = end.UnixMicro()
	} else if end.IsZero() {
		d.until = 1 << 62
	}
	if !start.IsZero() && !start.After(t) {
		d.from = start.UnixMicro()
	} else if start.IsZero() {
		d.from = -1 << 62
	}
}

// monthOf returns the first day of a day's month and that of the next.
func monthOf(day int64) (first, next int64) {
	t := time.Unix(day*86400, 0).UTC()
	a := time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
	return a.Unix() / 86400, a.AddDate(0, 1, 0).Unix() / 86400
}
