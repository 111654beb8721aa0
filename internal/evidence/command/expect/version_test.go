package expect_test

import (
	"testing"

	"github.com/touchstone-cs/touchstone/internal/evidence/command/expect"
)

func TestFindVersion(t *testing.T) {
	for text, want := range map[string]string{
		"go version go1.26.8 linux/amd64":             "1.26.8",
		"curl 7.88.1 (x86_64-pc-linux-gnu)":           "7.88.1",
		"openjdk version \"17.0.12\" 2024-07-16":      "17.0.12",
		"psql (PostgreSQL) 14.13 (Debian 14.13-1+b2)": "14.13",
		"Python 3.11.2": "3.11.2",
		"v22":           "22",
		"nothing":       "",
	} {
		if got, _ := expect.FindVersion(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
