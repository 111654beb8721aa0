package command

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence/command/expect"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/receipt"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/step"
)

// Present is what a receipt is held against to see whether it still proves anything.
type Present struct {
	Steps   []*step.Step // of the document today
	Latest  *receipt.Run // the last run in the same environment; nil: none
	Asked   *receipt.Run // what the environment says that it is now, see Ask; nil: nobody asked
	Product string       // constraint of the document, such as ">=4.6"
	MaxAge  time.Duration
	Now     time.Time
}

// Lapses says why a run, or one step of it, no longer proves what it proved; nothing where it still does.
func Lapses(run *receipt.Run, only string, now Present) []string {
	return slices.Concat(
		editedSteps(run, only, now.Steps),
		changedFingerprint(run, now),
		movedProduct(run, now),
		tooOld(run, now),
	)
}

func editedSteps(run *receipt.Run, only string, steps []*step.Step) []string {
	today := make(map[string]*step.Step)
	for _, s := range steps {
		today[s.Name] = s
	}
	ran := make(map[string]bool)
	var reasons []string
	for _, s := range run.Steps {
		if ran[s.Name] || only != "" && s.Name != only {
			continue
		}
		ran[s.Name] = true
		switch current := today[s.Name]; {
		case current == nil:
			reasons = append(reasons, fmt.Sprintf("the step %q is no longer in the document", s.Name))
		case current.Digest() != s.Digest:
			reasons = append(reasons, fmt.Sprintf("the step %q was edited since", s.Name))
		}
	}
	return reasons
}

// NeverRun returns the required steps of a document that a run of the whole document does not hold.
func NeverRun(run *receipt.Run, steps []*step.Step) []string {
	var names []string
	for _, s := range steps {
		if !s.Optional && !s.Excluded && s.AppliesTo(run.Environment.Name) && len(run.Named(s.Name)) == 0 {
			names = append(names, s.Name)
		}
	}
	return names
}

// changedFingerprint compares what was known of the environment with what was seen since, the last word first.
func changedFingerprint(run *receipt.Run, now Present) []string {
	var reasons []string
	for _, name := range slices.Sorted(maps.Keys(run.Environment.Fingerprint)) {
		was := run.Environment.Fingerprint[name]
		for _, seen := range now.since(run) {
			is, known := seen.Environment.Fingerprint[name]
			if known && is != was {
				reasons = append(reasons, fmt.Sprintf("the environment changed: %s was %s, is %s %s", name, was, is, now.when(seen)))
			}
			if known {
				break
			}
		}
	}
	return reasons
}

// since are what was seen of the environment after a run, the last first.
func (p Present) since(run *receipt.Run) []*receipt.Run {
	var seen []*receipt.Run
	if p.Asked != nil {
		seen = append(seen, p.Asked)
	}
	if p.Latest != nil && p.Latest.Started.After(run.Started) {
		seen = append(seen, p.Latest)
	}
	return seen
}

func (p Present) when(seen *receipt.Run) string {
	if seen == p.Asked {
		return "now"
	}
	return "since " + seen.Started.Format(time.DateOnly)
}

func movedProduct(run *receipt.Run, now Present) []string {
	if run.Product == "" {
		return nil
	}
	switch c, err := expect.ParseConstraint(now.Product); {
	case now.Product == "":
	case err != nil:
		return []string{fmt.Sprintf("the document's product: %v", err)}
	case !c.Holds(run.Product):
		return []string{fmt.Sprintf("the product version %s is not %s, as the document asks", run.Product, now.Product)}
	}
	for _, seen := range now.since(run) {
		if seen.Product == "" || seen.Product == unknown {
			continue
		}
		if seen.Product == run.Product {
			break
		}
		return []string{fmt.Sprintf("the product moved on from %s to %s", run.Product, seen.Product)}
	}
	return nil
}

func tooOld(run *receipt.Run, now Present) []string {
	if age := now.Now.Sub(run.Ended); now.MaxAge > 0 && age > now.MaxAge {
		return []string{fmt.Sprintf("the run is %d days old, the limit is %d", days(age), days(now.MaxAge))}
	}
	return nil
}

func days(d time.Duration) int { return int(d / (24 * time.Hour)) }

// Again is the command that would renew a receipt.
func Again(document, environment string) string {
	return "`touchstone run " + strings.TrimSpace(document) + " --env " + environment + "`"
}
