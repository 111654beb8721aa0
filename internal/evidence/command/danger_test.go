package command_test

import (
	"testing"

	"github.com/touchstone-cs/touchstone/internal/evidence/command"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/step"
)

func TestClassify(t *testing.T) {
	for text, want := range map[string]command.Danger{
		"ls -la | grep x":                         command.Reads,
		"curl -fsS -H \"A: $T\" \"$BASE/x\" | jq": command.Reads,
		"java -version 2>&1":                      command.Reads,
		"kubectl get pods":                        command.Reads,
		"psql -Atc 'show wal_level'":              command.Reads,
		"f() { ls; }; f":                          command.Reads,
		"echo x >/dev/null":                       command.Reads,
		"echo x >file":                            command.Unknown,
		"./import":                                command.Unknown,
		"$TOOL x":                                 command.Unknown,
		"eval \"$X\"":                             command.Unknown,
		"if true; then":                           command.Unknown,
		"curl -X POST $BASE":                      command.Unknown,
		"curl -d '{}' $BASE":                      command.Unknown,
		"sed -i s/a/b/ f":                         command.Unknown,
		"rm -rf x":                                command.Destroys,
		"ls; sudo rm x":                           command.Destroys,
		"find . -delete":                          command.Destroys,
		"curl -XDELETE $BASE":                     command.Destroys,
		"kubectl delete pod x":                    command.Destroys,
		"bash -c 'rm x'":                          command.Destroys,
		"psql -c 'drop table x'":                  command.Destroys,
		"echo $(rm x)":                            command.Destroys,
		"xargs rm <f":                             command.Destroys,
	} {
		if got := command.ClassifyShell(text); got.Danger != want {
			t.Errorf("%s: %v (%s); want %v", text, got.Danger, got.Why, want)
		}
	}
	for body, want := range map[string]command.Danger{
		"select 1 -- drop":              command.Reads,
		"select 'delete from x'":        command.Reads,
		"with a as (select 1) select 2": command.Reads,
		"insert into a values (1)":      command.Unknown,
		"select 1; update a set b = 1":  command.Unknown,
		"select 1; drop table a":        command.Destroys,
		"delete from a":                 command.Destroys,
	} {
		if got := command.Classify(&step.Step{Sort: step.SQL, Body: body}); got.Danger != want {
			t.Errorf("%s: %v (%s); want %v", body, got.Danger, got.Why, want)
		}
	}
	for body, want := range map[string]command.Danger{
		"GET {{BASE}}/x": command.Reads, "POST {{BASE}}/x": command.Unknown, "GET a\n\n###\nDELETE b": command.Destroys,
	} {
		if got := command.Classify(&step.Step{Sort: step.HTTP, Body: body}); got.Danger != want {
			t.Errorf("%s: %v; want %v", body, got.Danger, want)
		}
	}
}

// What a step's interpreter runs is known only where it is a shell.
func TestClassifyMindsTheInterpreter(t *testing.T) {
	for interpreter, want := range map[string]command.Danger{"": command.Reads, "zsh": command.Reads, "python3": command.Unknown, "rm -rf /srv; sh": command.Unknown} {
		if got := command.Classify(&step.Step{Sort: step.Shell, Interpreter: interpreter, Body: "ls\n"}); got.Danger != want {
			t.Errorf("interpreter %q: %+v", interpreter, got)
		}
	}
}
