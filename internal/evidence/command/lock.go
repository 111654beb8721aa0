package command

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/touchstone-cs/touchstone/internal/evidence/command/receipt"
)

// ErrBusy says that another run is under way in the environment.
var ErrBusy = errors.New("another run is under way")

// Lock keeps a second run out of an environment. It falls with its process.
type Lock struct {
	file    *os.File
	Journal string // path of the run's journal
}

// TakeLock locks an account's environment. The folder is outside git. The error wraps ErrBusy.
func TakeLock(folder, account, environment string) (*Lock, error) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, fmt.Errorf("lock: %w", err)
	}
	base := filepath.Join(folder, strings.TrimSuffix(receiptBase(account+"-"+environment), ".json"))
	file, err := os.OpenFile(base+".lock", os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, fmt.Errorf("lock: %w", err)
	}
	if err := unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		return nil, errors.Join(fmt.Errorf("%w in the environment %q\nhint: wait for it, or end it", ErrBusy, environment), file.Close())
	}
	return &Lock{file: file, Journal: base + ".journal"}, nil
}

func receiptBase(name string) string {
	return strings.Map(func(r rune) rune {
		if r == '/' || r == os.PathSeparator || r < ' ' {
			return '-'
		}
		return r
	}, name)
}

// Left returns what a run left behind whose process died, or nil.
func (l *Lock) Left() (*receipt.Run, error) {
	if _, err := os.Stat(l.Journal); err != nil {
		return nil, nil
	}
	return receipt.Recover(l.Journal)
}

// Release lets the next run in.
func (l *Lock) Release() error { return l.file.Close() }
