package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

const (
	fleetPeriod = "2026-10"
	fleetNow    = "2026-11-02"
	fleetBase   = "bench-base" // the commit before any report
)

// fleet is a workspace of many accounts, made by the commands that a person would type. Whatever is measured in it is a
// process of the real binary.
type fleet struct {
	dir      string // the workspace
	binary   string
	accounts int
}

// makeFleet makes the workspace in dir unless it is there, and builds the binary.
func makeFleet(ctx context.Context, dir string, accounts int) (*fleet, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	f := &fleet{dir: filepath.Join(dir, fmt.Sprintf("fleet-%d", accounts)), accounts: accounts}
	if f.binary, err = binary(ctx, dir); err != nil {
		return nil, err
	}
	made := filepath.Join(f.dir, ".git", "bench-made")
	if _, err := os.Stat(made); err == nil {
		return f, nil
	}
	if err := os.RemoveAll(f.dir); err != nil {
		return nil, err
	}
	if err := f.fill(ctx); err != nil {
		return nil, fmt.Errorf("make %s: %w", f.dir, err)
	}
	return f, os.WriteFile(made, nil, 0o644)
}

func (f *fleet) fill(ctx context.Context) error {
	if err := os.MkdirAll(f.dir, 0o755); err != nil {
		return err
	}
	for _, args := range [][]string{{"init", "--quiet"}, {"config", "user.name", "Bench"}, {"config", "user.email", "bench@example.com"}, {"config", "gc.auto", "0"}} {
		if _, err := f.git(ctx, args...); err != nil {
			return err
		}
	}
	if _, err := use(ctx, "", f.binary, "init", f.dir, "--name", "Bench", "--time-zone", "Europe/Stockholm", "--country", "SE"); err != nil {
		return err
	}
	for from := 0; from < f.accounts; from += fleetPart {
		if err := f.importPart(ctx, from, min(from+fleetPart, f.accounts)); err != nil {
			return err
		}
	}
	if _, err := f.touchstone(ctx, "account", "sync"); err != nil {
		return err
	}
	if _, err := f.git(ctx, "add", "--all"); err != nil {
		return err
	}
	if _, err := f.git(ctx, "commit", "--quiet", "--allow-empty", "--message", "before the reports"); err != nil {
		return err
	}
	_, err := f.git(ctx, "tag", fleetBase)
	return err
}

// fleetPart is how many accounts one import brings.
const fleetPart = 2000

func (f *fleet) importPart(ctx context.Context, from, to int) error {
	exports := f.dir + "-exports"
	if err := writeExports(exports, from, to); err != nil {
		return err
	}
	defer os.RemoveAll(exports)
	_, err := f.touchstone(ctx, "import", "touchstone", exports)
	return err
}

func (f *fleet) touchstone(ctx context.Context, args ...string) (usage, error) {
	return use(ctx, f.dir, f.binary, append(args, "--now", fleetNow)...)
}

func (f *fleet) git(ctx context.Context, args ...string) (usage, error) {
	return use(ctx, f.dir, "git", args...)
}

// cache is the warehouse's: safe to delete.
func (f *fleet) cache() string { return filepath.Join(f.dir, ".touchstone", "warehouse", "cache") }

// forget has the workspace as it was before any report, and deletes the caches.
func (f *fleet) forget(ctx context.Context) error {
	if err := f.putAway(ctx); err != nil {
		return err
	}
	return os.RemoveAll(f.cache())
}

// putAway has the workspace as it was before any report. What is there is moved and not deleted: ext4 without a journal gives no
// inode away that was freed minutes ago, and looks at each of them for every new file. That would cost a report 1 ms which is nobody's.
func (f *fleet) putAway(ctx context.Context) error {
	if err := os.MkdirAll(f.attic(), 0o755); err != nil {
		return err
	}
	away, err := os.MkdirTemp(f.attic(), "")
	if err != nil {
		return err
	}
	if err := os.Rename(filepath.Join(f.dir, "customer-success"), filepath.Join(away, "customer-success")); err != nil {
		return err
	}
	_, err = f.git(ctx, "reset", "--quiet", "--hard", fleetBase)
	return err
}

// attic holds what was put away, until it is all measured.
func (f *fleet) attic() string { return f.dir + "-before" }

// report is the path of an account's report.
func (f *fleet) report(i int) string {
	return filepath.Join("customer-success", "accounts", fleetAccount(i), "health", fleetPeriod+".md")
}

// generated makes sure that every account has its report.
func (f *fleet) generated(ctx context.Context) error {
	if _, err := os.Stat(filepath.Join(f.dir, f.report(f.accounts-1))); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	_, err := f.touchstone(ctx, "generate", "health-report", "--all", "--period", fleetPeriod, "--no-commit")
	return err
}

// usage is what one process used, and those that it waited for.
type usage struct {
	cost
	rss float64 // the greatest resident memory, in megabytes
}

// use runs a command in dir. Exit 1 is findings, which are no failure of a measure.
func use(ctx context.Context, dir, name string, args ...string) (usage, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	var said bytes.Buffer
	cmd.Stderr = &said
	start := time.Now()
	err := cmd.Run()
	wall := time.Since(start).Seconds()
	var exit *exec.ExitError
	if err != nil && !(errors.As(err, &exit) && exit.ExitCode() == 1) {
		return usage{}, fmt.Errorf("%s %s: %w: %s", filepath.Base(name), strings.Join(args, " "), err, strings.TrimSpace(said.String()))
	}
	state := cmd.ProcessState
	u := usage{cost: cost{wall: wall, cpu: (state.UserTime() + state.SystemTime()).Seconds()}}
	if r, ok := state.SysUsage().(*syscall.Rusage); ok {
		u.rss = float64(r.Maxrss) / 1024
	}
	return u, nil
}
