package warehouse_test

import (
	"context"
	"errors"
	"testing"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
)

// once answers a single time; asked again it fails.
type once struct{ asked int }

func (o *once) Read(_ context.Context, _ *warehouse.Snapshot, _ warehouse.Question, visit func(warehouse.Row) error) error {
	if o.asked++; o.asked > 1 {
		return errors.New("asked again")
	}
	return visit(warehouse.NewRow([]string{"t1", ""}, []bool{false, true}))
}

func TestRememberingAsksOnceASnapshotAndQuestion(t *testing.T) {
	engine := &once{}
	reader := warehouse.Remembering{Reader: engine, Dir: t.TempDir()}
	question := warehouse.Question{Fact: "tickets", Columns: []string{"ticket", "solved"}, Where: map[string][]string{"ticket": {"t1"}}}
	for i := range 2 {
		rows := 0
		err := reader.Read(context.Background(), &warehouse.Snapshot{Number: 1, Digest: "ab12"}, question, func(r warehouse.Row) error {
			rows++
			if r.Text(0) != "t1" || !r.Null(1) {
				t.Errorf("row %q, null %v", r.Text(0), r.Null(1))
			}
			return nil
		})
		if err != nil || rows != 1 {
			t.Errorf("time %d: %d rows, %v", i+1, rows, err)
		}
	}
	if err := reader.Read(context.Background(), &warehouse.Snapshot{Number: 2, Digest: "cd34"}, question, func(warehouse.Row) error { return nil }); err == nil {
		t.Error("another snapshot was answered from the first one's answer")
	}
}
