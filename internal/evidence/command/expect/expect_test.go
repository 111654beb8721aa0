package expect_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/touchstone-cs/touchstone/internal/evidence/command/expect"
)

func TestJudge(t *testing.T) {
	tests := []struct {
		expect string
		seen   expect.Observation
		unmet  string // a part of the message; empty: met
	}{
		{"", expect.Observation{Exit: 0}, ""},
		{"", expect.Observation{Exit: 1}, "expected exit 0, got exit 1"},
		{"exit 3", expect.Observation{Exit: 3}, ""},
		{"exit != 0", expect.Observation{Exit: 0}, "got exit 0"},
		{"stdout = 18412", expect.Observation{Stdout: "18412\n"}, ""},
		{"stdout = 18412", expect.Observation{Stdout: "18412\n", Exit: 1}, "expected exit 0"},
		{"stdout = 18412", expect.Observation{Stdout: "18413\n"}, `got "18413"`},
		{"stdout ~ rejected: 0$", expect.Observation{Stdout: "read: 9\nrejected: 0\ndone\n"}, ""},
		{"stdout ~ rejected: 0$", expect.Observation{Stdout: "rejected: 03\n"}, "rejected: 03"},
		{`output ~ version "(17|21)`, expect.Observation{Stderr: `openjdk version "17.0.12"`}, ""},
		{"stdout !~ error", expect.Observation{Stdout: "no error"}, "got"},
		{"stdout contains ready", expect.Observation{Stdout: "now ready."}, ""},
		{"stdout !contains ready", expect.Observation{Stdout: "now ready."}, "got"},
		{"stderr ~ deprecated && stdout = a && b", expect.Observation{Stdout: "a && b", Stderr: "deprecated"}, ""},
		{"value >= 100", expect.Observation{Stdout: " 100 \n"}, ""},
		{"value >= 100", expect.Observation{Stdout: "99.5"}, "99.5"},
		{"value = 7", expect.Observation{Stdout: "seven"}, `got "seven"`},
		{"json $.items[0].id = 7", expect.Observation{Stdout: `{"items":[{"id":7}]}`}, ""},
		{"json $.items[*].ok = true", expect.Observation{Stdout: `{"items":[{"ok":true},{"ok":false}]}`}, "true, false"},
		{"json $.items[-1]['a b'] = x y", expect.Observation{Stdout: `{"items":[{},{"a b":"x y"}]}`}, ""},
		{"json $.next exists", expect.Observation{Stdout: `{}`}, "nothing at $.next"},
		{"json $.n > 3", expect.Observation{Stdout: `{"n":12}`}, ""},
		{"json $.n > 3", expect.Observation{Stdout: `{`}, "no JSON"},
		{"version >=14 <16", expect.Observation{Stdout: "psql (PostgreSQL) 15.18 (Debian)"}, ""},
		{"version ≥ 14", expect.Observation{Stdout: "psql 9.6.24"}, "got 9.6.24"},
		{"version 17", expect.Observation{Stderr: `openjdk version "17.0.12" 2024-07-16`}, ""},
		{"version >=1.0", expect.Observation{Stdout: "1.0-rc1"}, "1.0-rc1"},
		{"status 401", expect.Observation{Status: 401}, ""},
		{"status 2xx", expect.Observation{Status: 204}, ""},
		{"status != 2xx", expect.Observation{Status: 204}, "status 204"},
		{"status 401", expect.Observation{}, "no answer"},
		{"json $.a = 1", expect.Observation{Status: 500, Stdout: `{"a":1}`}, "status 2xx"},
		{"header Content-Type ~ json", expect.Observation{Status: 200, Header: http.Header{"Content-Type": {"application/json"}}}, ""},
		{"header X exists", expect.Observation{Status: 200}, "no such header"},
		{"duration < 30s", expect.Observation{Duration: 11 * time.Second}, ""},
		{"duration < 30s", expect.Observation{Duration: 31 * time.Second}, "31s"},
	}
	for _, test := range tests {
		t.Run(test.expect, func(t *testing.T) {
			var parsed []expect.Expectation
			if test.expect != "" {
				var err error
				if parsed, err = expect.ParseAll(test.expect); err != nil {
					t.Fatal(err)
				}
			}
			test.seen.Whole = true
			err := expect.Judge(parsed, test.seen)
			var unmet *expect.Unmet
			switch {
			case test.unmet == "" && err != nil:
				t.Errorf("Judge = %v; want met", err)
			case test.unmet != "" && !errors.As(err, &unmet):
				t.Errorf("Judge = %v; want unmet", err)
			case test.unmet != "" && !strings.Contains(err.Error(), test.unmet):
				t.Errorf("Judge = %v; want %q in it", err, test.unmet)
			}
		})
	}
}

func TestShortenedOutputIsNeverProofOfAbsence(t *testing.T) {
	for _, text := range []string{"stdout !~ error", "stdout !contains error", "stdout = fine"} {
		parsed, err := expect.ParseAll(text)
		if err != nil {
			t.Fatal(err)
		}
		if expect.Judge(parsed, expect.Observation{Stdout: "fine", Whole: false}) == nil {
			t.Errorf("%s holds over an output of which a part is missing", text)
		}
	}
}

func TestParseSaysWhatIsWrong(t *testing.T) {
	for text, want := range map[string]string{
		"":                 "want exit, stdout",
		"banana":           "want exit, stdout",
		"exit zero":        "no number",
		"stdout":           "want an operator",
		"stdout ~ (":       "missing closing",
		"status 9xx":       "no number",
		"json = 3":         "want an operator",
		"version about 14": "version constraint",
		"value = many":     "invalid syntax",
		"duration < soon":  "invalid duration",
	} {
		if _, err := expect.ParseAll(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("ParseAll(%q) = %v; want %q in it", text, err, want)
		}
	}
}

func TestVersionOrderIsAnOrder(t *testing.T) {
	version := rapid.StringMatching(`[0-9]{1,2}(\.[0-9]{1,2}){0,3}(-(rc|beta|p)\.?[0-9]{1,2}|p[0-9]|~rc[0-9]|[a-c]|-[0-9]{1,2}|\.final)?(\+b[0-9])?`)
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := version.Draw(t, "a"), version.Draw(t, "b"), version.Draw(t, "c")
		if expect.CompareVersions(a, b) != -expect.CompareVersions(b, a) {
			t.Fatalf("%s and %s compare differently the other way round", a, b)
		}
		if expect.CompareVersions(a, b) <= 0 && expect.CompareVersions(b, c) <= 0 && expect.CompareVersions(a, c) > 0 {
			t.Fatalf("%s ≤ %s ≤ %s, but not %s ≤ %s", a, b, c, a, c)
		}
	})
}

func FuzzParseAll(f *testing.F) {
	f.Add("json $.a[0] = 1 && exit 0")
	f.Fuzz(func(t *testing.T, text string) {
		parsed, err := expect.ParseAll(text)
		if err == nil {
			expect.Judge(parsed, expect.Observation{Stdout: text, Status: 200})
		}
	})
}
