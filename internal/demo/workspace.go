package demo

import (
	"bytes"
	"regexp"
)

// Now is the demonstration's clock: the Monday after the reported month.
const Now = "2026-11-02"

// NovaPeriod is a month in which the real companies were busy.
const NovaPeriod = "2016-06"

const team = `team:
  - {name: Dana Ruiz, email: dana@wayfinder.example, role: csm}
  - {name: Tomas Berg, email: tomas@wayfinder.example, role: engineer}
  - {name: Amara Okafor, email: amara@wayfinder.example, role: lead}
`

const competitors = `
# Other products that customers may speak of, with what they call them.
competitors:
  - {name: RouteWright, aliases: [Route Wright]}
  - {name: MapHaul}
`

// Config fills the vendor's team, product and competitors into a new touchstone.yaml.
func Config(data []byte) []byte {
	data = append(bytes.TrimRight(data, "\n"), "\n"+competitors...)
	data = bytes.Replace(data, []byte("team: []\n"), []byte(team), 1)
	return bytes.Replace(data, []byte("product:\n  name: \"\"\n  version: \"\"\n"), []byte("product:\n  name: "+Product+"\n  version: "+Version+"\n"), 1)
}

var change = regexp.MustCompile(`(?m)^(\| *API calls[^\n]*?)[−-](\d+)%`)

// Tamper changes the change of API calls in a report by one digit. changed is nil where there is none.
func Tamper(report []byte) (changed []byte, was, now string) {
	m := change.FindSubmatchIndex(report)
	if m == nil {
		return nil, "", ""
	}
	was = string(report[m[4]:m[5]])
	digit := was[0]
	if digit++; digit > '9' {
		digit = '1'
	}
	now = string(digit) + was[1:]
	changed = append(append(append([]byte{}, report[:m[4]]...), now...), report[m[5]:]...)
	return changed, was + "%", now + "%"
}
