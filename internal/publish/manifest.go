package publish

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
	"time"
)

// ManifestFile lies at the root of everything that is published.
const ManifestFile = "manifest.json"

// Manifest says what was published and why it may be.
type Manifest struct {
	Version   int         `json:"version"`
	Audience  string      `json:"audience"`
	Published string      `json:"published"` // RFC 3339
	By        string      `json:"by"`        // the vendor
	Files     []File      `json:"files"`
	Withdrawn []Withdrawn `json:"withdrawn,omitempty"`
}

// File is one published file. Reasons tell why it may be read: checked, approved, consented.
type File struct {
	Path    string   `json:"path"`
	Digest  string   `json:"digest"`
	Kind    string   `json:"kind,omitempty"`
	Reasons []string `json:"reasons,omitempty"`
}

// Withdrawn is what was there once.
type Withdrawn struct {
	Path   string `json:"path"`
	Date   string `json:"date"`
	Reason string `json:"reason"`
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// Bytes writes the manifest, files by path.
func (m Manifest) Bytes() ([]byte, error) {
	sort.Slice(m.Files, func(i, j int) bool { return m.Files[i].Path < m.Files[j].Path })
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(m)
	return b.Bytes(), err
}

// ReadManifest reads a published tree's manifest.
func ReadManifest(dir fs.FS) (Manifest, error) {
	var m Manifest
	data, err := fs.ReadFile(dir, ManifestFile)
	if err != nil {
		return m, err
	}
	if err := json.Unmarshal(data, &m); err != nil {
		return m, fmt.Errorf("%s: %w", ManifestFile, err)
	}
	if m.Version != 1 {
		return m, fmt.Errorf("%s: version %d is not known", ManifestFile, m.Version)
	}
	return m, nil
}

// Verify compares a published tree with its manifest and returns what differs: changed, missing, not published by us.
func Verify(dir fs.FS) ([]string, error) {
	m, err := ReadManifest(dir)
	if err != nil {
		return nil, err
	}
	var problems []string
	want := map[string]string{}
	for _, f := range m.Files {
		if f.Path != path.Clean(f.Path) || strings.HasPrefix(f.Path, "..") || path.IsAbs(f.Path) {
			problems = append(problems, f.Path+": the manifest leads out of the folder")
			continue
		}
		want[f.Path] = f.Digest
	}
	err = fs.WalkDir(dir, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name == ".git" {
				return fs.SkipDir
			}
			return nil
		}
		if name == ManifestFile {
			return nil
		}
		digestWanted, ok := want[name]
		delete(want, name)
		if !ok || !d.Type().IsRegular() {
			problems = append(problems, name+": not published by us")
			return nil
		}
		data, err := fs.ReadFile(dir, name)
		if err != nil {
			return err
		}
		if digest(data) != digestWanted {
			problems = append(problems, name+": changed since it was published")
		}
		return nil
	})
	for name := range want {
		problems = append(problems, name+": missing")
	}
	sort.Strings(problems)
	return problems, err
}

// ErrOccupied says that a folder holds something that was not published by us.
var ErrOccupied = errors.New("the folder holds files that were not published by touchstone")

// Replace puts a tree of files in the place of what a folder holds: it is written beside it and renamed, so that a reader
// sees the old tree or the new one. A folder that holds anything else is left alone.
func Replace(dir string, files map[string][]byte) error {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("publish to %s: %w", dir, err)
	}
	if len(entries) > 0 {
		if _, err := ReadManifest(os.DirFS(dir)); err != nil {
			return fmt.Errorf("publish to %s: %w\nhint: name an empty folder", dir, ErrOccupied)
		}
	}
	parent := filepath.Dir(filepath.Clean(dir))
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return err
	}
	temp, err := os.MkdirTemp(parent, ".touchstone-publish-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	if err := writeTree(filepath.Join(temp, "new"), files); err != nil {
		return err
	}
	if len(entries) > 0 || err == nil && exists(dir) {
		if err := os.Rename(dir, filepath.Join(temp, "old")); err != nil {
			return err
		}
	}
	if err := os.Rename(filepath.Join(temp, "new"), dir); err != nil {
		return errors.Join(err, os.Rename(filepath.Join(temp, "old"), dir))
	}
	return nil
}

func exists(name string) bool { _, err := os.Lstat(name); return err == nil }

func writeTree(root string, files map[string][]byte) error {
	for name, data := range files {
		place := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(place), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(place, data, 0o644); err != nil {
			return err
		}
	}
	return os.MkdirAll(root, 0o755)
}

// Withdraw gives the files of a published tree without one document, without its entry in the list of all, and with plain
// words where pages linked to it. gone is the digest of what was taken out.
func Withdraw(dir fs.FS, document, reason string, now time.Time) (files map[string][]byte, m Manifest, gone string, err error) {
	m, err = ReadManifest(dir)
	if err != nil {
		return nil, m, "", err
	}
	if problems, err := Verify(dir); err != nil || len(problems) > 0 {
		return nil, m, "", fmt.Errorf("withdraw: the copy is not as it was published: %v: %w", problems, errors.Join(ErrOccupied, err))
	}
	kept := m.Files[:0:0]
	files = map[string][]byte{}
	for _, f := range m.Files {
		if f.Path == document {
			gone = f.Digest
			continue
		}
		data, err := fs.ReadFile(dir, f.Path)
		if err != nil {
			return nil, m, "", err
		}
		if f.Path == "index.html" {
			data = unlist(data, document)
		}
		data = unlink(data, f.Path, document)
		f.Digest = digest(data)
		files[f.Path] = data
		kept = append(kept, f)
	}
	if gone == "" {
		return nil, m, "", fmt.Errorf("withdraw: %s was not published here", document)
	}
	m.Files = used(kept, files)
	m.Withdrawn = append(m.Withdrawn, Withdrawn{document, now.UTC().Format(time.DateOnly), reason})
	data, err := m.Bytes()
	files[ManifestFile] = data
	return files, m, gone, err
}

// used leaves out, and takes out of files, the images that no document shows any more.
func used(all []File, files map[string][]byte) []File {
	var kept []File
	for _, f := range all {
		shown := !strings.HasPrefix(f.Path, "assets/")
		for name, data := range files {
			shown = shown || name != f.Path && bytes.Contains(data, []byte(path.Base(f.Path)))
		}
		if shown {
			kept = append(kept, f)
		} else {
			delete(files, f.Path)
		}
	}
	return kept
}

// unlist takes a document's entry out of the list of all.
func unlist(index []byte, document string) []byte {
	entry := regexp.MustCompile(`<li><a href="` + regexp.QuoteMeta(document) + `">.*?</li>`)
	return entry.ReplaceAll(index, nil)
}

// unlink puts the words of links from one page to a document in the place of the links.
func unlink(data []byte, from, document string) []byte {
	target := regexp.QuoteMeta(relative(from, document))
	switch path.Ext(from) {
	case ".html":
		return regexp.MustCompile(`(?s)<a href="`+target+`(?:#[^"]*)?">(.*?)</a>`).ReplaceAll(data, []byte("$1"))
	case ".md":
		return regexp.MustCompile(`\[((?:[^\]\\]|\\.)*)\]\(`+target+`(?:#[^)]*)?\)`).ReplaceAll(data, []byte("$1"))
	}
	return data
}
