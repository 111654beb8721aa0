package erase

import (
	"fmt"
	"strings"
	"time"
)

// Certificate says what was erased, and holds no erased value.
type Certificate struct {
	ID        string // random
	What      string // "an account" or "a person"
	At        time.Time
	Rows      int64
	Snapshots int
	Files     int // removed
	Texts     int // rewritten
	People    []string
	Unread    int
}

// Markdown writes it.
func (c Certificate) Markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Erasure %s\n\n%s: %s was erased.\n\n", c.ID, c.At.UTC().Format(time.RFC3339), c.What)
	b.WriteString("| What | How much |\n|---|---:|\n")
	fmt.Fprintf(&b, "| rows of the warehouse | %d |\n", c.Rows)
	fmt.Fprintf(&b, "| snapshots removed with their segments | %d |\n| files removed | %d |\n| files rewritten | %d |\n| random IDs whose mapping was erased | %d |\n", c.Snapshots, c.Files, c.Texts, len(c.People))
	if c.Unread > 0 {
		fmt.Fprintf(&b, "| files that could not be read as text, and were not looked into | %d |\n", c.Unread)
	}
	b.WriteString("\nCitations that stood on what is gone are unverified: erased. The audit log is whole; it names people by random IDs that lead nowhere now.\n\n" +
		"Not erased by this: git's history, other clones, backups, published copies and mail. See doc/privacy.md, “What erasing leaves”.\n")
	return b.String()
}
