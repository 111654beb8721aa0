package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// binary builds touchstone into dir and returns its path: the command is measured as its users start it.
func binary(ctx context.Context, dir string) (string, error) {
	path, err := filepath.Abs(filepath.Join(dir, "touchstone"))
	if err != nil {
		return "", err
	}
	build := exec.CommandContext(ctx, "go", "build", "-o", path, "github.com/touchstone-cs/touchstone/cmd/touchstone")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build touchstone: %w\n%s", err, out)
	}
	return path, nil
}

// process is a command to be measured, from its start to its end.
type process struct {
	dir  string
	args []string
	// findings says that exit status 1 is a result and no failure.
	findings bool
}

// cost runs a command so often and returns the median of its costs, and its output of the last time.
func (p process) cost(ctx context.Context, repeat int) (cost, []byte, error) {
	var wall, cpu []float64
	var out bytes.Buffer
	for range repeat {
		out.Reset()
		c := exec.CommandContext(ctx, p.args[0], p.args[1:]...)
		var said bytes.Buffer
		c.Dir, c.Stdout, c.Stderr = p.dir, &out, &said
		start := time.Now()
		err := c.Run()
		var exit *exec.ExitError
		if err != nil && !(p.findings && errors.As(err, &exit) && exit.ExitCode() == 1) {
			return cost{}, nil, fmt.Errorf("%s: %w\n%s", strings.Join(p.args, " "), err, said.Bytes())
		}
		wall = append(wall, time.Since(start).Seconds())
		cpu = append(cpu, (c.ProcessState.UserTime() + c.ProcessState.SystemTime()).Seconds())
	}
	slices.Sort(wall)
	slices.Sort(cpu)
	return cost{wall[len(wall)/2], cpu[len(cpu)/2]}, out.Bytes(), nil
}

// workspaceIn makes an empty workspace at root, a git repository of its own, in place of what is there.
func workspaceIn(ctx context.Context, touchstone, root string) error {
	if err := os.RemoveAll(root); err != nil {
		return err
	}
	for _, args := range [][]string{{"git", "init", "--quiet", root}, {touchstone, "init", "--no-commit", root}} {
		if out, err := exec.CommandContext(ctx, args[0], args[1:]...).CombinedOutput(); err != nil {
			return fmt.Errorf("%s: %w\n%s", strings.Join(args, " "), err, out)
		}
	}
	return nil
}
