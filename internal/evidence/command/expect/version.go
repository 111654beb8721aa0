package expect

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/pattern"
)

// Constraint is a set of version bounds: alternatives separated by "||", each a conjunction of bounds separated by
// spaces or commas, such as ">=14 <16" or "≥ 14". A bare version means equality up to its own precision: "14" and
// "14.x" hold for 14.13. "14+" and "14 or newer" mean at least; "^1.2" stays below 2, "~1.2.3" below 1.3.
type Constraint struct{ alternatives [][]bound }

type bound struct{ operator, version string }

var boundPattern = pattern.New(`^\s*(>=|<=|!=|≥|≤|≠|>|<|==|=|\^|~)?\s*v?(\d+(?:\.\d+)*)((?:\.[xX*])+|(?:[-+.][0-9A-Za-z][0-9A-Za-z.+-]*)?)(\+|\s+(?:or|and) (?:newer|later|higher|above|up))?\s*,?`)

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
				return c, fmt.Errorf("version constraint %q: want bounds such as >=14, 14.x or ^1.2", text)
			}
			if match[1] != "" && match[4] != "" {
				return c, fmt.Errorf("version constraint %q: %q says twice how it compares", text, strings.TrimSpace(match[0]))
			}
			bounds = append(bounds, boundsOf(match[1], match[2], match[3], match[4] != "")...)
			rest = rest[len(match[0]):]
		}
		if len(bounds) == 0 {
			return c, fmt.Errorf("version constraint %q: empty", text)
		}
		c.alternatives = append(c.alternatives, bounds)
	}
	return c, nil
}

// boundsOf are the bounds that one term means: its operator, dotted numbers, what follows them, and whether it goes on
// with "or newer".
func boundsOf(operator, numbers, rest string, orNewer bool) []bound {
	if strings.HasPrefix(strings.ToLower(rest), ".x") || strings.HasPrefix(rest, ".*") {
		rest = ""
	}
	version := numbers + rest
	switch operator = strings.NewReplacer("≥", ">=", "≤", "<=", "≠", "!=", "==", "=").Replace(operator); {
	case orNewer:
		operator = ">="
	case operator == "^":
		return []bound{{">=", version}, {"=", majorOf(numbers)}}
	case operator == "~":
		parts := strings.SplitN(numbers, ".", 3)
		return []bound{{">=", version}, {"=", strings.Join(parts[:min(2, len(parts))], ".")}}
	}
	return []bound{{operator, version}}
}

// majorOf is the part of a version within which nothing breaks: up to the first number that is not 0.
func majorOf(numbers string) string {
	parts := strings.Split(numbers, ".")
	for i, part := range parts {
		if strings.Trim(part, "0") != "" {
			return strings.Join(parts[:i+1], ".")
		}
	}
	return numbers
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

// suffix is what may follow a version's numbers: rc1, p1, a letter as in 1.1.1w; then what a sign introduces.
const suffix = `(?:(?:a|b|c|rc|alpha|beta|pre|dev|p|u)\d+\b|[a-z]\b)?(?:[-+_~][0-9A-Za-z.+~-]*[0-9A-Za-z])?`

var versionPattern = pattern.New(`(?:^|[^0-9A-Za-z.])v?(\d+(?:\.\d+)*` + suffix + `)`)

// A dotted number may be glued to a name: go1.26.8.
var dottedPattern = pattern.New(`(?:^|[^0-9.])(\d+(?:\.\d+)+` + suffix + `)`)

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
// the release and what is called a patch, an update or a revision (9.2p1, 8u392, 1.1.1w, 14.13-1) after it. Build metadata
// (1.0+b3) is ignored, as in Semantic Versioning 2.0, section 11; unlike there, a revision number behind a hyphen is none
// of a pre-release, because packages and kernels (5.15.0-122) are numbered so. A date (2026-10-21) is a version too.
func CompareVersions(a, b string) int {
	numbersA, restA := splitVersion(a)
	numbersB, restB := splitVersion(b)
	if order := compareNumberLists(numbersA, numbersB); order != 0 {
		return order
	}
	stageA, idA := stageOf(restA)
	stageB, idB := stageOf(restB)
	return cmp.Or(cmp.Compare(stageA, stageB), compareNaturally(idA, idB))
}

// CompareBuilds orders the build metadata of two versions that are equal otherwise; known is false where one has none.
func CompareBuilds(a, b string) (order int, known bool) {
	_, buildA, okA := strings.Cut(a, "+")
	_, buildB, okB := strings.Cut(b, "+")
	return compareNaturally(strings.ToLower(buildA), strings.ToLower(buildB)), okA && okB
}

var dated = pattern.New(`^(\d{4})-(\d{2})(?:-(\d{2}))?($|[^0-9])`)

func splitVersion(version string) (numbers []int, rest string) {
	version = strings.TrimLeft(strings.TrimSpace(version), "vV")
	version = strings.Trim(dated.ReplaceAllString(version, "$1.$2.$3$4"), ".")
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
	for i := range max(len(a), len(b)) {
		var x, y int
		if i < len(a) {
			x = a[i]
		}
		if i < len(b) {
			y = b[i]
		}
		if x != y {
			return cmp.Compare(x, y)
		}
	}
	return 0
}

// stage is where a version stands beside the release of its numbers.
type stage int

const (
	before stage = iota - 1
	released
	after
)

var (
	releaseWord = pattern.New(`^(?:final|ga|release|stable|lts)$`)
	laterWord   = pattern.New(`^(?:post|patch|patchlevel|pl|p|sp|hotfix|hf|fix|u|update|rev|r|revision|build|el|deb|ubuntu)$`)
)

// stageOf tells the stage by what follows a version's numbers, and its name in lower case without build metadata.
func stageOf(rest string) (stage, string) {
	rest, _, _ = strings.Cut(strings.ToLower(rest), "+")
	name := strings.TrimLeft(rest, "-._~")
	word := name[:len(name)-len(strings.TrimLeft(name, "abcdefghijklmnopqrstuvwxyz"))]
	switch {
	case name == "" || releaseWord.MatchString(name):
		return released, ""
	case rest[0] == '~':
		return before, name
	case word == "" && name[0] != '0', laterWord.MatchString(word), len(rest) == 1 && word != "":
		return after, name
	}
	return before, name
}

// compareNaturally orders names by their runs of digits and of other characters: rc2 before rc10.
func compareNaturally(a, b string) int {
	for a != "" && b != "" {
		runA, runB := leadingRun(a), leadingRun(b)
		if order := compareIdentifiers(runA, runB); order != 0 {
			return order
		}
		a, b = a[len(runA):], b[len(runB):]
	}
	return cmp.Compare(len(a), len(b))
}

func leadingRun(text string) string {
	digits := isDigit(text[0])
	end := 1
	for end < len(text) && isDigit(text[end]) == digits {
		end++
	}
	return text[:end]
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func compareIdentifiers(a, b string) int {
	x, errA := strconv.Atoi(a)
	y, errB := strconv.Atoi(b)
	switch {
	case errA == nil && errB == nil:
		return cmp.Compare(x, y)
	case errA == nil:
		return -1
	case errB == nil:
		return 1
	}
	return strings.Compare(a, b)
}
