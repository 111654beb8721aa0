package redact

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"strings"
)

const (
	window  = 128 << 10 // text is searched in windows of this size
	overlap = 16 << 10  // what is held back of each, so that nothing hides at its edge
)

// Output is a stream's outcome.
type Output struct {
	Text   string // redacted; shortened in the middle when the stream was longer than what is kept
	Digest string // SHA-256 of the redacted text, of all of it or, when Capped, of what came before the limit
	Bytes  int64  // raw length of the stream
	Whole  bool   // Text is everything
	Capped bool   // the stream passed the limit; what came after it was counted and dropped
}

// Stream cleans and redacts an output while it arrives, in memory that does not grow with it.
type Stream struct {
	redactor *Redactor
	keep     int   // redacted bytes kept at the head, and again at the tail
	limit    int64 // raw bytes that are redacted; the rest is counted

	raw       []byte
	text      string
	head      strings.Builder
	tail      []byte
	headFull  bool
	digest    hash.Hash
	seen      int64
	redacted  int64
	last      []byte // raw end of a capped stream
	capped    bool
	shortened bool
	err       error
}

// NewStream makes a stream that keeps up to 2×keep bytes of redacted text and redacts up to limit raw bytes.
func (r *Redactor) NewStream(keep int, limit int64) *Stream {
	return &Stream{redactor: r, keep: keep, limit: limit, digest: sha256.New()}
}

// Write takes a part of the output. It never fails: an error is kept for Close.
func (s *Stream) Write(part []byte) (int, error) {
	n := len(part)
	s.seen += int64(n)
	if s.capped || s.err != nil {
		s.remember(part)
		return n, nil
	}
	if over := s.seen - s.limit; over > 0 {
		kept := max(0, len(part)-int(min(over, int64(len(part)))))
		s.raw = append(s.raw, part[:kept]...)
		s.capped = true
		s.remember(part[kept:])
		return n, nil
	}
	s.raw = append(s.raw, part...)
	if len(s.raw) >= window {
		s.take(false)
	}
	return n, nil
}

// remember keeps the raw end of what is not redacted on the way.
func (s *Stream) remember(part []byte) {
	s.last = append(s.last, part...)
	if len(s.last) > 4*s.keep+window {
		s.last = append(s.last[:0], s.last[len(s.last)-2*s.keep:]...)
	}
}

// take moves raw output to text and emits what is safe.
func (s *Stream) take(final bool) {
	cut := len(s.raw)
	if !final {
		if end := bytes.LastIndexByte(s.raw, '\n'); end >= 0 {
			cut = end + 1
		} else {
			cut = len(s.raw) - 64 // no escape sequence or character is cut
		}
	}
	s.text += Clean(s.raw[:cut])
	s.raw = append(s.raw[:0], s.raw[cut:]...)
	s.emit(final)
}

func (s *Stream) emit(final bool) {
	if s.err != nil || s.text == "" {
		return
	}
	spans, err := s.redactor.find(s.text)
	if err != nil {
		s.fail(err)
		return
	}
	cut := len(s.text)
	if !final {
		cut = s.cutBefore(spans)
	}
	var before []span
	for _, sp := range spans {
		if sp.end <= cut {
			before = append(before, sp)
		}
	}
	s.keepText(s.redactor.replace(s.text[:cut], before))
	s.text = strings.Clone(s.text[cut:])
}

// cutBefore returns where the text may be cut: at a line end, before the overlap, and in no span. A span that fills
// the whole window (a private key without an end) is an error: what follows it cannot be judged.
func (s *Stream) cutBefore(spans []span) int {
	cut := max(0, len(s.text)-overlap)
	if end := strings.LastIndexByte(s.text[:cut], '\n'); end >= 0 {
		cut = end + 1
	}
	for i := len(spans) - 1; i >= 0; i-- {
		if spans[i].start < cut && spans[i].end > cut {
			cut = spans[i].start
		}
	}
	if cut == 0 && len(s.text) > 4*window {
		s.fail(errors.Join(ErrUnavailable, errors.New("a secret does not end")))
	}
	return cut
}

func (s *Stream) fail(err error) {
	s.err = err
	s.raw, s.text, s.tail, s.last = nil, "", nil, nil
	s.head.Reset()
}

func (s *Stream) keepText(text string) {
	s.digest.Write([]byte(text))
	s.redacted += int64(len(text))
	if room := s.keep - s.head.Len(); room > 0 && !s.headFull {
		cut := min(room, len(text))
		s.head.WriteString(text[:cut])
		text = text[cut:]
	}
	if text == "" {
		return
	}
	s.headFull = true
	s.tail = append(s.tail, text...)
	if len(s.tail) > 2*s.keep {
		s.shortened = true
		s.tail = append(s.tail[:0], s.tail[len(s.tail)-s.keep:]...)
	}
}

// Close returns the outcome. On an error, which wraps ErrUnavailable, the outcome holds only the raw length.
func (s *Stream) Close() (Output, error) {
	if s.err == nil {
		if s.capped {
			s.dropBrokenLine()
		}
		s.take(true)
	}
	if s.err == nil && s.capped {
		s.keepLast()
	}
	if s.err != nil {
		return Output{Bytes: s.seen}, s.err
	}
	tail := s.tail
	if len(tail) > s.keep {
		s.shortened = true
		tail = tail[len(tail)-s.keep:]
	}
	out := Output{Digest: hex.EncodeToString(s.digest.Sum(nil)), Bytes: s.seen, Capped: s.capped}
	out.Whole = !s.shortened && !s.capped
	out.Text = s.head.String() + string(tail)
	if !out.Whole {
		out.Text = shorten(s.head.String(), string(tail))
	}
	return out, nil
}

const gap = "\n[… output left out …]\n"

// shorten joins head and tail at line ends, so that neither ends within a placeholder or a character.
func shorten(head, tail string) string {
	if end := strings.LastIndexByte(head, '\n'); end >= 0 {
		head = head[:end]
	}
	if start := strings.IndexByte(tail, '\n'); start >= 0 {
		tail = tail[start+1:]
	}
	return strings.ToValidUTF8(head, "") + gap + strings.ToValidUTF8(tail, "")
}

// dropBrokenLine removes the line in which the limit cut the stream: half a secret is not recognised.
func (s *Stream) dropBrokenLine() {
	end := bytes.LastIndexByte(s.raw, '\n')
	s.raw = s.raw[:end+1]
}

// keepLast redacts the end of a capped stream from the first whole line on.
func (s *Stream) keepLast() {
	last := s.last[max(0, len(s.last)-2*s.keep):]
	start := bytes.IndexByte(last, '\n')
	if start < 0 {
		return
	}
	text, err := s.redactor.Text(Clean(last[start+1:]))
	if err != nil {
		s.fail(err)
		return
	}
	s.shortened = true
	s.tail = append(s.tail[:0], text[max(0, len(text)-s.keep):]...)
}
