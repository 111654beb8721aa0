package main

import (
	"errors"
	"path/filepath"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/demo"
)

// escalation packages the ticket behind the planted drop for engineering, and shows what a developer would still ask.
func (d *demonstration) escalation(place string) error {
	d.heading("An escalation says what engineering would still have to ask")
	account, ticket := demo.Escalated()
	if err := d.run(place, "generate", "escalation-report", account, "--ticket", ticket); err != nil {
		return err
	}
	report := filepath.Join(place, "customer-success", "accounts", account, "escalations", "ESC-0001.md")
	if err := d.run(place, "escalation", "ready", report); err != nil {
		return err
	}
	if !strings.Contains(d.output.String(), "not ready for engineering") {
		return errors.New("demo: a report that nobody has worked on counts as ready")
	}
	return nil
}
