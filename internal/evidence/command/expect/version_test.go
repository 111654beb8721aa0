package expect_test

import (
	"strings"
	"testing"

	"github.com/touchstone-cs/touchstone/internal/evidence/command/expect"
)

func TestFindVersion(t *testing.T) {
	for text, want := range map[string]string{
		"go version go1.26.8 linux/amd64":             "1.26.8",
		"curl 7.88.1 (x86_64-pc-linux-gnu)":           "7.88.1",
		"openjdk version \"17.0.12\" 2024-07-16":      "17.0.12",
		"psql (PostgreSQL) 14.13 (Debian 14.13-1+b2)": "14.13",
		"Python 3.11.2":               "3.11.2",
		"Python 3.13.0rc1":            "3.13.0rc1",
		"OpenSSL 1.1.1w  11 Sep 2023": "1.1.1w",
		"OpenSSH_9.2p1 Debian-2":      "9.2p1",
		"app 1.0~rc1":                 "1.0~rc1",
		"built 2026-10-21":            "2026-10-21",
		"linux 5.15.0-122-generic":    "5.15.0-122-generic",
		"took 2.5MB":                  "2.5",
		"v22":                         "22",
		"nothing":                     "",
	} {
		if got, _ := expect.FindVersion(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// Each line is in ascending order; "=" joins equals.
func TestVersionsInOrder(t *testing.T) {
	for _, line := range []string{
		"4.6.9 4.7.0-alpha 4.7.0-beta.2 4.7.0-beta.11 4.7.0-rc1 4.7.0-rc2 4.7.0-rc10 4.7.0=v4.7.0=V4.7=4.7.0+b318=4.7.0.GA=4.7.0-release 4.7.1",
		"1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta 1.0.0", // Semantic Versioning 2.0, section 11
		"3.13.0a1 3.13.0b2 3.13.0rc1 3.13.0 3.13.0.post1",
		"1.0~rc1 1.0=1.0.0 1.0-1 1.0-2",
		"1.1.1 1.1.1a 1.1.1w 3.0.0",
		"9.2 9.2p1 9.2p2 9.10",
		"8u40 8u392 11.0.1",
		"5.15.0 5.15.0-9-generic 5.15.0-122-generic 5.15.1",
		"2025.12 2026.1=2026.01 2026.9.30 2026.10 2026.10.1",
		"2026-09-30 2026-10-21 2026-11-02 2027-01",
		"4.7.0-SNAPSHOT 4.7.0",
		"22.04 22.04.5 24.04",
		"0.9 0.10 1",
	} {
		var before []string
		for group := range strings.FieldsSeq(line) {
			same := strings.Split(group, "=")
			for _, v := range same {
				for _, w := range same {
					if expect.CompareVersions(v, w) != 0 {
						t.Errorf("%s and %s differ", v, w)
					}
				}
				for _, w := range before {
					if expect.CompareVersions(w, v) >= 0 {
						t.Errorf("%s is not before %s", w, v)
					}
				}
			}
			before = append(before, same...)
		}
	}
}

func TestConstraints(t *testing.T) {
	for text, want := range map[string]struct{ holds, fails string }{
		">=14 <16":        {"14 14.13 15.8 14.13-1", "13.9 16 16.1 14-rc1"},
		"≥ 4.6, < 5":      {"4.6 4.7.0+b3", "4.5.9 5.0"},
		"14":              {"14 14.13", "15 1.4 140"},
		"14.x":            {"14 14.13", "15"},
		"1.2.*":           {"1.2 1.2.9", "1.3"},
		"17+":             {"17 21.0.4", "16.0.2"},
		"17 or newer":     {"17.0.12", "11"},
		"^1.2":            {"1.2 1.9.3", "1.1 2.0"},
		"^0.2.3":          {"0.2.3 0.2.9", "0.3.0 0.2.2"},
		"~1.2.3":          {"1.2.3 1.2.9", "1.3 1.2.2"},
		"17 || >=21":      {"17.0.1 21 25", "11 18"},
		"!= 4.7.0":        {"4.7.1", "4.7.0 4.7.0.3"},
		"= 4.7.0-rc1":     {"4.7.0-rc1", "4.7.0"},
		"=4.7.0+b318":     {"4.7.0+b318", "4.7.0+b319 4.7.0"},
		">=2026.9 <2027":  {"2026.10.1 2026.9", "2026.8.9 2027.1"},
		">= v1.26":        {"1.26.8", "1.25"},
		">=1.0-rc1 <=1.0": {"1.0-rc2 1.0", "1.0-beta 1.0.1"},
	} {
		c, err := expect.ParseConstraint(text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		for v := range strings.FieldsSeq(want.holds) {
			if !c.Holds(v) {
				t.Errorf("%q does not hold for %s", text, v)
			}
		}
		for v := range strings.FieldsSeq(want.fails) {
			if c.Holds(v) {
				t.Errorf("%q holds for %s", text, v)
			}
		}
	}
	for _, text := range []string{"", "newest", ">=", "1.2 ||", ">= 17+", "x.1", "14 or so"} {
		if _, err := expect.ParseConstraint(text); err == nil {
			t.Errorf("%q is read as a constraint", text)
		}
	}
}
