package escalation

import (
	"fmt"
	"slices"
	"strings"
)

// differences sorts the properties of environments by what they have to do with the outcome.
type differences struct {
	with    []string // no value is on both sides: each could be the cause
	without []string // they differ, and one value is on both sides: not the cause alone
	open    []string // they could be either: some environment does not know them
}

// compare sorts the properties that differ between environments in which the issue shows and those in which it does not.
func compare(columns []column) (d differences) {
	for _, name := range propertiesOf(columns) {
		sides := map[outcome]map[string]bool{fails: {}, works: {}}
		all, unknown := map[string]bool{}, false
		for _, c := range columns {
			if c.outcome > works {
				continue
			}
			value, known := c.value(name)
			if !known {
				unknown = true
				continue
			}
			all[value], sides[c.outcome][value] = true, true
		}
		both := false
		for value := range sides[fails] {
			both = both || sides[works][value]
		}
		switch {
		case both && len(all) > 1:
			d.without = append(d.without, name)
		case both || len(all) == 0:
		case unknown:
			d.open = append(d.open, name)
		case len(sides[fails]) > 0 && len(sides[works]) > 0:
			d.with = append(d.with, name)
		}
	}
	return d
}

// difference tells what differs between where the issue shows and where it does not; nothing where either is missing.
func difference(columns []column) string {
	count := map[outcome]int{}
	for _, c := range columns {
		count[c.outcome]++
	}
	if count[fails] == 0 || count[works] == 0 {
		return alike(columns, count[fails])
	}
	d := compare(columns)
	var b strings.Builder
	if len(d.with) == 0 {
		b.WriteString("What differs: nothing that a run records differs with the outcome.")
	} else {
		var told []string
		for _, name := range d.with {
			told = append(told, fmt.Sprintf("%s (%s where it fails, %s where it works)", titleOf(columns, name), valuesOn(columns, fails, name), valuesOn(columns, works, name)))
		}
		b.WriteString("What differs: " + strings.Join(told, ", ") + ".")
	}
	if len(d.without) > 0 {
		b.WriteString(" Not the outcome with it: " + titlesOf(columns, d.without) + ".")
	}
	if len(d.open) > 0 {
		b.WriteString(" Not recorded everywhere: " + titlesOf(columns, d.open) + ".")
	}
	return b.String() + "\n\n"
}

// alike tells what cannot be the cause alone where the issue shows wherever it was tried.
func alike(columns []column, failing int) string {
	if failing < 2 {
		return ""
	}
	var ruledOut []string
	for _, name := range propertiesOf(columns) {
		values := map[string]bool{}
		for _, c := range columns {
			if value, known := c.value(name); known && c.outcome == fails {
				values[value] = true
			}
		}
		if len(values) > 1 {
			ruledOut = append(ruledOut, name)
		}
	}
	if len(ruledOut) == 0 {
		return ""
	}
	return "It fails in each of these, whatever differs between them: " + titlesOf(columns, ruledOut) + ".\n\n"
}

func titlesOf(columns []column, names []string) string {
	var titles []string
	for _, name := range names {
		titles = append(titles, titleOf(columns, name))
	}
	return strings.Join(titles, ", ")
}

// valuesOn are a property's values on one side, each once, in the columns' order.
func valuesOn(columns []column, side outcome, name string) string {
	var values []string
	for _, c := range columns {
		if value, _ := c.value(name); c.outcome == side && !slices.Contains(values, escaped(value)) {
			values = append(values, escaped(value))
		}
	}
	return strings.Join(values, " and ")
}
