// Package schedule computes the dates of plans and how likely they are:
// critical path and float, levelling under people's capacity over a whole
// portfolio, and Monte Carlo forecasts over durations and risks. It does no
// I/O, asks no clock, and gives the same bytes for the same plan and seed.
//
// Time is counted in ticks, 1/1024 of a day, on one axis of calendar days; a
// task's calendar maps the axis to its working time and back. Whole numbers
// keep every result the same on every machine.
package schedule

import "github.com/touchstone-cs/touchstone/internal/calendar"

// A Plan is what one engagement intends: tasks, what may delay them, and the
// promise. The order of rows never matters.
type Plan struct {
	ID    string // unique in a portfolio; part of every random stream's key
	Start calendar.Date
	// Today is the day of the forecast: open work starts today or later, work
	// under way ends today or later and takes no less than it has taken so far,
	// and up to half as long again. Zero leaves all work in the future.
	Today calendar.Date
	// Promise is the date promised to the customer; zero when none is.
	Promise calendar.Date
	// Target names the task whose finish is the go-live; "" is the last finish
	// of all tasks.
	Target   string
	Calendar *calendar.Calendar // nil works every day
	Tasks    []Task
	Risks    []Risk
	Seed     uint64
}

// A Task is one piece of work, or a milestone when its durations are zero.
type Task struct {
	ID    string
	Days  Estimate // working days
	After []Link
	Owner string // a key of the portfolio's People; "" is nobody's capacity
	Load  int    // share of the owner's day in percent; 0 means 100
	// NotBefore is the first day on which the task may start; zero is free.
	NotBefore calendar.Date
	// Started and Finished are the actual dates; zero while they lie ahead.
	Started, Finished calendar.Date

	extra float64 // working days that a risk adds to the most likely duration
}

// An Estimate is a three-point duration in working days: the least, the most
// likely and the most.
type Estimate struct{ Low, Mode, High float64 }

// Mean is the PERT mean (a + 4m + b)/6.
func (e Estimate) Mean() float64 { return (e.Low + 4*e.Mode + e.High) / 6 }

// Deviation is the PERT deviation (b - a)/6.
func (e Estimate) Deviation() float64 { return (e.High - e.Low) / 6 }

// Ordered says whether the three points are in order and not negative.
func (e Estimate) Ordered() bool { return 0 <= e.Low && e.Low <= e.Mode && e.Mode <= e.High }

// A Link says that a task starts Lag working days after another finished.
type Link struct {
	Task string
	Lag  float64
}

// A Risk may delay one task: with a probability, by so many working days.
type Risk struct {
	ID          string
	Task        string
	Probability float64 // 0 to 1
	Delay       Estimate
}

// A Person is an owner whose time is limited.
type Person struct {
	Calendar *calendar.Calendar // absences and part weeks; nil works as the plan does
	Capacity int                // percent of a day; 0 means 100
}

// A Portfolio is the plans that share people.
type Portfolio struct {
	Plans  []Plan
	People map[string]Person
}
