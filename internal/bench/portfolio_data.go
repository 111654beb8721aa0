package bench

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/intake"
)

// The portfolio: 10,000 accounts, 500,000 users, 40 events, 13 months from 2025-10-01, skewed as in
// ../shared/floors/events.sql, with names in place of numbers, for that is what exports carry.
const (
	portfolioUsers = `(SELECT i::INTEGER AS user_id, floor(10000*pow((hash(i*7+1)%1000003)/1000003.0, 1.6))::INTEGER AS account_id FROM range(500000) t(i))`
	portfolioNames = `['login','page_view','report_viewed','report_exported','dashboard_opened','search_run','record_created','record_updated','record_deleted','comment_added','file_uploaded','file_downloaded','invite_sent','invite_accepted','role_changed','api_key_created','api_called','webhook_fired','webhook_failed','integration_connected','integration_failed','workflow_created','workflow_run','workflow_failed','template_used','segment_created','alert_created','alert_triggered','export_scheduled','import_started','import_completed','import_failed','survey_answered','help_opened','ticket_opened','training_started','training_completed','billing_viewed','seat_added','logout']`
	portfolioSeats = `SELECT 'acc-' || lpad(account_id::VARCHAR, 5, '0') AS account, greatest(1, ceil(count(*)*(1.0+(hash(account_id*13+5)%1000)/1000.0)))::BIGINT AS seats,
		['starter','growth','enterprise'][1+(hash(account_id)%3)::INT] AS plan FROM (SELECT account_id FROM @USERS@ UNION ALL SELECT i FROM range(10000) t(i)) GROUP BY account_id`
	portfolioEvents = `SELECT 'acc-' || lpad(u.account_id::VARCHAR, 5, '0') AS account, 'user-' || lpad(e.user_id::VARCHAR, 6, '0') AS "user", e.ts AS time, @NAMES@[e.k+1] AS event, @NAMES@[e.k+1] AS feature
		FROM (SELECT TIMESTAMP '2025-10-01' + to_microseconds((i*(396*86400000000.0/@N@))::BIGINT + (hash(i*3+11)%30000000)::BIGINT) AS ts,
			floor(500000*pow((hash(i*5+2)%10000019)/10000019.0, 1.7))::INTEGER AS user_id, floor(40*pow((hash(i*9+4)%1000003)/1000003.0, 2.2))::INTEGER AS k
			FROM range(@LOW@, @HIGH@) t(i)) e JOIN @USERS@ u USING (user_id)`
)

// now is the clock of the benchmarks' imports.
var now = time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC)

// days is how many the portfolio has; the last of them, 31 October 2026, is delivered by itself.
const days = 396

// FillPortfolio puts the portfolio with n events into an empty warehouse: all but the last day part by part, so that memory stays bounded, a month's
// worth at a time, and then the last day as an import of its own.
func FillPortfolio(ctx context.Context, store *warehouse.Store, n int64) error {
	const parts = 13
	most := n - n/days
	selects := map[string]string{"accounts": strings.ReplaceAll(portfolioSeats, "@USERS@", portfolioUsers)}
	for i := range int64(parts + 1) {
		low, high := i*most/parts, min((i+1)*most/parts, n)
		if i == parts {
			high = n
		}
		selects["events"] = portfolioSlice(n, low, high)
		if _, err := intake.Put(ctx, store, now, "bench", selects); err != nil {
			return fmt.Errorf("fill portfolio: %w", err)
		}
		selects = map[string]string{}
	}
	return nil
}

func portfolioSlice(n, low, high int64) string {
	return strings.NewReplacer("@N@", fmt.Sprint(n), "@LOW@", fmt.Sprint(low), "@HIGH@", fmt.Sprint(high), "@USERS@", portfolioUsers, "@NAMES@", portfolioNames).Replace(portfolioEvents)
}
