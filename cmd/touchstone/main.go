// Command touchstone makes customer-success documents out of evidence and proves every claim in them.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/touchstone-cs/touchstone/internal/review"
)

func main() {
	collectGarbage()
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run is main as a function: it runs one command and returns its exit status.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	a := &app{stdin: stdin, stdout: stdout, stderr: stderr}
	root := a.command()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := errors.Join(root.ExecuteContext(ctx), a.close())
	if err != nil && !errors.Is(err, review.ErrFindings) {
		message, hints := review.Hint(err)
		fmt.Fprintf(stderr, "touchstone: %s\n", message)
		for _, hint := range hints {
			fmt.Fprintf(stderr, "hint: %s\n", hint)
		}
	}
	return review.ExitCode(err)
}
