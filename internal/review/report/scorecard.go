package report

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/review"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

// Scorecard writes, for each document and for all of them, which bullets of the requirement are met, violated or unverified.
// A bullet's verdict is the worst of its rules'.
func Scorecard(w io.Writer, r *review.Report, rules []*rule.Rule) error {
	out := bufio.NewWriter(w)
	bullet := map[string]string{}
	for _, known := range rules {
		bullet[known.ID] = known.Requirement
	}
	total := map[string]map[evidence.Verdict]int{}
	for _, d := range r.Documents {
		worst := map[string]evidence.Verdict{}
		for id, verdict := range d.Verdicts {
			if b := bullet[id]; b != "" {
				worst[b] = evidence.Worse(worst[b], verdict)
			}
		}
		fmt.Fprintf(out, "%s\n", d.Path)
		score(out, worst)
		for b, verdict := range worst {
			if total[b] == nil {
				total[b] = map[evidence.Verdict]int{}
			}
			total[b][verdict]++
		}
	}
	fmt.Fprintf(out, "\nAll documents (%d)\n  %-16s %6s %9s %11s\n", len(r.Documents), "bullet", "met", "violated", "unverified")
	for _, b := range slices.Sorted(maps.Keys(total)) {
		fmt.Fprintf(out, "  %-16s %6d %9d %11d\n", b, total[b][evidence.Pass], total[b][evidence.Violated], total[b][evidence.Unverified])
	}
	return out.Flush()
}

func score(out io.Writer, worst map[string]evidence.Verdict) {
	lists := map[evidence.Verdict][]string{}
	for _, b := range slices.Sorted(maps.Keys(worst)) {
		lists[worst[b]] = append(lists[worst[b]], b)
	}
	for _, line := range []struct {
		name    string
		verdict evidence.Verdict
	}{{"met", evidence.Pass}, {"violated", evidence.Violated}, {"unverified", evidence.Unverified}} {
		if list := lists[line.verdict]; len(list) > 0 {
			fmt.Fprintf(out, "  %-10s %2d  %s\n", line.name, len(list), strings.Join(list, " "))
		}
	}
}
