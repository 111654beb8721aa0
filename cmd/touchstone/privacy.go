package main

import (
	"archive/zip"
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/touchstone-cs/touchstone/internal/names"
	"github.com/touchstone-cs/touchstone/internal/privacy"
	"github.com/touchstone-cs/touchstone/internal/redact"
	"github.com/touchstone-cs/touchstone/internal/review"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

func (a *app) privacyCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "privacy", Short: "Find what customers are called and personal data; make pseudonyms",
		Long:    "What is found, how, and how well it is measured: doc/privacy.md.",
		Example: "  touchstone privacy scan customer-success/feedback\n  touchstone privacy key",
	}
	c.AddCommand(a.privacyScan(), a.privacyKey())
	return c
}

func (a *app) privacyScan() *cobra.Command {
	var namesOnly, asJSON bool
	c := &cobra.Command{
		Use: "scan PATH…", Short: "Every customer's name, in any disguise, and personal data in files and folders", Args: cobra.MinimumNArgs(1),
		Long: `Scan reads text files, the texts of office files, and the names of all files. Lines marked "perhaps" are for a person
to decide: ordinary words that are a name as well, and what a small model takes for a name or an address.
A file that cannot be read as text is named: what is in it was not seen.

Exit status: 0 nothing certain, 1 found, 2 could not do it.`,
		Example: "  touchstone privacy scan customer-success/feedback report.docx",
		RunE: func(_ *cobra.Command, args []string) error {
			w, err := a.open()
			if err != nil {
				return err
			}
			known, err := names.Finder(w)
			if err != nil {
				return err
			}
			detector, err := privacy.NewDetector(w.Config.Calendar.Country)
			if err != nil {
				return err
			}
			redactor, err := redact.New(redact.Options{})
			if err != nil {
				return err
			}
			s := scanner{app: a, known: known, detector: detector, redactor: redactor, names: namesOnly, quiet: asJSON, seen: []sighting{}}
			for _, arg := range args {
				if err := s.walk(arg); err != nil {
					return err
				}
			}
			if asJSON {
				err = a.printJSON(map[string]any{"files": s.files, "certain": s.certain, "perhaps": s.perhaps, "not_readable": s.unread, "found": s.seen})
			} else {
				fmt.Fprintf(a.stdout, "%d files, %d certain, %d perhaps, %d not readable\n", s.files, s.certain, s.perhaps, s.unread)
			}
			if err == nil && s.certain > 0 {
				err = review.ErrFindings
			}
			return err
		},
	}
	c.Flags().BoolVar(&namesOnly, "names", false, "only what customers are called")
	jsonFlag(c, &asJSON)
	return c
}

type scanner struct {
	*app
	known                           *privacy.Known
	detector                        *privacy.Detector
	redactor                        *redact.Redactor
	names, quiet                    bool
	files, certain, perhaps, unread int
	seen                            []sighting
}

// sighting is one thing that scan found. What is a sort of name or of personal data; Account is whose name it is.
type sighting struct {
	Path    string `json:"path"`
	Where   string `json:"where,omitempty"`
	What    string `json:"what"`
	Account string `json:"account,omitempty"`
	Found   string `json:"found,omitempty"`
	Certain bool   `json:"certain"`
}

func (s sighting) String() string {
	text := s.Path + ": "
	if s.Where != "" {
		text += s.Where + ": "
	}
	if s.Found == "" {
		return text + s.What
	}
	if !s.Certain {
		text += "perhaps "
	}
	text += s.What
	if s.Account != "" {
		text += " of " + s.Account
	}
	return fmt.Sprintf("%s %q", text, s.Found)
}

// see keeps a sighting, and prints it at once unless all are printed at the end.
func (s *scanner) see(one sighting) {
	s.seen = append(s.seen, one)
	if !s.quiet {
		fmt.Fprintln(s.stdout, one)
	}
}

// unreadable notes a file, or a part of one, that was not looked into, and why.
func (s *scanner) unreadable(place, why string) {
	s.unread++
	s.see(sighting{Path: place, What: why})
}

func (s *scanner) walk(root string) error {
	return filepath.WalkDir(root, func(place string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name := d.Name(); name == ".git" || name == ".touchstone" {
				return fs.SkipDir
			}
			return nil
		}
		s.name(place)
		if !d.Type().IsRegular() {
			s.unreadable(place, "a link, not followed")
			return nil
		}
		return s.file(place)
	})
}

// name looks at a file's own name.
func (s *scanner) name(place string) {
	for _, m := range s.known.Find(filepath.Base(place)) {
		s.tell(place, "the file's name", m)
	}
}

// largest is the size of a file that is looked into.
const largest = 64 << 20

func (s *scanner) file(place string) error {
	info, err := os.Stat(place)
	if err != nil {
		return err
	}
	if info.Size() > largest {
		s.unreadable(place, "too large to look into")
		return nil
	}
	data, err := os.ReadFile(place)
	if err != nil {
		return err
	}
	s.files++
	if bytes.HasPrefix(data, []byte("PK\x03\x04")) {
		return s.office(place, data)
	}
	if bytes.IndexByte(data[:min(len(data), 8000)], 0) >= 0 {
		s.unreadable(place, "not a text: what is in it was not seen")
		return nil
	}
	s.text(place, string(data))
	return nil
}

// office reads the XML parts of docx, xlsx, pptx and odt files.
func (s *scanner) office(place string, data []byte) error {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		s.unreadable(place, err.Error())
		return nil
	}
	for _, f := range z.File {
		if !strings.HasSuffix(f.Name, ".xml") && !strings.HasSuffix(f.Name, ".rels") && !strings.HasSuffix(f.Name, ".txt") {
			continue
		}
		r, err := f.Open()
		if err != nil {
			return err
		}
		part, err := io.ReadAll(io.LimitReader(r, largest))
		if err := errors.Join(err, r.Close()); err != nil {
			return fmt.Errorf("%s: %s: %w", place, f.Name, err)
		}
		s.text(place+":"+f.Name, string(part))
	}
	return nil
}

func (s *scanner) text(place, text string) {
	line := func(at int) string { return fmt.Sprintf("line %d", 1+strings.Count(text[:at], "\n")) }
	for _, m := range s.known.Find(text) {
		s.tell(place, line(m.Start), m)
	}
	if s.names {
		return
	}
	certain := map[int]bool{}
	for _, e := range s.detector.Exact(text) {
		certain[e.Start] = true
		s.certain++
		s.see(sighting{place, line(e.Start), string(e.Type), "", text[e.Start:e.End], true})
	}
	for _, e := range s.detector.Find(text) {
		if !certain[e.Start] {
			s.perhaps++
			s.see(sighting{place, line(e.Start), string(e.Type), "", text[e.Start:e.End], false})
		}
	}
	s.secrets(place, text)
}

// secrets counts what redaction takes for a secret; it shows none.
func (s *scanner) secrets(place, text string) {
	const mark = "[secret-"
	clean, err := s.redactor.Text(text)
	if err != nil {
		s.unreadable(place, "secrets were not looked for: "+err.Error())
		return
	}
	if n := strings.Count(clean, mark) - strings.Count(text, mark); n > 0 {
		s.certain += n
		s.see(sighting{Path: place, What: fmt.Sprintf("%d secrets", n), Certain: true})
	}
}

func (s *scanner) tell(place, where string, m privacy.Match) {
	if m.Certain {
		s.certain++
	} else {
		s.perhaps++
	}
	s.see(sighting{place, where, fmt.Sprint(m.Kind), m.Account, m.Found, m.Certain})
}

func (a *app) privacyKey() *cobra.Command {
	return &cobra.Command{
		Use: "key", Short: "Make the workspace's key for pseudonyms, once", Args: cobra.NoArgs,
		Long: `The key and the names given so far lie in the restricted accounts folder. Pseudonyms are the same in every document of
this workspace, and others in another one.

Exit status: 0 made, or there already; 2 could not do it.`,
		Example: "  touchstone privacy key",
		RunE: func(c *cobra.Command, _ []string) error {
			w, err := a.open()
			if err != nil {
				return err
			}
			return a.writeKey(c, w)
		},
	}
}

func (a *app) writeKey(c *cobra.Command, w *workspace.Workspace) error {
	name := names.PseudonymsPath(w)
	if _, err := w.Stat(name); err == nil {
		fmt.Fprintf(a.stdout, "%s is there already\n", name)
		return nil
	}
	_, data, err := names.NewSecret(w, rand.Reader)
	if err != nil {
		return err
	}
	if err := writeInside(w, name, data); err != nil {
		return err
	}
	fmt.Fprintln(a.stdout, name)
	return a.commitUnless(c.Context(), false, w, "privacy: a key for pseudonyms", name)
}
