package command_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/touchstone-cs/touchstone/internal/evidence/command"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/receipt"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/step"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/target"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/redact"
)

func parse(t testing.TB, text string) []*step.Step {
	t.Helper()
	steps, err := command.Steps(markdown.Parse([]byte(text)))
	if err != nil {
		t.Fatal(err)
	}
	planned, err := step.Plan(steps, step.Selection{})
	if err != nil {
		t.Fatal(err)
	}
	return planned
}

func newJob(t testing.TB, text string, e *command.Environment, secrets ...redact.Secret) *command.Job {
	t.Helper()
	host := command.Host{Environ: os.Environ(), Workspace: t.TempDir(), Nonce: rand.Text}
	redactor, err := e.NewRedactor(host, secrets, nil)
	if err != nil {
		t.Fatal(err)
	}
	return &command.Job{
		Document: "guide.md", Environment: e, Steps: parse(t, text), Host: host, Secrets: secrets, Redactor: redactor, Clock: time.Now,
	}
}

func local() *command.Environment { return command.LocalEnvironment() }

func mustRun(t testing.TB, j *command.Job) *receipt.Run {
	t.Helper()
	run, err := command.Run(context.Background(), j)
	if err != nil {
		t.Fatal(err)
	}
	return run
}

// brief is "name=outcome" of every step.
func brief(run *receipt.Run) string {
	var all []string
	for _, s := range run.Steps {
		all = append(all, s.Name+"="+string(s.Outcome))
	}
	return strings.Join(all, " ")
}

func fence(info, body string) string { return "```" + info + "\n" + body + "\n```\n\n" }

func TestRequiredStopsOptionalWarns(t *testing.T) {
	run := mustRun(t, newJob(t, "# G\n\n"+
		fence(`sh {"name":"a"}`, "true")+
		fence(`sh {"name":"b","required":false}`, "false")+
		fence(`sh {"name":"c","needs":"b"}`, "true")+
		fence(`sh {"name":"d"}`, "exit 4")+
		fence(`sh {"name":"e"}`, "true")+
		fence(`sh {"name":"f","env":"other"}`, "true"), local()))
	if got := brief(run); got != "a=passed b=warned c=skipped d=failed e=skipped f=skipped" || run.Ending != "failed" {
		t.Errorf("%s, %s", got, run.Ending)
	}
	if got := run.Steps[3]; got.Exit != 4 || got.Reason != "expected exit 0, got exit 4" {
		t.Errorf("d: %+v", got)
	}
}

func TestStateAndVerificationsAndPrerequisites(t *testing.T) {
	run := mustRun(t, newJob(t, `# G

## Prerequisites

| # | Requirement | Version, configuration | Verification | Result |
|---|---|---|---|---|
| P1 | A tool | ≥ 2 | `+"`echo tool 2.7.1`"+` | |
| P2 | Mode | | `+"`echo logical`"+` = `+"`logical`"+` | |
| P3 | Token | | step `+"`go`"+` | |

## Go

`+fence(`sh {"name":"go"}`, "mkdir d; cd d; export X=1")+`
Verification: `+"`basename \"$PWD\"; echo $X`"+` ~ `+"`^1$`"+`.
`, local()))
	if got := brief(run); got != "p1=passed p2=passed go=passed go-verification=passed" {
		t.Errorf("%s %+v", got, run.Steps)
	}
	if run.Environment.Fingerprint["p1"] != "2.7.1" || run.Environment.Fingerprint["kernel"] == "" {
		t.Errorf("fingerprint %v", run.Environment.Fingerprint)
	}
}

func TestRetryUntil(t *testing.T) {
	run := mustRun(t, newJob(t, fence(`sh {"name":"a","retry":"every 10ms for 5s","expect":"stdout = 3"}`, "n=$((n+1)); echo $n"), local()))
	if got := run.Steps[0]; got.Outcome != receipt.Passed || got.Tries != 3 {
		t.Errorf("%+v", got)
	}
}

func TestRetryUntilAConditionOfItsOwn(t *testing.T) {
	const count = "n=$((n+1)); echo $n; [ $n -lt 3 ]" // fails from the third try on
	for attributes, want := range map[string]struct {
		outcome receipt.Outcome
		tries   int
		reason  string
	}{
		`"retry":"every 10ms until stdout = 2"`:                           {receipt.Passed, 2, ""},
		`"retry":"every 10ms until stdout = 3"`:                           {receipt.Failed, 3, "expected exit 0"}, // ready, and not as promised: no further try
		`"retry":"every 10ms until stdout = 3","expect":"exit 1"`:         {receipt.Passed, 3, ""},
		`"retry":"4 times every 10ms until stdout = 9"`:                   {receipt.Failed, 4, "retried until stdout = 9, which never held"},
		`"retry":"every 10ms for 55ms until stdout = 99"`:                 {receipt.Failed, -1, "retried until stdout = 99"},
		`"retry":"5 times every 10ms","expect":"stdout = 4 && exit 1"`:    {receipt.Passed, 4, ""},
		`"retry":"2 times every 10ms","optional":true,"expect":"exit 77"`: {receipt.Warned, 2, "expected exit 77"},
	} {
		got := mustRun(t, newJob(t, fence(`sh {"name":"a",`+attributes+`}`, count), local())).Steps[0]
		if got.Outcome != want.outcome || got.Tries != want.tries && want.tries > 0 || !strings.Contains(got.Reason, want.reason) {
			t.Errorf("%s: %s after %d tries: %s; want %+v", attributes, got.Outcome, got.Tries, got.Reason, want)
		}
	}
}

func TestUndoRunsBackwards(t *testing.T) {
	j := newJob(t, fence(`sh {"name":"a","undo":"echo undo a"}`, "true")+fence(`sh {"name":"b"}`, "true")+fence(`sh {"name":"c","undo":"echo undo c"}`, "true"), local())
	j.Undo = true
	run := mustRun(t, j)
	if got := brief(run); got != "c=passed a=passed" || run.Steps[0].Stdout.Text != "undo c\n" {
		t.Errorf("%s", got)
	}
	if run.Steps[0].Digest != j.Steps[2].Digest() {
		t.Error("an undo is cited with its step's digest")
	}
}

func TestTimeoutAndHang(t *testing.T) {
	run := mustRun(t, newJob(t, fence(`sh {"name":"a","timeout":"200ms","required":false}`, "echo before; sleep 60")+fence(`sh {"name":"b"}`, "read x; echo on"), local()))
	if got := brief(run); got != "a=warned b=passed" || run.Steps[0].Stdout.Text != "before\n" || !strings.Contains(run.Steps[0].Reason, "still running after 200ms") {
		t.Errorf("%s %+v", got, run.Steps[0])
	}
}

func TestInterruptKeepsWhatIsKnown(t *testing.T) {
	j := newJob(t, fence(`sh {"name":"a"}`, "echo done")+fence(`sh {"name":"b"}`, "echo half; sleep 60")+fence(`sh {"name":"c"}`, "true"), local())
	ctx, cancel := context.WithCancel(context.Background())
	j.Progress = func(s receipt.Step) {
		if s.Name == "a" {
			time.AfterFunc(300*time.Millisecond, cancel)
		}
	}
	run, err := command.Run(ctx, j)
	if err != nil {
		t.Fatal(err)
	}
	if got := brief(run); got != "a=passed b=failed c=skipped" || run.Ending != "interrupted" || run.Steps[1].Stdout.Text != "half\n" {
		t.Errorf("%s %s %+v", got, run.Ending, run.Steps[1])
	}
}

func TestFloodOfAGigabyteNeedsNoMemory(t *testing.T) {
	j := newJob(t, fence(`sh {"name":"a","timeout":"60s","expect":"stdout ~ ^the end$"}`, "yes 'a line of some length that is repeated' | head -c 1000000000; echo; echo the end"), local())
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	run := mustRun(t, j)
	runtime.ReadMemStats(&after)
	got := run.Steps[0]
	if got.Outcome != receipt.Passed || got.Stdout.Bytes != 1_000_000_009 || got.Stdout.Whole || !got.Stdout.Capped || len(got.Stdout.Text) > 40<<10 {
		t.Errorf("%+v", got)
	}
	if !strings.HasSuffix(got.Stdout.Text, "the end\n") {
		t.Errorf("the end is missing: …%q", got.Stdout.Text[len(got.Stdout.Text)-100:])
	}
	if grown := int64(after.HeapInuse) - int64(before.HeapInuse); grown > 64<<20 {
		t.Errorf("the heap grew by %d MB", grown>>20)
	}
}

func TestBinaryAndColourBecomeText(t *testing.T) {
	run := mustRun(t, newJob(t, fence(`sh {"name":"a"}`, `printf '\033[31mred\033[0m\000\377\n'`), local()))
	if got := run.Steps[0].Stdout.Text; got != "red\uFFFD\n" {
		t.Errorf("%q", got)
	}
}

func TestProgramsRunThroughDeclaredRunners(t *testing.T) {
	e := local()
	e.Runners = map[string]string{"awk": "awk -f {file} </dev/null", "calc": "bc"}
	run := mustRun(t, newJob(t, fence(`awk {"name":"a"}`, `BEGIN { print "it's" }`)+fence(`calc {"name":"b","expect":"value = 42","required":false}`, "6*7")+
		fence(`java {"name":"c"}`, "x"), e))
	if got := run.Steps[0]; got.Outcome != receipt.Passed || got.Stdout.Text != "it's\n" {
		t.Errorf("%+v", got)
	}
	if got := run.Steps[2]; got.Outcome != receipt.Failed || !strings.Contains(got.Reason, `no runner for "java"`) {
		t.Errorf("%+v", got)
	}
}

func TestHTTP(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.Header().Set("Content-Type", "application/json")
		if r.Header.Get("Authorization") != "Bearer s3cret-t0ken" {
			w.WriteHeader(http.StatusUnauthorized)
		}
		fmt.Fprintf(w, `{"path":%q,"body":%q,"token":%q}`, r.URL.String(), body, r.Header.Get("Authorization"))
	}))
	defer server.Close()
	e := local()
	e.Variables = map[string]string{"BASE": server.URL}
	j := newJob(t, fence(`sh {"name":"file"}`, "echo '{\"stops\":600}' >route.json; export ID=7")+
		fence(`http {"name":"up","expect":["status 200","json $.body ~ 600","json $.path = /v2/r/7?a=b","header Content-Type ~ json"]}`,
			"# upload\n@version = v2\nPOST {{BASE}}/{{version}}/r/{{ID}}\n  ?a=b\nAuthorization: Bearer {{TOKEN}}\n\n< route.json")+
		fence(`http {"name":"expired","expect":"status 401"}`, "GET {{BASE}}/x HTTP/1.1\nAuthorization: Bearer expired")+
		fence(`http {"name":"none"}`, "GET {{MISSING}}/x"), e, redact.Secret{Name: "TOKEN", Value: "s3cret-t0ken"})
	run := mustRun(t, j)
	if got := brief(run); got != "file=passed up=passed expired=passed none=failed" {
		t.Errorf("%s %+v", got, run.Steps)
	}
	if text := run.Steps[1].Stdout.Text; strings.Contains(text, "s3cret") || !strings.Contains(text, "[secret-1]") {
		t.Errorf("output: %s", text)
	}
	if got := run.Steps[3].Reason; !strings.Contains(got, "MISSING") {
		t.Errorf("reason: %s", got)
	}
}

func TestRoundsAreCounted(t *testing.T) {
	j := newJob(t, fence(`sh {"name":"a","required":false}`, `n=$(cat n 2>/dev/null || echo 0); echo $((n+1)) >n; test $((n%2)) = 0`), local())
	j.Rounds = 4
	run := mustRun(t, j)
	if got := brief(run); got != "a=passed a=warned a=passed a=warned" || run.Steps[3].Round != 4 {
		t.Errorf("%s", got)
	}
}

func TestConfirmAsksOnlyForWhatMayChange(t *testing.T) {
	var asked []string
	j := newJob(t, fence(`sh {"name":"a"}`, "ls")+fence(`sh {"name":"b","required":false}`, "rm -f x")+fence(`sh {"name":"c"}`, "./tool"), local())
	j.Confirm = func(s *step.Step, judgement command.Judgement) command.Answer {
		asked = append(asked, s.Name)
		return map[string]command.Answer{"b": command.Skip, "c": command.Stop}[s.Name]
	}
	run := mustRun(t, j)
	if got := brief(run); got != "a=passed b=skipped c=skipped" || run.Ending != "interrupted" {
		t.Errorf("%s %s", got, run.Ending)
	}
	if diff := cmp.Diff([]string{"b", "c"}, asked); diff != "" {
		t.Error(diff)
	}
}

func TestUnreachableEnvironmentIsAnErrorWithAReceipt(t *testing.T) {
	e := local()
	e.Directory = filepath.Join(t.TempDir(), "nowhere")
	run, err := command.Run(context.Background(), newJob(t, fence(`sh {"name":"a"}`, "true"), e))
	if !errors.Is(err, target.ErrUnreachable) || run.Ending != "failed" {
		t.Errorf("%v, %+v", err, run)
	}
}

func TestSecretsByEveryWay(t *testing.T) {
	host := command.Host{Environ: []string{"ACME_TOKEN=from-the-variable", "PATH=" + os.Getenv("PATH")}, Workspace: t.TempDir(), Nonce: rand.Text}
	e := &command.Environment{Name: "e", Secrets: map[string]command.SecretSource{"A": {Env: "ACME_TOKEN"}, "B": {Command: "echo from-a-command; echo second"}}}
	secrets, err := e.Unlock(context.Background(), host)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]redact.Secret{{Name: "A", Value: "from-the-variable"}, {Name: "B", Value: "from-a-command"}}, secrets); diff != "" {
		t.Error(diff)
	}
	e.Secrets["C"] = command.SecretSource{Env: "NOT_SET"}
	if _, err := e.Unlock(context.Background(), host); err == nil || !strings.Contains(err.Error(), "secret C of e: the variable NOT_SET") {
		t.Errorf("%v", err)
	}
}

func BenchmarkHundredSteps(b *testing.B) {
	var text strings.Builder
	for i := range 100 {
		text.WriteString(fence(fmt.Sprintf(`sh {"name":"s%d"}`, i), "true"))
	}
	for b.Loop() {
		run := mustRun(b, newJob(b, text.String(), local()))
		if run.Count(receipt.Passed) != 100 {
			b.Fatal(brief(run))
		}
	}
}
