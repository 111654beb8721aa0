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
	becomeReaper()
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

// Command opens a session in a shell that a local program starts elsewhere, such as "docker exec -i c1 sh".
func Command(shell Shell, argv, environ []string) Session {
	becomeReaper()
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
}

// localShell is a process in a session of its own: no terminal, and signals of ours do not reach it.
type localShell struct {
	process        *exec.Cmd
	stdin          *os.File
	stdout, stderr *os.File
	mark           string
}

func (o *localOpener) open(ctx context.Context, mark string) (channel, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	process := exec.Command(o.argv[0], o.argv[1:]...)
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
		return nil, errors.Join(fmt.Errorf("%s: %w", o.argv[0], err), closeAll(inner), closeAll(outer))
	}
	if err := closeAll(inner); err != nil {
		return nil, err
	}
	register(process.Process.Pid)
	o.shells = append(o.shells, process.Process.Pid)
	return &localShell{process: process, stdin: outer[0], stdout: outer[1], stderr: outer[2], mark: mark}, nil
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
	case ok && status.Signaled():
		return 128 + int(status.Signal()), true
	case s.process.ProcessState.Exited():
		return s.process.ProcessState.ExitCode(), true
	}
	return -1, err == nil
}

// Kill ends the shell first, so that it does not go on with the script's next command, and then the processes.
func (s *localShell) Kill(since time.Time) int {
	s.process.Process.Kill()
	return killTree(s.process.Process.Pid, s.mark, since)
}

func (o *localOpener) reap(mark string) (int, error) {
	left := 0
	for _, shell := range o.shells {
		left += killTree(shell, mark, time.Time{})
		unregister(shell)
	}
	if o.isRemote {
		return o.reapRemote(mark)
	}
	return left, nil
}

// reapRemote runs the reaper in the container or pod.
func (o *localOpener) reapRemote(mark string) (int, error) {
	if len(o.shells) == 0 {
		return 0, nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	process := exec.CommandContext(ctx, o.argv[0], o.argv[1:]...)
	process.Env = o.environ
	process.WaitDelay = time.Second
	stdin, err := process.StdinPipe()
	if err != nil {
		return 0, err
	}
	go func() {
		io.WriteString(stdin, reaperScript(mark))
		stdin.Close()
	}()
	answer, err := process.Output()
	if err != nil {
		return 0, fmt.Errorf("end processes in the environment: %w", err)
	}
	return parseReaped(answer), nil
}

func (o *localOpener) dial(ctx context.Context, network, address string) (net.Conn, error) {
	if o.isRemote {
		return nil, fmt.Errorf("%s %s: a container's network cannot be reached from here", network, address)
	}
	var dialer net.Dialer
	return dialer.DialContext(ctx, network, address)
}

func (o *localOpener) close() error { return nil }
