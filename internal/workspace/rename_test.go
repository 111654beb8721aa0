package workspace

import (
	"testing"

	"github.com/touchstone-cs/touchstone/internal/markdown"
)

func TestRename(t *testing.T) {
	for _, c := range []struct{ before, after string }{
		{"account: acme\n", "account: nova\nformerly: [acme]\n"},
		{"account: acme", "account: nova\nformerly: [acme]"},
		{"name: Åkeri 🚛\r\naccount: \"acme\" # ours\r\nplan: x\r\n", "name: Åkeri 🚛\r\naccount: nova # ours\r\nformerly: [acme]\r\nplan: x\r\n"},
		{"{account: 'acme', name: Åkeri 🚛, formerly: []}", "{account: nova, name: Åkeri 🚛, formerly: [acme]}"},
		{"account: acme\nformerly: [old, \"ö🚛\"] # since 2020\n", "account: nova\nformerly: [old, \"ö🚛\", acme] # since 2020\n"},
		{"account: acme\nformerly: [old,\n  older]\n", "account: nova\nformerly: [old,\n  older, acme]\n"},
		{"formerly:\n  - old # first\n  - older # second\naccount: acme\n", "formerly:\n  - old # first\n  - older # second\n  - acme\naccount: nova\n"},
		{"account: acme\r\nformerly:\r\n- old", "account: nova\r\nformerly:\r\n- old\r\n- acme"},
		{"formerly:\naccount: acme\n", "formerly: [acme]\naccount: nova\n"},
		{"\ufeffaccount: acme\n", "\ufeffaccount: nova\nformerly: [acme]\n"},
		{"# account: acme\ncontacts:\n  - name: acme\naccount: acme\n", "# account: acme\ncontacts:\n  - name: acme\naccount: nova\nformerly: [acme]\n"},
	} {
		account, err := ParseAccount("a/account.yaml", []byte(c.before))
		if err != nil {
			t.Fatal(err)
		}
		edits, err := account.Rename("nova")
		if err != nil {
			t.Errorf("%q: %v", c.before, err)
			continue
		}
		after, err := markdown.Apply([]byte(c.before), edits)
		if err != nil || string(after) != c.after {
			t.Errorf("%q:\ngot  %q\nwant %q (%v)", c.before, after, c.after, err)
		}
		if again, err := ParseAccount("a/account.yaml", after); err != nil || again.ID != "nova" || again.Formerly[len(again.Formerly)-1] != "acme" {
			t.Errorf("%q reads as %+v, %v", after, again, err)
		}
	}
}

func TestRenamed(t *testing.T) {
	account, err := ParseAccount("b/account.yaml", []byte("account: b\nparent: acme # above\nmerged_into: \"acme\"\n"))
	if err != nil {
		t.Fatal(err)
	}
	edits, err := account.Renamed("acme", "nova")
	if err != nil {
		t.Fatal(err)
	}
	after, err := markdown.Apply([]byte("account: b\nparent: acme # above\nmerged_into: \"acme\"\n"), edits)
	if want := "account: b\nparent: nova # above\nmerged_into: nova\n"; err != nil || string(after) != want {
		t.Errorf("got %q, %v", after, err)
	}
	if edits, err := account.Renamed("other", "nova"); err != nil || len(edits) > 0 {
		t.Errorf("a stranger's rename: %v, %v", edits, err)
	}
}
