package intake

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
)

// Identity says which names of accounts mean which account: aliases, former names, accounts that were merged into others.
// Rows are resolved by it when they are imported, and again when it changes: a company that was bought keeps its history.
type Identity struct {
	account map[string]string
}

// NewIdentity resolves chains (a was merged into b, b into c). A circle is an error.
func NewIdentity(names map[string]string) (Identity, error) {
	resolved := map[string]string{}
	for alias := range names {
		account, steps := alias, 0
		for next, ok := names[account]; ok && next != account; next, ok = names[account] {
			account = next
			if steps++; steps > len(names) {
				return Identity{}, fmt.Errorf("account %q: aliases and merges go in a circle", alias)
			}
		}
		if account != alias {
			resolved[alias] = account
		}
	}
	return Identity{resolved}, nil
}

// Account is what a source's name for an account means.
func (i Identity) Account(name string) string {
	if account, ok := i.account[name]; ok {
		return account
	}
	return name
}

// Digest names the map; "" is the empty one.
func (i Identity) Digest() string {
	if len(i.account) == 0 {
		return ""
	}
	hash := sha256.New()
	for _, alias := range i.aliases() {
		_, _ = fmt.Fprintf(hash, "%q=%q\n", alias, i.account[alias]) // a hash never fails
	}
	return hex.EncodeToString(hash.Sum(nil))[:16]
}

func (i Identity) aliases() []string {
	aliases := make([]string, 0, len(i.account))
	for alias := range i.account {
		aliases = append(aliases, alias)
	}
	slices.Sort(aliases)
	return aliases
}

const identityTable = "_identity"

// table writes the statements that make the map a table.
func (i Identity) table() []string {
	statements := []string{"CREATE TABLE " + identityTable + " (alias VARCHAR, account VARCHAR)"}
	var rows []string
	for _, alias := range i.aliases() {
		rows = append(rows, "("+warehouse.Literal(alias)+", "+warehouse.Literal(i.account[alias])+")")
	}
	if len(rows) > 0 {
		statements = append(statements, "INSERT INTO "+identityTable+" VALUES "+strings.Join(rows, ", "))
	}
	return statements
}

func hasAccount(fact warehouse.Fact) bool {
	_, ok := fact.Column("source_account")
	return ok
}

// Resolve gives the accounts of all rows the names that an identity map gives them, as a snapshot of its own. Nothing happens
// where they have them already. It returns how many rows were written again.
func Resolve(ctx context.Context, store *warehouse.Store, identity Identity, now time.Time) (rows int64, err error) {
	latest, err := store.Latest()
	if err != nil || latest.Number == 0 || latest.Identity == identity.Digest() {
		return 0, err
	}
	act, err := store.Begin(ctx)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, act.Close()) }()
	r := &run{options: Options{Identity: identity}, act: act, segments: cloneSegments(act.Base().Segments), summary: &Summary{}}
	if r.writer, err = openEngine(ctx, defaultMemory, act.Dir()); err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, r.writer.close()) }()
	if err := r.resolve(ctx); err != nil {
		return 0, err
	}
	if act.Base().Identity == identity.Digest() {
		return 0, nil // somebody else did it meanwhile
	}
	_, err = act.Commit(warehouse.Commit{Created: now, Act: "identity", Identity: identity.Digest(), Segments: r.segments})
	return r.summary.Resolved, err
}

// resolve rewrites the segments whose rows the identity map names otherwise than they are now. All others stay.
func (r *run) resolve(ctx context.Context) error {
	if r.options.Identity.Digest() == r.act.Base().Identity {
		return nil
	}
	if err := r.writer.exec(ctx, r.options.Identity.table()...); err != nil {
		return fmt.Errorf("resolve accounts: %w", err)
	}
	for _, fact := range warehouse.Facts() {
		if !hasAccount(fact) {
			continue
		}
		for at, segment := range r.segments[fact.Name] {
			resolved, err := r.resolveSegment(ctx, fact, segment)
			if err != nil {
				return fmt.Errorf("resolve accounts of %s: %w", segment.Path, err)
			}
			if resolved.Path != segment.Path {
				r.summary.Resolved += segment.Rows
			}
			r.segments[fact.Name][at] = resolved
		}
	}
	return nil
}

func (r *run) resolveSegment(ctx context.Context, fact warehouse.Fact, segment warehouse.Segment) (warehouse.Segment, error) {
	files := warehouse.Files([]string{r.act.Path(segment)})
	const meant = `coalesce(i.account, coalesce(s.source_account, s.account))`
	from := files + ` s LEFT JOIN ` + identityTable + ` i ON i.alias = coalesce(s.source_account, s.account)`
	changed, err := r.writer.number(ctx, `SELECT count(*) FROM `+from+` WHERE s.account IS DISTINCT FROM `+meant)
	if err != nil || changed == 0 {
		return segment, err
	}
	columns := make([]string, len(fact.Columns))
	for i, column := range fact.Columns {
		columns[i] = "s." + warehouse.Quote(column.Name)
		switch column.Name {
		case "account":
			columns[i] = meant + ` AS account`
		case "source_account":
			columns[i] = `CASE WHEN ` + meant + ` <> coalesce(s.source_account, s.account) THEN coalesce(s.source_account, s.account) END AS source_account`
		}
	}
	ordered := strings.Replace(from, files+" s", "(SELECT *, file_row_number FROM read_parquet("+warehouse.Literal(r.act.Path(segment))+", file_row_number = true)) s", 1)
	path := filepath.Join(r.act.Dir(), "resolved.parquet")
	if err := r.writer.copyTo(ctx, "SELECT "+strings.Join(columns, ", ")+" FROM "+ordered+" ORDER BY s.file_row_number", path); err != nil {
		return segment, err
	}
	return r.act.Keep(fact.Name, path, segment)
}
