package lsp

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/deliverable/general"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/review"
	"github.com/touchstone-cs/touchstone/internal/rule/ruletest"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

func catalog(*workspace.Workspace) (*review.Catalog, error) {
	kind := &deliverable.Kind{Name: "health-report", Title: "Customer Health Report", Section: 3, Prefix: "HR", Template: "---\nkind: health-report\n---\n\n# {{.Account.Name}}\n\n## Scorecard\n\n## Risk signals\n",
		Model: func(*markdown.Document) any { return nil }}
	return &review.Catalog{Kinds: []*deliverable.Kind{kind}, General: general.Rules([]*deliverable.Kind{kind})}, nil
}

// client drives a server in this process.
type client struct {
	t     testing.TB
	conn  *conn
	id    int
	root  string
	notes chan *message
	calls chan *message
}

func start(t testing.TB, files map[string]string) *client {
	t.Helper()
	w := ruletest.Workspace(t, files)
	toServer, fromClient := io.Pipe()
	toClient, fromServer := io.Pipe()
	server := &Server{Catalog: catalog, Now: func() time.Time { return ruletest.Now }, Version: "test"}
	done := make(chan error, 1)
	go func() { done <- server.Serve(context.Background(), toServer, fromServer) }()
	c := &client{t: t, conn: newConn(toClient, fromClient), root: w.Root, notes: make(chan *message, 100), calls: make(chan *message, 100)}
	go func() {
		for {
			m, err := c.conn.read()
			if err != nil {
				return
			}
			if m.ID == nil {
				c.notes <- m
			} else {
				c.calls <- m
			}
		}
	}()
	t.Cleanup(func() {
		if err := c.conn.notify("exit", nil); err != nil {
			t.Error(err)
		}
		if err := <-done; err != nil {
			t.Error(err)
		}
		toClient.Close()
	})
	c.call("initialize", map[string]any{"rootUri": uriOf(w.Root)}, nil)
	return c
}

func (c *client) uri(name string) string {
	return uriOf(filepath.Join(c.root, filepath.FromSlash(name)))
}

func (c *client) call(method string, params, result any) string {
	c.t.Helper()
	c.id++
	id := json.RawMessage(fmt.Sprint(c.id))
	body, err := json.Marshal(params)
	if err != nil {
		c.t.Fatal(err)
	}
	if err := c.conn.write(&message{ID: &id, Method: method, Params: body}); err != nil {
		c.t.Fatal(err)
	}
	select {
	case m := <-c.calls:
		if m.Error != nil {
			return m.Error.Message
		}
		out, err := json.Marshal(m.Result)
		if err != nil {
			c.t.Fatal(err)
		}
		if result != nil {
			if err := json.Unmarshal(out, result); err != nil {
				c.t.Fatalf("%s: %v: %s", method, err, out)
			}
		}
		return string(out)
	case <-time.After(20 * time.Second):
		c.t.Fatalf("%s: no answer", method)
	}
	return ""
}

func (c *client) tell(method string, params any) {
	c.t.Helper()
	if err := c.conn.notify(method, params); err != nil {
		c.t.Fatal(err)
	}
}

// diagnostics waits for the next publication.
func (c *client) diagnostics() []diagnostic {
	c.t.Helper()
	select {
	case m := <-c.notes:
		var p struct{ Diagnostics []diagnostic }
		if err := json.Unmarshal(m.Params, &p); err != nil || m.Method != "textDocument/publishDiagnostics" {
			c.t.Fatalf("%s %s: %v", m.Method, m.Params, err)
		}
		return p.Diagnostics
	case <-time.After(20 * time.Second):
		c.t.Fatal("no diagnostics")
	}
	return nil
}

func (c *client) open(name, text string) []diagnostic {
	c.t.Helper()
	c.tell("textDocument/didOpen", map[string]any{"textDocument": map[string]any{"uri": c.uri(name), "languageId": "markdown", "version": 1, "text": text}})
	return c.diagnostics()
}

func (c *client) change(name, text string) []diagnostic {
	c.t.Helper()
	c.tell("textDocument/didChange", map[string]any{"textDocument": map[string]any{"uri": c.uri(name), "version": 2}, "contentChanges": []any{map[string]any{"text": text}}})
	return c.diagnostics()
}

// edit replaces the words that stand once in text, by range, as an editor does while somebody types.
func (c *client) edit(name, text, words, with string) []diagnostic {
	c.t.Helper()
	i := strings.Index(text, words)
	if i < 0 {
		c.t.Fatalf("no %q", words)
	}
	doc := markdown.Parse([]byte(text))
	at := toRange(doc, markdown.Span{Start: i, End: i + len(words)})
	c.tell("textDocument/didChange", map[string]any{"textDocument": map[string]any{"uri": c.uri(name), "version": 2}, "contentChanges": []any{map[string]any{"range": at, "text": with}}})
	return c.diagnostics()
}

func (c *client) at(name, text, words string) map[string]any {
	i := strings.Index(text, words)
	if i < 0 {
		c.t.Fatalf("%q is not in the text", words)
	}
	return map[string]any{"textDocument": map[string]any{"uri": c.uri(name)}, "position": toPosition(markdown.Parse([]byte(text)), i), "context": map[string]any{"includeDeclaration": true}}
}

func codes(list []diagnostic) string {
	var out []string
	for _, d := range list {
		out = append(out, d.Code)
	}
	return strings.Join(out, " ")
}

const report = "customer-success/accounts/acme/health/2026-10.md"
const text = "---\nkind: health-report\naccount: acme\nengagement: Routing API\nperiod: 2026-10\ndate: 2026-11-02\nauthor: Dana Ruiz\nstatus: Final\naudience: internal\n---\n\n" +
	"# Bericht 🚛 Acme\n\n## Scorecard\n\nCalls 🚛 fell to 7,440.[^api]\n\nAnd 7440 again.\n\n[^api]: metric:api_calls account=acme period=2026-10 value=7440 snapshot=4-aa\n"

func TestDiagnosticsOnUnsavedText(t *testing.T) {
	c := start(t, nil)
	list := c.open(report, text)
	if got := codes(list); got != "GL009 GL003" {
		t.Errorf("open: %s (%+v)", got, list)
	}
	if r := list[0].Range; r.Start != (position{7, 8}) || r.End != (position{7, 13}) || list[0].Severity != 2 {
		t.Errorf("GL009 at %+v severity %d", r, list[0].Severity)
	}
	mended := strings.Replace(text, "Final", "final", 1)
	if list := c.change(report, mended); len(list) != 0 {
		t.Errorf("mended: %s; while typing evidence is not resolved", codes(list))
	}
	if list := c.edit(report, mended, "7,440.[", "8,000.["); codes(list) != "GL004" {
		t.Errorf("a wrong figure: %s", codes(list))
	}
	c.tell("textDocument/didClose", map[string]any{"textDocument": map[string]any{"uri": c.uri(report)}})
	if list := c.diagnostics(); len(list) != 0 {
		t.Errorf("closed: %+v", list)
	}
}

func TestHoverCompletionNavigation(t *testing.T) {
	sibling := "customer-success/accounts/acme/routing/plan.md"
	c := start(t, map[string]string{sibling: "---\nkind: onboarding-plan\naccount: acme\n---\n\n# P\n\nx[^a]\n\n[^a]: metric:seats account=acme period=2026-09 value=140\n", report: text})
	c.open(report, text)
	if got := c.call("textDocument/hover", c.at(report, text, "[^api]\n"), nil); !strings.Contains(got, "api_calls") || !strings.Contains(got, "7440") {
		t.Errorf("hover on a citation: %s", got)
	}
	if got := c.call("textDocument/hover", c.at(report, text, "Final"), nil); !strings.Contains(got, "GL009") {
		t.Errorf("hover on a finding: %s", got)
	}
	if got := c.call("textDocument/hover", c.at(report, text, "Scorecard"), nil); got != "null" {
		t.Errorf("hover on nothing: %s", got)
	}
	for words, want := range map[string]string{"acme\nengagement": `"label":"nord"`, "Final": `"label":"superseded"`, "internal\n": `"label":"public"`, "Dana": `"label":"L. Okafor"`, "health-report": `"label":"health-report"`} {
		if got := c.call("textDocument/completion", c.at(report, text, words), nil); !strings.Contains(got, want) {
			t.Errorf("completion at %q: %s", words, cut(got, 300))
		}
	}
	typed := strings.Replace(text, "[^api]: metric:api_calls", "[^new]: metric:\n\n[^api]: metric:api_calls", 1)
	c.change(report, typed)
	if got := c.call("textDocument/completion", c.at(report, typed, "\n\n[^api]: metric"), nil); !strings.Contains(got, `"label":"csat"`) {
		t.Errorf("completion of a metric: %s", cut(got, 300))
	}
	c.change(report, text)
	var place location
	c.call("textDocument/definition", c.at(report, text, "[^api]\n"), &place)
	if place.Range.Start.Line != 19 {
		t.Errorf("definition of a citation: %+v", place)
	}
	c.call("textDocument/definition", c.at(report, text, "acme\nengagement"), &place)
	if !strings.HasSuffix(place.URI, "accounts/acme/account.yaml") {
		t.Errorf("definition of an account: %+v", place)
	}
	var list []location
	c.call("textDocument/references", c.at(report, text, "acme\nengagement"), &list)
	if len(list) != 4 { // front matter and footnote, of both documents
		t.Errorf("references of an account: %+v", list)
	}
	var symbols []symbol
	c.call("textDocument/documentSymbol", c.at(report, text, "#"), &symbols)
	if len(symbols) != 1 || symbols[0].Name != "Bericht 🚛 Acme" || len(symbols[0].Children) != 1 {
		t.Errorf("symbols: %+v", symbols)
	}
}

func TestCodeActionsAndRename(t *testing.T) {
	c := start(t, map[string]string{report: text})
	c.open(report, text)
	here := func(words string) map[string]any {
		p := c.at(report, text, words)
		p["range"] = span{p["position"].(position), p["position"].(position)}
		p["context"] = map[string]any{"diagnostics": []any{}}
		return p
	}
	var actions []codeAction
	c.call("textDocument/codeAction", here("Final"), &actions)
	if len(actions) == 0 || actions[0].Edit.Changes[c.uri(report)][0].NewText != "final" {
		t.Errorf("fix: %+v", actions)
	}
	if last := actions[len(actions)-1]; last.Title != "Create the section “Risk signals”" {
		t.Errorf("missing section: %+v", last)
	}
	c.call("textDocument/codeAction", here("7440 again"), &actions)
	if len(actions) == 0 || !strings.HasPrefix(actions[0].Title, "Cite metric:api_calls") || actions[0].Edit.Changes[c.uri(report)][0].NewText != "[^api]" {
		t.Errorf("citation for a number: %+v", actions)
	}
	rename := c.at(report, text, "acme\nengagement")
	rename["newName"] = "acme-freight"
	got := c.call("textDocument/rename", rename, nil)
	for _, want := range []string{`"newText":"acme-freight"`, `formerly: [acme]`, `"kind":"rename"`, `accounts/acme-freight"`} {
		if !strings.Contains(got, want) {
			t.Errorf("rename lacks %s: %s", want, got)
		}
	}
	rename["newName"] = "nord"
	if got := c.call("textDocument/rename", rename, nil); !strings.Contains(got, "already") {
		t.Errorf("rename to a name that is taken: %s", got)
	}
	if got := c.call("textDocument/nonsense", map[string]any{}, nil); !strings.Contains(got, "unknown method") {
		t.Errorf("unknown method: %s", got)
	}
}

func FuzzPositions(f *testing.F) {
	f.Add(text, 3, 5)
	f.Add("🚛\r\né", 1, 9)
	f.Fuzz(func(t *testing.T, source string, line, character int) {
		doc := markdown.Parse([]byte(source))
		offset := toOffset(doc, position{max(0, line), max(0, character)})
		if offset < 0 || offset > len(doc.Source) {
			t.Fatalf("offset %d of %d", offset, len(doc.Source))
		}
		if again := toOffset(doc, toPosition(doc, offset)); again != offset {
			t.Fatalf("offset %d comes back as %d", offset, again)
		}
		wordAt(doc, offset)
	})
}

// A key pressed in a document of 50 KB.
func BenchmarkChange(b *testing.B) {
	c := start(b, nil)
	var long strings.Builder
	long.WriteString(strings.Replace(text, "Final", "final", 1))
	for i := 0; long.Len() < 50_000; i++ {
		fmt.Fprintf(&long, "\n## Section %d\n\nUse of the API fell 40%% in the last 30 days, and P. Amadi says why. It holds.\n\n| Action | Owner | Due |\n|---|---|---|\n| Call them | Dana Ruiz | 2026-12-01 |\n", i)
	}
	whole := long.String()
	c.open(report, whole)
	b.Run("key", func(b *testing.B) {
		i := strings.Index(whole, "Section 120\n")
		at := toPosition(markdown.Parse([]byte(whole)), i)
		put, take := map[string]any{"range": span{at, at}, "text": "x"}, map[string]any{"range": span{at, position{at.Line, at.Character + 1}}, "text": ""}
		for n := 0; b.Loop(); n++ {
			key := put
			if n%2 == 1 {
				key = take
			}
			c.tell("textDocument/didChange", map[string]any{"textDocument": map[string]any{"uri": c.uri(report), "version": 2}, "contentChanges": []any{key}})
			c.diagnostics()
		}
	})
	b.Run("whole", func(b *testing.B) {
		for b.Loop() {
			c.change(report, whole)
		}
	})
}
