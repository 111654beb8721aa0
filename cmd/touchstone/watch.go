package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"
	"github.com/spf13/cobra"

	"github.com/touchstone-cs/touchstone/internal/review"
)

// settle is how long files must be quiet before they are checked: editors write a file in several steps.
const settle = 150 * time.Millisecond

// watch checks, then checks again whenever something changes, until the context ends.
func (a *app) watch(c *cobra.Command, args []string, flags checkFlags) error {
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		return fmt.Errorf("watch: %w", err)
	}
	defer watcher.Close()
	roots := args
	if len(roots) == 0 {
		w, err := a.open()
		if err != nil {
			return err
		}
		roots = []string{w.Root}
	}
	for {
		err := a.check(c, args, flags)
		if err != nil && !errors.Is(err, review.ErrFindings) {
			return err
		}
		for _, root := range roots {
			if err := watchTree(watcher, root); err != nil {
				return fmt.Errorf("watch %s: %w", root, err)
			}
		}
		fmt.Fprintln(a.stderr, "watching; interrupt to end")
		if !waitForChange(c, watcher) {
			return nil
		}
		if err := a.close(); err != nil {
			return err
		}
	}
}

// watchTree adds every folder under root; those already watched stay.
func watchTree(watcher *fsnotify.Watcher, root string) error {
	return filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name := entry.Name(); entry.IsDir() && path != root && (strings.HasPrefix(name, ".") || name == "node_modules") {
			return fs.SkipDir
		}
		if entry.IsDir() || path == root {
			return watcher.Add(path)
		}
		return nil
	})
}

// waitForChange returns true once something changed and then stayed quiet, false when the context ends.
func waitForChange(c *cobra.Command, watcher *fsnotify.Watcher) bool {
	var quiet <-chan time.Time
	for {
		select {
		case <-c.Context().Done():
			return false
		case event, ok := <-watcher.Events:
			if !ok {
				return false
			}
			if !event.Has(fsnotify.Chmod) {
				quiet = time.After(settle)
			}
		case <-watcher.Errors:
			quiet = time.After(settle)
		case <-quiet:
			return true
		}
	}
}
