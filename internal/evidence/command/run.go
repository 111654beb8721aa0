package command

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence/command/expect"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/receipt"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/step"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/target"
	"github.com/touchstone-cs/touchstone/internal/redact"
)

// Answer is an operator's word on a step that may change something.
type Answer int

// The answers. Stop ends the run.
const (
	Go Answer = iota
	Skip
	Stop
)

// Job is one run.
type Job struct {
	Document    string // path in the workspace
	Account     string
	Pattern     string
	Environment *Environment
	Steps       []*step.Step // planned
	Rounds      int          // 0 and 1: once
	Undo        bool         // run the steps' undo, last first
	Vary        map[string]string

	Host     Host
	Secrets  []redact.Secret
	Redactor *redact.Redactor
	Clock    func() time.Time

	Confirm  func(s *step.Step, j Judgement) Answer // nil: everything runs
	Starting func(*step.Step)                       // may be nil
	Progress func(receipt.Step)                     // may be nil
	Record   func(receipt.Step) error               // the journal; may be nil

	answer Answer
}

// The amounts of output that are kept and redacted of each stream of a step.
const (
	keepBytes   = 16 << 10
	redactBytes = 8 << 20
	judgeBytes  = 1 << 20
)

// Head returns the receipt's head as it is before any step.
func (j *Job) Head() *receipt.Run {
	varied := make(map[string]string, len(j.Vary))
	for name, value := range j.Vary {
		varied[name] = j.clean(value)
	}
	return &receipt.Run{
		Document: j.clean(j.Document), Account: j.Account, Pattern: j.Pattern, Undo: j.Undo, Varied: varied,
		Environment: receipt.Environment{Name: j.Environment.Name, Where: j.Environment.Where, Target: j.Environment.Target()},
		Started:     j.Clock().UTC().Truncate(time.Millisecond), Steps: []receipt.Step{},
	}
}

// Run executes the job and returns what is known, whatever happened: the error says only that the environment could
// not be reached or that the journal could not be written.
func Run(ctx context.Context, j *Job) (*receipt.Run, error) {
	run := j.Head()
	run.Ending = "completed"
	var err error
	for round := range max(1, j.Rounds) {
		if err = j.round(ctx, run, round+1); err != nil || run.Ending == "interrupted" {
			break
		}
	}
	run.Ended = j.Clock().UTC().Truncate(time.Millisecond)
	if err != nil && len(run.Steps) == 0 {
		j.skipAll(run, ctx.Err() != nil)
	}
	if run.Ending == "completed" && (run.Count(receipt.Failed) > 0 || err != nil) {
		run.Ending = "failed"
	}
	return run, err
}

// skipAll tells of the steps of a run that never came to its first.
func (j *Job) skipAll(run *receipt.Run, interrupted bool) {
	reason := "the environment could not be asked what it is"
	if interrupted {
		reason, run.Ending = "the run was interrupted", "interrupted"
	}
	for _, s := range j.order() {
		one := j.begin(s, 1)
		one.Outcome, one.Reason = receipt.Skipped, reason
		run.Steps = append(run.Steps, one)
	}
}

// round runs every step once, in a session of its own.
func (j *Job) round(ctx context.Context, run *receipt.Run, round int) (err error) {
	x := &executor{job: j, session: j.Environment.Open(j.Host, j.Secrets, j.Vary)}
	defer func() {
		left, closeErr := x.close()
		run.LeftOver += left
		err = errors.Join(err, closeErr)
	}()
	if round == 1 {
		if err := x.fingerprint(ctx, run); err != nil {
			return err
		}
	}
	bad := make(map[string]bool) // steps that others cannot build on
	stopped := ""
	for _, s := range j.order() {
		one := j.begin(s, round)
		switch reason := j.skipReason(s, bad, stopped); {
		case reason != "":
			one.Outcome, one.Reason = receipt.Skipped, reason
		case j.ask(s) == Skip:
			one.Outcome, one.Reason = receipt.Skipped, "the operator said no"
		case j.answer == Stop:
			one.Outcome, one.Reason, stopped = receipt.Skipped, "the operator stopped the run", "the run was stopped"
			run.Ending = "interrupted"
		default:
			if j.Starting != nil {
				j.Starting(s)
			}
			x.execute(ctx, s, &one)
		}
		if ctx.Err() != nil {
			run.Ending, stopped = "interrupted", "the run was interrupted"
		}
		if one.Outcome != receipt.Passed {
			bad[s.Name] = true
		}
		if one.Outcome == receipt.Failed && stopped == "" {
			stopped = fmt.Sprintf("the required step %q failed", s.Name)
		}
		if one.Outcome == receipt.Skipped && one.Reason == "the operator said no" && one.Required && stopped == "" {
			stopped = fmt.Sprintf("the required step %q was left out", s.Name)
		}
		one.Reason = j.clean(one.Reason)
		notePrerequisite(run, s, one)
		run.Steps = append(run.Steps, one)
		if err := j.report(one); err != nil {
			return err
		}
	}
	return nil
}

func (j *Job) report(one receipt.Step) error {
	if j.Progress != nil {
		j.Progress(one)
	}
	if j.Record != nil {
		return j.Record(one)
	}
	return nil
}

// order returns the steps, or their undo scripts with the last step first.
func (j *Job) order() []*step.Step {
	if !j.Undo {
		return j.Steps
	}
	var undo []*step.Step
	for _, s := range slices.Backward(j.Steps) {
		if s.Undo == "" {
			continue
		}
		back := *s
		back.Body, back.Sort, back.Expect, back.Needs, back.Answer, back.Retry = s.Undo+"\n", step.Shell, nil, nil, nil, nil
		undo = append(undo, &back)
	}
	return undo
}

func (j *Job) begin(s *step.Step, round int) receipt.Step {
	one := receipt.Step{
		Name: s.Name, Digest: j.digest(s), Sort: string(s.Sort), Target: s.Target, Required: !s.Optional,
		Started: j.Clock().UTC().Truncate(time.Millisecond),
	}
	if j.Rounds > 1 {
		one.Round = round
	}
	one.Name, one.Target, one.Command = j.clean(s.Name), j.clean(s.Target), j.clean(s.Body)
	for _, e := range s.Expect {
		one.Expect = append(one.Expect, j.clean(e.String()))
	}
	return one
}

// clean redacts a text for the receipt, or withholds it.
func (j *Job) clean(text string) string {
	redacted, err := j.Redactor.Text(text)
	if err != nil {
		return "[withheld: " + err.Error() + "]"
	}
	return redacted
}

// digest is that of the step as the document has it, for its undo too.
func (j *Job) digest(s *step.Step) string {
	for _, original := range j.Steps {
		if original.Name == s.Name {
			return original.Digest()
		}
	}
	return s.Digest()
}

func (j *Job) skipReason(s *step.Step, bad map[string]bool, stopped string) string {
	switch {
	case stopped != "":
		return stopped
	case !s.AppliesTo(j.Environment.Name):
		return "not for this environment"
	case s.Interactive:
		return "it needs a person at a terminal"
	}
	for _, need := range s.Needs {
		if bad[need] {
			return fmt.Sprintf("it needs %q, which did not pass", need)
		}
	}
	return ""
}

// answer is the operator's last word; ask sets it.
func (j *Job) ask(s *step.Step) Answer {
	j.answer = Go
	if j.Confirm != nil {
		if judgement := Classify(s); judgement.Danger != Reads {
			j.answer = j.Confirm(s, judgement)
		}
	}
	return j.answer
}

// notePrerequisite adds the version that a prerequisite's command printed to the fingerprint.
func notePrerequisite(run *receipt.Run, s *step.Step, one receipt.Step) {
	if !s.Prerequisite || one.Stdout == nil || one.Outcome == receipt.Skipped {
		return
	}
	text := one.Stdout.Text
	if one.Stderr != nil {
		text += "\n" + one.Stderr.Text
	}
	if version, found := expect.FindVersion(text); found && run.Environment.Fingerprint != nil {
		run.Environment.Fingerprint[s.Name] = version
		run.Environment.Digest = receipt.FingerprintDigest(run.Environment.Fingerprint)
	}
}

// executor runs steps in one session.
type executor struct {
	job     *Job
	session target.Session
	sql     map[string]*sqlConn
}

func (x *executor) close() (int, error) {
	for _, name := range slices.Sorted(maps.Keys(x.sql)) {
		x.sql[name].close()
	}
	return x.session.Close()
}

// attempt is the outcome of one try of a step.
type attempt struct {
	target.Result
	status int
	header map[string][]string
	err    error
	took   time.Duration
	stdout recorder
	stderr recorder
}

// recorder keeps an output twice: redacted for the receipt, and, in memory only, as it came for the expectations.
type recorder struct {
	stream *redact.Stream
	raw    headTail
}

func (r *recorder) Write(part []byte) (int, error) {
	r.raw.Write(part)
	return r.stream.Write(part)
}

func (x *executor) execute(ctx context.Context, s *step.Step, one *receipt.Step) {
	began := x.job.Clock()
	for {
		one.Tries++
		again := x.judge(s, x.try(ctx, s), one)
		if !again || s.Retry == nil || ctx.Err() != nil || one.Tries == s.Retry.Times ||
			s.Retry.For > 0 && x.job.Clock().Sub(began) >= s.Retry.For {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(s.Retry.Every):
		}
	}
}

func (x *executor) try(ctx context.Context, s *step.Step) *attempt {
	a := new(attempt)
	a.stdout.stream = x.job.Redactor.NewStream(keepBytes, redactBytes)
	a.stderr.stream = x.job.Redactor.NewStream(keepBytes, redactBytes)
	began := time.Now()
	switch s.Sort {
	case step.HTTP:
		x.runHTTP(ctx, s, a)
	case step.SQL:
		x.runSQL(ctx, s, a)
	case step.Program:
		x.runProgram(ctx, s, a)
	default:
		x.runShell(ctx, s, a)
	}
	a.took = time.Since(began)
	return a
}

func (x *executor) runShell(ctx context.Context, s *step.Step, a *attempt) {
	text := s.Body
	if shell := s.Interpreter; shell == "" && slices.Contains([]string{"zsh", "ksh", "fish"}, s.Language) {
		text = heredoc(s.Language, s.Body, x.job.Host.Nonce())
	} else if shell != "" && shell != "bash" && shell != "sh" {
		text = heredoc(shell, s.Body, x.job.Host.Nonce())
	}
	x.script(ctx, s, text, a)
}

func (x *executor) script(ctx context.Context, s *step.Step, text string, a *attempt) {
	a.Result, a.err = x.session.Run(ctx, target.Script{
		Text: text, Timeout: s.Timeout, Variables: s.Variables, Directory: s.Directory,
	}, &a.stdout, &a.stderr)
}

// judge fills the receipt from the last attempt. It returns whether another one could help: the condition to retry until
// does not hold yet, or, without one, the step did not pass.
func (x *executor) judge(s *step.Step, a *attempt, one *receipt.Step) (again bool) {
	one.Exit, one.Status = a.Exit, a.status
	one.Millis = float64(a.took.Microseconds()) / 1000
	one.Stdout, one.Stderr = closeRecorder(&a.stdout), closeRecorder(&a.stderr)
	reason, again := x.fault(s, a)
	if reason == "" {
		one.Outcome, one.Reason = receipt.Passed, ""
		return false
	}
	one.Outcome = receipt.Failed
	if s.Optional {
		one.Outcome = receipt.Warned
	}
	one.Reason = reason // redacted with the rest of it, see round
	return again
}

// fault says why the step did not pass, or "", and whether another try could help.
func (x *executor) fault(s *step.Step, a *attempt) (reason string, again bool) {
	switch {
	case a.err != nil:
		return a.err.Error(), true
	case a.Ending == target.TimedOut:
		return fmt.Sprintf("still running after %v; its processes were ended", s.Timeout), true
	case a.Ending != target.Completed:
		return string(a.Ending), true
	}
	seen := expect.Observation{
		Exit: a.Exit, Stdout: redact.Clean(a.stdout.raw.bytes()), Stderr: redact.Clean(a.stderr.raw.bytes()),
		Whole: a.stdout.raw.whole() && a.stderr.raw.whole(), Status: a.status, Header: a.header, Duration: a.took,
	}
	again = true
	if s.Retry != nil {
		for _, condition := range s.Retry.Until { // as written: no exit status is implied
			if err := condition.Judge(seen); err != nil {
				return "retried until " + condition.String() + ", which never held: " + err.Error(), true
			}
			again = false
		}
	}
	expectations := s.Expect
	if s.AnyExit {
		expectations = anyExit(expectations)
	}
	if err := expect.Judge(expectations, seen); err != nil {
		return err.Error(), again
	}
	if s.Answer != nil && !s.Answer.Matches(seen.Stdout) {
		return fmt.Sprintf("the answer differs from the one shown: %q", seen.Stdout), again
	}
	return "", false
}

// anyExit replaces what is expected of the exit status by nothing.
func anyExit(expectations []expect.Expectation) []expect.Expectation {
	any, _ := expect.Parse("exit >= 0")
	kept := []expect.Expectation{any}
	for _, e := range expectations {
		if e.Subject != "exit" {
			kept = append(kept, e)
		}
	}
	return kept
}

func closeRecorder(r *recorder) *receipt.Output {
	out, err := r.stream.Close()
	if err != nil {
		return &receipt.Output{Bytes: out.Bytes, Withheld: err.Error()}
	}
	if out.Bytes == 0 {
		return nil
	}
	return &receipt.Output{Text: out.Text, Digest: out.Digest, Bytes: out.Bytes, Whole: out.Whole, Capped: out.Capped}
}

// headTail keeps the first and the last part of what is written, in bounded memory.
type headTail struct {
	head, tail []byte
	seen       int64
}

func (h *headTail) Write(part []byte) (int, error) {
	all := len(part)
	h.seen += int64(all)
	if room := judgeBytes - len(h.head); room > 0 {
		n := min(room, len(part))
		h.head = append(h.head, part[:n]...)
		part = part[n:]
	}
	h.tail = append(h.tail, part...)
	if len(h.tail) > 2*judgeBytes {
		h.tail = append(h.tail[:0], h.tail[len(h.tail)-judgeBytes:]...)
	}
	return all, nil
}

func (h *headTail) whole() bool { return h.seen == int64(len(h.head)+len(h.tail)) }

func (h *headTail) bytes() []byte {
	if len(h.tail) == 0 {
		return h.head
	}
	return slices.Concat(h.head, h.tail)
}
