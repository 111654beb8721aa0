package playbook

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/touchstone-cs/touchstone/internal/prose"
)

func TestShippedPlaybooks(t *testing.T) {
	all := Shipped()
	if len(all) != 4 {
		t.Fatalf("%d playbooks ship, want 4", len(all))
	}
	for file, data := range all {
		p, err := Parse(file, data)
		if err != nil {
			t.Error(err)
			continue
		}
		if p.Name+".yaml" != file {
			t.Errorf("%s names itself %s", file, p.Name)
		}
		modes := map[string]bool{}
		for _, r := range p.Risks {
			modes[r.Mode] = true
		}
		for _, m := range Modes {
			if !modes[m] {
				t.Errorf("%s has no risk of the mode %s", file, m)
			}
		}
		values := map[string]string{"customer": "Acme", "product": "Router"}
		for k, v := range p.Parameters {
			values[k] = v
		}
		criteria := map[string]string{}
		for _, m := range p.Milestones() {
			if !m.GoLive { // its criterion is the list of go-live criteria
				criteria[m.ID] = Fill(m.Criterion, values)
			}
		}
		for _, g := range p.GoLive {
			criteria[g.ID] = Fill(g.Criterion, values)
		}
		for id, text := range criteria {
			if strings.Contains(text, "{") {
				t.Errorf("%s %s: unknown parameter in %q", file, id, text)
			}
			if j := prose.Criterion(text, "Success criterion"); j.Bad() {
				t.Errorf("%s %s: %s: %q", file, id, j.Why, text)
			}
		}
	}
}

func TestFaultsNameTheLine(t *testing.T) {
	base := string(Shipped()["saas-sso-scim.yaml"])
	for _, c := range []struct{ old, new, want string }{
		{`after: ["1.1", P1]`, `after: ["4.2", P1]`, ":34: milestones wait for each other: 1.2"},
		{`days: [3, 5, 12]`, `days: [5, 3, 12]`, "durations 5–3–12 are not in order"},
		{`days: [3, 5, 12]`, `days: [5, 3]`, "three numbers"},
		{`owner: csm, load: 50, criterion`, `owner: nobody, load: 50, criterion`, `owner role "nobody" is not in roles`},
		{`hits: "2.3"`, `hits: "9.9"`, "which is not in the plan"},
		{`title: Kickoff and`, `titel: Kickoff and`, "field titel not found"},
		{`, go_live: true`, ``, "want one milestone with go_live"},
		{`confidence: 80`, `confidence: 180`, "confidence 180"},
	} {
		_, err := Parse("playbooks/x.yaml", []byte(strings.Replace(base, c.old, c.new, 1)))
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), "playbooks/x.yaml:") {
			t.Errorf("%s → %s: %v, want %q", c.old, c.new, err, c.want)
		}
	}
	if _, err := Parse("playbooks/x.yaml", nil); err == nil {
		t.Error("an empty playbook is accepted")
	}
}

func TestLoadPrefersTheWorkspace(t *testing.T) {
	own := strings.Replace(string(Shipped()["self-hosted.yaml"]), "title: Self-hosted", "title: Ours", 1)
	read := func(name string) ([]byte, error) {
		if name == "playbooks/self-hosted.yaml" {
			return []byte(own), nil
		}
		return nil, fs.ErrNotExist
	}
	if p, err := Load("self-hosted", read); err != nil || p.Title != "Ours" {
		t.Errorf("%+v, %v", p, err)
	}
	if p, err := Load("data-migration", read); err != nil || p.Title != "Data migration" {
		t.Errorf("%+v, %v", p, err)
	}
	for _, name := range []string{"nope", "", "../x"} {
		if _, err := Load(name, read); err == nil {
			t.Errorf("%q loaded", name)
		}
	}
}

func TestParseLink(t *testing.T) {
	if l := ParseLink("1.2 + 3"); l.Task != "1.2" || l.Lag != 3 {
		t.Errorf("%+v", l)
	}
	if l := ParseLink("P1"); l.Task != "P1" || l.Lag != 0 {
		t.Errorf("%+v", l)
	}
}
