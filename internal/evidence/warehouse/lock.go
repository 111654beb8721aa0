package warehouse

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// ErrLocked is returned where another process is writing.
var ErrLocked = errors.New("another import is writing to this warehouse")

const lockPoll = 25 * time.Millisecond

// lock takes the writer's lock, waiting until ctx ends. The kernel frees it when the process dies.
func (s *Store) lock(ctx context.Context) (*os.File, error) {
	path := filepath.Join(s.dir, lockFile)
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, fmt.Errorf("lock warehouse: %w", err)
	}
	for {
		err = unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		if err == nil {
			break
		}
		if !errors.Is(err, unix.EWOULDBLOCK) && !errors.Is(err, unix.EINTR) {
			return nil, errors.Join(fmt.Errorf("lock %s: %w", path, err), file.Close())
		}
		select {
		case <-ctx.Done():
			return nil, errors.Join(fmt.Errorf("%w (%s)", ErrLocked, holder(path)), file.Close())
		case <-time.After(lockPoll):
		}
	}
	if err := file.Truncate(0); err == nil {
		_, _ = fmt.Fprintf(file, "process %d\n", os.Getpid()) // only for the message of who waits
	}
	return file, nil
}

func holder(path string) string {
	data, err := os.ReadFile(path)
	if err != nil || len(data) == 0 {
		return path
	}
	return strings.TrimSpace(string(data)) + " holds " + path
}
