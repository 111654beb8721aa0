package feedback

import "testing"

// TestSwitchingIsReadOffTheStatement holds statements about a competitor to what they tell of switching: which way, or whether.
func TestSwitchingIsReadOffTheStatement(t *testing.T) {
	c := Competitor{Name: "RouteWright", Aliases: []string{"Route Wright"}}
	c.pattern = mention(c.names())
	for statement, want := range map[string]string{
		"We came from RouteWright in spring because its support did not answer.": "Switched to us",
		"The depot moved over to you from Route Wright last year.":               "Switched to us",
		"Our sister company moved from you to RouteWright in May.":               "Switched away",
		"Two depots left you for RouteWright.":                                   "Switched away",
		"We replaced your exports with RouteWright.":                             "Switched away",
		"We are considering RouteWright for the second depot.":                   "Switching considered",
		"Purchasing will move everything to RouteWright next year.":              "Switching considered",
		"We looked at RouteWright and decided against it.":                       "Switching decided against",
		"RouteWright imports our carrier file as it is; we ran both for a week.": "Observed",
		"RouteWrights of old came from another town.":                            "Observed",
	} {
		if got := kindOf(c, statement); got != want {
			t.Errorf("%q: %s, want %s", statement, got, want)
		}
	}
}
