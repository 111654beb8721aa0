package target

import (
	"bufio"
	"fmt"
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

// reaperScript is the reaper of the session with the mark. Words are "reap", which is answered with how many processes it
// ended; "done", after which it leaves; "PID:START", a process without a mark, START as in field 22 of /proc/PID/stat; and
// anything else, a sign of life, which it expects where isDistant and where the shell's read knows a time limit.
//
// GNU grep reads all environments at once; elsewhere, as in busybox, each takes two processes.
func reaperScript(mark string, isDistant bool) string {
	timed := ""
	if isDistant {
		timed = fmt.Sprintf("if echo | { read -r -t 9 _; } 2>/dev/null; then timed='-t %d'; fi", silence)
	}
	return `known= timed=
` + timed + `
if grep --version 2>/dev/null | grep -q GNU; then
  marked() { grep -ls 'TOUCHSTONE_SESSION=` + mark + `' /proc/[0-9]*/environ 2>/dev/null; }
else
  marked() {
    for file in /proc/[0-9]*/environ; do
      if tr '\000' '\n' <"$file" 2>/dev/null | grep -qx 'TOUCHSTONE_SESSION=` + mark + `'; then echo "$file"; fi
    done 2>/dev/null
  }
fi
listed() {
  for one in $known; do
    read -r stat <"/proc/${one%:*}/stat" && set -- ${stat##*)} && [ "${20}" = "${one#*:}" ] && echo "/proc/${one%:*}/x"
  done 2>/dev/null
}
pass() {
  n=0
  for file in $(marked; listed); do
    pid=${file#/proc/}
    kill -9 "${pid%/*}" 2>/dev/null && n=$((n+1))
  done
}
reap() {
  all=0
  for round in 1 2 3 4 5 6 7 8; do
    pass
    [ "$n" = 0 ] && break
    all=$((all+n))
  done
}
while IFS= read -r $timed word; do
  case $word in
  done) exit 0;;
  reap) reap; echo "$all";;
  *:*) known="$known $word";;
  esac
done
reap
`
}

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

// reap ends what carries the mark and returns how many processes these were. No reaper ends none.
func (r *reaper) reap() (int, error) {
	if r == nil { // where no shell was opened
		return 0, nil
	}
	if err := r.tell("reap"); err != nil {
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
