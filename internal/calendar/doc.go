// Package calendar knows when people work: business hours, working days and holidays in a time zone.
package calendar
