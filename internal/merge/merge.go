// Package merge brings a generated document up to date without losing a word that a person wrote (law 2).
//
// A document is a list of units: front matter keys, headings, table headers, table rows by their key, footnotes by their
// label, and other blocks. What was generated last is remembered as keys and digests. A unit whose digest is unchanged
// is brought up to date; a changed one is the person's and stays; a deleted one stays deleted.
package merge

import (
	"bytes"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/markdown"
)

// Kept is a unit that a person changed and that would read otherwise today.
type Kept struct {
	Line int    // in the merged document; 0 where the unit was deleted
	Key  string // what it is: "scorecard | api calls"
	New  string // what the evidence would have it say
}

// Result is a merged document.
type Result struct {
	Text    []byte
	Memory  Memory
	Changed bool // Text differs from what was there
	Kept    []Kept
}

// Fresh is the result where no document exists yet.
func Fresh(generated []byte) Result {
	return Result{Text: generated, Memory: remember(units(markdown.Parse(generated))), Changed: true}
}

// Merge merges generated into current. memory is what was generated last; a nil memory means that nothing is known, and
// then everything in current is a person's: it is returned as it is. The front matter's date changes only when something
// else does.
func Merge(current, generated []byte, memory Memory) Result {
	if memory == nil {
		return Result{Text: current, Memory: nil}
	}
	result := combine(current, generated, memory)
	if bytes.Equal(result.Text, current) {
		result.Changed = false
		return result
	}
	undated := combine(current, withDateOf(current, generated), memory)
	if bytes.Equal(undated.Text, current) {
		return undated
	}
	result.Changed = true
	return result
}

// withDateOf returns generated with the date of current.
func withDateOf(current, generated []byte) []byte {
	old := markdown.Parse(current)
	now := markdown.Parse(generated)
	from, to := now.Front.Field("date"), old.Front.Field("date")
	if from == nil || to == nil {
		return generated
	}
	out, err := markdown.Apply(generated, []markdown.Edit{{Span: from.Span, New: old.Slice(to.Span)}})
	if err != nil {
		return generated
	}
	return out
}

func combine(current, generated []byte, memory Memory) Result {
	crlf := bytes.Contains(current, []byte("\r\n"))
	m := merger{
		old: units(markdown.Parse(current)), now: units(markdown.Parse(generated)), memory: memory.index(),
		current: current, generated: generated, crlf: crlf, inserted: map[int]bool{}, hasNote: map[int]bool{}, moved: map[string]int{}, replaced: map[int]bool{},
		result: Result{Memory: memory},
	}
	m.match()
	m.reorderSections()
	m.reorderRows()
	m.plan()
	text, err := markdown.Apply(current, m.edits)
	if err != nil { // two edits met in one place: leave the person's file alone rather than guess
		return Result{Text: current, Memory: memory}
	}
	m.result.Text = withoutEndOf(text, current)
	m.result.Memory = m.remembered(memory)
	m.locate(m.result.Text)
	return m.result
}

// withoutEndOf takes blank lines off a document's end that were not there before: what stood behind them is gone.
func withoutEndOf(text, before []byte) []byte {
	blank := func(text []byte) bool {
		return bytes.HasSuffix(bytes.ReplaceAll(text[max(0, len(text)-4):], []byte("\r"), nil), []byte("\n\n"))
	}
	for blank(text) && !blank(before) {
		text = bytes.TrimSuffix(bytes.TrimSuffix(text, []byte("\n")), []byte("\r"))
	}
	return text
}

type merger struct {
	old, now  []unit
	current   []byte
	generated []byte
	memory    map[string]string // digest by key
	crlf      bool

	at       map[string]int // key of a generated unit → its place in old, where it stands unchanged
	moved    map[string]int // key of a generated unit → the last unit in old of the section that it was written over
	replaced map[int]bool   // units in old that were written over
	edits    []markdown.Edit
	inserted map[int]bool // offsets at which something is inserted
	hasNote  map[int]bool // and the last of it is a footnote
	result   Result
}

// match finds, for every remembered unit, the unit of the current document that still has its digest. A unit with the
// right key is preferred; one that was moved is found by its digest alone.
func (m *merger) match() {
	m.at = map[string]int{}
	taken := make([]bool, len(m.old))
	for i, u := range m.old {
		if m.memory[u.key] == u.digest {
			m.at[u.key], taken[i] = i, true
		}
	}
	free := map[string][]int{}
	for i, u := range m.old {
		if !taken[i] {
			free[u.digest] = append(free[u.digest], i)
		}
	}
	for _, u := range m.now {
		digest, known := m.memory[u.key]
		if _, found := m.at[u.key]; found || !known || len(free[digest]) == 0 {
			continue
		}
		m.at[u.key] = free[digest][0]
		free[digest] = free[digest][1:]
	}
}

// plan lists the edits: update what is unchanged, leave what is the person's, add what is new, take out what was
// generated, is unchanged and is generated no more.
func (m *merger) plan() {
	current := map[string]int{}
	for i, u := range m.old {
		current[u.key] = i
	}
	wanted := map[string]bool{}
	previous := -1
	for i, u := range m.now {
		wanted[u.key] = true
		place, unchanged := m.at[u.key]
		_, known := m.memory[u.key]
		last, moved := m.moved[u.key]
		switch {
		case moved:
			previous = last
		case unchanged:
			m.replace(m.old[place], u)
			previous = place
		case known || hasKey(current, u.key):
			if place, ok := current[u.key]; ok {
				previous = place
				m.keep(m.old[place], u)
			}
		default:
			m.insert(i, u, previous)
		}
	}
	m.remove(wanted)
}

func hasKey(places map[string]int, key string) bool {
	_, ok := places[key]
	return ok
}

func (m *merger) text(u unit) string {
	if m.crlf {
		return strings.ReplaceAll(strings.ReplaceAll(u.text, "\r\n", "\n"), "\n", "\r\n")
	}
	return u.text
}

func (m *merger) replace(old, now unit) {
	if old.digest != now.digest {
		m.edits = append(m.edits, markdown.Edit{Span: old.span, New: m.text(now)})
	}
}

func (m *merger) keep(old, now unit) {
	if old.digest != now.digest && m.memory[now.key] != now.digest {
		m.result.Kept = append(m.result.Kept, Kept{Key: now.key, New: strings.TrimSpace(now.text)})
	}
}

// insert puts a new unit behind the unit that comes before it, unless a person deleted the section it belongs to. The
// blank line behind what came before is then behind the new one; footnotes stand close together.
func (m *merger) insert(i int, u unit, previous int) {
	if previous < 0 || m.sectionGone(i) {
		return
	}
	before := m.old[previous]
	switch {
	case u.kind == unitTable:
		u.text = m.tableOf(i)
	case u.inline && before.inline && before.group == u.group:
		m.insertAt(before.span.End, m.lineEnd()+m.text(u))
		return
	case u.inline: // its table or front matter is gone, or the table is new and has it already
		return
	}
	before = m.lastOfGroup(previous)
	at, text := before.span.End, m.text(u)
	if before.inline {
		at = before.whole.End
	}
	switch next, found := m.noteAfter(previous); {
	case u.kind == unitNote && before.kind == unitNote:
	case u.kind == unitNote && found:
		m.insertAt(next.span.Start, text)
		return
	case u.kind == unitNote && m.hasNote[at]:
	default:
		text = m.lineEnd() + text
	}
	if before.open && !m.inserted[at] {
		text = m.lineEnd() + text
	}
	m.hasNote[at] = u.kind == unitNote
	m.insertAt(at, text)
}

// tableOf is the generated table whose header is the i-th unit.
func (m *merger) tableOf(i int) string {
	end := i
	for end+1 < len(m.now) && m.now[end+1].group == m.now[i].group {
		end++
	}
	text := string(m.generated[m.now[i].span.Start:m.now[end].span.End])
	return text + "\n"
}

func (m *merger) insertAt(at int, text string) {
	m.inserted[at] = true
	m.edits = append(m.edits, markdown.Edit{Span: markdown.Span{Start: at, End: at}, New: text})
}

// noteAfter is the first footnote behind the unit at i.
func (m *merger) noteAfter(i int) (unit, bool) {
	for _, u := range m.old[i+1:] {
		if u.kind == unitNote {
			return u, true
		}
	}
	return unit{}, false
}

func (m *merger) lineEnd() string {
	if m.crlf {
		return "\r\n"
	}
	return "\n"
}

// lastOfGroup is the last row of the table (or key of the front matter) that the unit at i belongs to.
func (m *merger) lastOfGroup(i int) unit {
	for i+1 < len(m.old) && m.old[i].group != "" && m.old[i+1].group == m.old[i].group {
		i++
	}
	return m.old[i]
}

// sectionGone reports whether the section of the i-th generated unit was generated before and nothing of it is left.
func (m *merger) sectionGone(i int) bool {
	section := m.now[i].section
	if section == "" || m.now[i].kind == unitHeading && m.memory[m.now[i].key] == "" {
		return false
	}
	known := false
	for _, u := range m.now {
		if u.section != section {
			continue
		}
		if _, there := m.at[u.key]; there {
			return false
		}
		_, remembered := m.memory[u.key]
		known = known || remembered
	}
	for _, u := range m.old {
		if u.section == section {
			return false
		}
	}
	return known
}

// remove takes out units that are unchanged and no longer generated. A footnote that somebody still cites stays. With a whole
// table goes the blank line behind it.
func (m *merger) remove(wanted map[string]bool) {
	left := map[string]bool{} // tables of which something stays
	for i, u := range m.old {
		switch {
		case m.replaced[i]:
		case wanted[u.key], m.memory[u.key] != u.digest, m.memory[u.key] == "", m.placed(u), u.kind == unitNote && m.cited(u):
			left[u.group] = true
		default:
			span := u.whole
			if last := i+1 == len(m.old) || m.old[i+1].group != u.group; u.inline && last && !left[u.group] {
				span.End = m.blankBehind(span.End)
			}
			m.edits = append(m.edits, markdown.Edit{Span: span})
		}
	}
}

// blankBehind is where the blank lines end that begin at a place of the current document.
func (m *merger) blankBehind(at int) int {
	for at < len(m.current) && (m.current[at] == '\n' || m.current[at] == '\r') {
		at++
	}
	return at
}

func (m *merger) placed(u unit) bool {
	for key, i := range m.at {
		if m.old[i].span == u.span && key != u.key {
			return true
		}
	}
	return false
}

// cited reports whether a unit that stays cites the footnote.
func (m *merger) cited(note unit) bool {
	mark := "[^" + strings.TrimPrefix(note.key, "^") + "]"
	for _, u := range m.old {
		if u.kind != unitNote && m.memory[u.key] != u.digest && strings.Contains(u.text, mark) {
			return true
		}
	}
	return false
}

// remembered is what was generated now, and what a person changed or deleted of what was generated before.
func (m *merger) remembered(before Memory) Memory {
	memory := remember(m.now)
	have := memory.index()
	for _, entry := range before {
		_, again := have[entry.Key]
		_, stands := m.at[entry.Key]
		if !again && !stands {
			memory = append(memory, entry)
		}
	}
	return memory
}

// locate fills in the lines of what was kept.
func (m *merger) locate(text []byte) {
	if len(m.result.Kept) == 0 {
		return
	}
	doc := markdown.Parse(text)
	for _, u := range units(doc) {
		for i := range m.result.Kept {
			if m.result.Kept[i].Key == u.key {
				m.result.Kept[i].Line = doc.Position(u.span.Start).Line
			}
		}
	}
}
