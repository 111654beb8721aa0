package implementation

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/parser"
	"go/scanner"
	"go/token"
	"io"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
	"mvdan.cc/sh/v3/syntax"

	"github.com/touchstone-cs/touchstone/internal/evidence/command/step"
	"github.com/touchstone-cs/touchstone/internal/pattern"
)

// A flaw is why an example cannot be parsed, with its line in the example, from 1; 0 where it is not known.
type flaw struct {
	line int
	says string
}

// unsound finds what keeps an example from being parsed; nil where nothing does. Shell, JSON, YAML, Go and the languages of grammars are parsed; of
// others only the shape is judged. Text of those with an ellipsis is not meant to be whole.
func unsound(language, content string) *flaw {
	name := canonical(language)
	if language == "tsx" {
		name = language // its own grammar
	}
	if g, ok := grammars[name]; ok {
		if strings.HasPrefix(strings.TrimSpace(content), ">>> ") || name == "java" && strings.Contains(content, "jshell>") {
			return nil // a session, prompts and all
		}
		return unparsed(g, content)
	}
	if name == "go" {
		return unsoundGo(content)
	}
	if strings.Contains(content, "…") || strings.Contains(content, "...") {
		return nil
	}
	if says := unshaped(name, content); says != "" {
		return &flaw{says: says}
	}
	return nil
}

func unshaped(language, content string) string {
	switch language {
	case "sh", "bash", "shell":
		return unsoundShell(content)
	case "json":
		return unsoundJSON(content)
	case "yaml", "yml":
		return unsoundYAML(content)
	case "sql", "postgresql":
		return unsoundSQL(content)
	case "http", "rest":
		if !httpLine.MatchString(content) {
			return "no request line"
		}
		return ""
	}
	if isProgramming[language] {
		return unbalanced(content, "//")
	}
	return ""
}

var (
	httpLine = pattern.New(`(?m)^\s*(?:(?:GET|HEAD|OPTIONS|POST|PUT|PATCH|DELETE|TRACE)\s+\S+|https?://\S+|HTTP/[\d.]+ \d{3})`)
	sqlFirst = pattern.New(`(?i)^\s*\(*\s*(select|insert|update|delete|with|create|alter|drop|truncate|grant|revoke|copy|begin|commit|rollback|explain|show|set|merge|values|call|do|vacuum|analyze|table|comment|refresh|lock|declare|\\\w+)\b`)
)

// toFill is a word that the reader replaces (<userid>); a shell would take it for two redirections. Behind another < it opens a here-document.
var toFill = pattern.New(`(^|[^<])(?:<[A-Za-z][A-Za-z0-9_-]*(?: [A-Za-z0-9_-]+)*>)+`)

func unsoundShell(content string) string {
	if step.IsTranscript(content) {
		return ""
	}
	if _, err := syntax.NewParser().Parse(strings.NewReader(toFill.ReplaceAllString(content, "${1}PLACEHOLDER")), ""); err != nil {
		return err.Error()
	}
	return ""
}

func unsoundJSON(content string) string {
	decoder := json.NewDecoder(strings.NewReader(content))
	for {
		var value any
		err := decoder.Decode(&value)
		if errors.Is(err, io.EOF) {
			return ""
		}
		if err != nil {
			return err.Error()
		}
	}
}

func unsoundYAML(content string) string {
	decoder := yaml.NewDecoder(strings.NewReader(content))
	for {
		var node yaml.Node
		err := decoder.Decode(&node)
		if errors.Is(err, io.EOF) {
			return ""
		}
		if err != nil {
			return err.Error()
		}
	}
}

// unsoundGo takes a file, declarations, or statements.
func unsoundGo(content string) *flaw {
	var first *flaw
	for _, filling := range fillings(content) {
		for _, form := range []string{"%s", "package p\n%s", "package p\nfunc f() {\n%s\n}"} {
			_, err := parser.ParseFile(token.NewFileSet(), "", fmt.Sprintf(form, filling), parser.SkipObjectResolution)
			if err == nil {
				return nil
			}
			// A file is told by what is wrong with it as a file, a fragment by what is wrong with its statements.
			if filling == content && (form == "%s") == strings.Contains(content, "package ") {
				first = goFlaw(err, strings.Count(form, "\n")-strings.Count(form, "\n}"), content)
			}
		}
	}
	return first
}

func goFlaw(err error, before int, content string) *flaw {
	var list scanner.ErrorList
	if !errors.As(err, &list) || len(list) == 0 {
		return &flaw{says: err.Error()}
	}
	return &flaw{line: max(1, min(list[0].Pos.Line-before, strings.Count(content, "\n")+1)), says: list[0].Msg}
}

func unsoundSQL(content string) string {
	if problem := unbalanced(content, "--"); problem != "" {
		return problem
	}
	plain := regexp.MustCompile(`(?m)--.*$`).ReplaceAllString(content, "")
	if !sqlFirst.MatchString(strings.TrimSpace(plain)) {
		return "no statement begins with a word of SQL"
	}
	return ""
}

// unbalanced says which bracket or quote does not close. comment begins a comment to the end of its line.
func unbalanced(content, comment string) string {
	var open []rune
	var quote rune
	lines := strings.Split(content, "\n")
	for number, line := range lines {
		escaped := false
		for i, r := range line {
			switch {
			case escaped:
				escaped = false
			case quote != 0 && r == '\\':
				escaped = true
			case quote != 0:
				if r == quote {
					quote = 0
				}
			case strings.HasPrefix(line[i:], comment) || comment == "//" && r == '#' && strings.TrimSpace(line[:i]) == "":
				goto next
			case r == '"' || r == '`' || r == '\'' && !isApostrophe(line, i):
				quote = r
			case strings.ContainsRune("([{", r):
				open = append(open, r)
			case strings.ContainsRune(")]}", r):
				if len(open) == 0 || !pairs(open[len(open)-1], r) {
					return fmt.Sprintf("line %d: %q closes nothing", number+1, r)
				}
				open = open[:len(open)-1]
			}
		}
	next:
		if quote == '"' && !strings.Contains(content, `"""`) {
			return fmt.Sprintf("line %d: a quotation mark does not close", number+1)
		}
		if quote == '\'' && comment != "--" {
			quote = 0 // a language's own use of the apostrophe
		}
	}
	if len(open) > 0 {
		return fmt.Sprintf("%q does not close", open[len(open)-1])
	}
	return ""
}

func isApostrophe(line string, at int) bool {
	return at > 0 && isLetter(line[at-1]) && at+1 < len(line) && isLetter(line[at+1])
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

func pairs(open, close rune) bool {
	return open == '(' && close == ')' || open == '[' && close == ']' || open == '{' && close == '}'
}
