// Package staging brings what a source gives (files, streams, tables) into plain files of Touchstone's own, checked on the way.
package staging

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"

	"github.com/cespare/xxhash/v2"
	"github.com/klauspost/compress/zstd"
)

// The formats of staged files.
const (
	CSV       = "csv"
	JSONLines = "jsonl"
	JSON      = "json"
	Parquet   = "parquet"
)

// File is one staged file.
type File struct {
	// Name is what the person called it, for messages.
	Name   string
	Path   string
	Format string
	// Columns are the names in a CSV file's first record, made unique.
	Columns   []string
	Delimiter byte
	// Rows counts records: a CSV file's without its header, a JSON Lines file's lines. 0 for other formats.
	Rows int64
	// Bytes is the size unpacked; Longest the longest line.
	Bytes, Longest int64
	// Digest is the xxHash64 of the unpacked bytes, in hex: provenance, not proof.
	Digest string
}

// InputError is bad input at a place: the file and, where one is known, the line, counted from 1.
type InputError struct {
	Name   string
	Line   int64
	Reason string
}

func (e *InputError) Error() string {
	if e.Line > 0 {
		return fmt.Sprintf("%s:%d: %s", e.Name, e.Line, e.Reason)
	}
	return e.Name + ": " + e.Reason
}

// FormatOf tells a file's format by its name, compression suffixes left out of account; "" where the name does not say.
func FormatOf(name string) string {
	name = strings.ToLower(name)
	for _, packed := range []string{".gz", ".zst", ".zstd"} {
		name = strings.TrimSuffix(name, packed)
	}
	switch filepath.Ext(name) {
	case ".csv", ".tsv", ".txt":
		return CSV
	case ".jsonl", ".ndjson":
		return JSONLines
	case ".json":
		return JSON
	case ".parquet", ".pq":
		return Parquet
	}
	return ""
}

// Expand turns files, folders and globs into files, sorted, each once. A folder gives the files in it whose names say a
// format that can be read; hidden ones are left out.
func Expand(paths []string) ([]string, error) {
	var files []string
	for _, path := range paths {
		found, err := expandOne(path)
		if err != nil {
			return nil, err
		}
		files = append(files, found...)
	}
	seen := map[string]bool{}
	unique := files[:0]
	for _, file := range files {
		if !seen[file] {
			seen[file] = true
			unique = append(unique, file)
		}
	}
	return unique, nil
}

func expandOne(path string) ([]string, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) && strings.ContainsAny(path, "*?[") {
		matches, globErr := filepath.Glob(path)
		if globErr != nil || len(matches) == 0 {
			return nil, &InputError{Name: path, Reason: "no file matches"}
		}
		sort.Strings(matches)
		return matches, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read input: %w", err)
	}
	if !info.IsDir() {
		return []string{filepath.Clean(path)}, nil
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, fmt.Errorf("read input: %w", err)
	}
	var files []string
	for _, entry := range entries {
		if entry.Type().IsRegular() && !strings.HasPrefix(entry.Name(), ".") && FormatOf(entry.Name()) != "" {
			files = append(files, filepath.Join(path, entry.Name()))
		}
	}
	if len(files) == 0 {
		return nil, &InputError{Name: path, Reason: "no CSV, JSON or Parquet file in this folder"}
	}
	return files, nil
}

// A packed file may unpack to this many times its size, or to this many bytes if that is more.
const (
	maxRatio    = 300
	maxUnpacked = 256 << 20
)

// Copier copies inputs into Dir.
type Copier struct {
	Dir string
	// Delimiter of the CSV files that come next; 0 finds out.
	Delimiter byte
	// Progress, where set, is called with the bytes that were just read from an input.
	Progress func(n int64)
	made     int
}

// File stages a file. format "" goes by the name, and then by the first bytes.
func (c *Copier) File(ctx context.Context, path, format string) (_ File, err error) {
	in, err := os.Open(path)
	if err != nil {
		return File{}, fmt.Errorf("read input: %w", err)
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	info, err := in.Stat()
	if err != nil {
		return File{}, fmt.Errorf("read input: %w", err)
	}
	if info.IsDir() {
		return File{}, &InputError{Name: path, Reason: "is a folder"}
	}
	if format == "" {
		format = FormatOf(path)
	}
	return c.Stream(ctx, in, path, format, info.Size())
}

// Stream stages what a reader gives. size is how much that is while packed, 0 where nobody knows.
func (c *Copier) Stream(ctx context.Context, in io.Reader, name, format string, size int64) (File, error) {
	counted := &countingReader{ctx: ctx, in: in, progress: c.Progress}
	plain, err := unpack(counted, name, size)
	if err != nil {
		return File{}, err
	}
	head := make([]byte, 4096)
	n, err := io.ReadFull(plain, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return File{}, c.readError(name, err)
	}
	head = head[:n]
	if n == 0 {
		return File{}, &InputError{Name: name, Reason: "the file is empty"}
	}
	if format == "" {
		format = sniff(head)
	}
	if format != Parquet {
		if err := refuseEncoding(name, head); err != nil {
			return File{}, err
		}
	}
	file := File{Name: name, Format: format, Path: c.next(format), Delimiter: c.Delimiter}
	if file.Delimiter == 0 && strings.HasSuffix(strings.TrimSuffix(strings.TrimSuffix(strings.ToLower(name), ".gz"), ".zst"), ".tsv") {
		file.Delimiter = '\t'
	}
	if err := c.write(&file, io.MultiReader(bytes.NewReader(head), plain)); err != nil {
		return File{}, err
	}
	return file, file.readHeader()
}

func (c *Copier) next(format string) string {
	c.made++
	return filepath.Join(c.Dir, fmt.Sprintf("in-%04d.%s", c.made, format))
}

// CleanPath is where Clean puts its copy.
func (f File) CleanPath() string {
	return strings.TrimSuffix(f.Path, filepath.Ext(f.Path)) + ".clean" + filepath.Ext(f.Path)
}

func (c *Copier) readError(name string, err error) error {
	var input *InputError
	if errors.As(err, &input) {
		return err
	}
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, gzip.ErrHeader) || errors.Is(err, gzip.ErrChecksum) ||
		errors.Is(err, zstd.ErrMagicMismatch) || errors.Is(err, zstd.ErrCRCMismatch) || strings.HasPrefix(err.Error(), "flate:") {
		return &InputError{Name: name, Reason: "cannot be unpacked: " + err.Error()}
	}
	return fmt.Errorf("read %s: %w", name, err)
}

// write copies the input, checking text on the way.
func (c *Copier) write(file *File, in io.Reader) (err error) {
	out, err := os.OpenFile(file.Path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("stage %s: %w", file.Name, err)
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	digest := xxhash.New()
	check := newTextCheck(file.Format)
	buffer := make([]byte, 1<<20)
	for {
		n, readErr := in.Read(buffer)
		if n > 0 {
			if err := check.add(buffer[:n]); err != nil {
				return &InputError{Name: file.Name, Line: check.line(), Reason: err.Error()}
			}
			_, _ = digest.Write(buffer[:n]) // a hash never fails
			if _, err := out.Write(buffer[:n]); err != nil {
				return fmt.Errorf("stage %s: %w", file.Name, err)
			}
			file.Bytes += int64(n)
		}
		if errors.Is(readErr, io.EOF) {
			break
		}
		if readErr != nil {
			return c.readError(file.Name, readErr)
		}
	}
	if err := check.end(); err != nil {
		return &InputError{Name: file.Name, Line: check.line(), Reason: err.Error()}
	}
	file.Digest = hex.EncodeToString(digest.Sum(nil))
	file.Rows, file.Longest = check.records(file.Format), check.longest
	return nil
}

func sniff(head []byte) string {
	trimmed := bytes.TrimLeft(head, " \t\r\n\ufeff")
	switch {
	case bytes.HasPrefix(head, []byte("PAR1")):
		return Parquet
	case bytes.HasPrefix(trimmed, []byte("[")):
		return JSON
	case bytes.HasPrefix(trimmed, []byte("{")):
		return JSONLines
	}
	return CSV
}

func refuseEncoding(name string, head []byte) error {
	if bytes.HasPrefix(head, []byte{0xff, 0xfe}) || bytes.HasPrefix(head, []byte{0xfe, 0xff}) {
		return &InputError{Name: name, Line: 1, Reason: "is UTF-16: save it as UTF-8"}
	}
	if slices.Contains(head, 0) {
		return &InputError{Name: name, Line: 1, Reason: "is no text: it has zero bytes"}
	}
	return nil
}

// unpack undoes gzip and zstd, told by their first bytes, up to the limit.
func unpack(in io.Reader, name string, size int64) (io.Reader, error) {
	peeked := make([]byte, 4)
	n, err := io.ReadFull(in, peeked)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	whole := io.MultiReader(bytes.NewReader(peeked[:n]), in)
	limit := max(maxUnpacked, size*maxRatio)
	switch {
	case bytes.HasPrefix(peeked, []byte{0x1f, 0x8b}):
		unpacked, err := gzip.NewReader(whole)
		if err != nil {
			return nil, &InputError{Name: name, Reason: "cannot be unpacked: " + err.Error()}
		}
		return &limitedReader{in: unpacked, left: limit, name: name}, nil
	case bytes.HasPrefix(peeked, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		unpacked, err := zstd.NewReader(whole, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(1<<30))
		if err != nil {
			return nil, &InputError{Name: name, Reason: "cannot be unpacked: " + err.Error()}
		}
		return &limitedReader{in: unpacked, left: limit, name: name}, nil
	}
	return whole, nil
}

type limitedReader struct {
	in   io.Reader
	left int64
	name string
}

func (l *limitedReader) Read(p []byte) (int, error) {
	n, err := l.in.Read(p)
	if l.left -= int64(n); l.left < 0 {
		return 0, &InputError{Name: l.name, Reason: fmt.Sprintf("unpacks to more than %d times its size: unpack it yourself if that is right", maxRatio)}
	}
	if errors.Is(err, io.ErrUnexpectedEOF) { // not the same as an input shorter than a buffer
		return n, &InputError{Name: l.name, Reason: "cannot be unpacked: it ends too early"}
	}
	return n, err
}

type countingReader struct {
	ctx      context.Context
	in       io.Reader
	progress func(int64)
}

func (c *countingReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := c.in.Read(p)
	if c.progress != nil && n > 0 {
		c.progress(int64(n))
	}
	return n, err
}
