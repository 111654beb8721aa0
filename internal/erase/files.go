package erase

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/touchstone-cs/touchstone/internal/atomicfile"
	"github.com/touchstone-cs/touchstone/internal/privacy"
)

// chained are the files that stay whole: they name people by random IDs.
var chained = []string{"audit/log.jsonl"}

// Texts puts the label in the place of the subject's names in every text file under root, and returns the files that
// changed and those that cannot be read as text (what they hold was not seen). Signed texts (approvals' .txt, .sig, .eml)
// that hold a name are removed whole: a changed one would prove nothing.
func Texts(root string, known *privacy.Known, label string, skip func(name string) bool) (changed, removed, unread []string, err error) {
	err = eachFile(root, skip, func(place, name string) error {
		if name == chained[0] {
			return nil
		}
		if _, named := known.Names(filepath.Base(place)); named {
			if strings.Contains(name, "/evidence/approvals/") {
				removed = append(removed, name)
				return os.Remove(place)
			}
			if place, name, err = rename(place, name, known, label); err != nil {
				return err
			}
			changed = append(changed, name)
		}
		data, err := os.ReadFile(place)
		if err != nil {
			return err
		}
		if bytes.IndexByte(data, 0) >= 0 || !utf8.Valid(data) {
			unread = append(unread, name)
			return nil
		}
		found := certain(known.Find(string(data)))
		if len(found) == 0 {
			return nil
		}
		if signed(name) {
			removed = append(removed, name)
			return os.Remove(place)
		}
		clean, err := replace(string(data), known, label)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if len(changed) == 0 || changed[len(changed)-1] != name {
			changed = append(changed, name)
		}
		return atomicfile.Write(place, []byte(clean), 0o644)
	})
	sort.Strings(changed)
	return changed, removed, unread, err
}

// eachFile visits the regular files under root that are not skipped, by their place and their name in the workspace.
func eachFile(root string, skip func(name string) bool, visit func(place, name string) error) error {
	return filepath.WalkDir(root, func(place string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, place)
		if err != nil {
			return err
		}
		name := filepath.ToSlash(rel)
		switch {
		case d.IsDir() && (d.Name() == ".git" || skip(name)):
			return fs.SkipDir
		case d.IsDir() || !d.Type().IsRegular() || skip(name):
			return nil
		}
		return visit(place, name)
	})
}

// rename takes the subject out of a file's name.
func rename(place, name string, known *privacy.Known, label string) (string, string, error) {
	clean, err := replace(filepath.Base(place), known, label)
	if err != nil {
		return place, name, err
	}
	to := filepath.Join(filepath.Dir(place), clean)
	if _, err := os.Lstat(to); err == nil {
		return place, name, fmt.Errorf("%s: a file called %s is there already", name, clean)
	}
	return to, strings.TrimSuffix(name, filepath.Base(place)) + clean, os.Rename(place, to)
}

func signed(name string) bool {
	return strings.Contains(name, "/evidence/approvals/") && !strings.HasSuffix(name, ".yaml")
}

func certain(found []privacy.Match) []privacy.Match {
	var out []privacy.Match
	for _, m := range found {
		if m.Certain {
			out = append(out, m)
		}
	}
	return out
}

// replace goes round until nothing is found, as what a first round uncovers is a name too.
func replace(text string, known *privacy.Known, label string) (string, error) {
	for range 8 {
		found := certain(known.Find(text))
		if len(found) == 0 {
			return text, nil
		}
		var b strings.Builder
		at := 0
		for _, m := range found {
			b.WriteString(text[at:m.Start])
			b.WriteString(label)
			at = m.End
		}
		text = b.String() + text[at:]
	}
	return "", fmt.Errorf("a name still stands after eight rounds")
}
