package implementation

import (
	"encoding/json"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/touchstone-cs/touchstone/internal/evidence/command/target"
	"github.com/touchstone-cs/touchstone/internal/pattern"
)

// inShell quotes a value that is a word, or alone in its quotes. In the midst of other quoted text, which may be code of
// another language, and in here-documents only harmless values stand.
func inShell(code string, names [][]int) []writing {
	marked, marks := markNames(code, names)
	file, err := syntax.NewParser(syntax.KeepComments(true)).Parse(strings.NewReader(marked), "")
	if err != nil {
		return everywhere(asOneWord, names)
	}
	writings := everywhere(asWords, names)
	set := func(text string, write writing, alone bool) {
		for i, mark := range marks {
			if text == mark || !alone && strings.Contains(text, mark) {
				writings[i] = write
			}
		}
	}
	var quoted []bool // of the nodes from the file down to here: between double quotes or in a here-document
	syntax.Walk(file, func(node syntax.Node) bool {
		if node == nil {
			quoted = quoted[:len(quoted)-1]
			return true
		}
		within := len(quoted) > 0 && quoted[len(quoted)-1]
		switch node := node.(type) {
		case *syntax.DblQuoted:
			if lit, ok := onlyPart(node.Parts).(*syntax.Lit); ok && !within {
				set(lit.Value, asDoubleQuoted, true)
			}
			within = true
		case *syntax.SglQuoted:
			if !node.Dollar && !within {
				set(node.Value, asSingleQuoted, true)
			}
		case *syntax.Word:
			for _, part := range node.Parts {
				if lit, ok := part.(*syntax.Lit); ok && !within {
					set(lit.Value, asBareWord, false)
				}
			}
		case *syntax.Comment:
			set(node.Text, asItIs, false)
		case *syntax.ArithmExp, *syntax.ArithmCmd, *syntax.ParamExp:
			within = true
		case *syntax.CmdSubst:
			within = false
		case *syntax.CallExpr:
			within = within || slices.ContainsFunc(node.Args, readsCode)
		case *syntax.Redirect:
			if node.Hdoc != nil {
				within = true
			}
		}
		quoted = append(quoted, within)
		return true
	})
	return writings
}

// readsCode says whether a word of a command names a program that reads its other words as code once more.
func readsCode(word *syntax.Word) bool {
	switch path.Base(word.Lit()) {
	case "eval", "sh", "bash", "dash", "zsh", "ksh", "ssh", "su", "trap", "watch", "xargs":
		return true
	}
	return false
}

func onlyPart(parts []syntax.WordPart) syntax.WordPart {
	if len(parts) == 1 {
		return parts[0]
	}
	return nil
}

// markNames replaces the names in code by words that occur nowhere in it.
func markNames(code string, names [][]int) (marked string, marks []string) {
	var b strings.Builder
	end := 0
	for i, at := range names {
		mark := fmt.Sprintf("TOUCHSTONE%dNAME", i)
		for strings.Contains(code, mark) {
			mark += "X"
		}
		marks = append(marks, mark)
		b.WriteString(code[end:at[0]] + mark)
		end = at[1]
	}
	return b.String() + code[end:], marks
}

// isOption says that a program would take the value for an option: no quotes help.
func isOption(value string) bool { return strings.HasPrefix(value, "-") }

func asBareWord(value string) (string, bool) {
	if oneWord.MatchString(value) {
		return value, true
	}
	return target.Quote(value), !isOption(value)
}

func asSingleQuoted(value string) (string, bool) {
	return strings.ReplaceAll(value, "'", `'\''`), !isOption(value)
}

func asDoubleQuoted(value string) (string, bool) {
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`, "$", `\$`, "`", "\\`").Replace(value), !isOption(value)
}

// inSQL doubles the quotes of a literal or an identifier around a name. Elsewhere only words stand.
func inSQL(code string, names [][]int) []writing {
	writings := everywhere(asOneWord, names)
	next, quote, comment := 0, byte(0), ""
	for i := 0; i < len(code) && next < len(names); i++ {
		if i == names[next][0] {
			switch {
			case quote != 0:
				writings[next] = doubling(string(quote))
			case comment != "":
				writings[next] = asWords
			}
			i = names[next][1] - 1
			next++
			continue
		}
		switch rest := code[i:]; {
		case comment != "":
			if strings.HasPrefix(rest, comment) {
				comment = ""
			}
		case quote != 0:
			if code[i] == quote {
				quote = 0
			}
		case code[i] == '\'' || code[i] == '"':
			quote = code[i]
		case strings.HasPrefix(rest, "--"):
			comment = "\n"
		case strings.HasPrefix(rest, "/*"):
			comment = "*/"
		case strings.HasPrefix(rest, "$"): // dollar quotes hold code, of SQL or another language
			return writings
		}
	}
	return writings
}

// doubling writes a value between such quotes. A backslash is one only as the server is configured.
func doubling(quote string) writing {
	return func(value string) (string, bool) {
		return strings.ReplaceAll(value, quote, quote+quote), !strings.Contains(value, `\`)
	}
}

// requestLine is the first line of a request up to a place in it, or a line that goes on with its query.
var requestLine = pattern.New(`^\s*(?:[A-Z]+\s|https?://|\{\{|[?&])`)

// inHTTP escapes values in the request line as a URL asks, in strings of the body as JSON asks.
func inHTTP(code string, names [][]int) []writing {
	writings := inJSON(code, names)
	for i, at := range names {
		if line := lineBefore(code, at[0]); requestLine.MatchString(line) {
			writings[i] = asPathPart
		}
	}
	return writings
}

// inJSON escapes a value in a string between double quotes. Elsewhere only words stand.
func inJSON(code string, names [][]int) []writing {
	writings := everywhere(asWords, names)
	for i, at := range names {
		if before := lineBefore(code, at[0]); strings.Count(strings.ReplaceAll(strings.ReplaceAll(before, `\\`, ""), `\"`, ""), `"`)%2 == 1 {
			writings[i] = asJSON
		}
	}
	return writings
}

func lineBefore(code string, at int) string {
	return code[strings.LastIndexByte(code[:at], '\n')+1 : at]
}

func asJSON(value string) (string, bool) {
	quoted, err := json.Marshal(value)
	return string(quoted[1 : len(quoted)-1]), err == nil
}

func asPathPart(value string) (string, bool) {
	if oneWord.MatchString(value) {
		return value, true
	}
	return strings.ReplaceAll(url.QueryEscape(value), "+", "%20"), true
}
