package workspace

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"
)

// TestPlainAccountsReadAlike: what readPlain reads is what the library reads, and it leaves the rest to it.
func TestPlainAccountsReadAlike(t *testing.T) {
	keys := []string{"account", "name", "parent", "merged_into", "segment", "plan", "tier", "industry", "region", "country", "owner", "renewal", "seats", "language",
		"engagement", "imported", "aliases", "contacts", "sla", "a b", "", "null"}
	values := []string{"acme", "Acme Ltd.", "O'Brien & Sons (2), EMEA", "6", "06", "0x1F", "1_000", "1e3", "12 34", "2026-11-22", "2026-11-22 10:00", "true", "no", "null", "NULL", "~", "",
		"a: b", "a #b", "a#b", "-x", "[x]", "{a: b}", "\"x\"", "'x'", "x ", " x", "*x", "&x", "!x", "|", ">", "Zürich", "x\r", "x\ty", "- x", "? x", ".inf", "NaN", "1.5", "9999999999999999999"}
	line := rapid.Custom(func(t *rapid.T) string {
		key, value := rapid.SampledFrom(keys).Draw(t, "key"), rapid.SampledFrom(values).Draw(t, "value")
		return rapid.SampledFrom([]string{"", "", "", "", "  ", " ", "    ", "\t", "- "}).Draw(t, "indent") + key + rapid.SampledFrom([]string{": ", ": ", ": ", ":", " : ", ":  "}).Draw(t, "colon") + value
	})
	other := rapid.SampledFrom([]string{"imported:", "imported:\n  name: Acme\n  seats: 6", "# a comment", "#\x00", "", "---", "...", "account: acme", "  more words", "\ufeff", "%YAML 1.1"})
	read := 0
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(rapid.OneOf(line, line, other), 0, 6).Draw(t, "lines")
		text := strings.Join(append(rapid.SampledFrom([][]string{nil, {"account: acme"}, {"# note", "account: acme"}}).Draw(t, "head"), lines...), "\n")
		var plain, whole Account
		if !readPlain(text, &plain) {
			return
		}
		read++
		if err := yaml.Unmarshal([]byte(text), &whole); err != nil {
			t.Fatalf("%q: read, but the library says: %v", text, err)
		}
		if d := cmp.Diff(whole, plain, cmpopts.IgnoreUnexported(Account{})); d != "" {
			t.Fatalf("%q: library against plain:\n%s", text, d)
		}
	})
	if read == 0 {
		t.Error("nothing was read: the test says nothing")
	}
}

// TestSyncedAccountsArePlain: what `account sync` writes is read the short way.
func TestSyncedAccountsArePlain(t *testing.T) {
	text := "# What your team knows.\naccount: acme\nname: Acme Ltd\nplan: pro\nseats: 6\nrenewal: 2026-11-22\n# What the imports say.\nimported:\n  name: Acme Ltd\n  seats: 6\n"
	var a Account
	if !readPlain(text, &a) || a.ID != "acme" || a.Name != "Acme Ltd" || a.Seats != 6 || a.Renewal != "2026-11-22" {
		t.Errorf("read %+v", a)
	}
}
