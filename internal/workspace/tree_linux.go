package workspace

import (
	"os"

	"golang.org/x/sys/unix"
)

// What a file is opened for.
const (
	toRead = unix.O_RDONLY
	toStat = unix.O_PATH
)

// openBeneath opens a file or a folder below a folder. The kernel refuses what leads out of it.
func openBeneath(dir *os.File, name string, purpose uint64) (*os.File, error) {
	for {
		fd, err := unix.Openat2(int(dir.Fd()), name, &unix.OpenHow{Flags: purpose | unix.O_CLOEXEC, Resolve: unix.RESOLVE_BENEATH | unix.RESOLVE_NO_MAGICLINKS})
		if err == nil {
			return os.NewFile(uintptr(fd), name), nil
		}
		if err != unix.EINTR {
			return nil, err
		}
	}
}
