//go:build !linux

package atomicfile

import (
	"os"

	"golang.org/x/sys/unix"
)

// syncfs has no equal outside Linux that tells of errors: sync schedules all there is, and the folder is synced.
func syncfs(dir *os.File) error {
	if err := unix.Sync(); err != nil {
		return err
	}
	return dir.Sync()
}
