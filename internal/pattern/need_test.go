package pattern

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// expressions are those that the program's rooms are written with, where they stand in one piece.
func expressions(t *testing.T) []string {
	t.Helper()
	var found []string
	files := token.NewFileSet()
	err := filepath.WalkDir("..", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") {
			return err
		}
		file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && len(call.Args) == 1 {
				name, isName := call.Fun.(*ast.SelectorExpr)
				text, isText := call.Args[0].(*ast.BasicLit)
				if isName && isText && name.Sel.Name == "New" && text.Kind == token.STRING {
					if expression, err := strconv.Unquote(text.Value); err == nil {
						found = append(found, expression)
					}
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// Whatever matches an expression holds what it is said to need: texts made of the expression's own letters, in any case, with others between.
func TestWhatMatchesHoldsTheNeed(t *testing.T) {
	all, needy := expressions(t), 0
	for _, expression := range all {
		n := needOf(expression)
		re, err := regexp.Compile(expression)
		if n == nil || err != nil {
			continue
		}
		needy++
		matching := rapid.StringMatching(expression)
		rapid.Check(t, func(t *rapid.T) {
			s := rapid.StringN(0, 3, -1).Draw(t, "before") + matching.Draw(t, "match") + rapid.StringN(0, 3, -1).Draw(t, "after")
			switch rapid.IntRange(0, 3).Draw(t, "case") {
			case 0:
				s = strings.ToUpper(s)
			case 1:
				s = strings.ToLower(s)
			case 2:
				s = strings.NewReplacer("s", "ſ", "k", "\u212a").Replace(s)
			}
			if re.MatchString(s) && !n.in(s) {
				t.Fatalf("%q matches %s and lacks what it needs", s, expression)
			}
		})
	}
	if needy < len(all)/2 || needy < 50 {
		t.Errorf("only %d of %d expressions need anything", needy, len(all))
	}
}

func TestNeed(t *testing.T) {
	for _, test := range []struct {
		expression, text string
		want             bool
	}{
		{`(?i)\b(?:late|delay\w*)\b`, "nothing of the sort", false},
		{`(?i)\b(?:late|delay\w*)\b`, "a DELAYED start", true},
		{`(?i)\b(?:late|delay\w*)\b`, "re-lated", true}, // a word is enough to run the expression
		{`\b\d{4}-\d{2}\b`, "on 2026-1", false},
		{`\b\d{4}-\d{2}\b`, "on 2026-10", true},
		{`\b\d{4}-\d{2}\b`, "in 2026", false},
		{`(?i)task`, "the TAſ\u212a", true},
		{`task`, "the TAſ\u212a", false},
		{`→|(?i)from \d`, "FROM 9", true},
		{`→|(?i)from \d`, "fro", false},
		{`(?i)\b(?:arr\b|deal(?: size)?)\b`, "carriers", false},
		{`(?i)\b(?:arr\b|deal(?: size)?)\b`, "the ARR,", true},
		{`(?i)\b(?:arr\b|deal(?: size)?)\b`, "dealt", false},
		{`\b-x\b`, "a-x", true},
		{`\b-x\b`, "-xy", false},
		{`(?:\bfoo\b)+`, "food", false},
		{`(?:\bfoo\b)?x`, "foodx", true},
		{`[^x]`, "", true}, // nothing is known
		{`a?`, "", true},
		{`(?:ab|)c`, "abd", false},
	} {
		n := needOf(test.expression)
		if got := n == nil || n.in(test.text); got != test.want {
			t.Errorf("%s in %q: %v", test.expression, test.text, got)
		}
	}
}
