package roster

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"
)

func acme(values ...string) Known {
	known := Known{ID: "acme", Values: map[string]string{}}
	for i := 0; i+1 < len(values); i += 2 {
		known.Values[values[i]] = values[i+1]
	}
	return known
}

func merge(t *testing.T, data []byte, known Known) Update {
	t.Helper()
	update, err := Merge("account.yaml", data, known)
	if err != nil {
		t.Fatal(err)
	}
	return update
}

func TestAPersonsValueWins(t *testing.T) {
	first := merge(t, nil, acme("name", "Acme", "seats", "10", "plan", "pro"))
	want := "# What your team knows of this customer. A value that you change stays as you wrote it.\naccount: acme\nname: Acme\nplan: pro\nseats: 10\n" +
		importedComment + "imported:\n  name: Acme\n  plan: pro\n  seats: 10\n"
	if diff := cmp.Diff(want, string(first.Data)); diff != "" {
		t.Fatalf("first (-want +got):\n%s", diff)
	}
	edited := "# What your team knows of this customer.\naccount: acme\nname: Acme Ltd   # as they sign\nseats: 10\nnotes: [a, b]\n" +
		importedComment + "imported:\n  name: Acme\n  plan: pro\n  seats: 10\n"
	second := merge(t, []byte(edited), acme("name", "Acme", "seats", "20", "plan", "enterprise", "region", "EU"))
	want = "# What your team knows of this customer.\naccount: acme\nname: Acme Ltd   # as they sign\nseats: 20\nnotes: [a, b]\nregion: EU\n" +
		importedComment + "imported:\n  name: Acme\n  plan: enterprise\n  region: EU\n  seats: 20\n"
	if diff := cmp.Diff(want, string(second.Data)); diff != "" {
		t.Errorf("second (-want +got):\n%s", diff)
	}
	differences := []Difference{{Account: "acme", Path: "account.yaml", Line: 3, Key: "name", File: "Acme Ltd", Import: "Acme"}}
	if diff := cmp.Diff(differences, second.Differences); diff != "" {
		t.Errorf("differences (-want +got):\n%s", diff)
	}
	if again := merge(t, second.Data, acme("name", "Acme", "seats", "20", "plan", "enterprise", "region", "EU")); string(again.Data) != string(second.Data) || len(again.Changed) > 0 {
		t.Errorf("the same again changed %v:\n%s", again.Changed, again.Data)
	}
}

func TestAFileThatAPersonWroteGetsOnlyWhatItLacks(t *testing.T) {
	update := merge(t, []byte("account: acme\nname: Acme\nsegment:\nseats: 5"), acme("name", "Acme", "segment", "smb", "seats", "7"))
	want := "account: acme\nname: Acme\nsegment: smb\nseats: 5\n" + importedComment + "imported:\n  name: Acme\n  segment: smb\n  seats: 7\n"
	if diff := cmp.Diff(want, string(update.Data)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(update.Differences) != 1 || update.Differences[0].Key != "seats" {
		t.Errorf("differences = %v; want seats", update.Differences)
	}
}

func TestScalarsReadBackAsTheyWere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		var read map[string]yaml.Node
		if err := yaml.Unmarshal([]byte("k: "+scalar(text)+"\n"), &read); err != nil {
			t.Fatalf("%q is written %s: %v", text, scalar(text), err)
		}
		if node := read["k"]; node.Value != text {
			t.Fatalf("%q is written %s and reads %q", text, scalar(text), node.Value)
		}
	})
	for text, want := range map[string]string{"10": "10", "Acme": "Acme", "true": `"true"`, "": `""`, "a: b": `"a: b"`, "شركة": "شركة", "# x": `"# x"`, "2026-01-01": "2026-01-01", "null": `"null"`, "1.5": `"1.5"`} {
		if got := scalar(text); got != want {
			t.Errorf("scalar(%q) = %s; want %s", text, got, want)
		}
	}
}

func TestMergeKeepsEveryOtherByte(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		known := Known{ID: "acme", Values: map[string]string{}}
		for _, key := range keys {
			if rapid.Bool().Draw(t, key) {
				known.Values[key] = rapid.SampledFrom([]string{"a", "b", "10", "x: y"}).Draw(t, key+" value")
			}
		}
		first, err := Merge("account.yaml", []byte("# mine\naccount: acme\nowner: Dana   # since May\n\ncontacts:\n  - name: M. Lindqvist\n"), known)
		if err != nil {
			t.Fatal(err)
		}
		second, err := Merge("account.yaml", first.Data, known)
		if err != nil {
			t.Fatal(err)
		}
		if string(first.Data) != string(second.Data) {
			t.Fatalf("a second merge changed\n%s\nto\n%s", first.Data, second.Data)
		}
		var read struct {
			Account, Owner string
			Contacts       []map[string]string
			Imported       map[string]string
		}
		if err := yaml.Unmarshal(second.Data, &read); err != nil || read.Account != "acme" || read.Owner != "Dana" || len(read.Contacts) != 1 || len(read.Imported) != len(known.Values) {
			t.Fatalf("%v\n%s", err, second.Data)
		}
	})
}
