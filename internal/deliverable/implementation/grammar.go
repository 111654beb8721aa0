package implementation

import (
	"fmt"
	"strings"
	"unsafe"

	sitter "github.com/tree-sitter/go-tree-sitter"
	csharp "github.com/tree-sitter/tree-sitter-c-sharp/bindings/go"
	java "github.com/tree-sitter/tree-sitter-java/bindings/go"
	javascript "github.com/tree-sitter/tree-sitter-javascript/bindings/go"
	php "github.com/tree-sitter/tree-sitter-php/bindings/go"
	python "github.com/tree-sitter/tree-sitter-python/bindings/go"
	ruby "github.com/tree-sitter/tree-sitter-ruby/bindings/go"
	typescript "github.com/tree-sitter/tree-sitter-typescript/bindings/go"

	"github.com/touchstone-cs/touchstone/internal/pattern"
)

// A grammar parses a language. An example is often a fragment, so it is sound if it is in one of the forms: a file, the members of a class, a value.
type grammar struct {
	language func() unsafe.Pointer
	forms    []string
}

const whole = "%s"

var grammars = map[string]grammar{
	"python":     {python.Language, []string{whole}},
	"javascript": {javascript.Language, []string{whole, "(\n%s\n)", "class P {\n%s\n}"}},
	"typescript": {typescript.LanguageTypescript, []string{whole, "(\n%s\n)", "class P {\n%s\n}"}},
	"tsx":        {typescript.LanguageTSX, []string{whole, "(\n%s\n)"}},
	"java":       {java.Language, []string{whole, "class P {\n%s\n}", "class P { void f() {\n%s\n} }"}},
	"ruby":       {ruby.Language, []string{whole}},
	"php":        {php.LanguagePHP, []string{"<?php\n%s", "<?php class P {\n%s\n}"}},
	"csharp":     {csharp.Language, []string{whole, "class P {\n%s\n}", "class P { async void F() {\n%s\n} }"}},
}

var (
	placeholder = pattern.New(`<[A-Z][A-Z0-9_ -]*>|<[a-z]+(?:[-_ ][a-z0-9]+)+>|\{\{[^{}\n]*\}\}|\$\{[A-Z0-9_]+\}`)
	ellipsis    = pattern.New(`\.\.\.|…`)
	ownEllipsis = pattern.New(`(?m)^[ \t]*(?:\.\.\.|…)[ \t]*,?[ \t]*$`)
)

// fillings are an example as it stands and with its placeholders and ellipses put in: they stand for something that would parse. No filling
// changes the number of lines.
func fillings(content string) []string {
	named := placeholder.ReplaceAllString(content, "placeholder")
	blank := ownEllipsis.ReplaceAllString(named, "")
	all := []string{content, named, blank, ellipsis.ReplaceAllString(blank, "_"), ellipsis.ReplaceAllString(blank, ""),
		ellipsis.ReplaceAllString(named, "...")}
	var out []string
	for i, filling := range all {
		if i == 0 || filling != all[i-1] {
			out = append(out, filling)
		}
	}
	return out
}

// unparsed says where a grammar cannot read an example. The flaw told is that of the example as it stands.
func unparsed(g grammar, content string) *flaw {
	parser := sitter.NewParser()
	defer parser.Close()
	if err := parser.SetLanguage(sitter.NewLanguage(g.language())); err != nil {
		return nil // a grammar of another generation than the parser: the tests parse with each
	}
	var first *flaw
	for _, filling := range fillings(dedent(content)) {
		for _, form := range g.forms {
			before, after, _ := strings.Cut(form, whole)
			if strings.Contains(filling, "<?") {
				before = strings.TrimPrefix(before, "<?php\n")
			}
			found := parse(parser, before+filling+"\n"+after)
			if found == nil {
				return nil
			}
			if first == nil {
				found.line = max(1, min(found.line-strings.Count(before, "\n"), strings.Count(content, "\n")+1))
				first = found
			}
		}
	}
	return first
}

func parse(parser *sitter.Parser, text string) *flaw {
	tree := parser.Parse([]byte(text), nil)
	if tree == nil {
		return nil
	}
	defer tree.Close()
	root := tree.RootNode()
	if !root.HasError() {
		return nil
	}
	node := broken(root)
	line := int(node.StartPosition().Row) + 1
	if node.IsMissing() {
		return &flaw{line, fmt.Sprintf("%s is missing", node.Kind())}
	}
	lines := strings.Split(text, "\n")
	return &flaw{line, fmt.Sprintf("%q is not understood", strings.TrimSpace(lines[min(line, len(lines))-1]))}
}

// broken is the first node below that is an error or missing, the innermost where errors lie in one another.
func broken(node *sitter.Node) *sitter.Node {
	for {
		var next *sitter.Node
		for i := uint(0); i < node.ChildCount() && next == nil; i++ {
			if child := node.Child(i); child != nil && (child.HasError() || child.IsError() || child.IsMissing()) {
				next = child
			}
		}
		if next == nil {
			return node
		}
		node = next
	}
}

// dedent takes the first line's indentation from all lines that have it: an example cut out of a body.
func dedent(content string) string {
	first := strings.TrimLeft(content, "\n")
	indent := first[:len(first)-len(strings.TrimLeft(first, " \t"))]
	if indent == "" {
		return content
	}
	lines := strings.Split(content, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimPrefix(line, indent)
	}
	return strings.Join(lines, "\n")
}
