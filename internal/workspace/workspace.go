// Package workspace reads the git tree and its configuration as one snapshot: configuration, accounts, documents,
// unsaved buffers of an editor included. Nothing is read twice, and nothing before it is asked for.
package workspace

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strings"
	"sync"
	"time"

	"github.com/touchstone-cs/touchstone/internal/markdown"
)

// ConfigFile marks the root of a workspace.
const ConfigFile = "touchstone.yaml"

// MaxDocument is the size in bytes above which a file is no document but an accident.
const MaxDocument = 64 << 20

// ErrNone says that no workspace was found upwards of a folder.
var ErrNone = errors.New("no workspace")

// Workspace is one snapshot. It is safe for concurrent use. Paths are slash-separated and relative to Root.
type Workspace struct {
	Root   string
	Config Config
	Zone   *time.Location

	tree    *tree
	buffers map[string][]byte

	accounts accountCache
	docs     struct {
		sync.Mutex
		parsed map[string]*markdown.Document
	}
	memos sync.Map // by key: *memo
}

// memo is something made of the snapshot once.
type memo struct {
	once  sync.Once
	value any
	err   error
}

// Memo makes something of a workspace when it is first asked for and keeps it as long as the workspace: a snapshot never
// changes. The key names what is made; it begins with the name of the room that makes it.
func Memo[T any](w *Workspace, key string, make func() (T, error)) (T, error) {
	kept, _ := w.memos.LoadOrStore(key, &memo{})
	m := kept.(*memo)
	m.once.Do(func() { m.value, m.err = make() })
	value, _ := m.value.(T)
	return value, m.err
}

// Find returns the root of the workspace that dir lies in: the nearest folder upwards that holds touchstone.yaml.
func Find(dir string) (string, error) {
	start, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	for at := start; ; at = filepath.Dir(at) {
		if info, err := os.Stat(filepath.Join(at, ConfigFile)); err == nil && info.Mode().IsRegular() {
			return at, nil
		}
		if filepath.Dir(at) == at {
			return "", fmt.Errorf("%w: there is no %s in %s or above it\nhint: `touchstone init` makes one, `touchstone demo DIR` makes one to look at", ErrNone, ConfigFile, start)
		}
	}
}

// Open reads the workspace at root. buffers hold the text of unsaved files by path and may be nil.
func Open(root string, buffers map[string][]byte) (*Workspace, error) {
	dir, err := openTree(root)
	if err != nil {
		return nil, fmt.Errorf("open workspace: %w", err)
	}
	w := &Workspace{Root: root, tree: dir, buffers: buffers}
	w.docs.parsed = map[string]*markdown.Document{}
	data, err := w.ReadFile(ConfigFile)
	if err != nil {
		return nil, errors.Join(err, dir.Close())
	}
	if w.Config, err = parseConfig(data); err == nil {
		w.Zone, err = w.Config.location()
	}
	if err != nil {
		return nil, errors.Join(err, dir.Close())
	}
	return w, nil
}

// Close lets go of the folder.
func (w *Workspace) Close() error { return w.tree.Close() }

// ReadFile reads a file of the workspace, or its unsaved buffer. A path or a symbolic link that leads out is an error.
func (w *Workspace) ReadFile(name string) ([]byte, error) {
	if data, ok := w.buffers[name]; ok {
		return data, nil
	}
	f, err := w.tree.open(name)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, unwrapPath(err))
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, unwrapPath(err))
	}
	if info.Size() > MaxDocument {
		return nil, fmt.Errorf("read %s: %d MB is more than a document may have (%d MB)", name, info.Size()>>20, MaxDocument>>20)
	}
	data := make([]byte, 0, info.Size()+1)
	for {
		n, err := f.Read(data[len(data):cap(data)])
		data = data[:len(data)+n]
		if errors.Is(err, io.EOF) {
			return data, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", name, unwrapPath(err))
		}
		if len(data) == cap(data) {
			data = append(data, 0)[:len(data)]
		}
	}
}

// Stat tells of a file of the workspace.
func (w *Workspace) Stat(name string) (fs.FileInfo, error) {
	return w.tree.Stat(name)
}

// Path is the place of a file on this machine.
func (w *Workspace) Path(name string) string { return filepath.Join(w.Root, filepath.FromSlash(name)) }

// Warehouse is the place of the warehouse on this machine.
func (w *Workspace) Warehouse() string {
	if filepath.IsAbs(w.Config.Warehouse) {
		return w.Config.Warehouse
	}
	return w.Path(w.Config.Warehouse)
}

// Rel turns a place on this machine into a path of the workspace; false where it lies outside.
func (w *Workspace) Rel(place string) (string, bool) {
	abs, err := filepath.Abs(place)
	if err != nil {
		return "", false
	}
	if resolved, err := filepath.EvalSymlinks(filepath.Dir(abs)); err == nil {
		abs = filepath.Join(resolved, filepath.Base(abs))
	}
	root := w.Root
	if resolved, err := filepath.EvalSymlinks(root); err == nil {
		root = resolved
	}
	rel, err := filepath.Rel(root, abs)
	if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return "", false
	}
	return filepath.ToSlash(rel), true
}

// Document reads and parses a document once.
func (w *Workspace) Document(name string) (*markdown.Document, error) {
	w.docs.Lock()
	doc, ok := w.docs.parsed[name]
	w.docs.Unlock()
	if ok {
		return doc, nil
	}
	data, err := w.ReadFile(name)
	if err != nil {
		return nil, err
	}
	doc = markdown.Parse(data)
	w.docs.Lock()
	w.docs.parsed[name] = doc
	w.docs.Unlock()
	return doc, nil
}

// Front reads a document's front matter once, and nothing else of it.
func (w *Workspace) Front(name string) (markdown.FrontMatter, error) {
	return Memo(w, "front:"+name, func() (markdown.FrontMatter, error) {
		data, err := w.ReadFile(name)
		if err != nil {
			return markdown.FrontMatter{}, err
		}
		return markdown.Front(data), nil
	})
}

// Documents lists the Markdown files under a folder (the deliverables' folder where dir is empty), sorted.
func (w *Workspace) Documents(dir string) ([]string, error) {
	if dir == "" {
		dir = w.Config.Folders.Deliverables
	}
	return w.Files(dir, func(name string) bool { return strings.HasSuffix(strings.ToLower(name), ".md") })
}

// Files lists the files under dir whose path want accepts, sorted. Hidden folders are left out; a missing dir is empty.
func (w *Workspace) Files(dir string, want func(name string) bool) ([]string, error) {
	var names []string
	err := fs.WalkDir(w.tree, path.Clean(dir), func(name string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if base := path.Base(name); base != "." && strings.HasPrefix(base, ".") || base == "node_modules" {
				return fs.SkipDir
			}
			return nil
		}
		if want(name) {
			names = append(names, name)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list %s: %w", dir, unwrapPath(err))
	}
	sort.Strings(names)
	return names, nil
}

func unwrapPath(err error) error {
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		return pathErr.Err
	}
	return err
}

// Inside makes sure that a file to be written lies in the workspace: no path and no symbolic link leads out of it.
func (w *Workspace) Inside(name string) error {
	if !filepath.IsLocal(filepath.FromSlash(name)) {
		return fmt.Errorf("write %s: the path leads out of the workspace", name)
	}
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		_, err := w.tree.Stat(dir)
		if err == nil {
			return nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("write %s: %w", name, unwrapPath(err))
		}
	}
	return nil
}
