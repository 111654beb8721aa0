// Package requirement holds the text that every rule serves, and numbers its bullets.
package requirement

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
)

// Text is the requirement, word for word.
//
//go:embed deliverables.md
var Text string

// Bullet is one demand of the requirement.
type Bullet struct {
	// ID is <section>.<bar|section|guideline>.<n>: 3.bar.4 is the fourth bullet of section 3's quality bar, 4.section.2 its second
	// required section, 0.guideline.6 the sixth of the output format guidelines.
	ID      string
	Section int    // 0 for the guidelines
	Title   string // of the section: Customer Health Report
	Text    string // on one line
}

// Bullets lists every bullet in the order of the text.
var Bullets = sync.OnceValue(func() []Bullet { return parse(Text) })

// Find returns the bullet of that ID.
func Find(id string) (Bullet, bool) {
	for _, b := range Bullets() {
		if b.ID == id {
			return b, true
		}
	}
	return Bullet{}, false
}

func parse(text string) []Bullet {
	var bullets []Bullet
	section, title, list, n := 0, "", "", 0
	for line := range strings.Lines(text) {
		trimmed := strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, "## "):
			list, n, section, title = "", 0, 0, strings.TrimPrefix(trimmed, "## ")
			if number, rest, ok := strings.Cut(title, ". "); ok && len(number) == 1 {
				section, title = int(number[0]-'0'), rest
			} else if title == "Output Format Guidelines" {
				list = "guideline"
			}
		case strings.HasPrefix(line, "**Quality Bar:**"):
			list, n = "bar", 0
		case strings.HasPrefix(line, "**Required Sections:**"):
			list, n = "section", 0
		case strings.HasPrefix(line, "**"):
			list = ""
		case list != "" && itemStart(line):
			n++
			_, words, _ := strings.Cut(trimmed, " ")
			bullets = append(bullets, Bullet{ID: fmt.Sprintf("%d.%s.%d", section, list, n), Section: section, Title: title, Text: words})
		case list != "" && strings.HasPrefix(line, "  ") && len(bullets) > 0:
			bullets[len(bullets)-1].Text += " " + trimmed
		}
	}
	return bullets
}

// itemStart reports whether a line begins a list item: "- …" or "3. …".
func itemStart(line string) bool {
	return strings.HasPrefix(line, "- ") || len(line) > 3 && line[0] >= '1' && line[0] <= '9' && line[1:3] == ". "
}
