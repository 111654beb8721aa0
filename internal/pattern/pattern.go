// Package pattern compiles regular expressions when they are first used. A command that checks one document starts in a
// few milliseconds; it should not compile a hundred expressions that it never asks.
package pattern

import (
	"os"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
)

// Pattern is a regular expression that is compiled once, when it is first used, and run only over texts that hold a word or a letter without which
// it cannot match; when it has been run so often that it pays, only over texts that an automaton says it matches. It is safe for concurrent use.
type Pattern struct {
	compiled  func() *regexp.Regexp
	need      func() *need
	automaton func() *automaton
	runs      atomic.Int64
}

// usual is how many runs of an expression are worth an automaton: a process that checks one document makes none.
const usual = 64

// inTest is set in test binaries: there every expression is compiled at once, so that a wrong one fails its tests.
var inTest = len(os.Args) > 0 && strings.HasSuffix(strings.TrimSuffix(os.Args[0], ".exe"), ".test")

// New keeps an expression for later. A wrong one panics: in a test binary at once, else at its first use.
func New(expression string) *Pattern {
	p := &Pattern{
		compiled:  sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) }),
		need:      sync.OnceValue(func() *need { return needOf(expression) }),
		automaton: sync.OnceValue(func() *automaton { return newAutomaton(expression) }),
	}
	if inTest {
		p.compiled()
	}
	return p
}

// in returns the expression where s may match it, nil where it cannot.
func (p *Pattern) in(s string) *regexp.Regexp {
	if found, ok := p.quick(s); ok && !found {
		return nil
	}
	return p.compiled()
}

// quick tells without the expression whether it matches s; ok is false where that cannot be told.
func (p *Pattern) quick(s string) (found, ok bool) {
	if need := p.need(); need != nil && !need.in(s) {
		return false, true
	}
	if p.runs.Load() < usual { // as long as it is so few, they are counted
		p.runs.Add(1)
		return false, false
	}
	if a := p.automaton(); a != nil {
		return a.match(s)
	}
	return false, false
}

func (p *Pattern) MatchString(s string) bool {
	if found, ok := p.quick(s); ok {
		return found
	}
	return p.compiled().MatchString(s)
}

func (p *Pattern) FindString(s string) string {
	if re := p.in(s); re != nil {
		return re.FindString(s)
	}
	return ""
}

func (p *Pattern) FindStringIndex(s string) []int {
	if re := p.in(s); re != nil {
		return re.FindStringIndex(s)
	}
	return nil
}

func (p *Pattern) FindStringSubmatch(s string) []string {
	if re := p.in(s); re != nil {
		return re.FindStringSubmatch(s)
	}
	return nil
}

func (p *Pattern) FindAllString(s string, n int) []string {
	if re := p.in(s); re != nil {
		return re.FindAllString(s, n)
	}
	return nil
}

func (p *Pattern) FindAllStringIndex(s string, n int) [][]int {
	if re := p.in(s); re != nil {
		return re.FindAllStringIndex(s, n)
	}
	return nil
}

func (p *Pattern) FindStringSubmatchIndex(s string) []int {
	if re := p.in(s); re != nil {
		return re.FindStringSubmatchIndex(s)
	}
	return nil
}

func (p *Pattern) FindAllStringSubmatch(s string, n int) [][]string {
	if re := p.in(s); re != nil {
		return re.FindAllStringSubmatch(s, n)
	}
	return nil
}

func (p *Pattern) FindAllStringSubmatchIndex(s string, n int) [][]int {
	if re := p.in(s); re != nil {
		return re.FindAllStringSubmatchIndex(s, n)
	}
	return nil
}

func (p *Pattern) ReplaceAllString(s, replacement string) string {
	if re := p.in(s); re != nil {
		return re.ReplaceAllString(s, replacement)
	}
	return s
}

func (p *Pattern) ReplaceAllStringFunc(s string, replace func(string) string) string {
	if re := p.in(s); re != nil {
		return re.ReplaceAllStringFunc(s, replace)
	}
	return s
}

func (p *Pattern) ReplaceAllFunc(b []byte, replace func([]byte) []byte) []byte {
	return p.compiled().ReplaceAllFunc(b, replace)
}

func (p *Pattern) Split(s string, n int) []string { return p.compiled().Split(s, n) }
