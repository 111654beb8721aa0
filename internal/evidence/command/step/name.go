package step

import (
	"fmt"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/slug"
)

// NameAll gives every step without a name the slug of its heading, without what stands in parentheses there, made unique
// by a number. headings[i] is the heading that steps[i] stands under.
func NameAll(steps []*Step, headings []string) {
	used := make(map[string]bool)
	for _, s := range steps {
		if s.Named {
			used[s.Name] = true
		}
	}
	for i, s := range steps {
		if s.Named {
			continue
		}
		heading, _, _ := strings.Cut(headings[i], " (")
		base := slug.Of(heading)
		if base == "" {
			base = "step"
		}
		s.Name = base
		for n := 2; used[s.Name]; n++ {
			s.Name = fmt.Sprintf("%s-%d", base, n)
		}
		used[s.Name] = true
	}
}

// SplitAll splits the transcripts among named steps; the commands behind a transcript's first get its name and a number
// that makes it unique.
func SplitAll(steps []*Step) []*Step {
	used := make(map[string]bool)
	for _, s := range steps {
		used[s.Name] = true
	}
	var all []*Step
	for _, s := range steps {
		for i, one := range s.Split() {
			for n := i + 1; one.Name == ""; n++ {
				if name := fmt.Sprintf("%s-%d", s.Name, n); !used[name] {
					one.Name, used[name] = name, true
				}
			}
			all = append(all, one)
		}
	}
	return all
}
