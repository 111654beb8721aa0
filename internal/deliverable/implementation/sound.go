package implementation

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"io"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
	"mvdan.cc/sh/v3/syntax"

	"github.com/touchstone-cs/touchstone/internal/evidence/command/step"
	"github.com/touchstone-cs/touchstone/internal/pattern"
)

// unsound says why an example cannot be parsed, or "". Shell, JSON, YAML and Go are parsed; of other languages only the
// shape is judged. Text with an ellipsis is not meant to be whole.
func unsound(language, content string) string {
	if strings.Contains(content, "…") || strings.Contains(content, "...") && language != "go" && language != "javascript" && language != "js" && language != "typescript" {
		return ""
	}
	switch canonical(language) {
	case "sh", "bash", "shell":
		return unsoundShell(content)
	case "json":
		return unsoundJSON(content)
	case "yaml", "yml":
		return unsoundYAML(content)
	case "go":
		return unsoundGo(content)
	case "sql", "postgresql":
		return unsoundSQL(content)
	case "http", "rest":
		if !httpLine.MatchString(content) {
			return "no request line"
		}
		return ""
	}
	if isProgramming[canonical(language)] {
		return unbalanced(content, "//")
	}
	return ""
}

var (
	httpLine = pattern.New(`(?m)^\s*(?:(?:GET|HEAD|OPTIONS|POST|PUT|PATCH|DELETE|TRACE)\s+\S+|https?://\S+|HTTP/[\d.]+ \d{3})`)
	sqlFirst = pattern.New(`(?i)^\s*\(*\s*(select|insert|update|delete|with|create|alter|drop|truncate|grant|revoke|copy|begin|commit|rollback|explain|show|set|merge|values|call|do|vacuum|analyze|table|comment|refresh|lock|declare|\\\w+)\b`)
)

func unsoundShell(content string) string {
	if step.IsTranscript(content) {
		return ""
	}
	if _, err := syntax.NewParser().Parse(strings.NewReader(content), ""); err != nil {
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
func unsoundGo(content string) string {
	var first error
	for _, form := range []string{"%s", "package p\n%s", "package p\nfunc f() {\n%s\n}"} {
		_, err := parser.ParseFile(token.NewFileSet(), "", fmt.Sprintf(form, content), parser.SkipObjectResolution)
		if err == nil {
			return ""
		}
		if first == nil {
			first = err
		}
	}
	return first.Error()
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
