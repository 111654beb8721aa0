package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/intake"
)

// customers are the accounts of the workspace below, by ID.
var customers = map[string]string{
	"acme": "Acme Freight", "nord": "Nord Shipping", "zebra": "Zebra Lines", "kappa": "Kappa Cargo", "orion": "Orion Haulage", "tundra": "Tundra Logistics",
	"vesper": "Vesper Transport", "quarry": "Quarry Movers", "lumen": "Lumen Couriers", "pelican": "Pelican Freight", "osprey": "Osprey Trucks", "fjord": "Fjord Express",
}

// voices are what they speak of.
var voices = map[string][]string{
	"upload": {"The upload stops half-way and we do not know which routes are in.", "Bulk upload failed again after many stops, please add a retry button so that the night shift can repeat it.",
		"Uploading a large file times out every night.", "When the upload dies we have to check by hand what was stored.", "Please add a retry button to the upload.",
		"Large uploads fail and leave half of the route behind."},
	"password": {"Drivers forget their passwords every week.", "I cannot reset my password without calling support.", "Password reset mails never arrive.",
		"Please let us reset a driver's password ourselves, so that nobody waits at the gate.", "Resetting a driver's password takes a day."},
	"invoice": {"Our invoice shows the wrong amount again.", "The invoice was billed twice.", "The billing page shows invoices in the wrong currency.",
		"We were charged twice on the last invoice.", "Invoices arrive without our order number."},
	"map": {"The map is too slow to open in the morning.", "Loading the map takes very long on our tablets.", "The map freezes when I zoom in.",
		"Map tiles load very slowly on mobile.", "The map view is so slow that drivers stop using it."},
}

// feedbackWorkspace makes a workspace whose customers spoke in two quarters, and gives its folder. Every text also carries something
// that would give its customer away.
func feedbackWorkspace(t *testing.T) string {
	t.Helper()
	files := map[string]string{"touchstone.yaml": "name: Vendor\ntime_zone: Europe/Stockholm\nteam:\n  - {name: Dana Ruiz, role: csm}\n" +
		"competitors:\n  - {name: RouteWright, aliases: [Route Wright]}\n  - {name: MapHaul}\n"}
	ids := make([]string, 0, len(customers))
	for id, name := range customers {
		files["customer-success/accounts/"+id+"/account.yaml"] = fmt.Sprintf("account: %s\nname: %s\nowner: Dana Ruiz\ndomains: [%s.example]\ncontacts:\n  - {name: Petra %sson}\n", id, name, id, strings.ToUpper(id[:1])+id[1:])
		ids = append(ids, id)
	}
	root := t.TempDir()
	for name, text := range files {
		file := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	store := warehouse.Open(filepath.Join(root, ".touchstone", "warehouse"))
	if _, err := intake.Put(context.Background(), store, time.Date(2026, 10, 2, 9, 0, 0, 0, time.UTC), "test", said(ids)); err != nil {
		t.Fatal(err)
	}
	return root
}

func said(ids []string) map[string]string {
	sortStrings(ids)
	var rows, accounts []string
	add := func(id, account, day, source, body, permission string) {
		rows = append(rows, fmt.Sprintf("(%s, %s, %s, TIMESTAMP '%s 09:00:00', '%s', %s, '%s')", warehouse.Literal(id), warehouse.Literal(account), warehouse.Literal("Petra "+account),
			day, source, warehouse.Literal(body), permission))
	}
	for k, id := range ids {
		accounts = append(accounts, fmt.Sprintf("(%s, %s, %d.00)", warehouse.Literal(id), warehouse.Literal(customers[id]), 1000*(k+1)))
		for v, name := range []string{"invoice", "map", "password", "upload"} {
			if (k+v)%3 == 0 {
				continue
			}
			for line, body := range voices[name] {
				if (line+k)%2 == 0 {
					continue
				}
				body += " Call Petra at " + customers[id] + ", order 48213" + fmt.Sprint(k) + "."
				add(fmt.Sprintf("%s-%s-%d", id, name, line), id, fmt.Sprintf("2026-08-%02d", 1+line+k), []string{"survey", "ticket", "call"}[line%3], body, []string{"anonymous", "named", "none", ""}[(k+line)%4])
				if v%2 == 0 && k < 6 {
					add(fmt.Sprintf("old-%s-%s-%d", id, name, line), id, fmt.Sprintf("2026-05-%02d", 1+line+k), "survey", body, "anonymous")
				}
			}
		}
	}
	add("one-1", "acme", "2026-08-20", "call", "Could you show the height of bridges on the screen so that tall trucks avoid them?", "anonymous")
	add("one-2", "nord", "2026-08-21", "survey", "RouteWright imports our carrier file as it is; we ran both for a week.", "anonymous")
	add("one-3", "kappa", "2026-08-22", "survey", "I guess MapHaul will probably be far better soon.", "anonymous")
	return map[string]string{
		"feedback": "SELECT * FROM (VALUES " + strings.Join(rows, ", ") + ") AS t(item, account, person, time, source, body, permission)",
		"accounts": "SELECT * FROM (VALUES " + strings.Join(accounts, ", ") + ") AS t(account, name, arr)",
	}
}

func sortStrings(list []string) {
	for i := range list {
		for j := i + 1; j < len(list); j++ {
			if list[j] < list[i] {
				list[i], list[j] = list[j], list[i]
			}
		}
	}
}

// invoke runs a command in a workspace and gives its output; another exit status than wanted fails.
func invoke(t *testing.T, root, stdin string, want int, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	args = append(args, "--workspace", root, "--now", "2026-10-05")
	if got := run(args, strings.NewReader(stdin), &out, &errs); got != want {
		t.Fatalf("%v: exit %d, want %d\n%s\n%s", args, got, want, out.String(), errs.String())
	}
	return out.String()
}

func read(t *testing.T, parts ...string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(parts...))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

const summaryPath = "customer-success/feedback/2026-Q3.md"

func violations(t *testing.T, root string) []string {
	t.Helper()
	var report struct {
		Findings []struct {
			Line                   int
			Rule, Verdict, Message string
		}
	}
	var out, errs bytes.Buffer
	run([]string{"check", "--format", "json", "--workspace", root, "--now", "2026-10-05", filepath.Join(root, filepath.FromSlash(summaryPath))}, strings.NewReader(""), &out, &errs)
	if err := json.Unmarshal(out.Bytes(), &report); err != nil {
		t.Fatalf("%v\n%s\n%s", err, out.String(), errs.String())
	}
	var bad []string
	for _, f := range report.Findings {
		t.Logf("%s line %d: %s: %s", f.Verdict, f.Line, f.Rule, f.Message)
		if f.Verdict == "violated" {
			bad = append(bad, fmt.Sprintf("line %d: %s: %s", f.Line, f.Rule, f.Message))
		}
	}
	return bad
}

func TestFeedbackSummaryFromWarehouseToCheck(t *testing.T) {
	root := feedbackWorkspace(t)
	invoke(t, root, "", 0, "generate", "feedback-summary", "--period", "2026-Q3", "--author", "Dana Ruiz", "--no-commit")
	first := read(t, root, summaryPath)
	t.Log(first)
	for _, bad := range violations(t, root) {
		t.Error(bad)
	}
	for _, name := range customers {
		if strings.Contains(first, name) {
			t.Errorf("the summary names %s", name)
		}
	}
	if m := regexp.MustCompile(`48213|Petra`).FindString(first); m != "" {
		t.Errorf("the summary holds %q", m)
	}
	for _, want := range []string{"## Executive summary", "RouteWright", "**They need**", "(Customer "} {
		if !strings.Contains(first, want) {
			t.Errorf("the summary lacks %q", want)
		}
	}
	taxonomy := read(t, root, "themes.yaml")
	invoke(t, root, "", 0, "generate", "feedback-summary", "--period", "2026-Q3", "--author", "Dana Ruiz", "--no-commit")
	if again := read(t, root, summaryPath); again != first {
		t.Errorf("generating again changes it:\n%s", again)
	}
	if read(t, root, "themes.yaml") != taxonomy {
		t.Error("generating again changes themes.yaml")
	}
	if detail := read(t, root, "customer-success/accounts/acme/feedback/2026-Q3.md"); !strings.Contains(detail, "acme") || !strings.Contains(detail, "bridges") {
		t.Errorf("acme's own page:\n%s", detail)
	}
}

func TestPeoplesWordsAndDecisionsStay(t *testing.T) {
	root := feedbackWorkspace(t)
	invoke(t, root, "", 0, "generate", "feedback-summary", "--period", "2026-Q3", "--author", "Dana Ruiz", "--no-commit")
	var listed []struct{ Theme string }
	if err := json.Unmarshal([]byte(invoke(t, root, "", 0, "theme", "list", "--period", "2026-Q3", "--json")), &listed); err != nil || len(listed) < 3 {
		t.Fatalf("%d themes: %v", len(listed), err)
	}
	path := filepath.Join(root, filepath.FromSlash(summaryPath))
	text := strings.Replace(read(t, path), "## Individual requests", "Talked over with the product team on Monday.\n\n## Individual requests", 1)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	invoke(t, root, "", 0, "theme", "rename", listed[0].Theme, "Things that matter", "--no-commit")
	invoke(t, root, "", 0, "theme", "merge", listed[1].Theme, listed[0].Theme, "--no-commit")
	invoke(t, root, "", 0, "theme", "pin", "one-1", listed[0].Theme, "--no-commit")
	out := invoke(t, root, "", 0, "feedback", "answer", listed[0].Theme, "Done in the next release.", "--by", "Dana Ruiz", "--period", "2026-Q3", "--no-commit")
	if !strings.Contains(out, "one-1") || !strings.Contains(out, "acme") {
		t.Errorf("who asked:\n%s", out)
	}
	invoke(t, root, "", 0, "generate", "feedback-summary", "--period", "2026-Q3", "--author", "Dana Ruiz", "--no-commit")
	after := read(t, path)
	for _, want := range []string{"Things that matter", "Talked over with the product team", "Done in the next release"} {
		if !strings.Contains(after, want) {
			t.Errorf("the summary lacks %q:\n%s", want, after)
		}
	}
	for _, bad := range violations(t, root) {
		t.Error(bad)
	}
	invoke(t, root, "", 2, "theme", "rename", "no-such-theme", "X", "--no-commit")
	invoke(t, root, "\nx\ni\nq\n", 0, "theme", "review", "--period", "2026-Q3", "--no-commit")
}

func TestAnEmptyWarehouseGivesASummaryToo(t *testing.T) {
	root := t.TempDir()
	if err := os.WriteFile(filepath.Join(root, "touchstone.yaml"), []byte("name: Vendor\ntime_zone: UTC\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	invoke(t, root, "", 0, "generate", "feedback-summary", "--period", "2026-Q3", "--author", "Dana Ruiz", "--no-commit")
	for _, bad := range violations(t, root) {
		t.Error(bad)
	}
	invoke(t, root, "", 2, "generate", "feedback-summary", "--no-commit")
}

func TestAnEndpointThatIsDownLosesNothing(t *testing.T) {
	root := feedbackWorkspace(t)
	path := filepath.Join(root, "touchstone.yaml")
	config := read(t, path) + "embeddings: {url: \"http://127.0.0.1:1/v1\", model: m}\n"
	if err := os.WriteFile(path, []byte(config), 0o644); err != nil {
		t.Fatal(err)
	}
	invoke(t, root, "", 2, "generate", "feedback-summary", "--period", "2026-Q3", "--no-commit")
	for _, name := range []string{summaryPath, "themes.yaml", "themes"} {
		if _, err := os.Stat(filepath.Join(root, filepath.FromSlash(name))); err == nil {
			t.Errorf("%s was written though the texts could not be embedded", name)
		}
	}
}
