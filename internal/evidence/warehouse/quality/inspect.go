package quality

import (
	"context"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/intake"
)

// Inspect makes the checks an import's inspection; then hears the report.
func Inspect(then func(Report)) func(context.Context, intake.Candidate) ([]byte, error) {
	return func(ctx context.Context, c intake.Candidate) ([]byte, error) {
		report, err := Check(ctx, Data{Segments: c.Segments, Known: c.Known, Path: c.Path, Cache: c.Cache, Source: c.Source, Inputs: c.Inputs, Before: c.Before, Now: c.Now})
		if err != nil {
			return nil, err
		}
		then(report)
		return report.Encode()
	}
}
