package command_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/touchstone-cs/touchstone/internal/evidence/command"
	"github.com/touchstone-cs/touchstone/internal/markdown"
)

// TestPrerequisitesPromiseTheirVersion: the version that a row asks for is what its command must show, wherever the column stands.
func TestPrerequisitesPromiseTheirVersion(t *testing.T) {
	for name, table := range map[string]string{
		"a column of its own": "| # | Requirement | Version, configuration | Verification |\n|---|---|---|---|\n| P1 | Go | ≥ 1.22 | `go version` |\n",
		"in the requirement":  "| # | Requirement | Verification |\n|---|---|---|\n| P1 | Go ≥ 1.22 | `go version` |\n",
	} {
		steps, err := command.Steps(markdown.Parse([]byte("# Guide\n\n## Prerequisites\n\n" + table)))
		if err != nil || len(steps) != 1 {
			t.Fatalf("%s: %d steps, %v", name, len(steps), err)
		}
		var promised []string
		for _, e := range steps[0].Expect {
			promised = append(promised, e.String())
		}
		if diff := cmp.Diff([]string{"version ≥ 1.22"}, promised); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", name, diff)
		}
	}
}
