package git_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/touchstone-cs/touchstone/internal/git"
)

func repository(t *testing.T) string {
	t.Helper()
	for key, value := range map[string]string{"GIT_AUTHOR_NAME": "Dana", "GIT_AUTHOR_EMAIL": "d@x.example", "GIT_COMMITTER_NAME": "Dana", "GIT_COMMITTER_EMAIL": "d@x.example"} {
		t.Setenv(key, value)
	}
	dir := t.TempDir()
	if err := git.Init(context.Background(), dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	place := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(place), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(place, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestCommitTakesJustThesePaths(t *testing.T) {
	ctx, dir := context.Background(), repository(t)
	write(t, dir, "a b.md", "1")
	write(t, dir, "ü*.md", "1")
	write(t, dir, "other.md", "1")
	if _, err := git.Run(ctx, dir, "add", "other.md"); err != nil {
		t.Fatal(err)
	}
	done, err := git.Commit(ctx, dir, "first", []string{"a b.md", "ü*.md"})
	if err != nil || !done {
		t.Fatalf("Commit = %v, %v", done, err)
	}
	listed, err := git.Run(ctx, dir, "show", "--name-only", "--format=", "HEAD")
	if err != nil || listed != "a b.md\nü*.md\n" {
		t.Errorf("committed %q, %v", listed, err)
	}
	if done, err := git.Commit(ctx, dir, "again", []string{"a b.md"}); err != nil || done {
		t.Errorf("nothing changed, but Commit = %v, %v", done, err)
	}
}

func TestCommitBelowTheTop(t *testing.T) {
	ctx, dir := context.Background(), repository(t)
	write(t, dir, "sub/a.md", "1")
	done, err := git.Commit(ctx, filepath.Join(dir, "sub"), "first", []string{"a.md"})
	if err != nil || !done {
		t.Fatalf("Commit = %v, %v", done, err)
	}
}

func TestNoRepository(t *testing.T) {
	t.Setenv("GIT_CEILING_DIRECTORIES", os.TempDir())
	_, err := git.Top(context.Background(), t.TempDir())
	if !errors.Is(err, git.ErrNoRepository) {
		t.Errorf("Top = %v; want ErrNoRepository", err)
	}
	if err != nil && strings.Contains(err.Error(), "fatal:") {
		t.Errorf("git's own words leak: %v", err)
	}
}
