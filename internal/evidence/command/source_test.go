package command_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/evidence/command"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/receipt"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/sshsig"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

const (
	guidePath = "customer-success/accounts/acme/api/implementation-guide.md"
	evidences = "customer-success/accounts/acme/evidence"
	guideText = "---\nkind: implementation-guide\naccount: acme\nproduct: \">=4.6\"\n---\n# G\n\n```sh {\"name\":\"whoami\"}\ntrue\n```\n\n```sh {\"name\":\"upload\",\"expect\":\"stdout ~ 202\"}\necho 202\n```\n"
)

var ran = time.Date(2026, 10, 20, 13, 5, 0, 0, time.UTC)

func key(t testing.TB, seed byte) ssh.Signer {
	t.Helper()
	s, err := ssh.NewSignerFromSigner(ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, 32)))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// bench is a workspace with one receipt, which a test then spoils.
type bench struct {
	root string
	t    testing.TB
}

func newBench(t testing.TB) bench {
	t.Helper()
	b := bench{t.TempDir(), t}
	b.write("touchstone.yaml", "time_zone: UTC\n")
	b.write("customer-success/accounts/acme/account.yaml", "account: acme\nname: Acme\nenvironments:\n  staging: {max_age: 90d}\n")
	b.write(guidePath, guideText)
	b.write("allowed_signers", sshsig.FormatAllowedSigner("dana@vendor.example", sshsig.NamespaceReceipt, key(t, 1).PublicKey()))
	b.keep(b.run(ran, nil), key(t, 1))
	return b
}

func (b bench) write(name, text string) {
	b.t.Helper()
	path := filepath.Join(b.root, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		b.t.Fatal(err)
	}
}

// run is a run of the guide in which everything passed.
func (b bench) run(at time.Time, change func(*receipt.Run)) *receipt.Run {
	b.t.Helper()
	steps, err := command.Steps(markdown.Parse([]byte(guideText)))
	if err != nil {
		b.t.Fatal(err)
	}
	run := &receipt.Run{
		Document: guidePath, Account: "acme", Product: "4.7.0", Started: at, Ended: at.Add(time.Minute), Ending: "completed",
		Environment: receipt.Environment{Name: "staging", Where: "customer", Fingerprint: map[string]string{"os": "Debian 12", "java": "17.0.12"}},
	}
	run.Environment.Digest = receipt.FingerprintDigest(run.Environment.Fingerprint)
	for i, s := range steps {
		run.Steps = append(run.Steps, receipt.Step{
			Name: s.Name, Digest: s.Digest(), Sort: string(s.Sort), Command: s.Body, Started: at, Millis: 11800 + float64(i), Outcome: receipt.Passed, Required: true,
		})
	}
	if change != nil {
		change(run)
	}
	return run
}

func (b bench) keep(run *receipt.Run, signer ssh.Signer) string {
	b.t.Helper()
	path, err := receipt.Keep(filepath.Join(b.root, evidences), run, signer)
	if err != nil {
		b.t.Fatal(err)
	}
	return path
}

// holds are those that the kinds declare.
var holds = map[string]command.Hold{"implementation-guide": {Whole: true}, "escalation-report": {Past: true}}

func (b bench) resolve(reference string, now time.Time) evidence.Record {
	b.t.Helper()
	w, err := workspace.Open(b.root, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	defer w.Close()
	ref, err := evidence.ParseRef(reference)
	if err != nil {
		b.t.Fatal(err)
	}
	source := command.NewSource(w, func() time.Time { return now }, holds)
	records, err := source.Resolve(context.Background(), []evidence.Request{{Ref: ref, Path: guidePath, Account: "acme"}})
	if err != nil {
		b.t.Fatal(err)
	}
	return records[0]
}

func TestRunReferenceResolves(t *testing.T) {
	b := newBench(t)
	record := b.resolve("run:staging/2026-10-20T13:05Z passed=2", ran.Add(time.Hour))
	if record.Verdict != evidence.Pass {
		t.Fatalf("%+v", record)
	}
	for key, want := range map[string]string{"passed": "2", "failed": "0", "skipped": "0", "target": "customer", "product": "4.7.0", "undo": "false"} {
		if got, _ := record.Value(key); got != want {
			t.Errorf("%s = %q; want %q", key, got, want)
		}
	}
	step := b.resolve("run:staging/2026-10-20T13:05Z/upload runs=1 matched=1 slowest=11.8s", ran.Add(time.Hour))
	if slowest, _ := step.Value("slowest"); step.Verdict != evidence.Pass || slowest != "11.8s" {
		t.Errorf("%+v", step)
	}
	if wrong, _ := b.resolve("run:staging/2026-10-20T13:05Z/upload slowest=11.5s", ran.Add(time.Hour)).Value("slowest"); wrong == "11.5s" {
		t.Errorf("slowest = %s, as cited, but not as it was", wrong)
	}
	if fingerprint := b.resolve("run:staging/2026-10-20T13:05Z/fingerprint", ran.Add(time.Hour)); fingerprint.Verdict != evidence.Pass || !strings.Contains(fingerprint.Text, "17.0.12") {
		t.Errorf("%+v", fingerprint)
	}
}

// Every reason for which a receipt stops being proof.
func TestLapses(t *testing.T) {
	hour := ran.Add(time.Hour)
	for name, test := range map[string]struct {
		spoil     func(b bench)
		reference string
		now       time.Time
		verdict   evidence.Verdict
		reason    string
	}{
		"step edited":    {func(b bench) { b.write(guidePath, strings.Replace(guideText, "echo 202", "echo 203", 1)) }, "", hour, evidence.Unverified, `the step "upload" was edited since`},
		"promise edited": {func(b bench) { b.write(guidePath, strings.Replace(guideText, "~ 202", "~ 20", 1)) }, "", hour, evidence.Unverified, `the step "upload" was edited since`},
		"step removed":   {func(b bench) { b.write(guidePath, guideText[:strings.Index(guideText, "```sh {\"name\":\"upload\"")]) }, "", hour, evidence.Unverified, `"upload" is no longer`},
		"step added":     {func(b bench) { b.write(guidePath, guideText+"\n```sh {\"name\":\"new\"}\ntrue\n```\n") }, "", hour, evidence.Unverified, `"new" was not part of the run`},
		"fingerprint changed": {func(b bench) {
			b.keep(b.run(ran.Add(24*time.Hour), func(r *receipt.Run) {
				r.Environment.Fingerprint = maps.Clone(r.Environment.Fingerprint)
				r.Environment.Fingerprint["java"] = "21.0.4"
			}), key(t, 1))
		}, "", hour, evidence.Unverified, "java was 17.0.12, is 21.0.4 since 2026-10-21"},
		"product moved on": {func(b bench) {
			b.keep(b.run(ran.Add(24*time.Hour), func(r *receipt.Run) { r.Product = "4.8.0" }), key(t, 1))
		}, "", hour, evidence.Unverified, "the product moved on from 4.7.0 to 4.8.0"},
		"product not as asked": {func(b bench) { b.write(guidePath, strings.Replace(guideText, ">=4.6", ">=4.8", 1)) }, "", hour, evidence.Unverified, "is not >=4.8"},
		"too old":              {func(bench) {}, "", ran.Add(91 * 24 * time.Hour), evidence.Unverified, "90 days old, the limit is 90"},
		"receipt missing": {func(b bench) {
			os.Remove(filepath.Join(b.root, evidences, receipt.FileName("staging", ran)))
		}, "", hour, evidence.Unverified, "the receipt run-staging-20261020T1305Z.json is missing"},
		"signature bad": {func(b bench) {
			path := filepath.Join(b.root, evidences, receipt.FileName("staging", ran))
			content, _ := os.ReadFile(path)
			other, _ := receipt.Seal(b.run(ran, func(r *receipt.Run) { r.Product = "9" }), key(t, 1))
			spoiled := bytes.Replace(content, content[bytes.Index(content, []byte(`"payload":`)):bytes.Index(content, []byte(`"signatures"`))],
				other[bytes.Index(other, []byte(`"payload":`)):bytes.Index(other, []byte(`"signatures"`))], 1)
			os.WriteFile(path, spoiled, 0o644)
		}, "", hour, evidence.Violated, "the signature is bad"},
		"key not allowed":   {func(b bench) { b.write("allowed_signers", "") }, "", hour, evidence.Unverified, "the signing key is not allowed"},
		"another's receipt": {func(bench) {}, "run:staging/2026-10-20T13:05Z receipt=sha256:0000aaaa", hour, evidence.Violated, "has the digest"},
		"no such step":      {func(bench) {}, "run:staging/2026-10-20T13:05Z/nothing", hour, evidence.Violated, `no step "nothing"`},
		"bad time":          {func(bench) {}, "run:staging/yesterday", hour, evidence.Unverified, "want 2026-10-13T08:02Z"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			test.spoil(b)
			reference := test.reference
			if reference == "" {
				reference = "run:staging/2026-10-20T13:05Z passed=2"
			}
			record := b.resolve(reference, test.now)
			if name == "too old" {
				test.reason = "the limit is 90"
			}
			if record.Verdict != test.verdict || !strings.Contains(record.Reason, test.reason) {
				t.Errorf("%s: %s; want %s: %s", record.Verdict, record.Reason, test.verdict, test.reason)
			}
		})
	}
}

// What failed stays true whatever changes later; what is cited of one step does not lapse with another.
func TestHistoryDoesNotLapse(t *testing.T) {
	b := newBench(t)
	b.keep(b.run(ran.Add(-time.Hour), func(r *receipt.Run) {
		r.Steps[1].Outcome, r.Steps[1].Exit, r.Ending = receipt.Failed, 3, "failed"
	}), key(t, 1))
	b.write(guidePath, strings.Replace(guideText, "echo 202", "echo 203", 1))
	if record := b.resolve("run:staging/2026-10-20T12:05Z/upload exit=3", ran.Add(400*24*time.Hour)); record.Verdict != evidence.Pass {
		t.Errorf("failure of long ago: %+v", record)
	}
	if record := b.resolve("run:staging/2026-10-20T13:05Z/whoami matched=1", ran.Add(time.Hour)); record.Verdict != evidence.Pass {
		t.Errorf("step beside an edited one: %+v", record)
	}
}

func TestLessonsAreRecounted(t *testing.T) {
	b := newBench(t)
	for _, account := range []string{"globex", "initech"} {
		b.write("customer-success/accounts/"+account+"/account.yaml", "account: "+account+"\nname: "+account+"\n")
		run := b.run(ran, func(r *receipt.Run) {
			r.Account, r.Pattern = account, "route-upload"
			r.Steps[1].Outcome, r.Steps[1].Reason = receipt.Failed, `expected stdout ~ 202, got "`+account+` rejected"`
		})
		if _, err := receipt.Keep(filepath.Join(b.root, "customer-success/accounts", account, "evidence"), run, key(t, 1)); err != nil {
			t.Fatal(err)
		}
	}
	record := b.resolve("run:pattern=route-upload lessons=upload-expected-stdout-got:3 accounts=7", ran)
	if lessons, _ := record.Value("lessons"); lessons != "upload-expected-stdout-got:2" {
		t.Errorf("%+v", record)
	}
	if accounts, _ := record.Value("accounts"); accounts != "2" {
		t.Errorf("accounts = %s", accounts)
	}
	if record := b.resolve("run:pattern=route-upload lessons=never-seen:1 accounts=2", ran); record.Verdict != evidence.Unverified {
		t.Errorf("%+v", record)
	}
}

func TestBisect(t *testing.T) {
	for turn := 1; turn <= 8; turn++ {
		var values []string
		for i := range 9 {
			values = append(values, fmt.Sprint(i))
		}
		asked := 0
		got, found, err := command.Bisect(values, func(v string) (bool, error) { asked++; return v < fmt.Sprint(turn), nil })
		if err != nil || !found || got != turn || asked > 6 {
			t.Errorf("turn %d: %d, %v, %v after %d", turn, got, found, err, asked)
		}
	}
	if _, found, _ := command.Bisect([]string{"a", "b"}, func(string) (bool, error) { return true, nil }); found {
		t.Error("found a turn where there is none")
	}
}

func TestSecondRunWaitsOutside(t *testing.T) {
	folder := t.TempDir()
	first, err := command.TakeLock(folder, "acme", "staging")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := command.TakeLock(folder, "acme", "staging"); err == nil || !strings.Contains(err.Error(), "another run is under way") {
		t.Errorf("second lock: %v", err)
	}
	if err := first.Release(); err != nil {
		t.Fatal(err)
	}
	if again, err := command.TakeLock(folder, "acme", "staging"); err != nil {
		t.Error(err)
	} else {
		again.Release()
	}
}
