package step

import (
	"fmt"
	"strings"
	"unicode"
)

// Slug turns a heading into a step's name: lower case, words joined by hyphens, arguments in parentheses left out.
func Slug(heading string) string {
	heading, _, _ = strings.Cut(heading, " (")
	var b strings.Builder
	hyphen := false
	for _, r := range strings.ToLower(heading) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			if hyphen && b.Len() > 0 {
				b.WriteByte('-')
			}
			b.WriteRune(r)
			hyphen = false
			continue
		}
		hyphen = true
	}
	return b.String()
}

// NameAll gives every step without a name the slug of its heading, made unique by a number. headings[i] is the
// heading that steps[i] stands under.
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
		base := Slug(headings[i])
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
