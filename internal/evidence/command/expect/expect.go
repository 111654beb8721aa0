// Package expect reads and judges what a step promises about its outcome.
//
// One expectation is a subject, an operator and a wanted value:
//
//	exit 0                        exit != 0
//	stdout ~ ^rejected: 0$        stdout !~ error       (regular expressions, ^ and $ at line ends)
//	stdout = 18412                stdout contains ready (white space around the output is ignored)
//	stderr ~ deprecated           output ~ either       (output: standard output, then standard error)
//	value = 18412                 value >= 100          (the output as a number)
//	json $.items[0].id = 7        json $.next exists
//	version >=14 <16              (the first version in the output)
//	status 401                    status 2xx
//	header Content-Type ~ json
//	duration < 30s
package expect

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/pattern"
)

// Observation is what a step did. Stdout and Stderr may be shortened in the middle; Whole says that they were not.
type Observation struct {
	Exit     int
	Stdout   string
	Stderr   string
	Whole    bool
	Status   int // HTTP status; 0: no answer, or no HTTP step
	Header   http.Header
	Duration time.Duration
}

// Expectation is one parsed promise.
type Expectation struct {
	text     string
	Subject  string // exit, stdout, stderr, output, value, json, version, status, header, duration
	path     string // JSON path, or header name
	operator string
	want     string
	pattern  *regexp.Regexp
}

// String returns the expectation as it was written.
func (e Expectation) String() string { return e.text }

// Unmet says which expectation an observation did not meet, and what was there instead.
type Unmet struct {
	Expectation Expectation
	Got         string
}

func (u *Unmet) Error() string {
	return fmt.Sprintf("expected %s, got %s", u.Expectation.text, u.Got)
}

var subjects = pattern.New(`^(exit|stdout|stderr|output|value|json|version|status|header|duration)(?:\s+|$)`)

// operators, longest first. A word operator must be followed by white space.
var operators = []string{"!contains", "contains", "exists", "!~", "!=", ">=", "<=", "≥", "≤", "≠", "~", "=", ">", "<"}

// Parse reads one expectation. Several on one line are joined by " && "; use ParseAll for these.
func Parse(text string) (Expectation, error) {
	text = strings.TrimSpace(text)
	e := Expectation{text: text}
	match := subjects.FindStringSubmatch(text)
	if match == nil {
		return e, fmt.Errorf("expectation %q: want exit, stdout, stderr, output, value, json, version, status, header or duration first", text)
	}
	e.Subject = match[1]
	rest := text[len(match[0]):]
	if e.Subject == "json" || e.Subject == "header" {
		e.path, rest = cutWord(rest)
		if e.path == "" {
			return e, fmt.Errorf("expectation %q: %s of what?", text, e.Subject)
		}
	}
	if e.Subject == "version" {
		e.operator, e.want = "satisfies", strings.TrimSpace(rest)
		_, err := parseConstraint(e.want)
		return e, wrap(text, err)
	}
	e.operator, e.want = cutOperator(rest)
	return e, wrap(text, e.check())
}

// ParseAll reads expectations joined by " && ".
func ParseAll(text string) ([]Expectation, error) {
	var all []Expectation
	for _, part := range splitJoined(text) {
		e, err := Parse(part)
		if err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return all, nil
}

// splitJoined splits at " && " where an expectation follows, so that a regular expression may hold "&&".
func splitJoined(text string) []string {
	var parts []string
	start := 0
	for at := 0; ; {
		next := strings.Index(text[at:], " && ")
		if next < 0 {
			return append(parts, text[start:])
		}
		at += next + len(" && ")
		if subjects.MatchString(strings.TrimSpace(text[at:])) {
			parts = append(parts, text[start:at-len(" && ")])
			start = at
		}
	}
}

func (e *Expectation) check() (err error) {
	switch e.Subject {
	case "exit", "status":
		if e.operator == "" {
			e.operator = "="
		}
		return e.checkCode()
	case "value":
		_, err = strconv.ParseFloat(e.want, 64)
	case "duration":
		_, err = time.ParseDuration(e.want)
	}
	if err != nil {
		return err
	}
	if e.operator == "" {
		return errors.New("want an operator: ~ !~ = != contains !contains < <= > >= exists")
	}
	if e.operator == "exists" && e.Subject != "json" && e.Subject != "header" {
		return errors.New("exists is for json and header")
	}
	if strings.HasSuffix(e.operator, "~") {
		e.pattern, err = regexp.Compile("(?m)" + e.want)
	}
	return err
}

var statusClass = pattern.New(`^[1-5]xx$`)

func (e *Expectation) checkCode() error {
	if e.Subject == "status" && statusClass.MatchString(e.want) {
		return nil
	}
	if _, err := strconv.Atoi(e.want); err != nil {
		return fmt.Errorf("%q is no number", e.want)
	}
	return nil
}

func wrap(text string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("expectation %q: %w", text, err)
}

func cutWord(text string) (word, rest string) {
	text = strings.TrimSpace(text)
	depth := 0
	for i, r := range text {
		switch {
		case r == '[':
			depth++
		case r == ']':
			depth--
		case r == ' ' && depth <= 0:
			return text[:i], text[i:]
		}
	}
	return text, ""
}

func cutOperator(text string) (operator, want string) {
	text = strings.TrimSpace(text)
	for _, candidate := range operators {
		rest, ok := strings.CutPrefix(text, candidate)
		if !ok {
			continue
		}
		if strings.HasSuffix(candidate, "s") && rest != "" && !strings.HasPrefix(rest, " ") {
			continue
		}
		plain := strings.NewReplacer("≥", ">=", "≤", "<=", "≠", "!=").Replace(candidate)
		return plain, strings.TrimSpace(rest)
	}
	return "", text
}
