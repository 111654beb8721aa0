package escalation

import (
	"fmt"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence/command/expect"
)

// fixed tells whether the version that the customer runs, as the last run at the customer's shows, has the fix.
func (w *writer) fixed(fixedIn string) (string, error) {
	all, err := w.archive.All(w.account.ID)
	if err != nil {
		return "", err
	}
	running := ""
	for _, k := range all {
		if k.Run.Environment.Where == "customer" && len(k.Run.Varied) == 0 && k.Run.Product != "" {
			running = k.Run.Product
		}
	}
	if running == "" {
		return "fixed in " + fixedIn + "; the customer's version is not recorded by any run", nil
	}
	switch has, known := hasFix(running, fixedIn); {
	case !known:
		return fmt.Sprintf("fixed in %s; whether the customer's %s has it cannot be told from the versions", fixedIn, running), nil
	case has:
		return fmt.Sprintf("fixed in %s, the customer runs %s: the fix is there and does not help", fixedIn, running), nil
	}
	return fmt.Sprintf("fixed in %s, the customer runs %s: an update would bring the fix", fixedIn, running), nil
}

// hasFix compares a version with those in which something was fixed: one, bounds such as ">=4.7.1", or one for each branch
// ("4.6.12, 4.7.1"), where a branch is what agrees in all numbers but the last. known is false where either is no version,
// and where the fix came with a build that the running version does not tell.
func hasFix(running, fixedIn string) (has, known bool) {
	if _, ok := expect.FindVersion(running); !ok {
		return false, false
	}
	if strings.ContainsAny(fixedIn, "<>=≥≤^|") {
		c, err := expect.ParseConstraint(fixedIn)
		return err == nil && c.Holds(running), err == nil
	}
	var newest, own string // of all branches, of the running version's
	for _, part := range strings.Split(fixedIn, ",") {
		version, ok := expect.FindVersion(strings.TrimSpace(part))
		if !ok {
			return false, false
		}
		if newest == "" || expect.CompareVersions(version, newest) > 0 {
			newest = version
		}
		if branch(version) == branch(running) {
			own = version
		}
	}
	first := newest
	if own != "" {
		first = own
	}
	order := expect.CompareVersions(running, first)
	if order == 0 && strings.Contains(first, "+") {
		order, known = expect.CompareBuilds(running, first)
		return order >= 0, known
	}
	return order >= 0, true
}

// branch is a version's numbers but the last.
func branch(version string) string {
	version, _ = expect.FindVersion(version)
	end := strings.IndexFunc(version, func(r rune) bool { return r != '.' && (r < '0' || r > '9') })
	if end >= 0 {
		version = version[:end]
	}
	return version[:max(0, strings.LastIndexByte(version, '.'))]
}
