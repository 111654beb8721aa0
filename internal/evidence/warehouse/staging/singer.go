package staging

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// maxMessage bounds one Singer message.
const maxMessage = 64 << 20

// Singer splits a stream of Singer 0.3 messages (https://github.com/singer-io/getting-started/blob/master/docs/SPEC.md) into one
// JSON Lines file a stream. Streams that wanted does not have are counted in skipped. state is the value of the last STATE.
func (c *Copier) Singer(ctx context.Context, in io.Reader, name string, wanted map[string]bool) (files map[string]File, skipped map[string]int64, state json.RawMessage, err error) {
	s := &singer{copier: c, name: name, wanted: wanted, open: map[string]*stream{}, skipped: map[string]int64{}}
	defer func() { err = errors.Join(err, s.close()) }()
	scanner := bufio.NewScanner(&countingReader{ctx: ctx, in: in, progress: c.Progress})
	scanner.Buffer(make([]byte, 1<<20), maxMessage)
	for line := int64(1); scanner.Scan(); line++ {
		if len(scanner.Bytes()) == 0 {
			continue
		}
		if err := s.message(scanner.Bytes()); err != nil {
			return nil, nil, nil, &InputError{Name: name, Line: line, Reason: err.Error()}
		}
	}
	if err := scanner.Err(); err != nil {
		return nil, nil, nil, fmt.Errorf("read %s: %w", name, err)
	}
	files = map[string]File{}
	for stream, open := range s.open {
		if err := open.out.Flush(); err != nil {
			return nil, nil, nil, fmt.Errorf("stage %s: %w", name, err)
		}
		files[stream] = open.meta
	}
	return files, s.skipped, s.state, nil
}

type singer struct {
	copier  *Copier
	name    string
	wanted  map[string]bool
	open    map[string]*stream
	skipped map[string]int64
	state   json.RawMessage
}

type stream struct {
	meta File
	file *os.File
	out  *bufio.Writer
}

type singerMessage struct {
	Type   string          `json:"type"`
	Stream string          `json:"stream"`
	Record json.RawMessage `json:"record"`
	Value  json.RawMessage `json:"value"`
	Schema struct {
		Properties map[string]json.RawMessage `json:"properties"`
	} `json:"schema"`
}

func (s *singer) message(text []byte) error {
	var m singerMessage
	if err := json.Unmarshal(text, &m); err != nil {
		return fmt.Errorf("is no Singer message: %w", err)
	}
	switch m.Type {
	case "SCHEMA":
		if m.Stream == "" {
			return errors.New("SCHEMA without a stream")
		}
		if !s.wanted[m.Stream] {
			return nil
		}
		_, err := s.stream(m.Stream)
		return err
	case "RECORD":
		if m.Stream == "" || len(m.Record) == 0 || m.Record[0] != '{' {
			return errors.New("RECORD without a stream or a record")
		}
		if !s.wanted[m.Stream] {
			s.skipped[m.Stream]++
			return nil
		}
		return s.record(m.Stream, m.Record)
	case "STATE":
		s.state = append(json.RawMessage(nil), m.Value...)
	case "ACTIVATE_VERSION", "BATCH":
		// Neither carries rows of its own that 0.3 knows.
	default:
		return fmt.Errorf("unknown Singer message %q", m.Type)
	}
	return nil
}

func (s *singer) record(name string, record json.RawMessage) error {
	open, err := s.stream(name)
	if err != nil {
		return err
	}
	open.meta.Rows++
	open.meta.Bytes += int64(len(record)) + 1
	open.meta.Longest = max(open.meta.Longest, int64(len(record)))
	if _, err := open.out.Write(record); err != nil {
		return fmt.Errorf("stage: %w", err)
	}
	return open.out.WriteByte('\n')
}

func (s *singer) stream(name string) (*stream, error) {
	if open, ok := s.open[name]; ok {
		return open, nil
	}
	path := s.copier.next(JSONLines)
	file, err := os.OpenFile(filepath.Clean(path), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, fmt.Errorf("stage: %w", err)
	}
	open := &stream{meta: File{Name: s.name + " (" + name + ")", Path: path, Format: JSONLines}, file: file, out: bufio.NewWriterSize(file, 1<<18)}
	s.open[name] = open
	return open, nil
}

func (s *singer) close() error {
	var errs []error
	for _, open := range s.open {
		errs = append(errs, open.file.Close())
	}
	return errors.Join(errs...)
}
