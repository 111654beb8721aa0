package staging

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// BadRow is a record that cannot be read.
type BadRow struct {
	Line   int64
	Reason string
	Text   string
}

// Cleaned is a file without the records that cannot be read.
type Cleaned struct {
	File
	Bad []BadRow
	// Lines holds the line in the original of each record that is left.
	Lines []int64
}

// Clean copies a staged CSV or JSON Lines file to CleanPath without the records that have too few or too many fields, or are
// no JSON. Broken quoting is an InputError: nobody knows where the next record begins.
func Clean(file File) (_ Cleaned, err error) {
	cleaned := Cleaned{File: file}
	cleaned.Path = file.CleanPath()
	in, err := os.Open(file.Path)
	if err != nil {
		return cleaned, fmt.Errorf("stage %s: %w", file.Name, err)
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	out, err := os.OpenFile(cleaned.Path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return cleaned, fmt.Errorf("stage %s: %w", file.Name, err)
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	buffered := bufio.NewWriterSize(out, 1<<20)
	lines := &lineReader{in: bufio.NewReaderSize(in, 1<<20)}
	if file.Format == CSV {
		err = cleaned.csv(lines, buffered)
	} else {
		err = cleaned.json(lines, buffered)
	}
	if err != nil {
		return cleaned, err
	}
	return cleaned, buffered.Flush()
}

type lineReader struct {
	in   *bufio.Reader
	line int64 // of the line that was read last, from 1
}

func (l *lineReader) next() ([]byte, error) {
	text, err := l.in.ReadBytes('\n')
	if len(text) > 0 {
		l.line++
		return text, nil
	}
	return nil, err
}

func (c *Cleaned) csv(lines *lineReader, out *bufio.Writer) error {
	header := true
	for {
		record, first, err := c.record(lines)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if len(bytes.TrimRight(record, "\r\n")) == 0 && len(c.Columns) > 1 {
			continue // an empty line is no record
		}
		fields, err := countFields(record, c.Delimiter)
		if err != nil {
			return &InputError{Name: c.Name, Line: first, Reason: err.Error()}
		}
		if !header && fields != len(c.Columns) {
			c.Bad = append(c.Bad, BadRow{Line: first, Reason: fmt.Sprintf("%d fields, expected %d", fields, len(c.Columns)), Text: shorten(record)})
			continue
		}
		if !header {
			c.Lines = append(c.Lines, first)
		}
		header = false
		if _, err := out.Write(record); err != nil {
			return fmt.Errorf("stage %s: %w", c.Name, err)
		}
	}
}

// record reads one CSV record, which ends at the first line break outside quotes.
func (c *Cleaned) record(lines *lineReader) (record []byte, first int64, err error) {
	quotes := 0
	for {
		text, err := lines.next()
		if err != nil {
			if len(record) > 0 && errors.Is(err, io.EOF) {
				return nil, first, &InputError{Name: c.Name, Line: first, Reason: "a quoted field that begins here has no end"}
			}
			return nil, first, err
		}
		if first == 0 {
			first = lines.line
		}
		quotes += bytes.Count(text, []byte{'"'})
		if record == nil && quotes%2 == 0 {
			return text, first, nil
		}
		record = append(record, text...)
		if quotes%2 == 0 {
			return record, first, nil
		}
	}
}

var errQuoting = errors.New("broken quoting: text follows a closing quote")

func countFields(record []byte, delimiter byte) (int, error) {
	fields, rest := 1, bytes.TrimRight(record, "\r\n")
	for {
		if len(rest) > 0 && rest[0] == '"' {
			rest = rest[1:]
			for { // to the closing quote; doubled ones are text
				end := bytes.IndexByte(rest, '"')
				if end < 0 {
					return 0, errors.New("broken quoting: a quoted field has no end")
				}
				rest = rest[end+1:]
				if len(rest) == 0 || rest[0] != '"' {
					break
				}
				rest = rest[1:]
			}
			if len(rest) == 0 {
				return fields, nil
			}
			if rest[0] != delimiter {
				return 0, errQuoting
			}
			rest = rest[1:]
			fields++
			continue
		}
		end := bytes.IndexByte(rest, delimiter)
		if end < 0 {
			return fields, nil
		}
		rest = rest[end+1:]
		fields++
	}
}

func (c *Cleaned) json(lines *lineReader, out *bufio.Writer) error {
	for {
		text, err := lines.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("stage %s: %w", c.Name, err)
		}
		trimmed := bytes.TrimSpace(bytes.TrimPrefix(text, []byte("\ufeff")))
		if len(trimmed) == 0 {
			continue
		}
		if reason := jsonProblem(trimmed); reason != "" {
			c.Bad = append(c.Bad, BadRow{Line: lines.line, Reason: reason, Text: shorten(text)})
			continue
		}
		c.Lines = append(c.Lines, lines.line)
		if _, err := out.Write(append(trimmed, '\n')); err != nil {
			return fmt.Errorf("stage %s: %w", c.Name, err)
		}
	}
}

func jsonProblem(text []byte) string {
	if text[0] != '{' {
		return "is no JSON object"
	}
	if json.Valid(text) {
		return ""
	}
	var value any
	return "is no JSON: " + json.Unmarshal(text, &value).Error()
}

// shorten keeps a rejected row's text readable.
func shorten(text []byte) string {
	const most = 500
	s := strings.ToValidUTF8(strings.TrimRight(string(text[:min(len(text), most)]), "\r\n"), "\ufffd")
	if len(text) > most {
		s += "…"
	}
	return s
}
