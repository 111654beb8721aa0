package command

import (
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/touchstone-cs/touchstone/internal/evidence/command/step"
)

// VariablesOf returns the variables that a step reads and does not set itself, in order: what has to be there before.
func VariablesOf(s *step.Step) []string {
	switch s.Sort {
	case step.HTTP:
		return namesIn(s.Body)
	case step.Shell:
	default:
		return nil
	}
	file, err := syntax.NewParser().Parse(strings.NewReader(s.Body), "")
	if err != nil {
		return nil
	}
	set, read := map[string]bool{}, map[string]bool{}
	syntax.Walk(file, func(node syntax.Node) bool {
		switch node := node.(type) {
		case *syntax.Assign:
			if node.Name != nil {
				set[node.Name.Value] = true
			}
		case *syntax.WordIter:
			set[node.Name.Value] = true
		case *syntax.ParamExp:
			if node.Param != nil && variableName.MatchString(node.Param.Value) {
				read[node.Param.Value] = true
			}
		case *syntax.CallExpr:
			if words := literals(node.Args); len(words) > 1 && words[0] == "read" {
				for _, word := range words[1:] {
					set[word] = true
				}
			}
		}
		return true
	})
	var names []string
	for name := range read {
		if !set[name] && !wellKnown[name] {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

var wellKnown = wordSet("HOME PATH PWD OLDPWD USER SHELL RANDOM HOSTNAME LANG TMPDIR IFS SECONDS LINENO UID EUID BASH_VERSION PPID")
