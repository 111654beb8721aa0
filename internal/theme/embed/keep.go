package embed

import (
	"context"
	"sync"
)

// Model turns texts into vectors: one row of dims numbers a text. Name
// identifies the model and its weights, so that vectors can be kept. The vectors
// are the caller's to change.
type Model interface {
	Name() string
	Embed(ctx context.Context, texts []string) (vectors []float32, dims int, err error)
}

// Kept remembers, for each model, the vectors of the texts it has seen.
func Kept(models ...Model) []Model {
	out := make([]Model, len(models))
	for i, m := range models {
		out[i] = &kept{model: m, rows: map[string][]float32{}}
	}
	return out
}

type kept struct {
	model Model
	mu    sync.Mutex
	rows  map[string][]float32
	dims  int
}

func (k *kept) Name() string { return k.model.Name() }

func (k *kept) Embed(ctx context.Context, texts []string) ([]float32, int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	var missing []string
	asked := map[string]bool{}
	for _, t := range texts {
		if _, ok := k.rows[t]; !ok && !asked[t] {
			asked[t] = true
			missing = append(missing, t)
		}
	}
	if len(missing) > 0 {
		x, dims, err := k.model.Embed(ctx, missing)
		if err != nil {
			return nil, 0, err
		}
		k.dims = dims
		for i, t := range missing {
			k.rows[t] = x[i*dims : (i+1)*dims]
		}
	}
	out := make([]float32, 0, len(texts)*k.dims)
	for _, t := range texts {
		out = append(out, k.rows[t]...)
	}
	return out, k.dims, nil
}
