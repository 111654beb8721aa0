package quality

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sort"

	"github.com/touchstone-cs/touchstone/internal/prose"
)

// Prose measures the seven sets of language judgements: <set>.*jsonl in quality-labels. Precision, recall and F1 are those of the
// class to be found; of request feedback ("need") the macro average over its three classes is given as well.
func Prose() []Measure {
	var measures []Measure
	for _, set := range prose.Sets() {
		measures = append(measures, Measure{Name: set.Name(), Folder: "quality-labels", Run: func(folder string) (Figures, error) {
			t, err := judgeAll(set, folder)
			if err != nil {
				return nil, err
			}
			return t.figures(set), nil
		}})
	}
	return measures
}

// tally counts pairs of true and given label.
type tally map[[2]string]int

func (t tally) of(label string) (right, found, there int) {
	for k, n := range t {
		if k[0] == label {
			there += n
		}
		if k[1] == label {
			found += n
		}
		if k[0] == label && k[1] == label {
			right += n
		}
	}
	return right, found, there
}

func (t tally) figures(set prose.Set) Figures {
	right, found, there := t.of(set.Sought())
	f := Figures{"n": 0, "macro_f1": 0}
	f["precision"], f["recall"], f["f1"] = ratio(right, found), ratio(right, there), ratio(2*right, found+there)
	f["precision_low"], _ = Wilson(right, found)
	f["recall_low"], _ = Wilson(right, there)
	for _, label := range set.Labels() {
		right, found, there := t.of(label)
		f["n"] += float64(there)
		f["macro_f1"] += ratio(2*right, found+there) / float64(len(set.Labels()))
	}
	return f
}

func ratio(k, n int) float64 {
	if n == 0 {
		return 0
	}
	return float64(k) / float64(n)
}

func judgeAll(set prose.Set, folder string) (tally, error) {
	files, err := filepath.Glob(filepath.Join(folder, set.Name()+".*jsonl"))
	if err != nil {
		return nil, err
	}
	sort.Strings(files)
	t := tally{}
	for _, file := range files {
		if err := judgeFile(set, file, t); err != nil {
			return nil, err
		}
	}
	if len(t) == 0 {
		return nil, ErrNoRows
	}
	return t, nil
}

func judgeFile(set prose.Set, file string, t tally) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		if len(lines.Bytes()) == 0 {
			continue
		}
		var row struct{ Text, Context, Label string }
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			return fmt.Errorf("%s:%d: %w", file, n, err)
		}
		t[[2]string{row.Label, set.Judge(row.Text, row.Context).Label}]++
	}
	return lines.Err()
}
