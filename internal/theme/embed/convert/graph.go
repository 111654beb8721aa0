package main

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/theme/embed"
)

// graph is the weights of a TensorFlow.js graph model.
type graph struct {
	names   []string
	tensors []embed.Tensor
}

// readGraph reads model.json and the shards that it lists.
func readGraph(dir string) (*graph, error) {
	data, err := os.ReadFile(filepath.Join(dir, "model.json"))
	if err != nil {
		return nil, err
	}
	var m struct {
		WeightsManifest []struct {
			Paths   []string
			Weights []struct {
				Name  string
				Dtype string
				Shape []int
			}
		}
	}
	if err := json.Unmarshal(data, &m); err != nil {
		return nil, fmt.Errorf("model.json: %w", err)
	}
	g := &graph{}
	for _, group := range m.WeightsManifest {
		var bytes []byte
		for _, p := range group.Paths {
			shard, err := os.ReadFile(filepath.Join(dir, p))
			if err != nil {
				return nil, err
			}
			bytes = append(bytes, shard...)
		}
		for _, w := range group.Weights {
			rows, cols := shape(w.Shape)
			if len(bytes) < 4*rows*cols {
				return nil, fmt.Errorf("model.json: shards end within %s", w.Name)
			}
			t := embed.Tensor{Rows: rows, Cols: cols, Data: make([]float32, rows*cols)}
			for i := range t.Data {
				t.Data[i] = math.Float32frombits(binary.LittleEndian.Uint32(bytes[4*i:]))
			}
			bytes = bytes[4*rows*cols:]
			if w.Dtype == "float32" {
				g.names, g.tensors = append(g.names, w.Name), append(g.tensors, t)
			}
		}
	}
	return g, nil
}

// shape folds any number of dimensions to rows and columns.
func shape(dims []int) (rows, cols int) {
	rows, cols = 1, 1
	for i, d := range dims {
		if i == len(dims)-1 {
			cols = d
		} else {
			rows *= d
		}
	}
	return rows, cols
}

// bySuffix finds the one tensor whose name ends so.
func (g *graph) bySuffix(suffix string) (embed.Tensor, error) {
	found := -1
	for i, n := range g.names {
		if !strings.HasSuffix(n, suffix) {
			continue
		}
		if found >= 0 {
			return embed.Tensor{}, fmt.Errorf("two tensors end in %s", suffix)
		}
		found = i
	}
	if found < 0 {
		return embed.Tensor{}, fmt.Errorf("no tensor ends in %s", suffix)
	}
	return g.tensors[found], nil
}
