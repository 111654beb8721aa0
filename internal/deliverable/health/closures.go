package health

import (
	"errors"
	"fmt"
	"io/fs"
	"sync"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence/measure"
	"github.com/touchstone-cs/touchstone/internal/evidence/portrait"
	"github.com/touchstone-cs/touchstone/internal/metric"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

func missing(err error) bool { return errors.Is(err, fs.ErrNotExist) }

// Closures tells on which days an account does not work beside its weekends: its own calendar's holidays and freezes, else the
// vendor's. Only the accounts asked about are read.
func Closures(w *workspace.Workspace) (func(account string) func(day int64) bool, error) {
	vendor, err := closed(w.Config.Calendar, w.Zone, workspace.ConfigFile)
	if err != nil {
		return nil, err
	}
	known := map[string]func(day int64) bool{} // by calendar: most accounts of a country share one
	var mu sync.Mutex
	return func(account string) func(day int64) bool {
		a, err := w.Account(account)
		if err != nil {
			return vendor
		}
		c := ownCalendar(a, w.Config.Calendar)
		if c == nil {
			return vendor
		}
		mu.Lock()
		defer mu.Unlock()
		key := fmt.Sprint(*c)
		if known[key] == nil {
			if known[key], err = closed(*c, w.Zone, a.Path); err != nil {
				known[key] = vendor // a country that the calendar does not know
			}
		}
		return known[key]
	}, nil
}

// ownCalendar is nil for an account that works as the vendor does.
func ownCalendar(a *workspace.Account, vendor workspace.Calendar) *workspace.Calendar {
	c := a.Calendar
	if c.Country == "" && c.Region == "" && a.Country != "" {
		c.Country = a.Country
	}
	if c.Country == "" && c.Region == "" {
		if len(c.Freezes) == 0 {
			return nil
		}
		c.Country, c.Region = vendor.Country, vendor.Region
	}
	return &c
}

func closed(c workspace.Calendar, zone *time.Location, file string) (func(day int64) bool, error) {
	if c.Hours == "" {
		c.Hours = "09:00-17:00"
	}
	hours, err := measure.BusinessHours(c, zone)
	if err != nil {
		return nil, fmt.Errorf("%s: calendar: %w", file, err)
	}
	type span struct{ from, to int64 }
	var freezes []span
	for _, text := range c.Freezes {
		p, err := metric.ParsePeriod(text, zone)
		if err != nil {
			return nil, fmt.Errorf("%s: calendar: freezes: %w", file, err)
		}
		freezes = append(freezes, span{metric.LocalDay(p.From, zone), metric.LocalDay(p.To, zone)})
	}
	days := map[int64]bool{} // the calendar computes a year's holidays for every question
	var mu sync.Mutex
	return func(day int64) bool {
		for _, f := range freezes {
			if f.from <= day && day < f.to {
				return true
			}
		}
		if hours.Closed == nil {
			return false
		}
		mu.Lock()
		defer mu.Unlock()
		shut, ok := days[day]
		if !ok {
			shut = hours.Closed(time.Unix(day*86400, 0).UTC().Date())
			days[day] = shut
		}
		return shut
	}, nil
}

// Prover recomputes, for a desk, the figures that only health reports cite: the score, the interval of a change, the day it
// began.
func Prover(w *workspace.Workspace, desk *measure.Desk) (*portrait.Prover, error) {
	signals, err := Signals(w)
	if err != nil {
		return nil, err
	}
	closures, err := Closures(w)
	if err != nil {
		return nil, err
	}
	return &portrait.Prover{Desk: desk, Signals: signals, Closed: closures}, nil
}
