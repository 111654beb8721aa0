package onboarding

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/calendar"
	"github.com/touchstone-cs/touchstone/internal/playbook"
	"github.com/touchstone-cs/touchstone/internal/schedule"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// draws is how many draws a generated plan is forecast with.
const draws = 10_000

// Unrecorded begins a cell that only a person can fill.
const Unrecorded = "not recorded yet: "

// Facts are what account.yaml knows of the onboarding, under its key
// "onboarding".
type Facts struct {
	Playbook    string            `yaml:"playbook"`
	Start       string            `yaml:"start"`
	Engagement  string            `yaml:"engagement"`
	Goals       []string          `yaml:"goals"`
	Environment map[string]string `yaml:"environment"`
	Parameters  map[string]string `yaml:"parameters"`
}

// A brief is all that a first draft is made of.
type brief struct {
	account  *workspace.Account
	facts    Facts
	playbook *playbook.Playbook
	setting  Setting
	product  string
	vendor   string
	author   string
	on       calendar.Date
	start    calendar.Date
	path     string

	values   map[string]string // of the playbook's parameters
	owners   map[string]string // by role
	record   Record
	digest   string
	data     []byte
	forecast schedule.Forecast
	due      map[string]calendar.Date
	promise  calendar.Date
	dates    dating
}

// begin names the owners by role and writes the record of the playbook as a plan
// of this customer's people. plans counts the plans in which people have open
// work; this one is added.
func (b *brief) begin(plans map[string]int) {
	b.values = map[string]string{"customer": b.account.Title(), "product": cmp.Or(b.product, "the product")}
	for k, v := range b.playbook.Parameters {
		b.values[k] = v
	}
	for k, v := range b.facts.Parameters {
		b.values[k] = v
	}
	b.owners = map[string]string{}
	for _, role := range slices.Sorted(maps.Keys(b.playbook.Roles)) {
		if name := b.owner(role, b.playbook.Roles[role], plans); name != "" {
			b.owners[role] = name
		}
	}
	for _, name := range slices.Compact(slices.Sorted(maps.Values(b.owners))) {
		plans[b.setting.key(b.account.ID, name)]++
	}
	b.record = b.toRecord()
}

// owner is who takes a role: the account's owner where they have it, else
// whoever of those that have it is in the fewest plans; "" where nobody has it.
func (b *brief) owner(role, party string, plans map[string]int) string {
	who := b.setting.WithRole(role, party)
	if slices.Contains(who, b.account.Owner) {
		return b.account.Owner
	}
	if len(who) > 0 {
		return slices.MinFunc(who, func(x, y string) int {
			return plans[b.setting.key(b.account.ID, x)] - plans[b.setting.key(b.account.ID, y)]
		})
	}
	if role == "csm" && b.setting.People[b.account.Owner].Party == "vendor" {
		return b.account.Owner
	}
	return ""
}

// prepare computes the schedule: dates that hold with the playbook's confidence,
// the promise and its odds.
func (b *brief) prepare() error {
	share := float64(b.playbook.Confidence) / 100
	f := b.record.Forecast(draws, share)
	b.due = duesOf(f)
	b.record.inOrder(b.due)
	b.promise = b.due[b.record.Target]
	b.record.Promise, b.record.Due = b.promise, b.due
	f.Promise = f.By(b.promise)
	b.forecast = f
	b.dates = b.record.dated()
	var err error
	if b.data, err = b.record.Encode(); err != nil {
		return err
	}
	b.digest = digestOf(b.data)
	return nil
}

// toRecord is the playbook as a plan of this customer's people.
func (b *brief) toRecord() Record {
	r := Record{Version: 1, Account: b.account.ID, On: b.on, Start: b.start, Seed: seedOf(b.account.ID), Setting: b.setting}
	plan := b.playbook.Schedule()
	r.Target = plan.Target
	for i, t := range plan.Tasks {
		m := b.playbook.Milestones()[i]
		r.Tasks = append(r.Tasks, TaskRecord{ID: t.ID, Days: pointsOf(t.Days), After: m.After, Owner: b.owners[m.Owner], Load: t.Load})
	}
	for _, x := range plan.Risks {
		r.Risks = append(r.Risks, RiskRecord{ID: x.ID, Hits: x.Task, Odds: x.Probability, Days: pointsOf(x.Delay)})
	}
	return r
}

// who names the owner of a role, or says that nobody is.
func (b *brief) who(role string) string {
	if name := b.owners[role]; name != "" {
		return name
	}
	return Unrecorded + "the " + b.playbook.Roles[role] + "'s " + role
}

func (b *brief) fill(text string) string { return cell(playbook.Fill(text, b.values)) }

// cell makes a text safe for one table cell.
func cell(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	return strings.ReplaceAll(strings.ReplaceAll(text, `\|`, "|"), "|", `\|`)
}

// team lists a party's people with their role and how much time they have.
func (b *brief) team(party string) string {
	var names []string
	for name, p := range b.setting.People {
		if p.Party == party {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	var out []string
	for _, name := range names {
		if !slices.Contains(values(b.owners), name) {
			continue
		}
		p := b.setting.People[name]
		notes := []string{}
		if p.Role != "" {
			notes = append(notes, p.Role)
		}
		if p.Days > 0 {
			notes = append(notes, fmt.Sprintf("%g days a week", p.Days))
		}
		for _, away := range p.Away {
			if span, err := calendar.ParseSpan(away, ""); err == nil && span.To >= b.start {
				notes = append(notes, "away "+spanText(span))
			}
		}
		out = append(out, strings.TrimSuffix(fmt.Sprintf("%s (%s)", name, strings.Join(notes, ", ")), " ()"))
	}
	if len(out) == 0 {
		return Unrecorded + "who takes part, and how many days a week they have"
	}
	return strings.Join(out, "; ")
}

func spanText(s calendar.Span) string {
	if s.From == s.To {
		return s.From.String()
	}
	return s.From.String() + " to " + s.To.String()
}

func values(m map[string]string) []string {
	var out []string
	for _, v := range m {
		out = append(out, v)
	}
	return out
}
