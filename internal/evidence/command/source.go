package command

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/receipt"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/step"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/metric"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// Source resolves "run:" references:
//
//	run:ENVIRONMENT/TIME                  a whole run
//	run:ENVIRONMENT/TIME/STEP             one step of it, all its rounds
//	run:ENVIRONMENT/TIME/fingerprint      what the environment was
//	run:pattern=P lessons=KEY:N,… accounts=N
type Source struct {
	archive *Archive
	now     func() time.Time
	holds   map[string]Hold
	steps   sync.Map // func() ([]*step.Step, error) by document: many references are to the steps of one
}

// Hold is how the receipts of a document's steps are held against the present, beside that the steps are as they were.
type Hold struct {
	Past  bool // the document tells what happened when: time and what has changed since do not count
	Whole bool // a run counts as one of the document only with every required step in it
}

// NewSource resolves references to the receipts of a workspace. now is the clock that receipts age by, holds are those of
// the kinds of documents that differ from the zero Hold.
func NewSource(w *workspace.Workspace, now func() time.Time, holds map[string]Hold) *Source {
	return &Source{archive: NewArchive(w), now: now, holds: holds}
}

// Schemes implements evidence.Source.
func (*Source) Schemes() []string { return []string{"run"} }

// Resolve implements evidence.Source.
func (s *Source) Resolve(ctx context.Context, requests []evidence.Request) ([]evidence.Record, error) {
	s.archive.warm(s.named(requests))
	records := make([]evidence.Record, len(requests))
	for i, request := range requests {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		records[i] = s.resolve(request)
	}
	return records, nil
}

// named are the receipts that references name, each once.
func (s *Source) named(requests []evidence.Request) []string {
	var names []string
	for _, request := range requests {
		if at, err := parseAddress(request.Ref.ID); err == nil && request.Account != "" {
			names = append(names, path.Join(s.archive.Folder(request.Account), receipt.FileName(at.environment, at.time)))
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// address is what a reference's ID names.
type address struct {
	environment, step string
	time              time.Time
}

func parseAddress(id string) (address, error) {
	parts := strings.SplitN(id, "/", 3)
	if len(parts) < 2 {
		return address{}, fmt.Errorf("run:%s: want ENVIRONMENT/TIME or ENVIRONMENT/TIME/STEP", id)
	}
	at, err := time.Parse("2006-01-02T15:04Z", parts[1])
	if err != nil {
		return address{}, fmt.Errorf("run:%s: the time %q: want 2026-10-13T08:02Z", id, parts[1])
	}
	a := address{environment: parts[0], time: at}
	if len(parts) == 3 {
		a.step = parts[2]
	}
	return a, nil
}

func (s *Source) resolve(request evidence.Request) evidence.Record {
	if pattern := request.Ref.Value("pattern"); pattern != "" && request.Ref.ID == "" {
		return s.resolveLessons(request, pattern)
	}
	at, err := parseAddress(request.Ref.ID)
	if err != nil {
		return evidence.Missing("%v", err)
	}
	name, r, err := s.find(request.Account, at)
	again := Again(request.Path, at.environment)
	switch {
	case errors.Is(err, ErrMissing):
		return evidence.Missing("the receipt %s is missing: %s makes a new one", receipt.FileName(at.environment, at.time), again)
	case errors.Is(err, receipt.ErrKey):
		return evidence.Missing("%s: %v; add the key to %s if it is a colleague's", name, err, AllowedSigners)
	case err != nil:
		return evidence.Contradicted("%s: %v", name, err)
	}
	record := s.record(request, at, name, r)
	if record.Verdict == evidence.Pass && !isHistory(request.Ref) {
		if reasons := s.lapses(request, at, r); len(reasons) > 0 {
			record.Verdict = evidence.Unverified
			record.Reason = strings.Join(reasons, "; ") + ": " + again + " runs it again"
		}
	}
	return record
}

// find opens the receipt in the account's folder, or in any account's where the document has none.
func (s *Source) find(account string, at address) (string, *receipt.Receipt, error) {
	accounts := []string{account}
	if account == "" {
		all, err := s.archive.workspace.Accounts()
		if err != nil && len(all) == 0 {
			return "", nil, err
		}
		accounts = nil
		for _, one := range all {
			accounts = append(accounts, one.ID)
		}
	}
	for _, one := range accounts {
		name := path.Join(s.archive.Folder(one), receipt.FileName(at.environment, at.time))
		if r, err := s.archive.Open(name); !errors.Is(err, ErrMissing) {
			return name, r, err
		}
	}
	return "", nil, ErrMissing
}

// isHistory says whether a reference tells of a failure or an undo: these happened, and nothing that changes later
// makes them untrue.
func isHistory(ref evidence.Ref) bool {
	number := func(key string) int {
		n, err := strconv.Atoi(ref.Value(key))
		if err != nil {
			return 0
		}
		return n
	}
	_, matched := ref.Get("matched")
	return number("exit") != 0 || number("failed") > 0 || ref.Value("undo") == "true" || matched && number("matched") == 0
}

// lapses holds the receipt against the document and the environment as they are. What tells what happened when, and what
// is superseded or withdrawn: only an edited step makes its receipts lapse.
func (s *Source) lapses(request evidence.Request, at address, r *receipt.Receipt) []string {
	now := Present{Now: s.now()}
	doc, err := s.archive.workspace.Document(r.Run.Document)
	if err != nil {
		return []string{fmt.Sprintf("the document %s, whose steps ran, cannot be read", r.Run.Document)}
	}
	if now.Steps, err = s.stepsOf(r.Run.Document, doc); err != nil {
		return []string{fmt.Sprintf("the steps of %s cannot be read: %v", r.Run.Document, err)}
	}
	if at.step == "fingerprint" {
		now.Steps = nil
	}
	hold, status := s.holds[doc.Front.Value("kind")], doc.Front.Value("status")
	if !hold.Past && status != "superseded" && status != "withdrawn" {
		now.Product = doc.Front.Value("product")
		now.MaxAge = s.maxAge(request.Account, at.environment)
		if latest, err := s.archive.Latest(request.Account, at.environment); err == nil && latest != nil {
			now.Latest = &latest.Run
		}
	}
	if at.step == "fingerprint" {
		return slices.Concat(changedFingerprint(&r.Run, now), movedProduct(&r.Run, now), tooOld(&r.Run, now))
	}
	reasons := Lapses(&r.Run, at.step, now)
	if at.step == "" && len(reasons) == 0 && hold.Whole {
		for _, name := range NeverRun(&r.Run, now.Steps) {
			reasons = append(reasons, fmt.Sprintf("the required step %q was not part of the run", name))
		}
	}
	return reasons
}

func (s *Source) stepsOf(path string, doc *markdown.Document) ([]*step.Step, error) {
	read, _ := s.steps.LoadOrStore(path, sync.OnceValues(func() ([]*step.Step, error) { return Steps(doc) }))
	return read.(func() ([]*step.Step, error))()
}

func (s *Source) maxAge(accountID, environment string) time.Duration {
	account, err := s.archive.workspace.Account(accountID)
	if err != nil {
		return DefaultMaxAge
	}
	declared, err := Environments(account)
	if err != nil || declared[environment] == nil {
		return DefaultMaxAge
	}
	limit, err := parseDays(declared[environment].MaxAge)
	if err != nil {
		return DefaultMaxAge
	}
	return limit
}

// record tells what the receipt says of the reference.
func (s *Source) record(request evidence.Request, at address, name string, r *receipt.Receipt) evidence.Record {
	run := &r.Run
	record := evidence.Record{Time: run.Started, Origin: name, Digest: "sha256:" + r.Digest}
	if cited, ok := request.Ref.Get("receipt"); ok && !digestMatches(cited, r.Digest) {
		return evidence.Contradicted("%s has the digest sha256:%s…, not %s", name, r.Digest[:8], cited)
	}
	steps := run.Steps
	switch at.step {
	case "":
		record.Values = runValues(run)
	case "fingerprint":
		if cited, ok := request.Ref.Get("digest"); ok && !digestMatches(cited, run.Environment.Digest) {
			return evidence.Contradicted("%s: the fingerprint's digest is sha256:%.8s…, not %s", name, run.Environment.Digest, cited)
		}
	default:
		if steps = run.Named(at.step); len(steps) == 0 {
			return evidence.Contradicted("%s: the run has no step %q", name, at.step)
		}
		record.Values = stepValues(steps)
	}
	record.Values = append(record.Values, param("undo", strconv.FormatBool(run.Undo)), param("target", run.Environment.Where))
	if run.Product != "" {
		record.Values = append(record.Values, param("product", run.Product))
	}
	record.Values = asWritten(request.Ref, record.Values)
	record.Text = textOf(run, steps)
	return record
}

func param(key, value string) evidence.Param { return evidence.Param{Key: key, Value: value} }

func runValues(run *receipt.Run) []evidence.Param {
	values := []evidence.Param{
		param("passed", strconv.Itoa(run.Count(receipt.Passed))), param("failed", strconv.Itoa(run.Count(receipt.Failed))),
		param("warned", strconv.Itoa(run.Count(receipt.Warned))), param("skipped", strconv.Itoa(run.Count(receipt.Skipped))),
		param("duration", shortDuration(run.Ended.Sub(run.Started))),
	}
	rounds, matched := Rate(run)
	values = append(values, param("runs", strconv.Itoa(rounds)), param("matched", strconv.Itoa(matched)))
	if low, high, ok := RateInterval(rounds, matched); ok {
		values = append(values, param("low", low), param("high", high))
	}
	return values
}

// RateInterval is the 95% interval that so many rounds leave open (Wilson's score interval), in per cent; ok is false where
// all rounds went one way.
func RateInterval(rounds, matched int) (low, high string, ok bool) {
	if matched == 0 || matched == rounds {
		return "", "", false
	}
	from, to := metric.Wilson(int64(matched), int64(rounds))
	return fmt.Sprintf("%.0f%%", 100*from), fmt.Sprintf("%.0f%%", 100*to), true
}

// Rate returns how many rounds a run had and in how many of them every required step passed.
func Rate(run *receipt.Run) (rounds, matched int) {
	good := make(map[int]bool)
	for _, s := range run.Steps {
		round := max(1, s.Round)
		if _, seen := good[round]; !seen {
			good[round] = true
		}
		if s.Required && s.Outcome != receipt.Passed {
			good[round] = false
		}
	}
	for _, ok := range good {
		if ok {
			matched++
		}
	}
	return len(good), matched
}

func stepValues(steps []receipt.Step) []evidence.Param {
	matched, slowest := 0, time.Duration(0)
	for _, s := range steps {
		if s.Outcome == receipt.Passed {
			matched++
		}
		slowest = max(slowest, s.Duration())
	}
	last := steps[len(steps)-1]
	return []evidence.Param{
		param("runs", strconv.Itoa(len(steps))), param("matched", strconv.Itoa(matched)), param("slowest", shortDuration(slowest)),
		param("duration", shortDuration(last.Duration())), param("exit", strconv.Itoa(last.Exit)), param("status", strconv.Itoa(last.Status)),
		param("outcome", string(last.Outcome)),
	}
}

func shortDuration(d time.Duration) string {
	switch {
	case d < time.Second:
		return d.Round(time.Millisecond).String()
	case d < time.Minute:
		return d.Round(10 * time.Millisecond).String()
	}
	return d.Round(time.Second).String()
}

// asWritten keeps a duration as the reference rounds it where it agrees with the receipt.
func asWritten(ref evidence.Ref, values []evidence.Param) []evidence.Param {
	for i, value := range values {
		cited, ok := ref.Get(value.Key)
		written, err := time.ParseDuration(cited)
		real, realErr := time.ParseDuration(value.Value)
		if !ok || err != nil || realErr != nil {
			continue
		}
		if difference := (written - real).Abs(); difference <= precisionOf(cited) {
			values[i].Value = cited
		}
	}
	return values
}

// precisionOf is half a unit of the last place in which a duration is written.
func precisionOf(text string) time.Duration {
	unit := time.Second
	switch {
	case strings.HasSuffix(text, "ms"):
		unit = time.Millisecond
	case strings.HasSuffix(text, "m"):
		unit = time.Minute
	case strings.HasSuffix(text, "h"):
		unit = time.Hour
	}
	if _, decimals, ok := strings.Cut(strings.TrimRight(text, "mshµn"), "."); ok {
		for range decimals {
			unit /= 10
		}
	}
	return unit / 2
}

// digestMatches compares a cited digest, which may be shortened ("sha256:91be…"), with the real one.
func digestMatches(cited, digest string) bool {
	prefix := strings.TrimRight(strings.TrimPrefix(cited, "sha256:"), "….")
	return len(prefix) >= 4 && strings.HasPrefix(digest, prefix)
}

// textOf is what a claim's words and numbers may be found in.
func textOf(run *receipt.Run, steps []receipt.Step) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(run.Environment.Fingerprint)) {
		fmt.Fprintf(&b, "%s %s\n", name, run.Environment.Fingerprint[name])
	}
	fmt.Fprintf(&b, "product %s\n%s\n", run.Product, run.Started.Format(time.RFC3339))
	for _, s := range steps {
		fmt.Fprintf(&b, "%s: %s, exit %d, status %d, %s\n%s\n%s\n", s.Name, s.Outcome, s.Exit, s.Status, shortDuration(s.Duration()), s.Command, s.Reason)
		b.WriteString(strings.Join(s.Expect, "\n") + "\n")
		for _, out := range []*receipt.Output{s.Stdout, s.Stderr} {
			if out != nil {
				b.WriteString(out.Text + "\n")
			}
		}
	}
	return b.String()
}
