// Package rooms holds the test of the import graph: which room may know which, and why.
package rooms

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/touchstone-cs/touchstone/"

// forbidden lists imports that must not be, with the reason. A room stands for itself and the rooms in it.
var forbidden = []struct{ room, imports, why string }{
	{"internal/markdown", "internal/", "the document room knows nothing of what documents mean"},
	{"internal/metric", "internal/evidence", "a definition does no I/O and knows no warehouse"},
	{"internal/metric", "internal/workspace", "a definition is data; whoever has the workspace hands it over"},
	{"internal/evidence", "internal/rule", "evidence is what rules ask for, not the other way round"},
	{"internal/evidence", "internal/deliverable", "evidence serves every kind and knows none"},
	{"internal/evidence", "internal/review", "nothing flows back up"},
	{"internal/claim", "internal/rule", "comparing figures is a tool of rules"},
	{"internal/claim", "internal/workspace", "a claim and its record are values"},
	{"internal/workspace", "internal/rule", "the tree is read before it is judged"},
	{"internal/workspace", "internal/deliverable", "the tree holds documents of every kind"},
	{"internal/rule", "internal/deliverable", "a rule is data; kinds list rules"},
	{"internal/rule", "internal/review", "nothing flows back up"},
	{"internal/deliverable", "internal/review", "nothing flows back up"},
	{"internal/deliverable", "internal/evidence/warehouse/duckdb", "an engine's name never leaks upward"},
	{"internal/review", "internal/evidence/warehouse/duckdb", "an engine's name never leaks upward"},
	{"internal/review", "internal/deliverable/health", "review works with whatever kinds the catalog lists"},
	{"internal/prose", "internal/", "language is judged by its words alone"},
	{"internal/signal", "internal/evidence", "a signal is computed from figures that are handed over"},
	{"internal/signal", "internal/workspace", "a signal is computed from figures that are handed over"},
	{"internal/schedule", "internal/evidence", "a forecast is computed from a plan"},
	{"internal/schedule", "internal/workspace", "a forecast is computed from a plan"},
	{"internal/privacy", "internal/workspace", "whom to look for is handed over"},
	{"internal/atomicfile", "internal/", "the lowest room"},
	{"internal/git", "internal/", "the lowest room"},
}

// allowed are exceptions, with the reason.
var allowed = map[string]string{}

// kinds are the rooms of internal/deliverable, but for the one of the rules for all. They never import one another: what
// they share stands in internal/deliverable.
func kinds(t *testing.T) []string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join("..", "deliverable"))
	if err != nil {
		t.Fatal(err)
	}
	var rooms []string
	for _, entry := range entries {
		if entry.IsDir() && entry.Name() != "general" {
			rooms = append(rooms, entry.Name())
		}
	}
	return rooms
}

func TestImportsPointOneWay(t *testing.T) {
	for file, imports := range importsOf(t) {
		for _, imported := range imports {
			for _, rule := range forbidden {
				if within(file, rule.room) && within(imported, rule.imports) && !within(imported, rule.room) && allowed[path.Dir(file)+" "+imported] == "" {
					t.Errorf("%s imports %s: %s", file, imported, rule.why)
				}
			}
		}
	}
}

func TestKindsDoNotKnowOneAnother(t *testing.T) {
	kinds := kinds(t)
	for file, imports := range importsOf(t) {
		for _, a := range kinds {
			if !within(file, "internal/deliverable/"+a) {
				continue
			}
			for _, imported := range imports {
				for _, b := range kinds {
					if a != b && within(imported, "internal/deliverable/"+b) {
						t.Errorf("%s imports %s: a kind never imports a kind; what both need belongs in internal/deliverable", file, imported)
					}
				}
			}
		}
	}
}

// TestNobodyKnowsAKindByItsName: what another room asks of a kind, the kind declares (deliverable.Kind). The few names that
// documents of another kind speak of stand in one place, and the benchmarks write documents of each kind.
func TestNobodyKnowsAKindByItsName(t *testing.T) {
	homes := map[string]string{"onboarding-plan": "names.go", "implementation-guide": "names.go", "health-report": "names.go", "escalation-report": "names.go",
		"case-study": "casestudy/model.go", "feedback-summary": "feedback/kind.go"}
	for file := range importsOf(t) {
		text, err := os.ReadFile(filepath.Join("..", "..", file))
		if err != nil {
			t.Fatal(err)
		}
		for name, home := range homes {
			if file != "internal/deliverable/"+home && !within(file, "internal/bench") && strings.Contains(string(text), strconv.Quote(name)) {
				t.Errorf("%s names the kind %s: let kinds declare what it asks, or take the name from internal/deliverable/%s", file, name, home)
			}
		}
	}
}

func TestOnlyTheCommandExits(t *testing.T) {
	for file, imports := range importsOf(t) {
		for _, imported := range imports {
			if imported == "cmd/touchstone" {
				t.Errorf("%s imports the command", file)
			}
		}
	}
}

func within(name, room string) bool {
	return name == room || strings.HasPrefix(name, strings.TrimSuffix(room, "/")+"/")
}

// importsOf lists the imports of this module in every file that is no test, both relative to the module.
func importsOf(t *testing.T) map[string][]string {
	t.Helper()
	root := filepath.Join("..", "..")
	files := map[string][]string{}
	err := filepath.WalkDir(filepath.Join(root, "internal"), func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		for _, spec := range parsed.Imports {
			value, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			if own, ok := strings.CutPrefix(value, module); ok {
				files[filepath.ToSlash(rel)] = append(files[filepath.ToSlash(rel)], own)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 20 {
		t.Fatalf("only %d files import anything of this module: the test looks in the wrong place", len(files))
	}
	return files
}
