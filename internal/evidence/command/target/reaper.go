package target

import (
	"bufio"
	"io"
	"os"
	"strconv"
	"sync"
	"time"
)

// reaper is a small shell where the session's processes are, a process apart from theirs. It ends them when it is told to,
// and when nobody speaks to it any more: this process was killed, or the line to the host dropped.
type reaper struct {
	words   io.WriteCloser // its standard input
	answers chan string    // lines of its standard output
	wait    func() error
	kill    func()

	mutex sync.Mutex // held while a word is written
	quit  chan struct{}
}

const (
	reaperAnswers = 10 * time.Second // how long its answer may take
	reaperLeaves  = time.Second
	signOfLife    = 20 * time.Second // how often a distant reaper is told that this process is there
	silence       = 120              // seconds without a sign of life after which a distant reaper acts
)

func newReaper(words io.WriteCloser, said io.Reader, wait func() error, kill func()) *reaper {
	r := &reaper{words: words, answers: make(chan string, 1), wait: wait, kill: kill, quit: make(chan struct{})}
	go func() {
		defer close(r.answers)
		for lines := bufio.NewScanner(said); lines.Scan(); {
			r.answers <- lines.Text()
		}
	}()
	return r
}

// tell writes a word to the reaper.
func (r *reaper) tell(word string) error {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	_, err := io.WriteString(r.words, word+"\n")
	return err
}

// repeat does something every so often until the reaper is dismissed or it fails.
func (r *reaper) repeat(every time.Duration, something func() error) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case <-r.quit:
			return
		case <-ticker.C:
			if something() != nil {
				return
			}
		}
	}
}

// reap ends the session's processes and returns how many these were. No reaper ends none.
func (r *reaper) reap() (int, error) { return r.ask("reap") }

// learn makes the reaper know the session's processes by their numbers: when their shell is gone, some have no other mark.
func (r *reaper) learn() {
	r.ask("learn") // a reaper that is gone is noticed when it is to reap
}

func (r *reaper) ask(word string) (int, error) {
	if r == nil { // where no shell was opened
		return 0, nil
	}
	if err := r.tell(word); err != nil {
		return 0, err
	}
	select {
	case answer, ok := <-r.answers:
		if !ok {
			return 0, io.ErrUnexpectedEOF
		}
		return strconv.Atoi(answer)
	case <-time.After(reaperAnswers):
		return 0, os.ErrDeadlineExceeded
	}
}

// dismiss lets the reaper leave.
func (r *reaper) dismiss() {
	if r == nil {
		return
	}
	close(r.quit)
	left := make(chan struct{})
	go func() {
		defer close(left)
		if r.tell("done") == nil {
			r.words.Close()
			r.wait()
		}
	}()
	select {
	case <-left:
	case <-time.After(reaperLeaves):
	}
	r.kill()
}
