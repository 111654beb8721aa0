package lsp

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/deliverable/general"
	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/review"
	"github.com/touchstone-cs/touchstone/internal/rule/ruletest"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

func catalog(*workspace.Workspace) (*review.Catalog, error) {
	kind := &deliverable.Kind{Name: "health-report", Title: "Customer Health Report", Section: 3, Prefix: "HR", Template: "---\nkind: health-report\n---\n\n# {{.Account.Name}}\n\n## Scorecard\n\n## Risk signals\n",
		TemplateFile: "report.md", Model: func(d *markdown.Document) any { return d },
		Sections: func(model any) []*markdown.Section {
			return []*markdown.Section{model.(*markdown.Document).Section("risk signals", "warning signs")}
		}}
	return &review.Catalog{Kinds: []*deliverable.Kind{kind}, General: general.Rules([]*deliverable.Kind{kind}), Sources: []evidence.Source{facts{}}}, nil
}

// facts know of two metrics and one ticket.
type facts struct{}

func (facts) Schemes() []string { return []string{"ticket"} }

func (facts) Resolve(_ context.Context, requests []evidence.Request) ([]evidence.Record, error) {
	return slices.Repeat([]evidence.Record{{Text: "Export hangs", Origin: "ticket t-1 in snapshot 4-aa"}}, len(requests)), nil
}

func (facts) Offer(_ context.Context, about evidence.About) ([]evidence.Ref, error) {
	var refs []evidence.Ref
	for _, figures := range []string{"metric:seats value=140", "metric:events value=140.2 prior=7440", "metric:api_calls value=7440"} {
		ref, err := evidence.ParseRef(figures)
		if err != nil {
			return nil, err
		}
		refs = append(refs, ref.With("account", about.Account).With("period", strings.Join(about.Periods, "+")).With("snapshot", "5-bb"))
	}
	return refs, nil
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

// What no document cites yet is found in the evidence; what one cites is not offered a second time over another snapshot.
func TestCitationsAreComputed(t *testing.T) {
	c := start(t, map[string]string{report: text})
	typed := strings.Replace(text, "And 7440 again.", "And 7440 again, for 140 seats on 2026-10-14.", 1)
	c.open(report, typed)
	titles := func(words string) string {
		p := c.at(report, typed, words)
		p["range"] = span{p["position"].(position), p["position"].(position)}
		p["context"] = map[string]any{"diagnostics": []any{}}
		var actions []codeAction
		c.call("textDocument/codeAction", p, &actions)
		var out []string
		for _, a := range actions {
			if edits := a.Edit.Changes[c.uri(report)]; a.Kind == "quickfix" {
				out = append(out, a.Title)
				for _, e := range edits {
					out = append(out, fmt.Sprintf("  %d:%d %q", e.Range.Start.Line, e.Range.Start.Character, e.NewText))
				}
			}
		}
		return strings.Join(out, "\n")
	}
	for words, want := range map[string]string{
		"7440 again": "Cite metric:api_calls, whose value is 7440 (2026-10)\n  17:8 \"[^api]\"\nCite metric:events, whose prior is 7440 (2026-10)\n" +
			"  17:8 \"[^events]\"\n  20:0 \"[^events]: metric:events value=140.2 prior=7440 account=acme period=2026-10 snapshot=5-bb\\n\"",
		"140 seats": "Cite metric:seats, whose value is 140 (2026-10)\n  17:23 \"[^seats]\"\n  20:0 \"[^seats]: metric:seats value=140 account=acme period=2026-10 snapshot=5-bb\\n\"\n" +
			"Cite metric:events, whose value is 140.2 (2026-10)\n  17:23 \"[^events]\"\n  20:0 \"[^events]: metric:events value=140.2 prior=7440 account=acme period=2026-10 snapshot=5-bb\\n\"",
		"10-14": "",
	} {
		if got := titles(words); got != want {
			t.Errorf("at %q:\n%s\nwant\n%s", words, got, want)
		}
	}
	typed = strings.Replace(typed, "[^api]: metric", "[^s]: metric:s\n\n[^api]: metric", 1)
	c.change(report, typed)
	p := c.at(report, typed, "\n\n[^api]: metric")
	if got := c.call("textDocument/completion", p, nil); !strings.Contains(got, `"label":"seats"`) {
		t.Errorf("completion of a metric: %s", got)
	}
	typed = strings.Replace(typed, "metric:s\n", "metric:seats \n", 1)
	c.change(report, typed)
	if got := c.call("textDocument/completion", c.at(report, typed, "\n\n[^api]: metric"), nil); !strings.Contains(got, `"label":"metric:seats value=140 account=acme`) || !strings.Contains(got, `"range":{"end":{"character":19,"line":19},"start":{"character":6,"line":19}}`) {
		t.Errorf("completion of a reference: %s", got)
	}
}

// The team's template counts; a section goes to where the template has it, and one that stands there under another name is not missing.
func TestMissingSections(t *testing.T) {
	own := "---\nkind: health-report\n---\n\n# X\n\n## Weather\n\n<!-- sun or rain at {{.Account.Name}} -->\n\n## Scorecard\n\n## Risk signals\n\n## Thanks\n\n[^x]: note\n"
	c := start(t, map[string]string{"personas/customer-success/templates/report.md": own})
	for _, doc := range []struct{ name, text, want string }{
		{"aliases", "# R\n\n## Scorecard\n\nx[^a]\n\n## Warning signs\n\ny\n\n[^a]: b\n", "7:0 \"## Weather\\n\\n<!-- sun or rain at Acme Freight -->\\n\\n\" 15:0 \"## Thanks\\n\\n\""},
		{"crlf, end of the file", "# R\r\n\r\n## Weather\r\n\r\n## Thanks\r\n\r\nx", "9:0 \"## Scorecard\\r\\n\\r\\n\" 9:0 \"## Risk signals\\r\\n\\r\\n\""},
		{"nothing there", "# R", "5:3 \"\\n\\n## Weather\\n\\n<!-- sun or rain at Acme Freight -->\\n\" 5:3 \"\\n\\n## Scorecard\\n\" 5:3 \"\\n\\n## Risk signals\\n\" 5:3 \"\\n\\n## Thanks\\n\""},
	} {
		source := "---\nkind: health-report\naccount: acme\n---\n\n" + doc.text
		if strings.Contains(doc.text, "\r") {
			source = "---\r\nkind: health-report\r\naccount: acme\r\n---\r\n\r\n" + doc.text
		}
		c.open(report, source)
		var actions []codeAction
		c.call("textDocument/codeAction", map[string]any{"textDocument": map[string]any{"uri": c.uri(report)}, "range": span{}, "context": map[string]any{}}, &actions)
		var got []string
		for _, a := range actions {
			if a.Kind == "source" {
				e := a.Edit.Changes[c.uri(report)][0]
				got = append(got, fmt.Sprintf("%d:%d %q", e.Range.Start.Line, e.Range.Start.Character, e.NewText))
			}
		}
		if strings.Join(got, " ") != doc.want {
			t.Errorf("%s:\n%s\nwant\n%s", doc.name, strings.Join(got, " "), doc.want)
		}
	}
}

// A ticket lies in the warehouse: its definition is a page in the warehouse's cache.
func TestDefinitionOfATicket(t *testing.T) {
	source := strings.Replace(text, "metric:api_calls account", "ticket:t-1 account", 1)
	c := start(t, map[string]string{report: source})
	c.open(report, source)
	var place location
	c.call("textDocument/definition", c.at(report, source, "t-1 account"), &place)
	page, err := os.ReadFile(pathOf(place.URI))
	if err != nil || !strings.Contains(string(page), "> Export hangs") || !strings.Contains(place.URI, "/.touchstone/warehouse/cache/records/ticket-t-1.md") {
		t.Errorf("%s: %s, %v", place.URI, page, err)
	}
}

// Of what is typed faster than it can be checked only the last text is.
func TestTypingFast(t *testing.T) {
	c := start(t, nil)
	c.open(report, text)
	const keys = 200
	for n := range keys {
		c.tell("textDocument/didChange", map[string]any{"textDocument": map[string]any{"uri": c.uri(report), "version": n}, "contentChanges": []any{map[string]any{"text": strings.Replace(text, "Final", strings.Repeat("x", n+1), 1)}}})
	}
	last := strings.Repeat("x", keys)
	var published int
	for published = 1; !strings.Contains(fmt.Sprint(c.diagnostics()), last); published++ {
	}
	if published > keys {
		t.Errorf("%d publications for %d changes", published, keys)
	}
	t.Logf("%d publications for %d changes", published, keys)
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
