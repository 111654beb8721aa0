package expect

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// selectJSON returns the values at a path of the JSON text: strings as they are, everything else as compact JSON.
// The path is the part of JSONPath that documents need: $, .name, ['name'], [0], [-1], [*] and .*.
func selectJSON(text, path string) ([]string, error) {
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var root any
	if err := decoder.Decode(&root); err != nil {
		return nil, fmt.Errorf("no JSON (%w)", err)
	}
	parts, err := parseJSONPath(path)
	if err != nil {
		return nil, err
	}
	nodes := []any{root}
	for _, part := range parts {
		var next []any
		for _, node := range nodes {
			next = append(next, childrenOf(node, part)...)
		}
		nodes = next
	}
	return formatJSON(nodes)
}

func formatJSON(nodes []any) ([]string, error) {
	var values []string
	for _, node := range nodes {
		if s, ok := node.(string); ok {
			values = append(values, s)
			continue
		}
		encoded, err := json.Marshal(node)
		if err != nil {
			return nil, err
		}
		values = append(values, string(encoded))
	}
	return values, nil
}

type jsonStep struct {
	name     string
	index    int
	isIndex  bool
	isAnyone bool
}

func parseJSONPath(path string) ([]jsonStep, error) {
	rest, ok := strings.CutPrefix(path, "$")
	if !ok {
		return nil, fmt.Errorf("path %q: want $ first", path)
	}
	var steps []jsonStep
	for rest != "" {
		step, after, err := parseJSONStep(rest)
		if err != nil {
			return nil, fmt.Errorf("path %q: %w", path, err)
		}
		steps, rest = append(steps, step), after
	}
	return steps, nil
}

func parseJSONStep(text string) (step jsonStep, rest string, err error) {
	if after, ok := strings.CutPrefix(text, "."); ok {
		end := strings.IndexAny(after, ".[")
		if end < 0 {
			end = len(after)
		}
		name := after[:end]
		if name == "" {
			return step, "", fmt.Errorf("a name is missing at %q", text)
		}
		return jsonStep{name: name, isAnyone: name == "*"}, after[end:], nil
	}
	inner, rest, ok := strings.Cut(strings.TrimPrefix(text, "["), "]")
	if !strings.HasPrefix(text, "[") || !ok {
		return step, "", fmt.Errorf("cannot read %q", text)
	}
	if inner == "*" {
		return jsonStep{isAnyone: true}, rest, nil
	}
	if unquoted := strings.Trim(inner, `'"`); unquoted != inner {
		return jsonStep{name: unquoted}, rest, nil
	}
	index, err := strconv.Atoi(inner)
	return jsonStep{index: index, isIndex: true}, rest, err
}

func childrenOf(node any, step jsonStep) []any {
	switch node := node.(type) {
	case map[string]any:
		if step.isAnyone {
			return sortedValues(node)
		}
		if child, ok := node[step.name]; ok && !step.isIndex {
			return []any{child}
		}
	case []any:
		if step.isAnyone {
			return node
		}
		index := step.index
		if index < 0 {
			index += len(node)
		}
		if step.isIndex && index >= 0 && index < len(node) {
			return []any{node[index]}
		}
	}
	return nil
}
func sortedValues(object map[string]any) []any {
	var values []any
	for _, key := range slices.Sorted(maps.Keys(object)) {
		values = append(values, object[key])
	}
	return values
}
