package target

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"sync"
	"time"
)

// session speaks with a shell over its standard input. After each script the shell prints, on both outputs, a mark that
// holds a nonce which scripts do not know, and after it the exit status, the directory and the exported variables.
type session struct {
	opener opener
	shell  Shell
	mark   string // stands in the environment of every process of the session

	live  *liveShell // nil: to be opened
	state string     // commands that bring a new shell to where the last one was
}

func newSession(o opener, shell Shell) *session {
	return &session{opener: o, shell: shell, mark: shell.Nonce()}
}

// liveShell is a running shell with its two scanned outputs.
type liveShell struct {
	channel
	nonce  string
	stdout *scanner
	stderr *scanner
	gone   sync.Once
	exited chan struct{}
	exit   int
	known  bool
}

// watch waits for the shell's end: the last word of its root, or the end of what leads to it. That may come before the last
// word is read, and where it knows no exit status the last word does.
func (l *liveShell) watch() {
	exit, known := l.Wait()
	if !known {
		select {
		case <-l.stdout.over:
		case <-time.After(grace):
		}
	}
	l.end(exit, known)
}

func (l *liveShell) end(exit int, known bool) {
	l.gone.Do(func() {
		l.exit, l.known = exit, known
		close(l.exited)
	})
}

// left is told the last word of the shell's root.
func (l *liveShell) left(status string) {
	if exit, err := strconv.Atoi(status); err == nil {
		l.end(exit, true)
	}
}

const (
	grace   = 300 * time.Millisecond // for output that is under way when a shell is gone
	parted  = 5 * time.Second        // for the end of a shell that said it ends, or that closed its output: a container's takes a while
	marking = "\x1e"
	parting = "\x1f"

	// shellEnded stands for the exit status in the mark of a shell that ends: its own status is the right one.
	shellEnded = "ended"

	// lastWord comes between the session's mark and the exit status in what the root of a shell elsewhere says when its shell
	// is gone. Where it does not come, the connection was lost: what leads there may well exit with a status of its own.
	lastWord = " left "
)

// prologue sets up a shell: file descriptors that stay when a script redirects its own, and the function that marks a
// script's end. bash takes high descriptors; other shells know only single digits.
func prologue(nonce string) string {
	body := func(out, err string) string {
		return `exec ` + out + `>&1 ` + err + `>&2
__touchstone_end() {
{ printf '\036%s %s\037%s\037' ` + nonce + ` "$1" "$PWD"; export -p; printf '\036'; } >&` + out + `
printf '\036%s\036' ` + nonce + ` >&` + err + `
}
__touchstone_out=` + out + ` __touchstone_err=` + err + `
trap '__touchstone_end ended' EXIT`
	}
	return `if [ -n "$BASH_VERSION" ]; then eval ` + Quote(body("198", "199")) + `; else eval ` + Quote(body("8", "9")) + `; fi
`
}

// command is one script as the shell reads it: evaluated with an empty standard input and with the session's outputs,
// which undoes whatever a script does to its own.
func command(script string) string {
	return `eval "eval ` + escapeDouble(Quote(script)) + ` </dev/null >&$__touchstone_out 2>&$__touchstone_err"
{ __touchstone_end $?; } 2>/dev/null
`
}

func escapeDouble(text string) string {
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`, `$`, `\$`, "`", "\\`").Replace(text)
}

func (s *session) ensure(ctx context.Context) error {
	if s.live != nil {
		return nil
	}
	ch, err := s.opener.open(ctx, s.mark)
	if errors.Is(err, errLost) {
		s.mark = s.shell.Nonce() // what carries the old one is ended by the reaper of the connection that was lost
		ch, err = s.opener.open(ctx, s.mark)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	live := &liveShell{channel: ch, nonce: s.shell.Nonce(), exited: make(chan struct{})}
	stdout, stderr := ch.Output()
	live.stdout = newScanner(stdout, live.nonce, s.mark, live.left)
	live.stderr = newScanner(stderr, live.nonce, s.mark, func(string) {})
	go live.watch()
	s.live = live
	return s.prepare(ctx)
}

// prepare sends the prologue and the state, and waits for the shell's word.
func (s *session) prepare(ctx context.Context) error {
	setup := s.state
	if setup == "" {
		setup = exports(s.shell.Variables)
		if s.shell.Directory != "" {
			setup += "cd -- " + Quote(s.shell.Directory) + " || exit 1\n"
		}
	}
	setup += "export TOUCHSTONE_SESSION=" + s.mark + "\n" // the state holds the mark of the shell before
	var said lastWords
	result, err := s.send(ctx, prologue(s.live.nonce)+setup+"{ __touchstone_end $?; } 2>/dev/null\n", io.Discard, &said, 30*time.Second)
	switch {
	case err != nil:
		return fmt.Errorf("%w: %w", ErrUnreachable, err)
	case result.Ending != Completed || s.live == nil:
		s.live = nil
		return fmt.Errorf("%w: the shell ended at once%s", ErrUnreachable, said.quoted())
	}
	return nil
}

// Run implements Session.
func (s *session) Run(ctx context.Context, script Script, stdout, stderr io.Writer) (Result, error) {
	if err := s.ensure(ctx); err != nil {
		return Result{Exit: -1}, err
	}
	text := script.Text
	if len(script.Variables) > 0 || script.Directory != "" {
		text = enclose(script)
	}
	return s.send(ctx, command(text), stdout, stderr, script.Timeout)
}

// enclose runs a script with variables or a directory of its own in a subshell: neither stays for the next.
func enclose(script Script) string {
	var b strings.Builder
	b.WriteString("(\n" + exports(script.Variables))
	if script.Directory != "" {
		b.WriteString("cd -- " + Quote(script.Directory) + " || exit\n")
	}
	b.WriteString(script.Text + "\n)")
	return b.String()
}

// send writes commands and copies output until the end mark, the shell's end, the timeout or the context's end.
func (s *session) send(ctx context.Context, commands string, stdout, stderr io.Writer, timeout time.Duration) (Result, error) {
	live := s.live
	began := time.Now()
	doneOut := live.stdout.next(stdout)
	doneErr := live.stderr.next(stderr)
	written := make(chan error, 1)
	go func() {
		_, err := io.WriteString(live, commands)
		written <- err
	}()
	var expired <-chan time.Time
	if timeout > 0 {
		timer := time.NewTimer(timeout)
		defer timer.Stop()
		expired = timer.C
	}
	ending := Completed
	var end *mark
	select {
	case m := <-doneOut:
		end = &m
		if end.marked && !strings.HasPrefix(end.text, shellEnded) {
			<-orAfter(doneErr, grace)
			return s.completed(*end)
		}
		waitExit(live, parted)
	case <-live.exited:
	case <-expired:
		ending = TimedOut
	case <-ctx.Done():
		ending = Interrupted
	}
	if ending != Completed {
		live.Kill(began)
		waitExit(live, 10*time.Second)
	}
	if end == nil {
		m := <-orAfter(doneOut, grace)
		end = &m
	}
	<-orAfter(doneErr, grace)
	return s.gone(live, ending, *end), nil
}

// completed takes the state that the mark holds.
func (s *session) completed(end mark) (Result, error) {
	s.live.stdout.stop()
	s.live.stderr.stop()
	exit, state, err := parseMark(end.text)
	if err != nil {
		return Result{Exit: -1}, err
	}
	s.state = state
	return Result{Exit: exit, Ending: Completed}, nil
}

// gone collects what a dead shell still said.
func (s *session) gone(live *liveShell, ending Ending, end mark) Result {
	s.live = nil
	result := Result{Exit: -1, Ending: ending, NewShell: true}
	live.stdout.stop()
	live.stderr.stop()
	if rest, ok := strings.CutPrefix(end.text, shellEnded); ok && ending == Completed {
		if _, state, err := parseMark("0" + rest); err == nil {
			s.state = state
		}
	}
	exited := false
	select {
	case <-live.exited:
		exited = true
	default:
	}
	switch {
	case ending == Completed && (!exited || !live.known):
		result.Ending = Lost
	case ending == Completed:
		result.Exit = live.exit
	}
	return result
}

func waitExit(live *liveShell, limit time.Duration) {
	select {
	case <-live.exited:
	case <-time.After(limit):
	}
}

func orAfter(done <-chan mark, limit time.Duration) <-chan mark {
	either := make(chan mark, 1)
	select {
	case m := <-done:
		either <- m
		return either
	default:
	}
	go func() {
		select {
		case m := <-done:
			either <- m
		case <-time.After(limit):
			either <- mark{}
		}
	}()
	return either
}

// parseMark reads "EXIT<1f>DIRECTORY<1f>EXPORTS" and returns the commands that restore the state.
func parseMark(text string) (exit int, state string, err error) {
	code, rest, ok := strings.Cut(text, parting)
	directory, exported, ok2 := strings.Cut(rest, parting)
	exit, err = strconv.Atoi(code)
	if !ok || !ok2 || err != nil {
		return -1, "", errors.New("the shell's end mark cannot be read")
	}
	return exit, "{ " + exported + "\n} 2>/dev/null\ncd -- " + Quote(directory) + " 2>/dev/null\n", nil
}

// Dial implements Session.
func (s *session) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	return s.opener.dial(ctx, network, address)
}

// Close implements Session.
func (s *session) Close() (left int, err error) {
	if live := s.live; live != nil {
		s.live = nil
		done := live.stdout.next(io.Discard)
		live.stderr.next(io.Discard)
		live.Leaving()
		_, err := io.WriteString(live, "exit\n")
		if err == nil {
			<-orAfter(done, grace)
			waitExit(live, grace)
		}
		left = live.Kill(time.Time{})
		waitExit(live, 5*time.Second)
		live.stdout.stop()
		live.stderr.stop()
	}
	reaped, err := s.opener.reap(s.mark)
	return left + reaped, errors.Join(err, s.opener.close())
}

// lastWords keeps the end of what a shell said, for an error.
type lastWords struct {
	mutex sync.Mutex
	text  []byte
}

func (w *lastWords) Write(part []byte) (int, error) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.text = append(w.text, part...)
	w.text = w.text[max(0, len(w.text)-300):]
	return len(part), nil
}

func (w *lastWords) quoted() string {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	if text := strings.TrimSpace(string(w.text)); text != "" {
		return ": " + text
	}
	return ""
}
