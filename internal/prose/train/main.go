// Train corrects the weights of the prose signs by regression over labelled sentences.
//
//	go run ./internal/prose/train [-data DIR] [-own DIR] [-held DIR] [-write FILE] [-folds K]
//
// DIR is read in the layout of quality-labels (<set>.*.jsonl). Each sign's weight starts at its author's guess, and the
// regression pays for every step away from it, so a sign that the rows say little about keeps what its author knew.
// It prints k-fold cross-validation figures, folds parted by source document, before it writes anything.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/touchstone-cs/touchstone/internal/prose"
)

func main() {
	data := flag.String("data", "../shared/data/quality-labels", "folder of labelled rows")
	own := flag.String("own", "internal/prose/testdata/labels", "folder of our own labelled sentences")
	write := flag.String("write", "", "file to write the weights to")
	held := flag.String("held", "internal/prose/testdata/held", "folder of our own sentences that take part in nothing")
	folds := flag.Int("folds", 5, "folds of the cross-validation")
	flag.Parse()
	if err := run(os.Stdout, *data, *own, *held, *write, *folds); err != nil {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(2)
	}
}

func run(w io.Writer, data, own, held, write string, folds int) error {
	weights := map[string]model{}
	for _, set := range prose.Sets() {
		theirs, err := readRows(data, set.Name())
		if err != nil {
			return err
		}
		ours, err := readRows(own, set.Name())
		if err != nil {
			return err
		}
		p := newProblem(set)
		report(w, set, "grammar alone, their rows", p.score(p.prior(), theirs))
		report(w, set, "trained on theirs, our rows", p.score(p.fit(theirs), ours))
		report(w, set, fmt.Sprintf("%d-fold, their rows", folds), p.crossValidate(theirs, ours, folds))
		unseen, err := readRows(held, set.Name())
		if err != nil {
			return err
		}
		weights[set.Name()] = p.fit(together(theirs, ours))
		report(w, set, "trained on both, held rows", p.score(weights[set.Name()], unseen))
	}
	if write == "" {
		return nil
	}
	out, err := json.MarshalIndent(weights, "", "\t")
	if err != nil {
		return err
	}
	return os.WriteFile(write, append(out, '\n'), 0o644)
}
