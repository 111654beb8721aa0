package command

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence/command/expect"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/receipt"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/target"
	"github.com/touchstone-cs/touchstone/internal/redact"
)

// systemScript prints the operating system, the kernel and the architecture, a line each. PRETTY_NAME is the name that
// os-release(5) has for people.
const systemScript = `( . /etc/os-release 2>/dev/null; echo "${PRETTY_NAME:-$(uname -s)}" )
uname -r
uname -m
`

// fingerprint asks the environment what it is: the system, the versions and settings that the account declares, and the
// product's version.
func (x *executor) fingerprint(ctx context.Context, run *receipt.Run) error {
	answer, err := x.answerTo(ctx, systemScript)
	if err != nil {
		return err
	}
	lines := strings.Split(answer, "\n")
	print := make(map[string]string)
	for i, name := range []string{"os", "kernel", "arch"} {
		if i < len(lines) {
			if print[name], err = x.job.Redactor.Text(strings.TrimSpace(lines[i])); err != nil {
				return fmt.Errorf("fingerprint: %w", err)
			}
		}
	}
	e := x.job.Environment
	for _, name := range slices.Sorted(maps.Keys(e.Versions)) {
		if print[name], err = x.versionBy(ctx, e.Versions[name]); err != nil {
			return err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(e.Configuration)) {
		if print[name], err = x.settingBy(ctx, e.Configuration[name]); err != nil {
			return err
		}
	}
	if e.Product != "" {
		if run.Product, err = x.versionBy(ctx, e.Product); err != nil {
			return err
		}
	}
	run.Environment.Fingerprint = print
	run.Environment.Digest = receipt.FingerprintDigest(print)
	return nil
}

// unknown is the version of what does not tell it.
const unknown = "unknown"

// Ask asks the job's environment what it is now, and runs no step. The answer is a run without steps.
func Ask(ctx context.Context, j *Job) (*receipt.Run, error) {
	run := j.Head()
	x := &executor{job: j, session: j.Environment.Open(j.Host, j.Secrets, nil)}
	err := x.fingerprint(ctx, run)
	_, closeErr := x.close()
	return run, errors.Join(err, closeErr)
}

// Longer settings are told by their beginning.
const settingLength = 120

// settingBy is what a command prints, on one line; "not present" where it fails or prints nothing.
func (x *executor) settingBy(ctx context.Context, command string) (string, error) {
	answer, err := x.answerTo(ctx, command)
	if err != nil {
		return "", err
	}
	clean, err := x.job.Redactor.Text(strings.Join(strings.Fields(redact.Clean([]byte(answer))), " ")) // before it is cut
	if err != nil {
		return "", fmt.Errorf("fingerprint: %w", err)
	}
	value := []rune(clean)
	switch {
	case len(value) == 0:
		return "not present", nil
	case len(value) > settingLength:
		return string(value[:settingLength]) + "…", nil
	}
	return string(value), nil
}

// versionBy is the version in what a command prints, else its first line, redacted; "unknown" where it fails or prints nothing.
func (x *executor) versionBy(ctx context.Context, command string) (string, error) {
	answer, err := x.answerTo(ctx, command)
	if err != nil {
		return "", err
	}
	version, found := expect.FindVersion(answer)
	if !found {
		version, _, _ = strings.Cut(strings.TrimSpace(answer), "\n")
	}
	if version == "" {
		return unknown, nil
	}
	const called = "version " // four numbers so called are no IP address
	clean, err := x.job.Redactor.Text(called + version)
	if err != nil {
		return "", fmt.Errorf("fingerprint: %w", err)
	}
	return strings.TrimPrefix(clean, called), nil
}

// answerTo runs a command in a subshell and returns both its outputs. A command that fails answers nothing.
func (x *executor) answerTo(ctx context.Context, command string) (string, error) {
	var answer headTail
	result, err := x.session.Run(ctx, target.Script{Text: "(\n" + command + "\n) 2>&1", Timeout: time.Minute}, &answer, new(strings.Builder))
	if err != nil {
		return "", fmt.Errorf("environment %q: %w", x.job.Environment.Name, err)
	}
	if result.Exit != 0 {
		return "", nil
	}
	return string(answer.bytes()), nil
}
