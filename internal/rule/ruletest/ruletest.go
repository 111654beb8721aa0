// Package ruletest executes the examples that every rule carries.
package ruletest

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/touchstone-cs/touchstone/internal/claim"
	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/rule"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// Now is the clock of the examples.
var Now = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// files are the workspace in which examples are checked: a vendor's team of Dana Ruiz and two customers, acme and nord.
var files = map[string]string{
	"touchstone.yaml": "name: Vendor\ntime_zone: Europe/Stockholm\nteam:\n  - {name: Dana Ruiz, email: dana@vendor.example, role: csm}\n  - {name: L. Okafor, role: engineer}\n",
	"customer-success/accounts/acme/account.yaml": "account: acme\nname: Acme Freight\naliases: [Acme]\ndomains: [acme.example]\nowner: Dana Ruiz\nlanguage: java\ncontacts:\n" +
		"  - {name: Maria Lindqvist, title: Head of Dispatch}\n  - {name: P. Amadi, role: integration}\n  - {name: S. Berg, role: security}\n",
	"customer-success/accounts/nord/account.yaml": "account: nord\nname: Nord Shipping\n",
}

// Workspace makes the examples' workspace with further files by path.
func Workspace(t testing.TB, more map[string]string) *workspace.Workspace {
	t.Helper()
	root := t.TempDir()
	for _, set := range []map[string]string{files, more} {
		for name, text := range set {
			path := filepath.Join(root, filepath.FromSlash(name))
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	w, err := workspace.Open(root, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	return w
}

// late is the examples' evidence: of two snapshots, the first is 1-1a7e, over which every figure is as it is cited, and which
// knew one fewer than is known today. What names another snapshot, or none, is unverified.
type late struct{}

func (late) Schemes() []string { return []string{"metric"} }

func (late) Resolve(_ context.Context, requests []evidence.Request) ([]evidence.Record, error) {
	records := make([]evidence.Record, len(requests))
	for i, r := range requests {
		n, err := strconv.Atoi(r.Ref.Value("value"))
		if err != nil || r.Ref.Value("snapshot") != "1-1a7e" {
			records[i] = evidence.Missing("no source resolves %q references", r.Ref.Scheme+":") // as where there is no source at all
			continue
		}
		records[i] = evidence.Record{Values: r.Ref.Params, Today: []evidence.Param{{Key: "value", Value: strconv.Itoa(n + 1)}}}
	}
	return records, nil
}

// Pass makes what a rule sees of text at path in w. Its evidence is late's; every other citation is unverified.
func Pass(w *workspace.Workspace, path, text string, model func(*markdown.Document) any) rule.Pass {
	doc := markdown.Parse([]byte(text))
	p := rule.Pass{Doc: doc, Path: path, Kind: doc.Front.Value("kind"), Workspace: w, Account: w.AccountOf(path), Now: Now}
	var requests []evidence.Request
	for _, c := range claim.Extract(doc) {
		p.Citations = append(p.Citations, rule.Citation{Claim: c})
		requests = append(requests, evidence.Request{Ref: c.Ref, Path: path})
	}
	for i, record := range evidence.Resolve(context.Background(), []evidence.Source{late{}}, requests) {
		if p.Citations[i].Evidence() {
			p.Citations[i].Record, p.Citations[i].Resolved = record, true
		}
	}
	if model != nil {
		p.Model = model(doc)
	}
	return p
}

// Examples checks that each rule's bad example gives a finding and its good one none. front is put before an example that has no front
// matter of its own; model may be nil.
func Examples(t *testing.T, rules []*rule.Rule, front string, model func(*markdown.Document) any) {
	t.Helper()
	w := Workspace(t, nil)
	for _, r := range rules {
		for _, example := range []struct {
			text string
			bad  bool
		}{{r.Bad, true}, {r.Good, false}} {
			text := example.text
			if !strings.HasPrefix(text, "---\n") {
				text = front + text
			}
			findings := rule.Run(r, r.Severity, Pass(w, "customer-success/accounts/acme/routing/document.md", text, model))
			if example.bad && len(findings) == 0 {
				t.Errorf("%s: the bad example gives no finding", r.ID)
			}
			for _, f := range findings {
				if strings.Contains(f.Message, "failed on this document") {
					t.Errorf("%s: %s", r.ID, f.Message)
				}
				if !example.bad {
					t.Errorf("%s: the good example gives %s at %d:%d: %s", r.ID, f.Verdict, f.Start.Line, f.Start.Column, f.Message)
				}
			}
		}
	}
}

// Fuzz runs every rule over whatever text: none may fail, and no finding may lie outside the document. The seeds are the rules' own examples.
func Fuzz(f *testing.F, rules []*rule.Rule, front string, model func(*markdown.Document) any) {
	f.Helper()
	w := Workspace(f, nil)
	for _, r := range rules {
		f.Add(r.Bad)
		f.Add(r.Good)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !strings.HasPrefix(text, "---\n") {
			text = front + text
		}
		pass := Pass(w, "customer-success/accounts/acme/routing/document.md", text, model)
		for _, r := range rules {
			for _, found := range rule.Run(r, r.Severity, pass) {
				if strings.Contains(found.Message, "failed on this document") {
					t.Fatalf("%s: %s", r.ID, found.Message)
				}
				if found.Span.Start < 0 || found.Span.End < found.Span.Start || found.Span.End > len(text) {
					t.Fatalf("%s: a finding at bytes %d to %d of %d", r.ID, found.Span.Start, found.Span.End, len(text))
				}
			}
		}
	})
}
