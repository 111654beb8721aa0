package expect

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/pattern"
)

// Constraint is a set of version bounds: alternatives separated by "||", each a conjunction of bounds separated by
// spaces or commas, such as ">=14 <16" or "≥ 14". A bare version means equality up to its own precision: "14" holds
// for 14.13.
type Constraint struct{ alternatives [][]bound }

type bound struct{ operator, version string }

var boundPattern = pattern.New(`^\s*(>=|<=|!=|≥|≤|≠|>|<|==|=)?\s*v?(\d+(?:\.\d+)*(?:[-+.][0-9A-Za-z.+-]+)?)\s*,?`)

// ParseConstraint reads a version constraint.
func ParseConstraint(text string) (Constraint, error) { return parseConstraint(text) }

func parseConstraint(text string) (Constraint, error) {
	var c Constraint
	for _, alternative := range strings.Split(text, "||") {
		var bounds []bound
		rest := alternative
		for strings.TrimSpace(rest) != "" {
			match := boundPattern.FindStringSubmatch(rest)
			if match == nil {
				return c, fmt.Errorf("version constraint %q: want bounds such as >=14 or 1.2.x without wildcards", text)
			}
			operator := strings.NewReplacer("≥", ">=", "≤", "<=", "≠", "!=", "==", "=").Replace(match[1])
			bounds = append(bounds, bound{operator: operator, version: match[2]})
			rest = rest[len(match[0]):]
		}
		if len(bounds) == 0 {
			return c, fmt.Errorf("version constraint %q: empty", text)
		}
		c.alternatives = append(c.alternatives, bounds)
	}
	return c, nil
}

// Holds says whether version satisfies the constraint.
func (c Constraint) Holds(version string) bool {
	for _, bounds := range c.alternatives {
		all := true
		for _, b := range bounds {
			all = all && b.holds(version)
		}
		if all {
			return true
		}
	}
	return false
}

func (b bound) holds(version string) bool {
	switch b.operator {
	case "":
		return matchesPrecision(version, b.version)
	case "=":
		return matchesPrecision(version, b.version)
	case "!=":
		return !matchesPrecision(version, b.version)
	}
	return compareOrder(CompareVersions(version, b.version), b.operator)
}

func matchesPrecision(version, want string) bool {
	numbers, rest := splitVersion(version)
	wanted, wantedRest := splitVersion(want)
	if wantedRest != "" {
		return CompareVersions(version, want) == 0 && buildOf(rest) == buildOf(wantedRest)
	}
	if len(numbers) > len(wanted) {
		numbers = numbers[:len(wanted)]
	}
	return compareNumberLists(numbers, wanted) == 0
}

func buildOf(rest string) string {
	_, build, _ := strings.Cut(rest, "+")
	return build
}

var versionPattern = pattern.New(`(?:^|[^0-9A-Za-z.])v?(\d+(?:\.\d+)*(?:[-+][0-9A-Za-z.+-]*[0-9A-Za-z])?)`)

// A dotted number may be glued to a name: go1.26.8.
var dottedPattern = pattern.New(`(?:^|[^0-9.])(\d+(?:\.\d+)+(?:[-+_][0-9A-Za-z.+-]*[0-9A-Za-z])?)`)

// FindVersion returns the first version in a program's answer: the first dotted number, else the first number.
func FindVersion(text string) (version string, found bool) {
	for _, form := range []*pattern.Pattern{dottedPattern, versionPattern} {
		if match := form.FindStringSubmatch(text); match != nil {
			return match[1], true
		}
	}
	return "", false
}

func (e Expectation) holdsVersion(text string) (string, bool) {
	version, found := FindVersion(text)
	if !found {
		return "no version", false
	}
	c, err := parseConstraint(e.want)
	return version, err == nil && c.Holds(version)
}

// CompareVersions orders two versions by their dotted numbers; with equal numbers a pre-release (1.0-rc1) comes before
// the release, and build metadata (1.0+b3) is ignored, as in Semantic Versioning 2.0, section 11.
func CompareVersions(a, b string) int {
	numbersA, restA := splitVersion(a)
	numbersB, restB := splitVersion(b)
	if order := compareNumberLists(numbersA, numbersB); order != 0 {
		return order
	}
	return comparePrerelease(prereleaseOf(restA), prereleaseOf(restB))
}

func splitVersion(version string) (numbers []int, rest string) {
	version = strings.TrimPrefix(strings.TrimSpace(version), "v")
	end := 0
	for end < len(version) && (version[end] == '.' || version[end] >= '0' && version[end] <= '9') {
		end++
	}
	for _, part := range strings.Split(strings.Trim(version[:end], "."), ".") {
		n, err := strconv.Atoi(part)
		if err != nil {
			break
		}
		numbers = append(numbers, n)
	}
	return numbers, version[end:]
}

func compareNumberLists(a, b []int) int {
	for i := 0; i < max(len(a), len(b)); i++ {
		var x, y int
		if i < len(a) {
			x = a[i]
		}
		if i < len(b) {
			y = b[i]
		}
		if x != y {
			if x < y {
				return -1
			}
			return 1
		}
	}
	return 0
}

func prereleaseOf(rest string) string {
	rest, _, _ = strings.Cut(rest, "+")
	return strings.TrimLeft(rest, "-._~")
}

func comparePrerelease(a, b string) int {
	switch {
	case a == b:
		return 0
	case a == "":
		return 1
	case b == "":
		return -1
	}
	partsA, partsB := strings.Split(a, "."), strings.Split(b, ".")
	for i := 0; i < min(len(partsA), len(partsB)); i++ {
		if order := compareIdentifiers(partsA[i], partsB[i]); order != 0 {
			return order
		}
	}
	return clampInt(len(partsA) - len(partsB))
}

func compareIdentifiers(a, b string) int {
	x, errA := strconv.Atoi(a)
	y, errB := strconv.Atoi(b)
	switch {
	case errA == nil && errB == nil:
		return clampInt(x - y)
	case errA == nil:
		return -1
	case errB == nil:
		return 1
	}
	return strings.Compare(a, b)
}

func clampInt(n int) int { return min(1, max(-1, n)) }
