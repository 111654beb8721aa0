package metric

import (
	"slices"
	"time"
)

// view is a table that is computed in Go from a few scans of facts: what needs more than one fact, or
// the state of things at the end of a period. Each row belongs to an account and has one value.
type view struct {
	// base is the fact that a measure's filter is about.
	base  string
	scale int64 // units of a value that make 1
	// atEnd says that the view shows the state at the end of the period: its sum is never 0 for want of rows.
	atEnd bool
	// Plan asks for the scans and returns what reads their results.
	plan func(r *run, m Measure, q *Query, p Period) func() map[string][]int64
}

const (
	microsADay  = int64(24 * time.Hour / time.Microsecond)
	microsAHour = int64(time.Hour / time.Microsecond)
)

// viewNames are the tables beside the warehouse's facts that a measure may name as its fact.
var viewNames = []string{"eligible_users", "first_value", "inactivity", "open_tickets", "plan_features", "renewals", "reopened_tickets", "replies", "resolutions", "revenue", "seats"}

func viewOf(name string) (view, bool) {
	switch name {
	case "seats":
		return view{base: "subscriptions", scale: 1, atEnd: true, plan: planSeats}, true
	case "revenue":
		return view{base: "subscriptions", scale: 100, atEnd: true, plan: planRevenue}, true
	case "eligible_users":
		return view{base: "users", scale: 1, atEnd: true, plan: planEligible}, true
	case "plan_features":
		return view{base: "events", scale: 1, atEnd: true, plan: planFeatures}, true
	case "open_tickets":
		return view{base: "tickets", scale: microsADay, plan: planOpen}, true
	case "replies":
		return view{base: "tickets", scale: microsAHour, plan: planReplies}, true
	case "resolutions":
		return view{base: "tickets", scale: microsAHour, plan: planResolutions}, true
	case "reopened_tickets":
		return view{base: "tickets", scale: 1, plan: planReopened}, true
	case "renewals":
		return view{base: "subscriptions", scale: 1, atEnd: true, plan: planRenewals}, true
	case "inactivity":
		return view{base: "events", scale: 1, atEnd: true, plan: planInactivity}, true
	case "first_value":
		return view{base: "events", scale: 1, atEnd: true, plan: planFirstValue}, true
	}
	return view{}, false
}

// asOf is the instant at which the state of a period is taken: its end, or the snapshot's time while
// the period is under way.
func (r *run) asOf(p Period) time.Time {
	if !r.env.AsOf.IsZero() && r.env.AsOf.Before(p.To) && r.env.AsOf.After(p.From) {
		return r.env.AsOf
	}
	return p.To
}

// lastDay is the local day that a state at t is about: a period's end is about its last day.
func lastDay(t time.Time, zone *time.Location) int64 { return LocalDay(t.Add(-1), zone) }

// planSeats: the seats of the subscriptions that run at the end; where none of an account's says how
// many, the account's own seats.
func planSeats(r *run, m Measure, q *Query, p Period) func() map[string][]int64 {
	subs := r.rows("subscriptions", m.Where, q, "account", "started", "ends", "ended", "seats", "auto_renew", "subscription")
	accounts := r.rows("accounts", nil, q, "account", "seats")
	return func() map[string][]int64 {
		at := r.asOf(p).UnixMicro()
		out := map[string][]int64{}
		subs.each(func(c []Cell) {
			if c[4].Known() && runs(c[1], c[2], c[3], c[5], at) {
				out[c[0].Text] = addTo(out[c[0].Text], c[4].Int)
			}
		})
		if m.Where != nil {
			return out
		}
		accounts.each(func(c []Cell) {
			if out[c[0].Text] == nil && c[1].Known() {
				out[c[0].Text] = []int64{c[1].Int}
			}
		})
		return out
	}
}

// monthsAYear turns monthly into annual recurring revenue.
const monthsAYear = 12

// planRevenue: the annual recurring revenue, in hundredths, of the subscriptions that run at the end and are no trials;
// where none of an account's has any, the account's own. Contracts in several currencies have no sum.
func planRevenue(r *run, m Measure, q *Query, p Period) func() map[string][]int64 {
	subs := r.rows("subscriptions", m.Where, q, "account", "started", "ends", "ended", "arr", "auto_renew", "mrr", "currency", "trial", "subscription")
	accounts := r.rows("accounts", nil, q, "account", "arr")
	return func() map[string][]int64 {
		at := r.asOf(p).UnixMicro()
		out, currencies, mixed := map[string][]int64{}, map[string]string{}, map[string]bool{}
		subs.each(func(c []Cell) {
			yearly := c[4]
			if !yearly.Known() && c[6].Known() {
				yearly = IntCell(monthsAYear * c[6].Int)
			}
			if !yearly.Known() || c[8].Int == 1 || !runs(c[1], c[2], c[3], c[5], at) {
				return
			}
			account := c[0].Text
			if other, seen := currencies[account]; seen && other != c[7].Text {
				mixed[account] = true
			}
			currencies[account] = c[7].Text
			out[account] = addTo(out[account], yearly.Int)
		})
		if m.Where == nil {
			accounts.each(func(c []Cell) {
				if out[c[0].Text] == nil && c[1].Known() {
					out[c[0].Text] = []int64{c[1].Int}
				}
			})
		}
		for account := range mixed {
			delete(out, account)
		}
		return out
	}
}

// runs reports whether a subscription runs at an instant: begun, not ended, and its term not over
// unless it renews by itself.
func runs(started, ends, ended, renews Cell, at int64) bool {
	switch {
	case started.Known() && started.Int >= at, ended.Known() && ended.Int < at:
		return false
	}
	return !ends.Known() || ends.Int >= at || renews.Int == 1
}

func addTo(v []int64, n int64) []int64 {
	if v == nil {
		return []int64{n}
	}
	v[0] += n
	return v
}

// eligibleFilter: entitled users who belong to the account at some time of the period.
func eligibleFilter(p Period) Expr {
	return All{
		Not{Compare{"eligible", Equal, IntCell(0)}},
		Not{Compare{"active_from", AtLeast, IntCell(p.To.UnixMicro())}},
		Not{Compare{"active_to", AtMost, IntCell(p.From.UnixMicro())}},
	}
}

// planEligible: the account's entitled users; where no source lists its users, its licensed seats.
func planEligible(r *run, m Measure, q *Query, p Period) func() map[string][]int64 {
	users := r.aggregate("users", q, "", Aggregate{Op: Distinct, Column: "user", Filter: Both(eligibleFilter(p), m.Where)})
	listed := r.aggregate("users", q, "", Aggregate{Op: Count})
	seats := planSeats(r, Measure{Fact: "seats"}, q, p)
	return func() map[string][]int64 {
		out := map[string][]int64{}
		listed.each(func(k groupKey, n int64) {
			if n > 0 {
				out[k.account] = []int64{0}
			}
		})
		users.each(func(k groupKey, n int64) {
			if out[k.account] != nil {
				out[k.account] = []int64{n}
			}
		})
		for account, n := range seats() {
			if out[account] == nil {
				out[account] = n
			}
		}
		return out
	}
}

// planFeatures: the features of the account's plan where the workspace lists them, else every feature
// that any account has used before the end of the period.
func planFeatures(r *run, m Measure, q *Query, p Period) func() map[string][]int64 {
	plans := r.rows("accounts", nil, q, "account", "plan")
	known := r.features(p)
	return func() map[string][]int64 {
		out := map[string][]int64{}
		all := known()
		set := func(account, plan string) {
			if f, ok := r.env.PlanFeatures[plan]; ok {
				out[account] = []int64{int64(len(f))}
			} else if all > 0 {
				out[account] = []int64{all}
			}
		}
		for _, a := range r.accounts(q) {
			set(a, "")
		}
		plans.each(func(c []Cell) { set(c[0].Text, c[1].Text) })
		return out
	}
}

// planInactivity: whole local days from the last activity to the end of the period.
func planInactivity(r *run, m Measure, q *Query, p Period) func() map[string][]int64 {
	to := r.asOf(p)
	last := r.aggregate("events", q, "", Aggregate{Op: Max, Column: "time", Filter: m.Where, To: to})
	return func() map[string][]int64 {
		out := map[string][]int64{}
		last.each(func(k groupKey, n int64) {
			out[k.account] = []int64{lastDay(to, p.Zone()) - LocalDay(time.UnixMicro(n), p.Zone())}
		})
		return out
	}
}

// planFirstValue: local days from the declared start (first subscription, else the account's own) to
// the first event that passes the filter; accounts without either are absent.
func planFirstValue(r *run, m Measure, q *Query, p Period) func() map[string][]int64 {
	first := r.aggregate("events", q, "", Aggregate{Op: Min, Column: "time", Filter: m.Where, To: r.asOf(p)})
	subs := r.rows("subscriptions", nil, q, "account", "started")
	accounts := r.rows("accounts", nil, q, "account", "created")
	return func() map[string][]int64 {
		start := map[string]int64{}
		keepLeast := func(c []Cell) {
			if s, ok := start[c[0].Text]; c[1].Known() && (!ok || c[1].Int < s) {
				start[c[0].Text] = c[1].Int
			}
		}
		subs.each(keepLeast)
		begun := start
		start = map[string]int64{}
		accounts.each(keepLeast)
		for a, s := range begun {
			start[a] = s
		}
		out := map[string][]int64{}
		first.each(func(k groupKey, t int64) {
			s, ok := start[k.account]
			if ok && t >= s {
				out[k.account] = []int64{LocalDay(time.UnixMicro(t), p.Zone()) - LocalDay(time.UnixMicro(s), p.Zone())}
			}
		})
		return out
	}
}

// planRenewals: local days from the end of the period to the next renewal (else the end of the term)
// of a subscription that has not ended.
func planRenewals(r *run, m Measure, q *Query, p Period) func() map[string][]int64 {
	subs := r.rows("subscriptions", m.Where, q, "account", "started", "ends", "ended", "renewal", "subscription")
	return func() map[string][]int64 {
		to := r.asOf(p)
		today := lastDay(to, p.Zone())
		out := map[string][]int64{}
		subs.each(func(c []Cell) {
			next := c[4]
			if !next.Known() {
				next = c[2]
			}
			if !next.Known() || c[1].Known() && c[1].Int >= to.UnixMicro() || c[3].Known() && c[3].Int < to.UnixMicro() {
				return
			}
			days := LocalDay(time.UnixMicro(next.Int), p.Zone()) - today
			if v := out[c[0].Text]; days >= 0 && (v == nil || days < v[0]) {
				out[c[0].Text] = []int64{days}
			}
		})
		return out
	}
}

// ticket is what the support views know of one.
type ticket struct {
	account string
	opened  int64
	replied Cell // first public reply of an agent
	byAgent bool
	solved  Cell // column: last solved
	reopens int64
	changes []change
	replies []int64
}

type change struct {
	at     int64
	solved bool
}

// tickets asks for all tickets that opened before the end, with their comments and changes.
func (r *run) tickets(m Measure, q *Query, p Period) func() []*ticket {
	rows := r.rows("tickets", m.Where, q, "account", "ticket", "opened", "first_reply", "solved", "closed", "reopens", "opened_by_agent", "status")
	comments := r.rows("ticket_comments", All{Compare{"public", Equal, IntCell(1)}, Compare{"author_role", Equal, TextCell("agent")}}, nil, "ticket", "time")
	changes := r.rows("ticket_status", Not{Null{"status"}}, nil, "ticket", "time", "status")
	return func() []*ticket { return r.joined(rows, comments, changes) }
}

func (r *run) joined(rows, comments, changes rowset) []*ticket {
	key := rows.key() + "|" + comments.key() + "|" + changes.key()
	if t, ok := r.ticketCache[key]; ok {
		return t
	}
	byID := map[string]*ticket{}
	var out []*ticket
	rows.each(func(c []Cell) {
		t := byID[c[1].Text]
		if t == nil {
			t = &ticket{}
			byID[c[1].Text] = t
			out = append(out, t)
		}
		t.account, t.opened, t.byAgent, t.reopens = c[0].Text, c[2].Int, c[7].Int == 1, max(t.reopens, c[6].Int)
		if c[3].Known() {
			t.replied = c[3]
		}
		solved := c[4]
		if !solved.Known() && isSolved(c[8].Text) {
			solved = c[5]
		}
		if solved.Known() && solved.Int > t.solved.Int {
			t.solved = solved
		}
	})
	comments.each(func(c []Cell) {
		if t := byID[c[0].Text]; t != nil {
			t.replies = append(t.replies, c[1].Int)
		}
	})
	changes.each(func(c []Cell) {
		if t := byID[c[0].Text]; t != nil {
			t.changes = append(t.changes, change{c[1].Int, isSolved(c[2].Text)})
		}
	})
	for _, t := range out {
		slices.Sort(t.replies)
		slices.SortFunc(t.changes, func(a, b change) int { return cmpInt(a.at, b.at) })
	}
	r.ticketCache[key] = out
	return out
}

func isSolved(status string) bool { return status == "solved" || status == "closed" }

// firstReply is the first public comment of an agent; the second where an agent opened the ticket, for
// the first is then the ticket itself (Zendesk's definition).
func (t *ticket) firstReply() (int64, bool) {
	later := t.replies
	if t.byAgent && len(later) > 0 {
		later = later[1:]
	}
	if len(later) > 0 {
		return later[0], true
	}
	if len(t.replies) > 0 {
		return 0, false
	}
	return t.replied.Int, t.replied.Known()
}

// solvedBy returns when the ticket was last solved before at, false when it was open then. Reopens
// counts how often it had been opened again until then.
func (t *ticket) solvedBy(at int64) (when int64, ok bool) {
	if len(t.changes) == 0 {
		return t.solved.Int, t.solved.Known() && t.solved.Int < at
	}
	for _, c := range t.changes {
		if c.at >= at {
			break
		}
		if c.solved && !ok {
			when = c.at
		}
		ok = c.solved
	}
	return when, ok
}

func (t *ticket) reopened(at int64) bool {
	if len(t.changes) == 0 {
		return t.reopens > 0
	}
	solved := false
	for _, c := range t.changes {
		if c.at >= at {
			break
		}
		if solved && !c.solved {
			return true
		}
		solved = c.solved
	}
	return false
}

func planOpen(r *run, m Measure, q *Query, p Period) func() map[string][]int64 {
	tickets := r.tickets(m, q, p)
	return func() map[string][]int64 {
		at := r.asOf(p).UnixMicro()
		out := map[string][]int64{}
		for _, t := range tickets() {
			if _, done := t.solvedBy(at); t.opened < at && !done {
				out[t.account] = append(out[t.account], at-t.opened)
			}
		}
		return out
	}
}

func planReplies(r *run, m Measure, q *Query, p Period) func() map[string][]int64 {
	tickets := r.tickets(m, q, p)
	return func() map[string][]int64 {
		out := map[string][]int64{}
		for _, t := range tickets() {
			if at, ok := t.firstReply(); ok && at >= t.opened && p.Contains(time.UnixMicro(at)) {
				out[t.account] = append(out[t.account], r.duration(q, t.opened, at))
			}
		}
		return out
	}
}

func planResolutions(r *run, m Measure, q *Query, p Period) func() map[string][]int64 {
	return r.solvedIn(m, q, p, func(t *ticket, at int64) (int64, bool) { return r.duration(q, t.opened, at), true })
}

func planReopened(r *run, m Measure, q *Query, p Period) func() map[string][]int64 {
	return r.solvedIn(m, q, p, func(t *ticket, _ int64) (int64, bool) { return 1, t.reopened(p.To.UnixMicro()) })
}

// solvedIn gives a row for each ticket whose last solution lies in the period.
func (r *run) solvedIn(m Measure, q *Query, p Period, value func(*ticket, int64) (int64, bool)) func() map[string][]int64 {
	tickets := r.tickets(m, q, p)
	return func() map[string][]int64 {
		out := map[string][]int64{}
		for _, t := range tickets() {
			at, ok := t.solvedBy(p.To.UnixMicro())
			if !ok || at < t.opened || !p.Contains(time.UnixMicro(at)) {
				continue
			}
			if v, ok := value(t, at); ok {
				out[t.account] = append(out[t.account], v)
			}
		}
		return out
	}
}

// duration measures with the query's clock, in microseconds.
func (r *run) duration(q *Query, from, to int64) int64 {
	if q.hours() == Business && r.env.Business != nil {
		return r.env.Business(time.UnixMicro(from), time.UnixMicro(to)).Microseconds()
	}
	return to - from
}
