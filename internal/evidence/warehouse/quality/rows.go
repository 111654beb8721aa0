package quality

import (
	"context"
	"fmt"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
)

// terms gives every day's events the term of their contract: the subscription that the row names, else the span from the account's first
// start to its last end. Dates without a time of day bound whole days.
const terms = `(
	SELECT e.account, e.day, e.n, coalesce(s.started, a.started) AS started, CASE WHEN s.subscription IS NOT NULL THEN s.ended ELSE a.ended END AS ended
	FROM event_days e
	LEFT JOIN subscriptions s ON s.subscription = e.subscription
	LEFT JOIN (SELECT account, min(started) AS started, CASE WHEN bool_and(ended IS NOT NULL) THEN max(ended) END AS ended FROM subscriptions GROUP BY account) a ON a.account = e.account)`

func usageBeforeStart(ctx context.Context, c *checker) ([]Finding, error) {
	return usageOutside(ctx, c, "usage-before-start", "day < date_trunc('day', started)", "precede the start of their subscription",
		"account || ' on ' || strftime(day, '%Y-%m-%d') || ', started ' || strftime(started, '%Y-%m-%d')")
}

func usageAfterEnd(ctx context.Context, c *checker) ([]Finding, error) {
	return usageOutside(ctx, c, "usage-after-end", "day > date_trunc('day', ended)", "follow the end of their subscription",
		"account || ' on ' || strftime(day, '%Y-%m-%d') || ', ended ' || strftime(ended, '%Y-%m-%d')")
}

func usageOutside(ctx context.Context, c *checker, check, outside, words, example string) ([]Finding, error) {
	count, of, err := c.counts(ctx, "SELECT sum(n) FILTER (WHERE "+outside+")::BIGINT, sum(n)::BIGINT FROM "+terms)
	if err != nil || count == 0 {
		return nil, err
	}
	examples, err := c.examples(ctx, "SELECT "+example+" FROM "+terms+" WHERE "+outside+" ORDER BY account, day, 1")
	f := Finding{Check: check, Fact: "events", Count: count, Of: of, Unit: "rows", Examples: examples}
	f.Message = fmt.Sprintf("%s of %s usage rows (%s) %s", number(count), number(of), f.Share(), words)
	return f.list(), err
}

// churnContradiction compares the flag on an account with the recorded events of leaving.
func churnContradiction(ctx context.Context, c *checker) ([]Finding, error) {
	const both = `(SELECT account, churned, account IN (SELECT account FROM churns) AS left_once FROM accounts WHERE churned IS NOT NULL)`
	count, of, err := c.counts(ctx, "SELECT count(*) FILTER (WHERE churned <> left_once), count(*) FROM "+both)
	if err != nil || count == 0 {
		return nil, err
	}
	flagged, recorded, err := c.counts(ctx, "SELECT count(*) FILTER (WHERE churned AND NOT left_once), count(*) FILTER (WHERE NOT churned AND left_once) FROM "+both)
	if err != nil {
		return nil, err
	}
	examples, err := c.examples(ctx, "SELECT account FROM "+both+" WHERE churned <> left_once ORDER BY account")
	return Finding{Check: "churn-contradiction", Fact: "accounts", Count: count, Of: of, Unit: "accounts", Examples: examples,
		Message: fmt.Sprintf("the churn flag contradicts the churn events for %s of %s accounts: %s flagged without an event, %s with an event and no flag",
			number(count), number(of), number(flagged), number(recorded))}.list(), err
}

// churnWithoutEnd compares the flag on a subscription with its end.
func churnWithoutEnd(ctx context.Context, c *checker) ([]Finding, error) {
	count, of, err := c.counts(ctx, "SELECT count(*) FILTER (WHERE churned <> (ended IS NOT NULL)), count(*) FROM subscriptions WHERE churned IS NOT NULL")
	if err != nil || count == 0 {
		return nil, err
	}
	examples, err := c.examples(ctx, "SELECT subscription FROM subscriptions WHERE churned <> (ended IS NOT NULL) ORDER BY subscription")
	return Finding{Check: "churn-without-end", Fact: "subscriptions", Count: count, Of: of, Unit: "subscriptions", Examples: examples,
		Message: fmt.Sprintf("the churn flag contradicts the end date of %s of %s subscriptions", number(count), number(of))}.list(), err
}

// futureTimes looks for rows after the clock. Segments say their latest time: most are never read.
func futureTimes(ctx context.Context, c *checker) ([]Finding, error) {
	var found []Finding
	for _, fact := range warehouse.Facts() {
		if fact.Time == "" || !c.late(fact.Name) {
			continue
		}
		column, of := warehouse.Quote(fact.Time), int64(0)
		for _, segment := range c.Segments[fact.Name] {
			of += segment.Rows
		}
		late := fmt.Sprintf("%s WHERE %s > %s", fact.Name, column, stamp(c.Now))
		count, _, err := c.counts(ctx, "SELECT count(*), 0 FROM "+late)
		if err != nil {
			return nil, err
		}
		examples, err := c.examples(ctx, fmt.Sprintf("SELECT strftime(%s, '%%Y-%%m-%%dT%%H:%%M:%%SZ') FROM %s ORDER BY 1 DESC", column, late))
		if err != nil {
			return nil, err
		}
		found = append(found, Finding{Check: "future-times", Fact: fact.Name, Count: count, Of: of, Unit: "rows", Examples: examples,
			Message: fmt.Sprintf("%s of %s rows of %s lie in the future: a clock is wrong, or a time zone", number(count), number(of), fact.Name)}.list()...)
	}
	return found, nil
}

func (c *checker) late(fact string) bool {
	for _, segment := range c.Segments[fact] {
		if segment.Max != nil && segment.Max.After(c.Now) {
			return true
		}
	}
	return false
}

// pairs are times of one row of which the second cannot be before the first.
var pairs = map[string][][2]string{
	"tickets":       {{"opened", "first_reply"}, {"opened", "first_solved"}, {"opened", "closed"}, {"first_solved", "solved"}},
	"subscriptions": {{"started", "ended"}, {"started", "ends"}},
	"surveys":       {{"asked", "answered"}},
	"users":         {{"active_from", "active_to"}},
}

func timesOutOfOrder(ctx context.Context, c *checker) ([]Finding, error) {
	var found []Finding
	for _, fact := range warehouse.Facts() {
		if !c.have[fact.Name] {
			continue
		}
		for _, pair := range pairs[fact.Name] {
			wrong := warehouse.Quote(pair[1]) + " < " + warehouse.Quote(pair[0])
			count, of, err := c.counts(ctx, "SELECT count(*) FILTER (WHERE "+wrong+"), count(*) FROM "+fact.Name)
			if err != nil {
				return nil, err
			}
			if count == 0 {
				continue
			}
			examples, err := c.examples(ctx, "SELECT "+warehouse.Quote(fact.Key[0])+"::VARCHAR FROM "+fact.Name+" WHERE "+wrong+" ORDER BY 1")
			if err != nil {
				return nil, err
			}
			found = append(found, Finding{Check: "times-out-of-order", Fact: fact.Name, Count: count, Of: of, Unit: "rows", Examples: examples,
				Message: fmt.Sprintf("%s of %s rows of %s have %s before %s", number(count), number(of), fact.Name, pair[1], pair[0])})
		}
	}
	return found, nil
}

// unknownAccounts looks for accounts that facts name and the list of accounts does not.
func unknownAccounts(ctx context.Context, c *checker) ([]Finding, error) {
	var found []Finding
	for _, fact := range warehouse.Facts() {
		if _, has := fact.Column("account"); !has || fact.Name == "accounts" || !c.have[fact.Name] {
			continue
		}
		rowsOf, counted := fact.Name, "count(*)"
		if fact.Name == "events" {
			rowsOf, counted = "event_days", "sum(n)"
		}
		unknown := "(SELECT account, " + counted + " AS n FROM " + rowsOf + " WHERE account IS NOT NULL AND account NOT IN (SELECT account FROM accounts) GROUP BY account)"
		count, rows, err := c.counts(ctx, "SELECT count(*), sum(n)::BIGINT FROM "+unknown)
		if err != nil {
			return nil, err
		}
		if count == 0 {
			continue
		}
		examples, err := c.examples(ctx, "SELECT account FROM "+unknown+" ORDER BY n DESC, account")
		if err != nil {
			return nil, err
		}
		found = append(found, Finding{Check: "unknown-accounts", Fact: fact.Name, Count: count, Unit: "accounts", Examples: examples,
			Message: fmt.Sprintf("%s names %s accounts that no list of accounts has (%s rows)", fact.Name, number(count), number(rows))})
	}
	return found, nil
}

// noAccount counts rows that belong to nobody.
func noAccount(ctx context.Context, c *checker) ([]Finding, error) {
	var found []Finding
	for _, fact := range warehouse.Facts() {
		if _, has := fact.Column("account"); !has || !c.have[fact.Name] || strings.Contains(strings.Join(fact.Required, " "), "account") {
			continue
		}
		count, of, err := c.counts(ctx, "SELECT count(*) FILTER (WHERE account IS NULL), count(*) FROM "+fact.Name)
		if err != nil {
			return nil, err
		}
		f := Finding{Check: "no-account", Fact: fact.Name, Count: count, Of: of, Unit: "rows"}
		f.Message = fmt.Sprintf("%s of %s rows of %s (%s) belong to no account", number(count), number(of), fact.Name, f.Share())
		found = append(found, f.list()...)
	}
	return found, nil
}
