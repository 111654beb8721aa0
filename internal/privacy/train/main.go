// Command train fits the model that marks names, addresses and organisations, from texts of presidio-research (MIT) and
// from the templates of this folder filled with names of the dictionaries. With -folds it leaves out a part of the
// templates at a time and reports how well the model does on texts of templates that it has not seen.
package main

import (
	_ "embed"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"sync"

	"github.com/touchstone-cs/touchstone/internal/privacy"
	"github.com/touchstone-cs/touchstone/internal/privacy/tagger"
)

//go:embed templates.txt
var templates string

func main() {
	data := flag.String("data", "../shared/data/pii", "folder with *.json of presidio-research")
	folds := flag.Int("folds", 0, "cross-validate over so many groups of templates")
	passes := flag.Int("passes", 5, "passes over the examples")
	own := flag.Int("own", 15, "texts made from each of our templates")
	refill := flag.Int("refill", 4, "texts made from each template of the data with names of the dictionaries")
	out := flag.String("o", "", "write the model here")
	flag.Parse()
	if err := run(*data, *folds, *passes, *own, *refill, *out); err != nil {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(1)
	}
}

func run(data string, folds, passes, own, refill int, out string) error {
	texts, err := privacy.ReadMarked(os.DirFS(data))
	if err != nil {
		return err
	}
	if folds > 0 {
		validate(texts, folds, passes, own, refill)
	}
	if out == "" {
		return nil
	}
	model := tagger.Train(examples(texts, own, refill), passes, rand.New(rand.NewPCG(1, 1)))
	f, err := os.Create(out)
	if err != nil {
		return err
	}
	if err := model.Write(f); err != nil {
		return err
	}
	return f.Close()
}

// validate prints the measure over all folds together: each text is judged by a model that saw no text of its template.
func validate(texts []privacy.Marked, folds, passes, own, refill int) {
	scores := make([]privacy.Score, folds)
	var wait sync.WaitGroup
	slots := make(chan bool, 2)
	for fold := range folds {
		wait.Go(func() {
			slots <- true
			defer func() { <-slots }()
			var train, test []privacy.Marked
			for _, t := range texts {
				if t.Template%folds == fold {
					test = append(test, t)
				} else {
					train = append(train, t)
				}
			}
			model := tagger.Train(examples(train, own, refill), passes, rand.New(rand.NewPCG(1, 1)))
			scores[fold] = privacy.Measure(privacy.DetectWith(model, ""), test)
			fmt.Printf("fold %d: %s", fold, scores[fold].String())
		})
	}
	wait.Wait()
	var sum privacy.Score
	for _, s := range scores {
		sum.Add(s)
	}
	fmt.Print("all folds: ", sum.String())
}

func examples(texts []privacy.Marked, own, refill int) []tagger.Example {
	fill := &filler{rng: rand.New(rand.NewPCG(2, 2)), names: tagger.Dictionaries()}
	var out []tagger.Example
	masked := map[int]string{}
	var order []int
	for _, t := range texts {
		e := tagger.Example{Text: t.Text}
		for _, s := range t.Entities {
			e.Spans = append(e.Spans, tagger.Span{Type: string(s.Type), Start: s.Start, End: s.End})
		}
		out = append(out, e)
		if _, ok := masked[t.Template]; !ok {
			masked[t.Template] = t.Masked
			order = append(order, t.Template)
		}
	}
	for _, id := range order {
		for range refill {
			out = append(out, fill.fill(masked[id]))
		}
	}
	for line := range strings.Lines(templates) {
		for range own {
			out = append(out, fill.fill(strings.TrimSuffix(line, "\n")))
		}
	}
	for i := range out {
		out[i].Hints = privacy.Hints(out[i].Text, "")
	}
	return out
}
