package escalation

import "testing"

func TestHasFix(t *testing.T) {
	for _, test := range []struct {
		running, fixedIn string
		has, known       bool
	}{
		{"4.7.0", "4.7.1", false, true},
		{"4.7.1", "4.7.1", true, true},
		{"4.7.1", "v4.7.1", true, true},
		{"v4.10.0", "4.9.2", true, true},
		{"4.7", "4.7.0", true, true},
		{"4.7.1-rc1", "4.7.1", false, true},
		{"4.7.1", "4.7.1-rc2", true, true},
		{"4.7.1-1", "4.7.1", true, true}, // a package's revision
		{"2026.9.30", "2026.10", false, true},
		{"2026.10.1", "2026.10", true, true},
		{"2026-10-21", "2026-11-02", false, true},
		{"4.6.13", "4.6.12, 4.7.1", true, true}, // a fix for each branch
		{"4.6.11", "4.6.12, 4.7.1", false, true},
		{"4.7.0", "4.6.12, 4.7.1", false, true},
		{"4.5.9", "4.6.12, 4.7.1", false, true},
		{"4.8.0", "4.6.12, 4.7.1", true, true},
		{"4.7.2", ">=4.7.1", true, true},
		{"4.6.12", ">=4.6.12 <4.7 || >=4.7.1", true, true},
		{"4.7.0", ">=4.6.12 <4.7 || >=4.7.1", false, true},
		{"4.7.0+b318", "4.7.0+b320", false, true},
		{"4.7.0+b1000", "4.7.0+b320", true, true},
		{"4.7.0", "4.7.0+b320", false, false},
		{"4.7.1", "4.7.0+b320", true, true},
		{"4.7.0+b318", "4.7.0", true, true},
		{"4.7.0", "the next release", false, false},
		{"unknown", "4.7.1", false, false},
		{"4.7.0", ">=soon", false, false},
	} {
		if has, known := hasFix(test.running, test.fixedIn); has != test.has && known || known != test.known {
			t.Errorf("running %s, fixed in %q: %v, known %v; want %v, %v", test.running, test.fixedIn, has, known, test.has, test.known)
		}
	}
}
