// Package report writes what a check found: as text for people, as JSON by the command line's contract.
package report

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/touchstone-cs/touchstone/internal/review"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

// JSON writes one object as the command line's contract describes it. A check of a thousand documents finds tens of thousands of things: they are
// written one by one, not gathered into a tree first.
func JSON(w io.Writer, report *review.Report) error {
	j := jsonWriter{to: w}
	j.open('{')
	j.number("version", 1)
	j.key("documents")
	j.open('[')
	for _, d := range report.Documents {
		j.document(d)
	}
	j.close(']')
	j.key("findings")
	j.open('[')
	for _, f := range report.Findings {
		j.finding(f)
	}
	j.close(']')
	summary := report.Summary()
	j.key("summary")
	j.open('{')
	j.number("documents", summary.Documents)
	j.number("pass", summary.Pass)
	j.number("violated", summary.Violated)
	j.number("unverified", summary.Unverified)
	j.close('}')
	j.close('}')
	j.out = append(j.out, '\n')
	j.flush()
	return j.err
}

func (j *jsonWriter) document(d review.Document) {
	j.element()
	j.open('{')
	j.text("path", d.Path)
	j.text("kind", d.Kind)
	j.text("account", d.Account)
	j.key("verdicts")
	j.open('{')
	for _, id := range slices.Sorted(maps.Keys(d.Verdicts)) {
		j.text(id, d.Verdicts[id].String())
	}
	j.close('}')
	j.close('}')
}

func (j *jsonWriter) finding(f rule.Finding) {
	j.element()
	j.open('{')
	j.text("path", f.Path)
	j.number("line", f.Start.Line)
	j.number("column", f.Start.Column)
	j.number("end_line", f.End.Line)
	j.number("end_column", f.End.Column)
	j.text("rule", f.Rule)
	j.text("severity", f.Severity.String())
	j.text("verdict", f.Verdict.String())
	j.text("message", f.Message)
	j.text("requirement", f.Requirement)
	j.text("suggestion", f.Suggestion)
	if f.Suppressed != "" {
		j.text("suppressed", f.Suppressed)
	}
	j.close('}')
}

// jsonWriter writes indented JSON.
type jsonWriter struct {
	to    io.Writer
	out   []byte
	depth int
	some  bool // the open object or list has an element
	err   error
}

const fullEnough = 1 << 16

func (j *jsonWriter) flush() {
	if j.err == nil {
		_, j.err = j.to.Write(j.out)
	}
	j.out = j.out[:0]
}

// element begins the next element of the open object or list on a line of its own.
func (j *jsonWriter) element() {
	if j.some {
		j.out = append(j.out, ',')
	}
	j.some = true
	j.line()
	if len(j.out) > fullEnough {
		j.flush()
	}
}

func (j *jsonWriter) line() {
	j.out = append(j.out, '\n')
	for range j.depth {
		j.out = append(j.out, "  "...)
	}
}

func (j *jsonWriter) open(bracket byte) {
	j.out = append(j.out, bracket)
	j.depth, j.some = j.depth+1, false
}

// close ends what was opened; an empty one stays on its line.
func (j *jsonWriter) close(bracket byte) {
	j.depth--
	if j.some {
		j.line()
	}
	j.out, j.some = append(j.out, bracket), true
}

func (j *jsonWriter) key(name string) {
	j.element()
	j.quoted(name)
	j.out = append(j.out, ": "...)
}

func (j *jsonWriter) number(name string, n int) {
	j.key(name)
	j.out = strconv.AppendInt(j.out, int64(n), 10)
}

func (j *jsonWriter) text(name, value string) {
	j.key(name)
	j.quoted(value)
}

// quoted writes a string as encoding/json does without escaping HTML.
func (j *jsonWriter) quoted(s string) {
	if plainASCII(s) {
		j.out = append(append(append(j.out, '"'), s...), '"')
		return
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(s); err != nil && j.err == nil {
		j.err = err
	}
	j.out = append(j.out, bytes.TrimSuffix(b.Bytes(), []byte{'\n'})...)
}

// plainASCII reports a string that stands for itself between quotation marks.
func plainASCII(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c >= utf8.RuneSelf || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}
