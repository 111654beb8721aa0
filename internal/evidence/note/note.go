// Package note keeps what was said in calls, mails and meetings as files in git, and resolves interaction references to
// them.
package note

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// Note is one interaction that a person wrote down.
type Note struct {
	ID      string // 2026-10-21-call-lindqvist: also the name of its file
	Account string
	Kind    string // call, mail, meeting, review, interview
	Time    time.Time
	With    []string
	Author  string
	// Permission says how the words may be used: none (also where empty), anonymous, named.
	Permission string
	Text       string // Markdown
	Path       string // relative to the workspace; set by List
}

// Kinds are the sorts of interaction.
var Kinds = []string{"call", "mail", "meeting", "review", "interview"}

// Permissions are what a customer may have allowed for the words in a note.
var Permissions = []string{"", "none", "anonymous", "named"}

// ErrPermission says that a note's permission is none of Permissions.
var ErrPermission = errors.New("unknown permission")

// ErrKind says that a note's kind is none of Kinds.
var ErrKind = errors.New("unknown kind of interaction")

// Validate reports what a person must mend.
func (n Note) Validate() error {
	if !slices.Contains(Permissions, n.Permission) {
		return fmt.Errorf("%w %q: want %s", ErrPermission, n.Permission, strings.Join(Permissions[1:], ", "))
	}
	for _, kind := range Kinds {
		if n.Kind == kind {
			return nil
		}
	}
	return fmt.Errorf("%w %q: want %s", ErrKind, n.Kind, strings.Join(Kinds, ", "))
}

// FreeID builds the note's ID of date, kind and the first person's last name, with a number where it is taken.
func (n Note) FreeID(taken func(id string) bool) string {
	id := n.Time.Format("2006-01-02") + "-" + n.Kind
	if len(n.With) > 0 {
		if name := lastName(n.With[0]); name != "" {
			id += "-" + name
		}
	}
	free := id
	for i := 2; taken(free); i++ {
		free = id + "-" + strconv.Itoa(i)
	}
	return free
}

func lastName(person string) string {
	fields := strings.FieldsFunc(person, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '-' })
	if len(fields) == 0 {
		return ""
	}
	return strings.ToLower(strings.Trim(fields[len(fields)-1], "-'"))
}

// Encode writes the note's file.
func (n Note) Encode() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "---\ninteraction: %s\naccount: %s\ntype: %s\ntime: %s\n", n.ID, strconv.Quote(n.Account), n.Kind, n.Time.Format(time.RFC3339))
	if len(n.With) > 0 {
		b.WriteString("with:\n")
		for _, person := range n.With {
			b.WriteString("  - " + strconv.Quote(person) + "\n")
		}
	}
	if n.Author != "" {
		b.WriteString("author: " + strconv.Quote(n.Author) + "\n")
	}
	if n.Permission != "" {
		b.WriteString("permission: " + n.Permission + "\n")
	}
	b.WriteString("---\n\n" + strings.TrimSpace(n.Text) + "\n")
	return []byte(b.String())
}

// Decode reads a note's file; ok is false for a Markdown file that is no note. An interview that somebody wrote elsewhere
// (type: interview) needs no ID: it is the name of its file.
func Decode(name string, doc *markdown.Document) (n Note, ok bool) {
	id := doc.Front.Value("interaction")
	if id == "" && doc.Front.Value("type") == "interview" {
		id = strings.TrimSuffix(path.Base(name), path.Ext(name))
	}
	if id == "" {
		return Note{}, false
	}
	n = Note{ID: id, Account: doc.Front.Value("account"), Kind: doc.Front.Value("type"), With: doc.Front.List("with"),
		Author: doc.Front.Value("author"), Permission: strings.ToLower(doc.Front.Value("permission")), Path: name}
	if person := doc.Front.Value("person"); person != "" && len(n.With) == 0 {
		n.With = []string{person}
	}
	for _, key := range []string{"time", "date"} {
		if n.Time.IsZero() {
			n.Time = parseTime(doc.Front.Value(key))
		}
	}
	n.Text = strings.TrimSpace(string(doc.Source[doc.Front.Span.End:]))
	return n, true
}

func parseTime(text string) time.Time {
	for _, layout := range []string{time.RFC3339, "2006-01-02 15:04", "2006-01-02"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t
		}
	}
	return time.Time{}
}

// List reads the notes of one account, by time.
func List(w *workspace.Workspace, account *workspace.Account) ([]Note, error) {
	names, err := w.Documents(path.Join(account.Dir, "evidence"))
	if err != nil {
		return nil, err
	}
	var notes []Note
	for _, name := range names {
		doc, err := w.Document(name)
		if err != nil {
			return nil, err
		}
		if n, ok := Decode(name, doc); ok {
			notes = append(notes, n)
		}
	}
	return notes, nil
}
