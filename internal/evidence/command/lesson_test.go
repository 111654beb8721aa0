package command_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/touchstone-cs/touchstone/internal/evidence/command"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/receipt"
)

// ranOn is a run of one step of the pattern p, a day after another.
func ranOn(day int, change func(*receipt.Run, *receipt.Step)) command.Kept {
	run := receipt.Run{
		Document: "guide.md", Pattern: "p", Started: ran.AddDate(0, 0, day), Ending: "completed", Product: "4.6.9",
		Environment: receipt.Environment{Name: "staging", Fingerprint: map[string]string{"java": "17", "os": "Debian 12"}},
		Steps:       []receipt.Step{{Name: "migrate", Digest: "a", Command: "./import --batch b", Outcome: receipt.Passed}},
	}
	change(&run, &run.Steps[0])
	return command.Kept{Path: "evidence/" + receipt.FileName("staging", run.Started), Receipt: &receipt.Receipt{Run: run}}
}

func fails(symptom string) func(*receipt.Run, *receipt.Step) {
	return func(run *receipt.Run, s *receipt.Step) {
		run.Ending, s.Outcome, s.Exit, s.Stderr = "failed", receipt.Failed, 1, &receipt.Output{Text: symptom}
	}
}

func passes(*receipt.Run, *receipt.Step) {}

// What helped is what differs between the last run that failed so and the next in which the step passed.
func TestWhatHelped(t *testing.T) {
	failed := ranOn(0, fails("rejected: 37"))
	for _, test := range []struct {
		name string
		then []command.Kept
		want []command.Remedy
	}{
		{"it never passed", []command.Kept{ranOn(1, fails("rejected: 36"))}, nil},
		{"the command", []command.Kept{ranOn(1, func(_ *receipt.Run, s *receipt.Step) { s.Digest, s.Command = "b", "./import --batch b --order se" })},
			[]command.Remedy{{Text: "with `--order se`", Accounts: 1}}},
		{"a part of it", []command.Kept{ranOn(1, func(_ *receipt.Run, s *receipt.Step) { s.Digest, s.Command = "b", "./import --batch c" })},
			[]command.Remedy{{Text: "with `c` instead of `b`", Accounts: 1}}},
		{"less of it", []command.Kept{ranOn(1, func(_ *receipt.Run, s *receipt.Step) { s.Digest, s.Command = "b", "./import" })},
			[]command.Remedy{{Text: "without `--batch b`", Accounts: 1}}},
		{"another command", []command.Kept{ranOn(1, func(_ *receipt.Run, s *receipt.Step) { s.Digest, s.Command = "b", strings.Repeat("word ", 20) })},
			[]command.Remedy{{Text: "after the step was edited", Accounts: 1}}},
		{"the promise", []command.Kept{ranOn(1, func(_ *receipt.Run, s *receipt.Step) { s.Digest = "b" })},
			[]command.Remedy{{Text: "after what the step expects was edited", Accounts: 1}}},
		{"the environment", []command.Kept{ranOn(1, func(run *receipt.Run, _ *receipt.Step) { run.Environment.Fingerprint["java"] = "21" })},
			[]command.Remedy{{Text: "after java 17 → 21", Accounts: 1}}},
		{"the product", []command.Kept{ranOn(1, func(run *receipt.Run, _ *receipt.Step) { run.Product = "4.7.1" })},
			[]command.Remedy{{Text: "after product 4.6.9 → 4.7.1", Accounts: 1}}},
		{"a variable", []command.Kept{ranOn(1, func(run *receipt.Run, _ *receipt.Step) { run.Varied = map[string]string{"BATCH": "10"} })},
			[]command.Remedy{{Text: "with `BATCH=10`", Accounts: 1}}},
		{"nothing", []command.Kept{ranOn(1, passes)}, []command.Remedy{{Text: command.NoDifference, Accounts: 1}}},
		{"it came back", []command.Kept{ranOn(1, passes), ranOn(2, fails("rejected: 3"))}, nil},
		{"an undo is no pass", []command.Kept{ranOn(1, func(run *receipt.Run, _ *receipt.Step) { run.Undo = true })}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			lessons, accounts := command.LessonsOf(map[string][]command.Kept{"acme": append([]command.Kept{failed}, test.then...)}, nil, "p", nil)
			if len(lessons) != 1 || accounts != 1 {
				t.Fatalf("%d lessons of %d accounts", len(lessons), accounts)
			}
			if diff := cmp.Diff(test.want, lessons[0].Passed); diff != "" {
				t.Error(diff)
			}
			if lessons[0].Resolved != (len(test.want) > 0) {
				t.Errorf("resolved: %v", lessons[0].Resolved)
			}
		})
	}
}

// One error is one lesson whatever times, paths, figures and customers it names; two errors are two.
func TestOneErrorIsOneLesson(t *testing.T) {
	key := func(symptom string) string { return command.LessonKey("migrate", symptom) }
	for _, same := range [][2]string{
		{"2026-10-12T07:05:58Z ERROR batch 6: deadline exceeded after 58s", "2026-11-01T00:00:01Z ERROR batch 12: deadline exceeded after 61s"},
		{"rejected: 412 rows, reason geocode", "rejected: 37 rows, reason geocode"},
		{"open /srv/acme/a/addresses.csv: no such file", "open /data/x/y/b.csv: no such file"},
		{`unknown user "mia"`, `unknown user "bob"`},
		{"[customer] has no greeting", "[customer] has no greeting"},
	} {
		if a, b := key(same[0]), key(same[1]); a != b {
			t.Errorf("%q and %q are two lessons: %s, %s", same[0], same[1], a, b)
		}
	}
	for _, other := range [][2]string{
		{"curl: (22) The requested URL returned error: 401", "curl: (22) The requested URL returned error: 403"},
		{"ORA-00942: table or view does not exist", "ORA-01017: invalid username/password"},
		{`Exception in thread "main" java.lang.OutOfMemoryError: Java heap space`, `Exception in thread "main" java.lang.UnsupportedClassVersionError: x`},
		{"rejected: 37 rows, reason geocode", "rejected: 37 rows, reason encoding"},
		{"", "timed out"},
	} {
		if a, b := key(other[0]), key(other[1]); a == b {
			t.Errorf("%q and %q are one lesson: %s", other[0], other[1], a)
		}
	}
}

// Rounds of one run are one run, interrupted runs teach nothing, other patterns are others, and whatever order accounts come
// in the lessons are the same.
func TestNoiseIsNoLesson(t *testing.T) {
	flaky := ranOn(0, fails("rejected: 37"))
	for round := range 9 {
		again := flaky.Run.Steps[0]
		again.Round = round + 2
		flaky.Run.Steps = append(flaky.Run.Steps, again)
	}
	stopped := ranOn(1, func(run *receipt.Run, s *receipt.Step) {
		fails("signal: interrupt")(run, s)
		run.Ending = "interrupted"
	})
	other := ranOn(2, func(run *receipt.Run, s *receipt.Step) { fails("something else entirely")(run, s); run.Pattern = "q" })
	runs := map[string][]command.Kept{"acme": {flaky, stopped, other}}
	for i := range 5 {
		runs[fmt.Sprint("account", i)] = []command.Kept{ranOn(i, fails(fmt.Sprintf("rejected: %d", i)))}
	}
	var first []command.Lesson
	for range 20 {
		lessons, accounts := command.LessonsOf(runs, nil, "p", nil)
		if len(lessons) != 1 || accounts != 6 || lessons[0].Accounts != 6 || lessons[0].Runs != 6 {
			t.Fatalf("%d accounts: %+v", accounts, lessons)
		}
		if first == nil {
			first = lessons
		}
		if diff := cmp.Diff(first, lessons); diff != "" {
			t.Fatal(diff)
		}
	}
}

// A symptom is one line, and not without end.
func TestSymptomOfHostileOutput(t *testing.T) {
	long := receipt.Step{Stderr: &receipt.Output{Text: "ERROR: " + strings.Repeat("é\t", 1<<16)}}
	if got := command.SymptomOf(long); len(got) > 1<<10 || strings.ContainsAny(got, "\n\t") {
		t.Errorf("%d bytes: %.80q", len(got), got)
	}
	if got := command.SymptomOf(receipt.Step{Reason: "a\nb"}); got != "a b" {
		t.Errorf("%q", got)
	}
}
