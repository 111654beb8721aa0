package expect

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Judge returns nil when the observation meets every expectation, and the first *Unmet otherwise. An exit status of 0
// (an HTTP status of 2xx for an HTTP step) is expected wherever none is asked for.
func Judge(expectations []Expectation, seen Observation) error {
	if e, implied := Implied(expectations, seen.Status != 0); implied {
		expectations = append([]Expectation{e}, expectations...)
	}
	for _, e := range expectations {
		if err := e.Judge(seen); err != nil {
			return err
		}
	}
	return nil
}

// Implied returns the expectation that holds without being written: status 2xx for an HTTP step, else exit 0.
func Implied(expectations []Expectation, isHTTP bool) (Expectation, bool) {
	subject, text := "exit", "exit 0"
	if isHTTP {
		subject, text = "status", "status 2xx"
	}
	for _, e := range expectations {
		if e.Subject == subject {
			return Expectation{}, false
		}
	}
	e, err := Parse(text)
	return e, err == nil
}

// Judge returns nil or an *Unmet.
func (e Expectation) Judge(seen Observation) error {
	got, met := e.holds(seen)
	if met {
		return nil
	}
	return &Unmet{Expectation: e, Got: got}
}

func (e Expectation) holds(seen Observation) (got string, met bool) {
	switch e.Subject {
	case "exit":
		got = strconv.Itoa(seen.Exit)
		return "exit " + got, compareNumbers(got, e.operator, e.want)
	case "status":
		return e.holdsStatus(seen.Status)
	case "stdout":
		return e.holdsText(seen.Stdout, seen.Whole)
	case "stderr":
		return e.holdsText(seen.Stderr, seen.Whole)
	case "output":
		return e.holdsText(seen.Stdout+seen.Stderr, seen.Whole)
	case "value":
		got = strings.TrimSpace(seen.Stdout)
		return quote(got), compareNumbers(got, e.operator, e.want)
	case "json":
		return e.holdsJSON(seen.Stdout)
	case "version":
		return e.holdsVersion(seen.Stdout + "\n" + seen.Stderr)
	case "header":
		return e.holdsHeader(seen)
	case "duration":
		want, err := time.ParseDuration(e.want)
		return seen.Duration.String(), err == nil && compareOrder(int(clamp(seen.Duration-want)), e.operator)
	}
	return "nothing", false
}

func clamp(d time.Duration) int64 {
	switch {
	case d < 0:
		return -1
	case d > 0:
		return 1
	}
	return 0
}

func (e Expectation) holdsStatus(status int) (string, bool) {
	got := "status " + strconv.Itoa(status)
	if status == 0 {
		return "no answer", false
	}
	if statusClass.MatchString(e.want) {
		inClass := strconv.Itoa(status/100) == e.want[:1]
		return got, inClass == (e.operator == "=")
	}
	return got, compareNumbers(strconv.Itoa(status), e.operator, e.want)
}

func (e Expectation) holdsText(text string, whole bool) (string, bool) {
	trimmed := strings.TrimSpace(text)
	switch e.operator {
	case "~":
		return quote(trimmed), e.pattern.MatchString(trimmed)
	case "!~":
		return quote(trimmed), whole && !e.pattern.MatchString(trimmed)
	case "contains":
		return quote(trimmed), strings.Contains(text, e.want)
	case "!contains":
		return quote(trimmed), whole && !strings.Contains(text, e.want)
	case "=":
		return quote(trimmed), whole && trimmed == e.want
	case "!=":
		return quote(trimmed), !whole || trimmed != e.want
	}
	return quote(trimmed), compareNumbers(trimmed, e.operator, e.want)
}

func (e Expectation) holdsJSON(text string) (string, bool) {
	values, err := selectJSON(text, e.path)
	if err != nil {
		return err.Error(), false
	}
	if e.operator == "exists" {
		return "nothing at " + e.path, len(values) > 0
	}
	if len(values) == 0 {
		return "nothing at " + e.path, false
	}
	got := strings.Join(values, ", ")
	for _, value := range values {
		if _, met := e.compare(value); !met {
			return quote(got), false
		}
	}
	return quote(got), true
}

func (e Expectation) holdsHeader(seen Observation) (string, bool) {
	values := seen.Header.Values(e.path)
	if e.operator == "exists" || len(values) == 0 {
		return "no such header", len(values) > 0
	}
	return e.compare(strings.Join(values, ", "))
}

// compare judges one value as a number where both are numbers and as text otherwise.
func (e Expectation) compare(value string) (string, bool) {
	if e.operator == "=" || e.operator == "!=" {
		same := value == strings.Trim(e.want, `"`) || compareNumbers(value, "=", e.want)
		return quote(value), same == (e.operator == "=")
	}
	return e.holdsText(value, true)
}

func compareNumbers(got, operator, want string) bool {
	a, errA := strconv.ParseFloat(strings.TrimSpace(got), 64)
	b, errB := strconv.ParseFloat(want, 64)
	if errA != nil || errB != nil {
		return false
	}
	switch {
	case a < b:
		return compareOrder(-1, operator)
	case a > b:
		return compareOrder(1, operator)
	}
	return compareOrder(0, operator)
}

// compareOrder says whether "got operator want" holds when got compares to want as order says.
func compareOrder(order int, operator string) bool {
	switch operator {
	case "=":
		return order == 0
	case "!=":
		return order != 0
	case "<":
		return order < 0
	case "<=":
		return order <= 0
	case ">":
		return order > 0
	case ">=":
		return order >= 0
	}
	return false
}

const quoteLimit = 200

func quote(text string) string {
	if text == "" {
		return "nothing"
	}
	if len(text) > quoteLimit {
		end := quoteLimit
		for end > 0 && !utf8.RuneStart(text[end]) {
			end--
		}
		text = text[:end] + "…"
	}
	return fmt.Sprintf("%q", text)
}
