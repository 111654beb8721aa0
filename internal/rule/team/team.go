// Package team reads a team's own rules: entries of rules/*.yaml with a CEL expression over the document.
//
// An expression cannot hang: its cost is limited, and its regular expressions are RE2. Its examples are executed when it is read.
package team

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/traits"
	"cel.dev/cel-go/ext"
	"go.yaml.in/yaml/v3"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/rule"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// Folder holds the team's rules.
const Folder = "rules"

// costLimit bounds one evaluation; a rule over a 50 KB document takes some ten thousands.
const costLimit = 2_000_000

type file struct {
	Rules []entry `yaml:"rules"`
}

type entry struct {
	ID         string   `yaml:"id"`
	Title      string   `yaml:"title"`
	Kinds      []string `yaml:"kinds"` // empty: all
	Severity   string   `yaml:"severity"`
	Each       string   `yaml:"each"` // a list; expr is then asked for every item
	Expr       string   `yaml:"expr"` // true where the document is good
	Message    string   `yaml:"message"`
	Suggestion string   `yaml:"suggestion"`
	Explain    string   `yaml:"explain"`
	Bad        string   `yaml:"bad"`
	Good       string   `yaml:"good"`

	line int
}

// UnmarshalYAML keeps the line, and refuses unknown keys: a misspelt key would be a rule that never fails.
func (e *entry) UnmarshalYAML(node *yaml.Node) error {
	type plain entry
	e.line = node.Line
	for i := 0; i+1 < len(node.Content); i += 2 {
		if !slices.Contains(keys, node.Content[i].Value) {
			return fmt.Errorf("line %d: unknown key %q: want one of %s", node.Content[i].Line, node.Content[i].Value, strings.Join(keys, ", "))
		}
	}
	return node.Decode((*plain)(e))
}

var keys = []string{"id", "title", "kinds", "severity", "each", "expr", "message", "suggestion", "explain", "bad", "good"}

// Load reads every rules/*.yaml of the workspace. models gives a kind's typed model; an unknown kind has none. Every fault is reported with
// its place; the rules that are whole are returned beside the error.
func Load(w *workspace.Workspace, models func(kind string) func(*markdown.Document) any) ([]*rule.Rule, error) {
	names, err := w.Files(Folder, func(name string) bool { return strings.HasSuffix(name, ".yaml") || strings.HasSuffix(name, ".yml") })
	if err != nil || len(names) == 0 {
		return nil, err
	}
	env, err := environment()
	if err != nil {
		return nil, fmt.Errorf("team rules: %w", err)
	}
	var rules []*rule.Rule
	var errs []error
	seen := map[string]string{}
	for _, name := range names {
		data, err := w.ReadFile(name)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		entries, err := parse(name, data)
		errs = append(errs, err)
		for _, e := range entries {
			place := fmt.Sprintf("%s:%d", name, e.line)
			if other := seen[e.ID]; other != "" {
				errs = append(errs, fmt.Errorf("%s: the ID %s is taken by %s", place, e.ID, other))
				continue
			}
			seen[e.ID] = place
			r, err := e.compile(env, models)
			if err != nil {
				errs = append(errs, fmt.Errorf("%s: rule %s: %w", place, e.ID, err))
				continue
			}
			rules = append(rules, r)
		}
	}
	return rules, errors.Join(errs...)
}

func parse(name string, data []byte) ([]entry, error) {
	var f file
	if err := yaml.NewDecoder(bytes.NewReader(data)).Decode(&f); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s: %s", name, strings.TrimPrefix(err.Error(), "yaml: "))
	}
	return f.Rules, nil
}

func environment() (*cel.Env, error) {
	return cel.NewEnv(
		cel.Variable("doc", cel.MapType(cel.StringType, cel.DynType)),
		cel.Variable("model", cel.DynType),
		cel.Variable("account", cel.MapType(cel.StringType, cel.DynType)),
		cel.Variable("item", cel.DynType),
		cel.Variable("today", cel.StringType),
		ext.Strings(), ext.Lists(), ext.Sets(),
	)
}

func (e entry) compile(env *cel.Env, models func(string) func(*markdown.Document) any) (*rule.Rule, error) {
	severity := rule.Warning
	if e.Severity != "" {
		parsed, err := rule.ParseSeverity(e.Severity)
		if err != nil {
			return nil, err
		}
		severity = parsed
	}
	switch {
	case !wellFormed(e.ID):
		return nil, fmt.Errorf("want an ID of two or more capitals and three digits, such as OUR001")
	case e.Title == "" || e.Message == "" || e.Expr == "":
		return nil, fmt.Errorf("title, message and expr are all needed")
	case e.Bad == "" || e.Good == "":
		return nil, fmt.Errorf("a bad and a good example are needed: they are executed")
	}
	c := checker{entry: e, needsModel: strings.Contains(e.Expr+e.Each, "model")}
	var err error
	if c.expr, err = program(env, "expr", e.Expr); err != nil {
		return nil, err
	}
	if e.Each != "" {
		if c.each, err = program(env, "each", e.Each); err != nil {
			return nil, err
		}
	}
	r := &rule.Rule{ID: e.ID, Title: e.Title, Requirement: "team", Explain: e.explanation(), Bad: e.Bad, Good: e.Good, Severity: severity, Check: c.check}
	return r, e.execute(r, models)
}

func (e entry) explanation() string {
	if e.Explain != "" {
		return e.Explain
	}
	return e.Message
}

func wellFormed(id string) bool {
	letters := strings.TrimRight(id, "0123456789")
	return len(id)-len(letters) == 3 && len(letters) >= 2 && strings.Trim(letters, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

func program(env *cel.Env, key, source string) (cel.Program, error) {
	ast, issues := env.Compile(source)
	if issues.Err() != nil {
		return nil, fmt.Errorf("%s: %w", key, issues.Err())
	}
	p, err := env.Program(ast, cel.CostLimit(costLimit))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", key, err)
	}
	return p, nil
}

// execute runs the rule's own examples: the bad one gives a finding, the good one none.
func (e entry) execute(r *rule.Rule, models func(string) func(*markdown.Document) any) error {
	for _, example := range []struct {
		name, text string
		bad        bool
	}{{"bad", e.Bad, true}, {"good", e.Good, false}} {
		if len(e.Kinds) > 0 && !strings.HasPrefix(example.text, "---\n") {
			example.text = "---\nkind: " + e.Kinds[0] + "\n---\n\n" + example.text
		}
		doc := markdown.Parse([]byte(example.text))
		pass := rule.Pass{Doc: doc, Path: "example.md", Kind: doc.Front.Value("kind")}
		if model := models(pass.Kind); model != nil {
			pass.Model = model(doc)
		}
		findings := rule.Run(r, r.Severity, pass)
		for _, f := range findings {
			if f.Verdict == evidence.Unverified {
				return fmt.Errorf("%s example: %s", example.name, f.Message)
			}
		}
		if example.bad && len(findings) == 0 {
			return fmt.Errorf("the bad example gives no finding")
		}
		if !example.bad && len(findings) > 0 {
			return fmt.Errorf("the good example gives a finding: %s", findings[0].Message)
		}
	}
	return nil
}

// checker is a compiled rule.
type checker struct {
	entry
	expr, each cel.Program
	needsModel bool
}

func (c checker) check(p *rule.Pass) {
	if len(c.Kinds) > 0 && !slices.Contains(c.Kinds, p.Kind) {
		return
	}
	vars := variables(p, c.needsModel)
	if c.each == nil {
		c.ask(p, vars, p.Top())
		return
	}
	list, _, err := c.each.Eval(vars)
	if err != nil {
		p.Unverified(p.Top(), "", "each: %v", err)
		return
	}
	items, ok := list.(traits.Lister)
	if !ok {
		p.Unverified(p.Top(), "", "each gives %v, not a list", list.Type())
		return
	}
	for it := items.Iterator(); it.HasNext() == types.True; {
		item := it.Next()
		vars["item"] = item
		c.ask(p, vars, place(item.Value(), p.Top()))
	}
}

func (c checker) ask(p *rule.Pass, vars map[string]any, span markdown.Span) {
	value, _, err := c.expr.Eval(vars)
	switch {
	case err != nil:
		p.Unverified(span, "", "expr: %v", err)
	case value == types.False:
		p.Violated(span, c.Suggestion, "%s", c.Message)
	case value != types.True:
		p.Unverified(span, "", "expr gives %v, not true or false", value)
	}
}
