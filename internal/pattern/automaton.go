package pattern

import (
	"encoding/binary"
	"regexp/syntax"
	"slices"
	"sync"
	"sync/atomic"
	"unicode"
	"unicode/utf8"
)

// automaton tells whether an expression matches a text, and no more, in one look a byte: what the expression can be in the midst of is worked out
// once and kept (a deterministic automaton, built as it is walked). It is safe for concurrent use.
type automaton struct {
	prog   *syntax.Prog
	bounds []rune      // where the classes of runes begin; the expression tells no two of one class apart
	ascii  [128]uint16 // the classes of small runes
	start  *state
	full   atomic.Bool // too many states: the automaton is given up

	mu     sync.Mutex
	states map[string]*state
}

// state is what the expression can be in the midst of: the instructions that are waited at, and what sort of rune came before.
type state struct {
	at     []uint32
	before int32 // a rune of that sort; -1 at the text's beginning
	next   []atomic.Pointer[state]
}

// matched is the state behind a match: nothing that follows matters.
var matched = &state{}

// mostStates bounds an automaton; an expression that needs more is run as it was.
const mostStates = 1000

func newAutomaton(expression string) *automaton {
	tree, err := syntax.Parse(expression, syntax.Perl)
	if err != nil {
		return nil
	}
	prog, err := syntax.Compile(tree.Simplify())
	if err != nil {
		return nil
	}
	a := &automaton{prog: prog, bounds: boundsOf(prog), states: map[string]*state{}}
	for r := range a.ascii {
		a.ascii[r] = a.search(rune(r))
	}
	a.start = a.state(nil, -1)
	return a
}

// boundsOf lists where runes begin that an instruction, or the edge of a word or a line, tells from those before.
func boundsOf(prog *syntax.Prog) []rune {
	bounds := []rune{0}
	add := func(low, high rune) { bounds = append(bounds, low, high+1) }
	for _, r := range [][2]rune{{'\n', '\n'}, {'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}} {
		add(r[0], r[1])
	}
	for _, inst := range prog.Inst {
		switch inst.Op {
		case syntax.InstRune, syntax.InstRune1:
			if len(inst.Rune) == 1 {
				add(inst.Rune[0], inst.Rune[0])
				for r := unicode.SimpleFold(inst.Rune[0]); r != inst.Rune[0]; r = unicode.SimpleFold(r) {
					add(r, r)
				}
			}
			for i := 0; i+1 < len(inst.Rune); i += 2 {
				add(inst.Rune[i], inst.Rune[i+1])
			}
		}
	}
	slices.Sort(bounds)
	return slices.Compact(bounds)
}

// search gives a rune's class.
func (a *automaton) search(r rune) uint16 {
	i, exact := slices.BinarySearch(a.bounds, r)
	if exact {
		i++
	}
	return uint16(i - 1)
}

// match reports whether the expression matches s; ok is false where the automaton was given up.
func (a *automaton) match(s string) (found, ok bool) {
	at := a.start
	for i := 0; i < len(s); {
		class, r, size := uint16(0), rune(s[i]), 1
		if r < utf8.RuneSelf {
			class = a.ascii[r]
		} else {
			r, size = utf8.DecodeRuneInString(s[i:])
			class = a.search(r)
		}
		next := at.next[class].Load()
		if next == nil {
			if next = a.step(at, r, class); next == nil {
				return false, false
			}
		}
		if next == matched {
			return true, true
		}
		at = next
		i += size
	}
	_, found = a.follow(at, -1)
	return found, true
}

// step works out the state behind a rune, once; nil where there are too many.
func (a *automaton) step(from *state, r rune, class uint16) *state {
	if a.full.Load() {
		return nil
	}
	next := matched
	waiting, found := a.follow(from, r)
	if !found {
		var behind []uint32
		for _, pc := range waiting {
			if inst := &a.prog.Inst[pc]; inst.MatchRune(r) {
				behind = append(behind, inst.Out)
			}
		}
		next = a.state(behind, sortOf(r))
	}
	if next != nil {
		from.next[class].Store(next)
	}
	return next
}

// state gives the one of these instructions, and of the beginning: a match may begin anywhere.
func (a *automaton) state(at []uint32, before int32) *state {
	at = append(at, uint32(a.prog.Start))
	slices.Sort(at)
	at = slices.Compact(at)
	key := binary.AppendVarint(nil, int64(before))
	for _, pc := range at {
		key = binary.AppendUvarint(key, uint64(pc))
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if s := a.states[string(key)]; s != nil {
		return s
	}
	if len(a.states) == mostStates {
		a.full.Store(true)
		return nil
	}
	s := &state{at: at, before: before, next: make([]atomic.Pointer[state], len(a.bounds))}
	a.states[string(key)] = s
	return s
}

// sortOf gives a rune that makes the same edges of words and lines.
func sortOf(r rune) int32 {
	switch {
	case r == '\n':
		return '\n'
	case syntax.IsWordChar(r):
		return 'a'
	}
	return ' '
}

// follow gives the instructions that wait for a rune where r comes next (-1 for the end), and whether there is a match before it.
func (a *automaton) follow(s *state, r rune) (waiting []uint32, found bool) {
	edges := syntax.EmptyOpContext(s.before, r)
	seen := make([]bool, len(a.prog.Inst))
	stack := slices.Clone(s.at)
	for len(stack) > 0 {
		pc := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if seen[pc] {
			continue
		}
		seen[pc] = true
		switch inst := &a.prog.Inst[pc]; inst.Op {
		case syntax.InstMatch:
			return nil, true
		case syntax.InstAlt, syntax.InstAltMatch:
			stack = append(stack, inst.Out, inst.Arg)
		case syntax.InstCapture, syntax.InstNop:
			stack = append(stack, inst.Out)
		case syntax.InstEmptyWidth:
			if syntax.EmptyOp(inst.Arg)&^edges == 0 {
				stack = append(stack, inst.Out)
			}
		case syntax.InstRune, syntax.InstRune1, syntax.InstRuneAny, syntax.InstRuneAnyNotNL:
			waiting = append(waiting, pc)
		}
	}
	return waiting, false
}
