package merge

import (
	"slices"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/markdown"
)

// What is ranked moves when the ranks do: rows of one table and sections of one parent that nobody touched take each
// other's places, in the order in which they are generated now. What a person touched stays where it is.

// reorderRows gives the unchanged rows of a table each other's places.
func (m *merger) reorderRows() {
	rows := map[string][]string{} // table → keys of its rows, in the order of now
	for _, u := range m.now {
		if i, unchanged := m.at[u.key]; unchanged && u.kind == unitRow && m.old[i].group == u.group {
			rows[u.group] = append(rows[u.group], u.key)
		}
	}
	for _, keys := range rows {
		places := make([]int, len(keys))
		for i, key := range keys {
			places[i] = m.at[key]
		}
		slices.Sort(places)
		for i, key := range keys {
			m.at[key] = places[i]
		}
	}
}

// run is a section with all that lies in it: a span of units.
type run struct{ from, to int } // units [from, to)

// reorderSections writes the untouched sections of one parent into each other's places, where their order has changed.
func (m *merger) reorderSections() {
	old, now := runs(m.old), runs(m.now)
	siblings := map[string][]string{}
	for _, u := range m.now {
		if place, ok := old[u.key]; ok && u.kind == unitHeading && m.untouched(u.key, place) {
			siblings[parent(u.key)] = append(siblings[parent(u.key)], u.key)
		}
	}
	for _, keys := range siblings {
		places := make([]run, len(keys))
		for i, key := range keys {
			places[i] = old[key]
		}
		if slices.IsSortedFunc(places, byPlace) {
			continue
		}
		slices.SortFunc(places, byPlace)
		for i, key := range keys {
			m.move(now[key], places[i])
		}
	}
}

func byPlace(a, b run) int { return a.from - b.from }

// move writes a generated section into the place of another.
func (m *merger) move(section, place run) {
	span := func(units []unit, r run) markdown.Span {
		return markdown.Span{Start: units[r.from].span.Start, End: units[r.to-1].span.End}
	}
	from := span(m.now, section)
	m.edits = append(m.edits, markdown.Edit{Span: span(m.old, place), New: m.text(unit{text: string(m.generated[from.Start:from.End])})})
	for i := section.from; i < section.to; i++ {
		m.moved[m.now[i].key] = place.to - 1
	}
	for i := place.from; i < place.to; i++ {
		m.replaced[i] = true
	}
}

// runs finds every section's units.
func runs(units []unit) map[string]run {
	out := map[string]run{}
	for i, u := range units {
		if u.kind != unitHeading {
			continue
		}
		end := i + 1
		for end < len(units) && within(units[end].section, u.key) {
			end++
		}
		out[u.key] = run{i, end}
	}
	return out
}

// untouched tells whether a section holds what was generated last, all of it, in its order, and nothing else.
func (m *merger) untouched(section string, place run) bool {
	var want []string
	for _, entry := range m.result.Memory {
		if key, _, _ := strings.Cut(entry.Key, " | "); within(key, section) {
			want = append(want, entry.Key+"\x00"+entry.Digest)
		}
	}
	var have []string
	for _, u := range m.old[place.from:place.to] {
		have = append(have, u.key+"\x00"+u.digest)
	}
	return slices.Equal(have, want)
}

func within(section, other string) bool {
	return section == other || strings.HasPrefix(section, other+" / ")
}

func parent(section string) string {
	if i := strings.LastIndex(section, " / "); i >= 0 {
		return section[:i]
	}
	return ""
}
