package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/review"
)

type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Skipped  int          `xml:"skipped,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Skipped  int         `xml:"skipped,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	ClassName string        `xml:"classname,attr"`
	Name      string        `xml:"name,attr"`
	Failure   *junitMessage `xml:"failure"`
	Skipped   *junitMessage `xml:"skipped"`
}

type junitMessage struct {
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

// JUnit writes a suite a document and a case a rule: violated is a failure, unverified is skipped with what is missing.
func JUnit(w io.Writer, r *review.Report) error {
	messages := map[[2]string][]string{}
	for _, f := range r.Findings {
		if f.Suppressed == "" {
			key := [2]string{f.Path, f.Rule}
			messages[key] = append(messages[key], fmt.Sprintf("%s:%d:%d: %s", f.Path, f.Start.Line, f.Start.Column, withSuggestion(f)))
		}
	}
	all := junitSuites{Name: "touchstone"}
	for _, d := range r.Documents {
		suite := junitSuite{Name: d.Path}
		for _, id := range slices.Sorted(maps.Keys(d.Verdicts)) {
			suite.add(d.Path, id, d.Verdicts[id], messages[[2]string{d.Path, id}])
		}
		all.Suites = append(all.Suites, suite)
		all.Tests, all.Failures, all.Skipped = all.Tests+suite.Tests, all.Failures+suite.Failures, all.Skipped+suite.Skipped
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	encoder := xml.NewEncoder(w)
	encoder.Indent("", "  ")
	if err := encoder.Encode(all); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func (s *junitSuite) add(path, id string, verdict evidence.Verdict, found []string) {
	c := junitCase{ClassName: path, Name: id}
	message := &junitMessage{Text: strings.Join(found, "\n")}
	if len(found) > 0 {
		message.Message = found[0]
	}
	s.Tests++
	switch verdict {
	case evidence.Violated:
		s.Failures++
		c.Failure = message
	case evidence.Unverified:
		s.Skipped++
		c.Skipped = message
	}
	s.Cases = append(s.Cases, c)
}
