// Package git calls the git command: it is faster than any library that was tried, and it is the one people trust.
package git

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"strings"
)

// ErrNoRepository says that a folder lies in no git repository.
var ErrNoRepository = errors.New("not a git repository")

// Top returns the root of the repository that dir lies in.
func Top(ctx context.Context, dir string) (string, error) {
	out, err := run(ctx, dir, nil, "rev-parse", "--show-toplevel")
	if err != nil {
		return "", err
	}
	return strings.TrimSpace(out), nil
}

// Init makes dir a repository.
func Init(ctx context.Context, dir string) error {
	_, err := run(ctx, dir, nil, "init", "--quiet", "--initial-branch=main")
	return err
}

// Commit records exactly paths (relative to dir, deletions included) in one commit, whatever else is staged or changed.
// With nothing to record it does nothing and returns false.
func Commit(ctx context.Context, dir, message string, paths []string) (bool, error) {
	if len(paths) == 0 {
		return false, nil
	}
	list := []byte(strings.Join(paths, "\x00"))
	if _, err := run(ctx, dir, list, "add", "--all", "--pathspec-from-file=-", "--pathspec-file-nul"); err != nil {
		return false, err
	}
	changed, err := run(ctx, dir, nil, "diff", "--cached", "--name-only", "--relative", "-z")
	if err != nil {
		return false, err
	}
	if !touches(changed, paths) {
		return false, nil
	}
	args := []string{"commit", "--quiet", "--no-verify", "--message", message, "--only", "--pathspec-from-file=-", "--pathspec-file-nul"}
	if _, err := run(ctx, dir, list, args...); err != nil {
		return false, err
	}
	return true, nil
}

// touches reports whether one of the changed files (separated by zero bytes) is one of paths or lies under one.
func touches(changed string, paths []string) bool {
	wanted := make(map[string]bool, len(paths))
	for _, path := range paths {
		wanted[path] = true
	}
	for _, name := range strings.Split(changed, "\x00") {
		for at := name; at != "." && at != "" && at != "/"; at = path.Dir(at) {
			if wanted[at] {
				return true
			}
		}
	}
	return false
}

// Author returns the name git would sign a commit with, or empty.
func Author(ctx context.Context, dir string) string {
	out, err := run(ctx, dir, nil, "config", "user.name")
	if err != nil {
		return ""
	}
	return strings.TrimSpace(out)
}

// Run runs git in dir and returns what it prints.
func Run(ctx context.Context, dir string, args ...string) (string, error) {
	return run(ctx, dir, nil, args...)
}

func run(ctx context.Context, dir string, stdin []byte, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "git", append([]string{"-c", "core.quotePath=false"}, args...)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_TERMINAL_PROMPT=0", "GIT_LITERAL_PATHSPECS=1")
	cmd.Stdin = bytes.NewReader(stdin)
	var out, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &stderr
	err := cmd.Run()
	if err == nil {
		return out.String(), nil
	}
	said := strings.TrimSpace(stderr.String())
	if strings.Contains(said, "not a git repository") {
		return "", fmt.Errorf("%s: %w", dir, ErrNoRepository)
	}
	if said != "" {
		err = fmt.Errorf("%w: %s", err, said)
	}
	return "", fmt.Errorf("git %s: %w", args[0], err)
}
