package escalation_test

import (
	"strings"
	"testing"

	"github.com/touchstone-cs/touchstone/internal/deliverable/escalation"
	"github.com/touchstone-cs/touchstone/internal/rule"
	"github.com/touchstone-cs/touchstone/internal/rule/ruletest"
)

// complete is a report about which a developer has nothing to ask.
const complete = front + `# ESC-1: bulk upload answers 504

**Severity 2** · **Ready for engineering**

## Issue summary

` + "`POST /v2/routes/bulk`" + ` answers 504 after 60 s when a request holds more than 500 stops, since version 4.7.0.

## Business impact

14 dispatchers in 3 depots plan by hand every night.[^call]

## Reproduction steps

Reproduced 5 of 5 in Acme's staging.[^repro]

` + "```sh {\"name\":\"upload\",\"expect\":\"stdout = 504\"}" + `
curl -s -o /dev/null -w '%{http_code}' "$ROUTES/v2/routes/bulk"
` + "```" + `

ROUTES is the address of the API.

## Environment details

| | Fails | Works |
|---|---|---|
| Product | 4.7.0 | 4.6.9 |
| OS | Ubuntu 22.04 | Debian 12 |

## Attempted resolutions

| Tried | By, when | Result |
|---|---|---|
| ` + "`upload.batch_size: 1000`" + ` | Dana Ruiz, 2026-10-12 | 504 after 60 s as before |

## Recommended priority

Severity 2: impact *high* (14 people cannot plan), urgency *medium* (a workaround exists, nightly cost).

[^call]: interaction:2026-10-12-call-amadi
[^repro]: run:acme-staging/2026-10-13T08:02Z/upload runs=5 matched=5 target=customer
`

// Each omission leads to the question that a developer would ask, and to no other.
func TestEachOmissionIsTheQuestionOfADeveloper(t *testing.T) {
	without := func(heading string) func(string) string {
		return func(text string) string {
			at := strings.Index(text, "## "+heading)
			end := strings.Index(text[at+3:], "\n## ")
			return text[:at] + text[at+3+end+1:]
		}
	}
	instead := func(old, new string) func(string) string {
		return func(text string) string { return strings.Replace(text, old, new, 1) }
	}
	for name, test := range map[string]struct {
		omit func(string) string
		want []string
	}{
		"nothing":             {func(text string) string { return text }, nil},
		"the summary":         {without("Issue summary"), []string{"what exactly happens?"}},
		"the summary's facts": {instead("`POST /v2/routes/bulk` answers 504 after 60 s when a request holds more than 500 stops, since version 4.7.0", "The upload does not work"), []string{"what exactly happens?"}},
		"the impact":          {without("Business impact"), []string{"whom does it hurt?"}},
		"figures of the impact": {instead("14 dispatchers in 3 depots plan by hand every night.[^call]", "Many dispatchers are annoyed."),
			[]string{"how much does it hurt?"}},
		"the steps":             {without("Reproduction steps"), []string{"how do I see it?"}},
		"who saw it":            {instead("Reproduced 5 of 5 in Acme's staging.[^repro]", ""), []string{"has anybody seen it happen with these steps?"}},
		"a variable's meaning":  {instead("ROUTES is the address of the API.", ""), []string{"what do I set ROUTES to?"}},
		"the environment":       {without("Environment details"), []string{"on which system?"}},
		"versions":              {instead("| Product | 4.7.0 | 4.6.9 |\n| OS | Ubuntu 22.04 | Debian 12 |", "| Product | current | older |\n| OS | Linux | Linux |"), []string{"in which versions?"}},
		"attempts":              {without("Attempted resolutions"), []string{"what has been tried?"}},
		"an attempt's result":   {instead("504 after 60 s as before", ""), []string{"what came of what was tried?"}},
		"the severity":          {instead("Severity 2: impact *high* (14 people cannot plan), urgency *medium* (a workaround exists, nightly cost).", "Soon, please."), []string{"how urgent is it?"}},
		"steps that can be run": {instead(" {\"name\":\"upload\",\"expect\":\"stdout = 504\"}", "\n<upload a route>"), []string{"how do I run the steps?"}},
	} {
		t.Run(name, func(t *testing.T) {
			text := test.omit(complete)
			if (text == complete) != (test.want == nil) {
				t.Fatal("nothing was left out")
			}
			var got []string
			for _, f := range ready(t, text) {
				got = append(got, f.Message)
			}
			if len(got) != len(test.want) {
				t.Fatalf("%d questions; want %q: %s", len(got), test.want, strings.Join(got, "\n"))
			}
			for i, want := range test.want {
				if !strings.Contains(got[i], want) {
					t.Errorf("%s; want %s", got[i], want)
				}
			}
		})
	}
}

// ready runs the rule on "Ready for engineering".
func ready(t *testing.T, text string) []rule.Finding {
	t.Helper()
	for _, r := range escalation.Rules() {
		if r.ID == "ER019" {
			return rule.Run(r, r.Severity, ruletest.Pass(ruletest.Workspace(t, nil), "customer-success/accounts/acme/escalations/ESC-0001.md", text, escalation.NewModel))
		}
	}
	t.Fatal("there is no ER019")
	return nil
}
