package staging

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode/utf8"
)

// textCheck looks at text as it streams by: is it UTF-8, how many lines and records has it, how long is the longest line.
type textCheck struct {
	binary  bool
	carry   []byte // an unfinished rune
	lines   int64  // line breaks so far
	breaks  int64  // line breaks outside quotes
	quoted  bool
	csv     bool
	current int64 // bytes in the present line
	longest int64
	last    byte
}

func newTextCheck(format string) *textCheck {
	return &textCheck{binary: format == Parquet, csv: format == CSV}
}

// line is the line of the byte that comes next, from 1; 0 for what has no lines.
func (c *textCheck) line() int64 {
	if c.binary {
		return 0
	}
	return c.lines + 1
}

var errEncoding = errors.New("is not UTF-8")

func (c *textCheck) add(chunk []byte) error {
	if c.binary {
		return nil
	}
	if err := c.checkRunes(chunk); err != nil {
		return err
	}
	c.count(chunk)
	c.last = chunk[len(chunk)-1]
	return nil
}

func (c *textCheck) checkRunes(chunk []byte) error {
	text := chunk
	if len(c.carry) > 0 {
		// Finish the rune that the chunk before left open.
		for len(text) > 0 && !utf8.FullRune(c.carry) {
			c.carry, text = append(c.carry, text[0]), text[1:]
		}
		if !utf8.FullRune(c.carry) {
			return nil
		}
		if r, size := utf8.DecodeRune(c.carry); r == utf8.RuneError && size <= 1 {
			return fmt.Errorf("%w: byte 0x%02X", errEncoding, c.carry[0])
		}
		c.carry = nil
	}
	for back := 1; back < utf8.UTFMax && back <= len(text); back++ {
		if tail := text[len(text)-back:]; utf8.RuneStart(tail[0]) {
			if !utf8.FullRune(tail) {
				c.carry, text = bytes.Clone(tail), text[:len(text)-back]
			}
			break
		}
	}
	if utf8.Valid(text) {
		return nil
	}
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRune(text[at:])
		if r == utf8.RuneError && size <= 1 {
			c.lines += int64(bytes.Count(text[:at], []byte{'\n'}))
			return fmt.Errorf("%w: byte 0x%02X", errEncoding, text[at])
		}
		at += size
	}
	return nil
}

func (c *textCheck) count(chunk []byte) {
	for rest := chunk; ; {
		end := bytes.IndexByte(rest, '\n')
		if end < 0 {
			c.current += int64(len(rest))
			c.longest = max(c.longest, c.current)
			break
		}
		c.longest = max(c.longest, c.current+int64(end))
		c.current = 0
		c.lines++
		rest = rest[end+1:]
	}
	if !c.csv {
		return
	}
	for rest := chunk; ; {
		end := bytes.IndexByte(rest, '"')
		part := rest
		if end >= 0 {
			part = rest[:end]
		}
		if !c.quoted {
			c.breaks += int64(bytes.Count(part, []byte{'\n'}))
		}
		if end < 0 {
			return
		}
		c.quoted = !c.quoted
		rest = rest[end+1:]
	}
}

func (c *textCheck) end() error {
	if len(c.carry) > 0 {
		return fmt.Errorf("%w: byte 0x%02X", errEncoding, c.carry[0])
	}
	return nil
}

func (c *textCheck) records(format string) int64 {
	records := c.lines
	if format == CSV {
		records = c.breaks
	}
	if c.last != '\n' && !c.binary {
		records++
	}
	switch format {
	case CSV:
		return max(records-1, 0)
	case JSONLines:
		return records
	}
	return 0
}

// headBytes is how much of a CSV file is looked at to find its delimiter.
const headBytes = 1 << 20

// readHeader finds a CSV file's delimiter and column names.
func (f *File) readHeader() (err error) {
	if f.Format != CSV {
		return nil
	}
	in, err := os.Open(f.Path)
	if err != nil {
		return fmt.Errorf("stage %s: %w", f.Name, err)
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	head, err := io.ReadAll(io.LimitReader(in, headBytes))
	if err != nil {
		return fmt.Errorf("stage %s: %w", f.Name, err)
	}
	head = bytes.TrimPrefix(head, []byte("\ufeff"))
	best, chosen := -1, f.Delimiter
	for _, delimiter := range []byte{',', ';', '\t', '|'} {
		if chosen != 0 && chosen != delimiter {
			continue
		}
		names, agreeing := tryDelimiter(head, delimiter)
		score := 0
		if len(names) > 1 {
			score = len(names) * agreeing
		}
		if score > best {
			best, f.Columns, f.Delimiter = score, names, delimiter
		}
	}
	f.Columns = unique(f.Columns)
	return nil
}

// tryDelimiter reads the first records and answers the first one's fields and how many of the next ones have as many.
func tryDelimiter(head []byte, delimiter byte) (names []string, agreeing int) {
	reader := csv.NewReader(bytes.NewReader(head))
	reader.Comma, reader.FieldsPerRecord, reader.LazyQuotes = rune(delimiter), -1, true
	names, err := reader.Read()
	if err != nil {
		return nil, 0
	}
	agreeing = 1
	for range 50 {
		record, err := reader.Read()
		if err != nil {
			break
		}
		if len(record) == len(names) {
			agreeing++
		}
	}
	return names, agreeing
}

// unique makes column names usable: trimmed, none empty, none twice (DuckDB does not tell upper from lower case).
func unique(names []string) []string {
	seen := map[string]bool{}
	out := make([]string, len(names))
	for i, name := range names {
		name = strings.TrimSpace(name)
		if name == "" {
			name = fmt.Sprintf("column%d", i+1)
		}
		base := name
		for n := 2; seen[strings.ToLower(name)]; n++ {
			name = fmt.Sprintf("%s_%d", base, n)
		}
		seen[strings.ToLower(name)] = true
		out[i] = name
	}
	return out
}
