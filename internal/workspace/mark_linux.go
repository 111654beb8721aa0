package workspace

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"os"
	"slices"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// markOf is a mark of the file of that name in each folder of dir.
func markOf(dir *os.File, name string, before AccountsMark) (AccountsMark, bool) {
	var own unix.Stat_t
	if unix.Fstat(int(dir.Fd()), &own) != nil {
		return AccountsMark{}, false
	}
	m := AccountsMark{Dir: hex.EncodeToString(said(nil, &own)), Folders: before.Folders, Latest: changed(&own)}
	if m.Dir != before.Dir {
		var err error
		if m.Folders, err = dir.Readdirnames(-1); err != nil {
			return AccountsMark{}, false
		}
		slices.Sort(m.Folders)
	}
	const workers = 4
	var group sync.WaitGroup
	var digests [workers][]byte
	var latest [workers]time.Time
	for k := range workers {
		group.Go(func() {
			from, to := k*len(m.Folders)/workers, (k+1)*len(m.Folders)/workers
			digests[k], latest[k] = saidOf(dir, m.Folders[from:to], name)
		})
	}
	group.Wait()
	for _, at := range latest {
		if at.After(m.Latest) {
			m.Latest = at
		}
	}
	sum := sha256.Sum256(slices.Concat(digests[:]...))
	m.Files = hex.EncodeToString(sum[:])
	return m, true
}

// saidOf is a digest of what is said of the file in each of the folders, and when the last of them changed.
func saidOf(dir *os.File, folders []string, name string) (digest []byte, latest time.Time) {
	sum := sha256.New()
	var line []byte
	var ctime unix.Timespec
	for _, folder := range folders {
		var s unix.Stat_t
		line = append(append(append(line[:0], folder...), '/'), name...)
		if unix.Fstatat(int(dir.Fd()), string(line), &s, 0) != nil {
			s = unix.Stat_t{} // there is none
		}
		sum.Write(said(append(line, 0), &s))
		if s.Ctim.Nano() > ctime.Nano() {
			ctime = s.Ctim
		}
	}
	return sum.Sum(nil), time.Unix(ctime.Unix())
}

// said appends what the kernel knows of a file: inode, size, when its bytes and when its inode changed. The last one is nobody's to set.
func said(to []byte, s *unix.Stat_t) []byte {
	for _, n := range []int64{int64(s.Dev), int64(s.Ino), s.Size, s.Mtim.Nano(), s.Ctim.Nano()} {
		to = binary.LittleEndian.AppendUint64(to, uint64(n))
	}
	return to
}

func changed(s *unix.Stat_t) time.Time { return time.Unix(s.Ctim.Unix()) }
