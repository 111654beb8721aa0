package escalation

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/touchstone-cs/touchstone/internal/evidence/command"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/receipt"
)

// environmentOf is a column over a run that found something.
func environmentOf(o outcome, product string, fingerprint map[string]string) column {
	run := receipt.Run{Product: product, Environment: receipt.Environment{Name: "e", Where: "customer", Fingerprint: fingerprint}}
	return column{o, command.Kept{Path: "evidence/run-e-20261013T0800Z.json", Receipt: &receipt.Receipt{Run: run}}}
}

func TestDifference(t *testing.T) {
	fp := func(os, java, batch string) map[string]string {
		return map[string]string{"os": os, "java": java, "upload.batch_size": batch}
	}
	for _, test := range []struct {
		name    string
		columns []column
		want    string
	}{
		{"one value on each side", []column{environmentOf(fails, "4.7.0", fp("Debian", "17", "100")), environmentOf(works, "4.6.9", fp("Debian", "17", "not present"))},
			"What differs: Product (4.7.0 where it fails, 4.6.9 where it works), `upload.batch_size` (100 where it fails, not present where it works).\n\n"},
		{"what differs without the outcome", []column{
			environmentOf(fails, "4.7.0", fp("Ubuntu", "17", "100")), environmentOf(fails, "4.7.0", fp("Debian", "21", "100")), environmentOf(works, "4.6.9", fp("Debian", "17", "100"))},
			"What differs: Product (4.7.0 where it fails, 4.6.9 where it works). Not the outcome with it: OS, java.\n\n"},
		{"nothing differs", []column{environmentOf(fails, "4.7.0", fp("Debian", "17", "100")), environmentOf(works, "4.7.0", fp("Debian", "17", "100"))},
			"What differs: nothing that a run records differs with the outcome.\n\n"},
		{"one side does not know", []column{environmentOf(fails, "4.7.0", map[string]string{"os": "Debian", "java": "17"}), environmentOf(works, "4.6.9", map[string]string{"os": "Debian"})},
			"What differs: Product (4.7.0 where it fails, 4.6.9 where it works). Not recorded everywhere: java.\n\n"},
		{"a version that could not be asked", []column{environmentOf(fails, "unknown", fp("Debian", "17", "100")), environmentOf(works, "4.6.9", fp("Debian", "17", "100"))},
			"What differs: nothing that a run records differs with the outcome. Not recorded everywhere: Product.\n\n"},
		{"it fails everywhere", []column{environmentOf(fails, "4.7.0", fp("Ubuntu", "17", "100")), environmentOf(fails, "4.7.0", fp("Debian", "17", "100"))},
			"It fails in each of these, whatever differs between them: OS.\n\n"},
		{"an unclear run is no side", []column{environmentOf(fails, "4.7.0", fp("Ubuntu", "17", "100")), environmentOf(unclear, "4.6.9", fp("Debian", "17", "100"))}, ""},
		{"a hostile value", []column{environmentOf(fails, "", map[string]string{"x": "a|b\n<b>"}), environmentOf(works, "", map[string]string{"x": "`c`"})},
			"What differs: x (a\\|b \\<b> where it fails, \\`c\\` where it works).\n\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := difference(test.columns); got != test.want {
				t.Errorf("got  %swant %s", got, test.want)
			}
		})
	}
}

// A property that is the cause alone is always found: where the issue shows exactly when one property has one value, and
// everything else is drawn, that property differs with the outcome, and whatever has one value on both sides does not.
func TestTheCauseDiffersWithTheOutcome(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := []string{"cause", "os", "kernel", "java", "setting.a", "setting.b"}
		var columns []column
		for i := range rapid.IntRange(2, 6).Draw(t, "environments") {
			o := fails
			if i == 1 || i > 1 && rapid.Bool().Draw(t, "works") {
				o = works
			}
			print := map[string]string{}
			for _, name := range names[1:] {
				if rapid.IntRange(0, 9).Draw(t, "known") > 0 {
					print[name] = fmt.Sprint(rapid.IntRange(0, 2).Draw(t, name))
				}
			}
			print["cause"] = fmt.Sprint("on", o)
			columns = append(columns, environmentOf(o, "", print))
		}
		d := compare(columns)
		if !slices.Contains(d.with, "cause") {
			t.Fatalf("the cause is not among %v", d.with)
		}
		for _, name := range names {
			values, unknown := map[outcome][]string{}, false
			for _, c := range columns {
				value, known := c.value(name)
				if unknown = unknown || !known; known {
					values[c.outcome] = append(values[c.outcome], value)
				}
			}
			shared := slices.ContainsFunc(values[fails], func(v string) bool { return slices.Contains(values[works], v) })
			if with := slices.Contains(d.with, name); with != (!shared && !unknown) {
				t.Fatalf("%s differs with the outcome: %v; shared %v, unknown %v", name, with, shared, unknown)
			}
			if shared && slices.Contains(d.open, name) {
				t.Fatalf("%s is open, though it has one value on both sides", name)
			}
		}
		shuffled := rapid.Permutation(columns).Draw(t, "order")
		if got := compare(shuffled); fmt.Sprint(got) != fmt.Sprint(d) {
			t.Fatalf("in another order: %v, not %v", got, d)
		}
	})
}

// A run tells that the issue is not there only where its steps got as far as the fault.
func TestOutcome(t *testing.T) {
	step := func(name, sort string, o receipt.Outcome, exit, status int, expect ...string) receipt.Step {
		return receipt.Step{Name: name, Sort: sort, Outcome: o, Exit: exit, Status: status, Required: true, Expect: expect}
	}
	passed := step("prepare", "shell", receipt.Passed, 0, 0)
	after := step("after", "http", receipt.Skipped, 0, 0)
	for _, test := range []struct {
		name  string
		steps []receipt.Step
		want  outcome
	}{
		{"every step as promised", []receipt.Step{passed, step("upload", "http", receipt.Passed, 0, 504, "status 504")}, fails},
		{"another status", []receipt.Step{passed, step("upload", "http", receipt.Failed, 0, 202, "status 504"), after}, works},
		{"another output", []receipt.Step{passed, step("upload", "shell", receipt.Failed, 0, 0, "stdout ~ 504"), after}, works},
		{"the last step's exit", []receipt.Step{passed, step("upload", "shell", receipt.Failed, 1, 0)}, works},
		{"a promised exit", []receipt.Step{passed, step("upload", "shell", receipt.Failed, 0, 0, "exit 3"), after}, works},
		{"no connection", []receipt.Step{passed, step("upload", "http", receipt.Failed, 0, 0, "status 504")}, unclear},
		{"no such command", []receipt.Step{passed, step("upload", "shell", receipt.Failed, 127, 0, "stdout ~ 504")}, unclear},
		{"out of time", []receipt.Step{passed, step("upload", "shell", receipt.Failed, -1, 0, "stdout ~ 504")}, unclear},
		{"a step before it failed", []receipt.Step{step("prepare", "shell", receipt.Failed, 1, 0), after}, unclear},
		{"a step before it was refused", []receipt.Step{step("sign-in", "http", receipt.Failed, 0, 401, "status 200"), after}, unclear},
		{"a step before it crashed", []receipt.Step{step("prepare", "shell", receipt.Failed, 1, 0, "stdout ~ ^600$"), after}, unclear},
		{"one round of two", []receipt.Step{{Round: 1, Name: "upload", Sort: "http", Status: 504, Required: true, Outcome: receipt.Passed}, {Round: 2, Name: "upload", Sort: "http", Required: true, Outcome: receipt.Failed}}, fails},
		{"nothing ran", nil, unclear},
	} {
		if got := outcomeOf(&receipt.Run{Steps: test.steps}); got != test.want {
			t.Errorf("%s: %v; want %v", test.name, got, test.want)
		}
	}
}

// Where a variable turns the outcome is found whatever the order of the runs, and not where there is no one turn.
func TestTurn(t *testing.T) {
	run := func(variable, value string, o receipt.Outcome) command.Kept {
		return command.Kept{Receipt: &receipt.Receipt{Run: receipt.Run{Varied: map[string]string{variable: value}, Environment: receipt.Environment{Name: "lab"},
			Steps: []receipt.Step{{Name: "upload", Outcome: o, Required: true}}}}}
	}
	const shows, hides = receipt.Passed, receipt.Failed
	found := []command.Kept{run("V", "4.6.0", hides), run("V", "4.10.0", shows), run("V", "4.7.0", shows), run("V", "4.6.9", hides)}
	if at, ok := turnOf(found); !ok || found[at.before].Run.Varied["V"] != "4.6.9" || found[at.after].Run.Varied["V"] != "4.7.0" {
		t.Errorf("the turn is at %v, %v", at, ok)
	}
	for name, runs := range map[string][]command.Kept{
		"nothing varied":       {},
		"it always shows":      {run("V", "1.0", shows), run("V", "2.0", shows)},
		"it comes and goes":    {run("V", "1.0", shows), run("V", "2.0", hides), run("V", "3.0", shows)},
		"both for one value":   {run("V", "1.0", shows), run("V", "1.0", hides)},
		"values without order": {run("V", "blue", shows), run("V", "green", hides)},
		"two variables":        {run("V", "1.0", shows), run("W", "2.0", hides)},
	} {
		if at, ok := turnOf(runs); ok {
			t.Errorf("%s: a turn at %v", name, at)
		}
	}
}

// The excerpt of a log holds the line that tells most, whole, and no more than the lines about it.
func TestAround(t *testing.T) {
	var lines []string
	for i := range 100 {
		lines = append(lines, fmt.Sprintf("INFO line %d", i))
	}
	lines[40] = "ERROR: deadline exceeded"
	got := strings.Split(around(strings.Join(lines, "\n")), "\n")
	want := slices.Concat([]string{"…"}, lines[32:44], []string{"…"})
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	if got := around("one line"); got != "one line" {
		t.Errorf("got %q", got)
	}
}
