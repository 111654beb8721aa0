package target

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// ownSession starts a process in a session of its own; it dies with this process.
func ownSession() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setsid: true} }

// shells are the pids of the shells that this process started and that still belong to a session.
var shells sync.Map

func register(pid int)   { shells.Store(pid, true) }
func unregister(pid int) { shells.Delete(pid) }

// adoptOrphans makes daemons that detach from their shell children of this process, where they can be found.
func adoptOrphans() { unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) }

// process is a line of /proc/PID/stat.
type process struct {
	pid, parent, session int
	isZombie             bool
	start                time.Time
	ticks                string // start as /proc has it
}

// killTree ends the shell's descendants, the members of its session, whatever carries the mark in its environment, and
// daemons that shed all of these and so became this process's children; these only where takesOrphans, because the program
// that leads elsewhere may have daemons of its own. Only processes started at or after since are ended. It returns how many
// living processes it ended.
func killTree(shell int, mark string, since time.Time, takesOrphans bool) int {
	ended := make(map[int]bool)
	for round := range 40 {
		alive := 0
		for _, p := range treeOf(shell, mark, since, takesOrphans) {
			if p.isZombie {
				reapZombie(p)
				continue
			}
			alive++
			ended[p.pid] = true
			signal := syscall.SIGKILL
			if round < 6 {
				signal = syscall.SIGTERM
			}
			if round == 0 || round >= 6 {
				syscall.Kill(p.pid, signal)
			}
		}
		if alive == 0 {
			break
		}
		time.Sleep(time.Duration(min(round+1, 10)) * 5 * time.Millisecond)
	}
	return len(ended)
}

func reapZombie(p process) {
	if p.parent == os.Getpid() {
		if _, isShell := shells.Load(p.pid); !isShell {
			syscall.Wait4(p.pid, nil, syscall.WNOHANG, nil)
		}
	}
}

func treeOf(shell int, mark string, since time.Time, takesOrphans bool) []process {
	all := processes()
	self := os.Getpid()
	mine, _ := unix.Getsid(0)
	inTree := map[int]bool{shell: true}
	var tree []process
	for grew := true; grew; {
		grew = false
		for _, p := range all {
			if inTree[p.pid] || p.pid == self {
				continue
			}
			if inTree[p.parent] || p.session == shell || takesOrphans && p.isOrphan(self, mine) || carries(p.pid, mark) {
				inTree[p.pid], grew = true, true
				// The clock of /proc counts in hundredths: a process of the same instant counts as started since.
				if since.IsZero() || !p.start.Before(since.Add(-20*time.Millisecond)) {
					tree = append(tree, p)
				}
			}
		}
	}
	return tree
}

// isOrphan says whether p became this process's child by detaching: children of its own share its session, and the
// shells are registered.
func (p process) isOrphan(self, session int) bool {
	if p.parent != self || p.session == session {
		return false
	}
	_, isShell := shells.Load(p.pid)
	_, ofShell := shells.Load(p.session)
	return !isShell && !ofShell && !belongsElsewhere(p.pid)
}

// belongsElsewhere says whether the process carries the mark of some session: then that session ends it.
func belongsElsewhere(pid int) bool {
	environ, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/environ")
	return err == nil && bytes.Contains(environ, []byte("TOUCHSTONE_SESSION="))
}

// orphans are the daemons that became children of this process, as PID:START. Reading who its children are is much
// cheaper than looking through all processes.
func orphans() []string {
	self := os.Getpid()
	mine, _ := unix.Getsid(0)
	lists, err := filepath.Glob("/proc/self/task/*/children")
	if err != nil {
		return nil
	}
	var found []string
	for _, list := range lists {
		pids, err := os.ReadFile(list)
		if err != nil {
			continue
		}
		for word := range strings.FieldsSeq(string(pids)) {
			pid, _ := strconv.Atoi(word) // digits
			if p, ok := readProcess(pid, time.Time{}); ok && p.isOrphan(self, mine) {
				found = append(found, word+":"+p.ticks)
			}
		}
	}
	return found
}

func carries(pid int, mark string) bool {
	environ, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/environ")
	return err == nil && bytes.Contains(environ, []byte("TOUCHSTONE_SESSION="+mark))
}

func processes() []process {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil
	}
	booted := bootTime()
	var all []process
	for _, entry := range entries {
		pid, err := strconv.Atoi(entry.Name())
		if err != nil {
			continue
		}
		if p, ok := readProcess(pid, booted); ok {
			all = append(all, p)
		}
	}
	return all
}

func readProcess(pid int, booted time.Time) (process, bool) {
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return process{}, false
	}
	return parseStat(pid, string(stat), booted)
}

const ticks = 100 // USER_HZ, the same on every Linux that Go runs on

// parseStat reads proc(5)'s fields 3 state, 4 ppid, 6 session and 22 starttime; the name in field 2 may hold anything.
func parseStat(pid int, stat string, booted time.Time) (process, bool) {
	end := strings.LastIndexByte(stat, ')')
	if end < 0 {
		return process{}, false
	}
	fields := strings.Fields(stat[end+1:])
	if len(fields) < 20 {
		return process{}, false
	}
	parent, err1 := strconv.Atoi(fields[1])
	session, err2 := strconv.Atoi(fields[3])
	start, err3 := strconv.ParseInt(fields[19], 10, 64)
	if err1 != nil || err2 != nil || err3 != nil {
		return process{}, false
	}
	return process{
		pid: pid, parent: parent, session: session, isZombie: fields[0] == "Z", ticks: fields[19],
		start: booted.Add(time.Duration(start) * time.Second / ticks),
	}, true
}

func bootTime() time.Time {
	var now unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_BOOTTIME, &now); err != nil {
		return time.Time{}
	}
	return time.Now().Add(-time.Duration(now.Nano()))
}
