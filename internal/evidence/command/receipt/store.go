package receipt

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/touchstone-cs/touchstone/internal/atomicfile"
)

// Keep seals a run and writes its receipt into folder, which is made where it is missing. A second run in the same
// environment and minute gets the next free minute as its start, because references name runs by minute.
func Keep(folder string, run *Run, signer ssh.Signer) (path string, err error) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return "", fmt.Errorf("keep receipt: %w", err)
	}
	named := run.Started
	for {
		path = filepath.Join(folder, FileName(run.Environment.Name, named))
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			break
		}
		named = named.Add(time.Minute)
	}
	content, err := Seal(run, signer)
	if err != nil {
		return "", err
	}
	return path, atomicfile.Write(path, content, 0o644)
}

// Journal keeps what is known of a run that is under way, one JSON line a step, so that nothing is lost when this
// process dies. It lies outside git; the receipt replaces it.
type Journal struct {
	file   *os.File
	buffer bytes.Buffer
}

// StartJournal writes the run's head, without steps.
func StartJournal(path string, run *Run) (*Journal, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	j := &Journal{file: file}
	head := *run
	head.Steps = nil
	return j, j.line(head)
}

// Add writes one step, in a single write.
func (j *Journal) Add(s Step) error { return j.line(s) }

func (j *Journal) line(value any) error {
	j.buffer.Reset()
	if err := json.NewEncoder(&j.buffer).Encode(value); err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	_, err := j.file.Write(j.buffer.Bytes())
	return err
}

// Close closes the journal and, when done, removes it: the receipt is written.
func (j *Journal) Close(done bool) error {
	err := j.file.Close()
	if done {
		err = errors.Join(err, os.Remove(j.file.Name()))
	}
	return err
}

// Recover reads the journal of a run whose process died. A last line that was cut off is left out. The run's ending is
// "recovered" and its end that of its last step.
func Recover(path string) (*Run, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("recover: %w", err)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 64<<20)
	run := new(Run)
	if !lines.Scan() || json.Unmarshal(lines.Bytes(), run) != nil {
		return nil, fmt.Errorf("recover %s: %w", path, ErrFormat)
	}
	run.Ending, run.Ended = "recovered", run.Started
	for lines.Scan() {
		var s Step
		if json.Unmarshal(lines.Bytes(), &s) != nil {
			break
		}
		run.Steps = append(run.Steps, s)
		run.Ended = s.Started.Add(s.Duration())
	}
	return run, lines.Err()
}
