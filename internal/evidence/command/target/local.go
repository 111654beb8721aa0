package target

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"slices"
	"syscall"
	"time"
)

// Local opens a session in a shell of this machine. inherit names the variables of this process that it gets beside
// those of the shell's configuration; PATH, HOME, USER, LANG and TMPDIR always come along.
func Local(shell Shell, environ, inherit []string) Session {
	adoptOrphans()
	keep := append([]string{"PATH", "HOME", "USER", "LANG", "LC_ALL", "TMPDIR"}, inherit...)
	var kept []string
	for _, variable := range environ {
		for i := range variable {
			if variable[i] == '=' {
				if slices.Contains(keep, variable[:i]) {
					kept = append(kept, variable)
				}
				break
			}
		}
	}
	return newSession(&localOpener{argv: shellArgv(), environ: kept}, shell)
}

// Command opens a session in a shell that a local program starts elsewhere: argv, such as "docker exec -i c1", runs the
// words that follow it there.
func Command(shell Shell, argv, environ []string) Session {
	adoptOrphans()
	return newSession(&localOpener{argv: argv, environ: environ, isRemote: true}, shell)
}

func shellArgv() []string {
	if bash, err := exec.LookPath("bash"); err == nil {
		return []string{bash, "--noprofile", "--norc"}
	}
	return []string{"/bin/sh"}
}

type localOpener struct {
	argv     []string
	environ  []string
	isRemote bool
	shells   []int
	reaper   *reaper // nil before the first shell, and where it could not be started
}

// localShell is a process in a session of its own: no terminal, and signals of ours do not reach it.
type localShell struct {
	process        *exec.Cmd
	stdin          *os.File
	stdout, stderr *os.File
	mark           string
	isRemote       bool    // the process only leads to the shell
	elsewhere      *reaper // where a shell elsewhere is; may be nil
}

func (o *localOpener) open(ctx context.Context, mark string) (channel, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if o.reaper == nil {
		o.station(mark)
	}
	argv := o.argv
	if o.isRemote {
		argv = o.there(rootScript(mark))
	}
	process := exec.Command(argv[0], argv[1:]...)
	process.Env = append(slices.Clone(o.environ), "TOUCHSTONE_SESSION="+mark)
	process.SysProcAttr = ownSession()
	inner, outer := make([]*os.File, 3), make([]*os.File, 3)
	for i := range 3 {
		r, w, err := os.Pipe()
		if err != nil {
			return nil, errors.Join(err, closeAll(inner), closeAll(outer))
		}
		inner[i], outer[i] = w, r
		if i == 0 {
			inner[i], outer[i] = r, w
		}
	}
	process.Stdin, process.Stdout, process.Stderr = inner[0], inner[1], inner[2]
	if err := process.Start(); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", argv[0], err), closeAll(inner), closeAll(outer))
	}
	if err := closeAll(inner); err != nil {
		return nil, err
	}
	register(process.Process.Pid)
	o.shells = append(o.shells, process.Process.Pid)
	shell := &localShell{process: process, stdin: outer[0], stdout: outer[1], stderr: outer[2], mark: mark, isRemote: o.isRemote}
	if o.isRemote {
		shell.elsewhere = o.reaper
	}
	return shell, nil
}

func closeAll(files []*os.File) error {
	var errs []error
	for _, file := range files {
		if file != nil {
			errs = append(errs, file.Close())
		}
	}
	return errors.Join(errs...)
}

func (s *localShell) Write(p []byte) (int, error) { return s.stdin.Write(p) }

func (s *localShell) Output() (io.Reader, io.Reader) { return s.stdout, s.stderr }

func (s *localShell) Wait() (exit int, known bool) {
	err := s.process.Wait()
	s.stdin.Close() // nobody reads it any more
	status, ok := s.process.ProcessState.Sys().(syscall.WaitStatus)
	switch {
	case s.isRemote: // the status is that of what leads there
		return -1, false
	case ok && status.Signaled():
		return 128 + int(status.Signal()), true
	case s.process.ProcessState.Exited():
		return s.process.ProcessState.ExitCode(), true
	}
	return -1, err == nil
}

// Kill ends the shell first, so that it does not go on with the script's next command, and then the processes. Elsewhere it
// ends everything of the session, and the program that leads there.
func (s *localShell) Kill(since time.Time) int {
	if !s.isRemote {
		s.process.Process.Kill()
		return killTree(s.process.Process.Pid, s.mark, since, true)
	}
	ended, err := s.elsewhere.reap()
	if err != nil {
		ended = 0 // reap fails again when the session is closed, and is told then
	}
	s.process.Process.Kill()
	killTree(s.process.Process.Pid, s.mark, time.Time{}, false)
	return ended
}

// Leaving implements channel. Of a local shell's processes this process becomes the parent.
func (s *localShell) Leaving() { s.elsewhere.learn() }

func (o *localOpener) reap(mark string) (int, error) {
	left := 0
	for _, shell := range o.shells {
		left += killTree(shell, mark, time.Time{}, !o.isRemote)
		unregister(shell)
	}
	if o.isRemote {
		return o.reaper.reap()
	}
	return left, nil
}

// there is the command that runs a script where the shells are.
func (o *localOpener) there(script string) []string {
	return append(slices.Clone(o.argv), "sh", "-c", script)
}

// station starts the reaper. Without one, what kills this process may leave processes; nothing else changes.
func (o *localOpener) station(mark string) {
	argv := []string{"/bin/sh", "-c", reaperScript(mark, false)}
	if o.isRemote {
		argv = o.there(reaperScript(mark, true))
	}
	process := exec.Command(argv[0], argv[1:]...)
	process.Env, process.SysProcAttr = o.environ, ownSession()
	words, err := process.StdinPipe()
	if err != nil {
		return
	}
	said, err := process.StdoutPipe()
	if err != nil || process.Start() != nil {
		return
	}
	register(process.Process.Pid)
	o.reaper = newReaper(words, said, func() error {
		defer unregister(process.Process.Pid)
		return process.Wait()
	}, func() { process.Process.Kill() })
	if o.isRemote {
		go o.reaper.repeat(signOfLife, func() error { return o.reaper.tell("here") })
	} else {
		go o.reaper.repeat(adoption, newAdoption(o.reaper))
	}
}

// adoption is how often the reaper learns of daemons that became this process's children.
const adoption = 100 * time.Millisecond

// newAdoption returns a function that tells the reaper of daemons that dropped their session and their mark: when this
// process is gone, nobody else knows whose they were.
func newAdoption(r *reaper) func() error {
	told := make(map[string]bool)
	return func() error {
		for _, orphan := range orphans() {
			if told[orphan] {
				continue
			}
			told[orphan] = true
			if err := r.tell(orphan); err != nil {
				return err
			}
		}
		return nil
	}
}

func (o *localOpener) dial(ctx context.Context, network, address string) (net.Conn, error) {
	if o.isRemote {
		return nil, fmt.Errorf("%s %s: a container's network cannot be reached from here", network, address)
	}
	var dialer net.Dialer
	return dialer.DialContext(ctx, network, address)
}

func (o *localOpener) close() error {
	o.reaper.dismiss()
	o.reaper = nil
	return nil
}
