package step_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/touchstone-cs/touchstone/internal/evidence/command/step"
)

func mustFence(t *testing.T, info, body string) *step.Step {
	t.Helper()
	s, err := step.FromFence(info, body, 1)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestBothAttributeFormsSayTheSame(t *testing.T) {
	inJSON := mustFence(t, `sh {"name":"migrate","required":false,"needs":["a","b"],"timeout":"20m","expect":"stdout ~ ^a b$","retry":"every 2s for 1m","undo":"./back"}`, "x\n")
	inBraces := mustFence(t, `sh { name=migrate optional .line-numbers needs=a,b timeout=20m expect="stdout ~ ^a b$" retry='every 2s for 1m' undo=./back }`, "x\n")
	if inJSON.Digest() != inBraces.Digest() {
		t.Errorf("the two forms differ:\n%+v\n%+v", inJSON, inBraces)
	}
	if inJSON.Timeout != 20*time.Minute || inJSON.Retry.Every != 2*time.Second || !inJSON.Optional {
		t.Errorf("read as %+v", inJSON)
	}
}

func TestWhichFencesAreSteps(t *testing.T) {
	for info, want := range map[string]bool{
		"sh":                           true,
		"bash":                         true,
		"":                             false,
		"json":                         false,
		"java":                         false,
		`java {"name":"upload"}`:       true,
		`java {title="Upload.java"}`:   false,
		"http":                         false,
		`http {"expect":"status 2xx"}`: true,
		`sql { name=count }`:           true,
	} {
		if got := mustFence(t, info, "x") != nil; got != want {
			t.Errorf("%q is a step: %v; want %v", info, got, want)
		}
	}
}

func TestBadAttributesNameTheLine(t *testing.T) {
	for info, want := range map[string]string{
		`sh {"name":"a"`:                       "unexpected EOF",
		`sh {"name":"a","timeout":"soon"}`:     `"timeout"`,
		`sh {"name":"a","timeout":"-1s"}`:      "not positive",
		`sh {"name":"a","expect":"maybe"}`:     "expectation",
		`sh {"name":"a","required":"perhaps"}`: `"required"`,
		`sh { name="a }`:                       "not closed",
		`sh { name=a retry="often" }`:          "duration",
	} {
		_, err := step.FromFence(info, "x", 7)
		if err == nil || !strings.HasPrefix(err.Error(), "line 7: ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v; want line 7 and %q", info, err, want)
		}
	}
}

func TestTranscriptIsOneStepACommand(t *testing.T) {
	s := mustFence(t, "shell {shelldocexitcode=2}", "$ echo Hello\nHello\n\n> (exit 2)\n$ long\nfirst\n...\n")
	steps := s.Split()
	if len(steps) != 3 {
		t.Fatalf("%d steps; want 3", len(steps))
	}
	if got := steps[0].Answer; !got.Matches("Hello \n") || got.Matches("Hello\nworld\n") {
		t.Errorf("answer %+v", got)
	}
	if got := steps[1].Answer; !got.Matches("") || got.Matches("x") {
		t.Errorf("no answer expected: %+v", got)
	}
	if got := steps[2].Answer; !got.Matches("first\nsecond\n") || got.Matches("second") {
		t.Errorf("open answer: %+v", got)
	}
	if steps[1].Expect[0].String() != "exit 2" {
		t.Errorf("expect = %v", steps[1].Expect)
	}
}

func TestRetry(t *testing.T) {
	for text, want := range map[string]step.Retry{
		"30s":                               {Every: time.Second, For: 30 * time.Second},
		"30":                                {Every: time.Second, For: 30 * time.Second},
		"every 2s for 1m":                   {Every: 2 * time.Second, For: time.Minute},
		"every 2s":                          {Every: 2 * time.Second, For: time.Minute},
		"5 times":                           {Every: time.Second, Times: 5},
		"5 times every 2s for 1m":           {Every: 2 * time.Second, For: time.Minute, Times: 5},
		"until stdout ~ ready":              {Every: time.Second, For: time.Minute},
		"5 times every 2s until status 2xx": {Every: 2 * time.Second, Times: 5},
	} {
		s := mustFence(t, `sh {"name":"a","retry":"`+text+`"}`, "x\n")
		got := *s.Retry
		if got.Every != want.Every || got.For != want.For || got.Times != want.Times || strings.Contains(text, "until") != (len(got.Until) == 1) {
			t.Errorf("%q: %+v; want %+v", text, got, want)
		}
	}
	for _, text := range []string{"", "every", "every 2s for", "2 4", "-1 times", "until", "until maybe", "every 0s"} {
		if _, err := step.FromFence(`sh {"name":"a","retry":"`+text+`"}`, "x\n", 1); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}

func TestRetryIsPartOfTheDigest(t *testing.T) {
	digests := map[string]bool{}
	for _, retry := range []string{"5s", "every 2s for 5s", "5 times for 5s", "5s until exit 0", "5s until exit 1"} {
		if s, err := step.FromFence(`sh {"name":"a","retry":"`+retry+`"}`, "x\n", 1); err == nil {
			digests[s.Digest()] = true
		} else {
			t.Error(err)
		}
	}
	if len(digests) != 5 {
		t.Errorf("%d digests of 5 retries", len(digests))
	}
}

func names(steps []*step.Step) string {
	var all []string
	for _, s := range steps {
		all = append(all, s.Name)
	}
	return strings.Join(all, " ")
}

func TestPlan(t *testing.T) {
	steps := []*step.Step{
		{Name: "a", Needs: []string{"c"}}, {Name: "b"}, {Name: "c"}, {Name: "d", Excluded: true}, {Name: "e", Needs: []string{"d"}},
	}
	for _, test := range []struct {
		selection step.Selection
		want      string
	}{
		{step.Selection{}, "c a b d e"},
		{step.Selection{Names: []string{"a"}}, "c a"},
		{step.Selection{Names: []string{"a"}, Only: true}, "a"},
		{step.Selection{From: "b"}, "b d e"},
		{step.Selection{Names: []string{"d"}}, "d"},
	} {
		got, err := step.Plan(steps, test.selection)
		if err != nil || names(got) != test.want {
			t.Errorf("%+v: %s, %v; want %s", test.selection, names(got), err, test.want)
		}
	}
}

func TestPlanRefuses(t *testing.T) {
	for want, steps := range map[string][]*step.Step{
		"two steps":         {{Name: "a", Line: 3}, {Name: "a", Line: 9}},
		"does not exist":    {{Name: "a", Needs: []string{"x"}}},
		"a needs b needs a": {{Name: "a", Needs: []string{"b"}}, {Name: "b", Needs: []string{"a"}}},
	} {
		_, err := step.Plan(steps, step.Selection{})
		if !errors.Is(err, step.ErrPlan) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v; want %q", err, want)
		}
	}
}

func TestPlanRespectsNeeds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "n")
		order := rapid.Permutation(seq(n)).Draw(t, "order")
		rank := make(map[int]int)
		for i, v := range order {
			rank[v] = i
		}
		var steps []*step.Step
		for i := range n {
			s := &step.Step{Name: string(rune('a' + i))}
			for j := range n {
				if rank[j] < rank[i] && rapid.IntRange(0, 3).Draw(t, "edge") == 0 {
					s.Needs = append(s.Needs, string(rune('a'+j)))
				}
			}
			steps = append(steps, s)
		}
		got, err := step.Plan(steps, step.Selection{})
		if err != nil || len(got) != n {
			t.Fatalf("plan of %d: %d, %v", n, len(got), err)
		}
		seen := make(map[string]bool)
		for _, s := range got {
			for _, need := range s.Needs {
				if !seen[need] {
					t.Fatalf("%s runs before %s", s.Name, need)
				}
			}
			seen[s.Name] = true
		}
	})
}

func seq(n int) []int {
	var all []int
	for i := range n {
		all = append(all, i)
	}
	return all
}

func TestVerification(t *testing.T) {
	for _, test := range []struct{ text, constraint, body, expect string }{
		{"`java -version 2>&1` ~ `version \"(17\\|21)`", "≥ 17", "java -version 2>&1\n", `stdout ~ version "(17|21)`},
		{"`psql -Atc 'show wal_level'` = `logical`", "≥ 14", "psql -Atc 'show wal_level'\n", "stdout = logical"},
		{"`java -version 2>&1`", "≥ 17", "java -version 2>&1\n", "version ≥ 17"},
		{"`test -f x` exits `0`", "", "test -f x\n", "exit 0"},
		{"Verification: `curl -s $BASE` prints `ok`.", "", "curl -s $BASE\n", "stdout = ok"},
		{"`test -n \"$TOKEN\"`", "in `TOKEN`", "test -n \"$TOKEN\"\n", ""},
	} {
		s, err := step.FromVerification(test.text, test.constraint, 1)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if len(s.Expect) > 0 {
			got = s.Expect[0].String()
		}
		if diff := cmp.Diff([]string{test.body, test.expect}, []string{s.Body, got}); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", test.text, diff)
		}
	}
	for _, text := range []string{"step `whoami`", "the output names the scope", "Verification: the output names `routes:write`.", ""} {
		if s, err := step.FromVerification(text, "", 1); s != nil || err != nil {
			t.Errorf("%q: %v, %v; want no step", text, s, err)
		}
	}
}

func TestNameAll(t *testing.T) {
	steps := []*step.Step{{}, {}, {Name: "link", Named: true}, {}}
	step.NameAll(steps, []string{"run (maskfile_command)", "Run", "x", "Link"})
	if got := names(steps); got != "run run-2 link link-2" {
		t.Errorf("names = %s", got)
	}
}

func FuzzFromFence(f *testing.F) {
	f.Add(`sh {"name":"a"}`, "$ echo\n")
	f.Add(`sh { name="a" }`, "echo")
	f.Fuzz(func(t *testing.T, info, body string) {
		s, err := step.FromFence(info, body, 1)
		if err == nil && s != nil {
			s.Digest()
			s.Split()
		}
	})
}
