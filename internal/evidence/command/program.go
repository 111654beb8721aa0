package command

import (
	"context"
	"fmt"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence/command/step"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/target"
)

// runProgram runs a program in another language through the runner that the account declares for it.
func (x *executor) runProgram(ctx context.Context, s *step.Step, a *attempt) {
	runner := x.job.Environment.Runners[s.Language]
	if s.Runner != "" {
		runner = x.job.Environment.Runners[s.Runner]
	}
	if runner == "" {
		a.err = fmt.Errorf("no runner for %q is declared in the environment %q\nhint: environments.%s.runners.%s",
			s.Language, x.job.Environment.Name, x.job.Environment.Name, s.Language)
		return
	}
	x.script(ctx, s, programScript(runner, s, x.job.Host.Nonce()), a)
}

// programScript feeds the program to the runner: on its standard input, or as a file where the runner has {file}.
func programScript(runner string, s *step.Step, nonce string) string {
	if !strings.Contains(runner, "{file}") {
		return heredoc(runner, s.Body, nonce)
	}
	file := `"$__touchstone_dir"/main.` + extensionOf(s.Language)
	return `(
__touchstone_dir=$(mktemp -d) || exit
trap 'rm -rf "$__touchstone_dir"' EXIT
` + heredoc("cat >"+file, s.Body, nonce) + strings.ReplaceAll(runner, "{file}", file) + "\n)"
}

func heredoc(command, body, nonce string) string {
	if !strings.HasSuffix(body, "\n") {
		body += "\n"
	}
	end := "TOUCHSTONE_" + nonce
	return command + " <<'" + end + "'\n" + body + end + "\n"
}

var extensions = map[string]string{
	"python": "py", "javascript": "js", "typescript": "ts", "ruby": "rb", "rust": "rs", "kotlin": "kts", "csharp": "cs", "perl": "pl",
}

func extensionOf(language string) string {
	if extension, ok := extensions[language]; ok {
		return extension
	}
	return language
}

// valuesOf asks the session for the values of variables, as the steps before left them.
func (x *executor) valuesOf(ctx context.Context, names []string) (map[string]string, error) {
	values := make(map[string]string, len(names))
	if len(names) == 0 {
		return values, nil
	}
	var script strings.Builder
	for _, name := range names {
		if !variableName.MatchString(name) {
			return nil, fmt.Errorf("{{%s}} is no name of a variable", name)
		}
		fmt.Fprintf(&script, "printf '%%s\\000' \"${%s+x}${%s}\"\n", name, name)
	}
	var answer strings.Builder
	result, err := x.session.Run(ctx, target.Script{Text: script.String(), Timeout: step.DefaultTimeout}, &answer, new(strings.Builder))
	if err != nil {
		return nil, err
	}
	parts := strings.Split(answer.String(), "\x00")
	if result.Ending != target.Completed || len(parts) != len(names)+1 {
		return nil, fmt.Errorf("the session's variables cannot be read: %s", result.Ending)
	}
	for i, name := range names {
		value, set := strings.CutPrefix(parts[i], "x")
		if !set {
			return nil, fmt.Errorf("{{%s}} is not set in the environment %q", name, x.job.Environment.Name)
		}
		values[name] = value
	}
	return values, nil
}
