package target

import (
	"bytes"
	"io"
	"sync"
)

// mark is what ended one script's output. It is marked when the shell said so, and not when the output ended.
type mark struct {
	marked bool
	text   string
}

// scanner copies one output of a shell to the writer of the script that runs, up to the end mark.
type scanner struct {
	prefix []byte              // of an end mark
	last   []byte              // prefix of the last word of the shell's root
	left   func(status string) // told the last word; what comes after it is nobody's output
	output io.Reader
	begin  sync.Once
	over   chan struct{} // closed when nothing more is read

	mutex  sync.Mutex
	writer io.Writer
	done   chan mark
	ended  bool
}

func newScanner(output io.Reader, nonce, root string, left func(status string)) *scanner {
	return &scanner{
		prefix: []byte(marking + nonce), last: []byte(marking + root + lastWord), left: left,
		output: output, writer: io.Discard, over: make(chan struct{}),
	}
}

// next directs what comes to writer and returns the channel on which the mark arrives. Nothing is read before the first.
func (s *scanner) next(writer io.Writer) chan mark {
	defer s.begin.Do(func() { go s.scan(s.output) })
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.writer, s.done = writer, make(chan mark, 1)
	if s.ended {
		s.done <- mark{}
	}
	return s.done
}

// stop drops whatever still comes; the writer is not used again.
func (s *scanner) stop() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.writer = io.Discard
}

func (s *scanner) scan(output io.Reader) {
	defer close(s.over)
	buffer := make([]byte, 0, 64<<10)
	part := make([]byte, 64<<10)
	for {
		n, err := output.Read(part)
		buffer = s.consume(append(buffer, part[:n]...))
		if err != nil {
			s.finish(buffer)
			return
		}
	}
}

// consume writes what is certainly output, handles whole marks, and returns what is left: the start of a mark, or
// bytes that could become one.
func (s *scanner) consume(buffer []byte) []byte {
	for {
		start, prefix := s.find(buffer)
		if start < 0 {
			keep := max(partial(buffer, s.prefix), partial(buffer, s.last))
			s.write(buffer[:len(buffer)-keep])
			return append(buffer[:0], buffer[len(buffer)-keep:]...)
		}
		s.write(buffer[:start])
		rest := buffer[start+len(prefix):]
		end := bytes.Index(rest, []byte(marking))
		if end < 0 {
			return append(buffer[:0], buffer[start:]...)
		}
		if text := string(bytes.TrimPrefix(rest[:end], []byte(" "))); &prefix[0] == &s.last[0] {
			s.stop()
			s.signal(mark{})
			s.left(text)
		} else {
			s.signal(mark{marked: true, text: text})
		}
		buffer = append(buffer[:0], rest[end+1:]...)
	}
}

// find returns where the first mark or last word begins, and how; -1 where none does.
func (s *scanner) find(buffer []byte) (start int, prefix []byte) {
	start, prefix = bytes.Index(buffer, s.prefix), s.prefix
	if last := bytes.Index(buffer, s.last); last >= 0 && (start < 0 || last < start) {
		start, prefix = last, s.last
	}
	return start, prefix
}

// partial returns how many bytes at the end of buffer begin the prefix.
func partial(buffer, prefix []byte) int {
	for n := min(len(prefix)-1, len(buffer)); n > 0; n-- {
		if bytes.HasSuffix(buffer, prefix[:n]) {
			return n
		}
	}
	return 0
}

func (s *scanner) write(part []byte) {
	if len(part) == 0 {
		return
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.writer.Write(part)
}

func (s *scanner) signal(m mark) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.done != nil {
		select {
		case s.done <- m:
		default:
		}
	}
}

func (s *scanner) finish(rest []byte) {
	s.write(rest)
	s.mutex.Lock()
	s.ended = true
	s.mutex.Unlock()
	s.signal(mark{})
}
