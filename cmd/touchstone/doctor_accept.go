package main

import (
	"fmt"
	"time"

	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// acceptance is a finding of doctor's that a team lives with, and why.
type acceptance struct {
	Finding string `yaml:"finding"` // its ID, or the name of a check
	Reason  string `yaml:"reason"`
	Until   string `yaml:"until"` // the last day; "" for good
}

type acceptanceList []acceptance

// acceptances reads the key accept of touchstone.yaml; those whose last day is over are left out.
func acceptances(w *workspace.Workspace, now time.Time) (acceptanceList, error) {
	var all, out acceptanceList
	if err := w.Config.Decode("accept", &all); err != nil {
		return nil, err
	}
	for _, one := range all {
		if one.Finding == "" || one.Reason == "" {
			return nil, fmt.Errorf("%s: accept: %q needs a finding and a reason", workspace.ConfigFile, one.Finding)
		}
		if one.Until != "" {
			last, err := time.ParseInLocation(time.DateOnly, one.Until, w.Zone)
			if err != nil {
				return nil, fmt.Errorf("%s: accept: %s: until %q is no date such as 2027-06-30", workspace.ConfigFile, one.Finding, one.Until)
			}
			if !now.Before(last.AddDate(0, 0, 1)) {
				continue
			}
		}
		out = append(out, one)
	}
	return out, nil
}

// reason says why a trouble is accepted; "" where it is not.
func (list acceptanceList) reason(t trouble) string {
	for _, one := range list {
		if one.Finding != t.Check && (t.ID == "" || one.Finding != t.ID) {
			continue
		}
		if one.Until != "" {
			return one.Reason + " (until " + one.Until + ")"
		}
		return one.Reason
	}
	return ""
}
