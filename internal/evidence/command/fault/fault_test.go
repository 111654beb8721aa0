package fault_test

import (
	"strings"
	"testing"

	"github.com/touchstone-cs/touchstone/internal/evidence/command/fault"
)

func TestLine(t *testing.T) {
	for output, want := range map[string]string{
		"":                          "",
		"warming up\nall is said\n": "all is said",
		"psql: error: connection to server failed\nhint: is it running?":                                                                                                     "psql: error: connection to server failed",
		"Traceback (most recent call last):\n  File \"x.py\", line 3, in f\n    g()\nValueError: bad stop 17\n":                                                              "ValueError: bad stop 17",
		"Exception in thread main java.lang.RuntimeException: x\n\tat a.B.c(B.java:3)\nCaused by: java.net.ConnectException: refused\n\tat d.E.f(E.java:9)\n\t... 12 more\n": "Caused by: java.net.ConnectException: refused",
		"panic: runtime error: index out of range [3]\n\ngoroutine 1 [running]:\nmain.main()\n\t/srv/x.go:7 +0x1d\n":                                                         "panic: runtime error: index out of range [3]",
		"curl: (22) The requested URL returned error: 504\n":                                                                                                                 "curl: (22) The requested URL returned error: 504",
	} {
		if got := fault.Line(output); got != want {
			t.Errorf("%q\n got %q\nwant %q", output, got, want)
		}
	}
}

// One error at two customers has one form; another error has another.
func TestNormal(t *testing.T) {
	same := [][2]string{
		{"2026-10-12T07:05:00Z ERROR batch 6: deadline exceeded after 60.01s", "2026-11-01 09:00:12,123 ERROR batch 11: deadline exceeded after 58s"},
		{`ValueError: bad stop "Harbour Road 1" in /srv/acme/route.json`, `ValueError: bad stop "Main Street" in /home/x/y/r.json`},
		{"request 3f2b7c1a-0b1c-4d2e-8f3a-112233445566 failed with 504", "request 11111111-2222-3333-4444-555555555555 failed with 504"},
		{"[customer-1] has no greeting", "[customer] has no greeting"},
	}
	for _, pair := range same {
		if a, b := fault.Normal(pair[0]), fault.Normal(pair[1]); a != b || a == "" {
			t.Errorf("%q and %q are two errors: %q, %q", pair[0], pair[1], a, b)
		}
	}
	for _, pair := range [][2]string{{"answered 504 Gateway Timeout", "answered 401 Unauthorized"}, {"ORA-00942: no table", "ORA-01017: no table"}} {
		if a, b := fault.Normal(pair[0]), fault.Normal(pair[1]); a == b {
			t.Errorf("%q and %q are one error: %q", pair[0], pair[1], a)
		}
	}
}

func TestSignatures(t *testing.T) {
	got := fault.Signatures("connecting\n10:00:01 upload failed: batch 3\n\tat x.Y(Z.java:1)\n10:00:02 upload failed: batch 4\ndone\n")
	if strings.Join(got, "|") != "upload failed: batch" {
		t.Errorf("signatures %q", got)
	}
}

func FuzzLine(f *testing.F) {
	f.Add("a\nerror: b\n")
	f.Fuzz(func(t *testing.T, text string) {
		if line := fault.Line(text); strings.ContainsAny(line, "\n") {
			t.Errorf("%q is no line", line)
		}
		fault.Signatures(text)
	})
}
