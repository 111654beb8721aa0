// Package target runs scripts where a customer's system is: a local shell, a host behind SSH, a container, a pod.
//
// A Session is one shell for many steps: the directory, exported variables and functions of one step are there for the
// next. A step that ends its shell, or that has to be ended, costs the session only what is not exported: a new shell
// goes on in the same directory with the same exported variables.
package target

import (
	"context"
	"errors"
	"io"
	"maps"
	"net"
	"slices"
	"strings"
	"time"
)

// Ending says how a script ended.
type Ending string

// The endings. After Lost nobody knows whether the script ended.
const (
	Completed   Ending = "completed"
	TimedOut    Ending = "timed out"
	Interrupted Ending = "interrupted"
	Lost        Ending = "connection lost"
)

var (
	// ErrUnreachable says that the target's shell could not be started.
	ErrUnreachable = errors.New("the environment cannot be reached")
	// ErrHostKey says that a host's key is not the known one.
	ErrHostKey = errors.New("the host's key is not the known one")
)

// Result is how a script ended. Exit is -1 where there is no exit status.
type Result struct {
	Exit     int
	Ending   Ending
	NewShell bool // the script ended its shell
}

// Script is one piece of shell to run.
type Script struct {
	Text      string
	Timeout   time.Duration     // 0: none
	Variables map[string]string // for this script alone
	Directory string            // for this script alone
}

// Session runs scripts one after the other. It is not safe for concurrent use.
type Session interface {
	// Run runs a script, its standard input empty, and copies its output while it arrives. The error is for a session
	// that could not run it at all; it wraps ErrUnreachable. When ctx ends the script's processes are killed.
	Run(ctx context.Context, script Script, stdout, stderr io.Writer) (Result, error)
	// Dial connects to an address as the target sees it.
	Dial(ctx context.Context, network, address string) (net.Conn, error)
	// Close ends every process that the session's scripts left behind and returns how many these were.
	Close() (left int, err error)
}

// Shell configures what every sort of target has.
type Shell struct {
	Variables map[string]string // exported to every script; secrets among them never appear on a command line
	Directory string
	Nonce     func() string // a fresh unguessable word
}

// channel is one running shell.
type channel interface {
	io.Writer // standard input
	Output() (stdout, stderr io.Reader)
	Wait() (exit int, known bool) // known is false when the connection went away
	Kill(since time.Time) int     // end the shell and every process started since then; how many these were
	Leaving()                     // the shell will be told to end: what it started has to be found without it
}

// errLost says that the connection was lost since the last shell was opened: opening again makes a new one.
var errLost = errors.New("the connection was lost")

// opener starts shells at a target.
type opener interface {
	open(ctx context.Context, mark string) (channel, error)
	// reap ends the processes that carry the mark and returns how many they were.
	reap(mark string) (int, error)
	dial(ctx context.Context, network, address string) (net.Conn, error)
	close() error
}

// exports writes the shell commands that export variables, in order.
func exports(variables map[string]string) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(variables)) {
		b.WriteString("export " + name + "=" + Quote(variables[name]) + "\n")
	}
	return b.String()
}

// Quote quotes a text for a POSIX shell.
func Quote(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }
