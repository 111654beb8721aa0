package workspace

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// tree is the workspace's folder on disk. A path or a symbolic link that leads out of it is an error.
//
// os.Root opens every folder on the way one by one. A report lies five folders deep, and a portfolio has 10,000 of them:
// where the kernel can keep a path inside by itself it is asked once.
type tree struct {
	root *os.Root
	top  *os.File
}

func openTree(root string) (*tree, error) {
	dir, err := os.OpenRoot(root)
	if err != nil {
		return nil, err
	}
	top, err := dir.Open(".")
	if err != nil {
		return nil, errors.Join(err, dir.Close())
	}
	return &tree{root: dir, top: top}, nil
}

func (t *tree) Close() error { return errors.Join(t.top.Close(), t.root.Close()) }

// Open implements fs.FS.
func (t *tree) Open(name string) (fs.File, error) { return t.open(name) }

func (t *tree) open(name string) (*os.File, error) {
	name = filepath.FromSlash(name)
	f, err := openBeneath(t.top, name, toRead)
	if err == nil {
		return f, nil
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	return t.root.Open(name) // it works everywhere, and says what is wrong
}

// Stat implements fs.StatFS.
func (t *tree) Stat(name string) (fs.FileInfo, error) {
	name = filepath.FromSlash(name)
	f, err := openBeneath(t.top, name, toStat)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &fs.PathError{Op: "stat", Path: name, Err: err}
	}
	if err != nil {
		return t.root.Stat(name)
	}
	defer f.Close()
	return f.Stat()
}

// ReadDir implements fs.ReadDirFS.
func (t *tree) ReadDir(name string) ([]fs.DirEntry, error) {
	dir, err := t.open(name)
	if err != nil {
		return nil, err
	}
	defer dir.Close()
	entries, err := dir.ReadDir(-1)
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries, err
}
