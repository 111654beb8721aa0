package feedback

import (
	"context"
	"errors"
	"fmt"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
)

// Surveys resolves survey references (survey:ID) to single answers: the score, its
// scale and the comment, at the snapshot they name, else at the latest. A figure
// over many answers is a metric.
type Surveys struct {
	Warehouse *warehouse.Store
	Reader    warehouse.Reader
}

// Schemes implements evidence.Source.
func (s *Surveys) Schemes() []string { return []string{"survey"} }

// Resolve implements evidence.Source.
func (s *Surveys) Resolve(ctx context.Context, requests []evidence.Request) ([]evidence.Record, error) {
	records := make([]evidence.Record, len(requests))
	for i, request := range requests {
		records[i] = evidence.Missing("a survey reference names an answer: survey:ID")
		if request.Ref.ID == "" {
			continue
		}
		record, err := s.answer(ctx, request.Ref.ID, request.Ref.Value("snapshot"))
		if err != nil {
			return nil, err
		}
		if account, _ := record.Value("account"); request.Account != "" && account != "" && account != request.Account {
			record = evidence.Contradicted("survey %s is of another account (%s)", request.Ref.ID, account)
		}
		records[i] = record
	}
	return records, nil
}

func (s *Surveys) answer(ctx context.Context, id, snapshotID string) (evidence.Record, error) {
	store := &Store{Warehouse: s.Warehouse}
	snapshot, err := store.snapshot(snapshotID)
	if errors.Is(err, warehouse.ErrNoSnapshot) {
		return evidence.Missing("%v", err), nil
	}
	if err != nil {
		return evidence.Record{}, err
	}
	record := evidence.Missing("survey %s is not in the warehouse (snapshot %s)", id, snapshot.ID())
	question := warehouse.Question{Fact: "surveys", Columns: []string{"account", "kind", "score", "scale_min", "scale_max", "answered", "comment"}, Where: map[string][]string{"survey": {id}}}
	err = s.Reader.Read(ctx, snapshot, question, func(r warehouse.Row) error {
		record = evidence.Record{Text: r.Text(6), Time: r.Time(5), Origin: fmt.Sprintf("survey %s in snapshot %s", id, snapshot.ID())}
		for k, key := range []string{"account", "kind", "score", "scale_min", "scale_max"} {
			if !r.Null(k) {
				record.Values = append(record.Values, evidence.Param{Key: key, Value: trimZeros(r.Text(k))})
				record.Text += "\n" + key + " " + trimZeros(r.Text(k))
			}
		}
		return nil
	})
	return record, err
}

// trimZeros writes 9.0000 as 9.
func trimZeros(s string) string {
	if number(s) == 0 {
		return s
	}
	return fmt.Sprint(number(s))
}
