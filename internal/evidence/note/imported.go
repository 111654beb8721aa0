package note

import (
	"context"
	"fmt"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
)

// FromWarehouse looks up imported interactions in the latest snapshot.
func FromWarehouse(store *warehouse.Store, reader warehouse.Reader) Imported {
	return func(ctx context.Context, ids []string) (map[string]evidence.Record, error) {
		snapshot, err := store.Latest()
		if err != nil {
			return nil, err
		}
		found := map[string]evidence.Record{}
		question := warehouse.Question{Fact: "interactions", Columns: []string{"interaction", "account", "time", "kind", "people", "author", "summary", "body"},
			Where: map[string][]string{"interaction": ids}}
		err = reader.Read(ctx, snapshot, question, func(r warehouse.Row) error {
			found[r.Text(0)] = evidence.Record{
				Text: strings.Join([]string{r.Text(6), r.Text(7), r.Text(4)}, "\n"), Time: r.Time(2),
				Origin: fmt.Sprintf("interaction %s in snapshot %s", r.Text(0), snapshot.ID()),
				Values: []evidence.Param{{Key: "account", Value: r.Text(1)}, {Key: "kind", Value: r.Text(3)}, {Key: "on", Value: r.Time(2).Format("2006-01-02")}, {Key: "with", Value: r.Text(4)}},
			}
			return nil
		})
		return found, err
	}
}
