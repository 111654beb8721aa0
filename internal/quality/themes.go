package quality

import (
	"context"
	"encoding/csv"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"sort"

	"github.com/touchstone-cs/touchstone/internal/theme"
	"github.com/touchstone-cs/touchstone/internal/theme/embed"
)

// Themes measures grouping with the number of themes unknown, over every CSV of texts with a category (banking77/*.csv, columns text and
// category): agreement with the categories (NMI, ARI; texts in no theme count as one), the number of themes, and stability: of the pairs in one
// theme, the share still in one theme when a random tenth of the texts is left out and everything is done anew, the mean over three such tenths.
func Themes() Measure {
	return Measure{Name: "themes", Folder: "banking77", Run: func(folder string) (Figures, error) {
		files, err := filepath.Glob(filepath.Join(folder, "*.csv"))
		if err != nil {
			return nil, err
		}
		sort.Strings(files)
		total := Figures{}
		sets := 0
		for _, file := range files {
			texts, categories, err := labelledTexts(file)
			if err != nil {
				return nil, err
			}
			if len(texts) == 0 {
				continue
			}
			figures, err := themesOf(texts, categories)
			if err != nil {
				return nil, err
			}
			sets++
			for name, value := range figures {
				total[name] += value
			}
		}
		if sets == 0 {
			return nil, ErrNoRows
		}
		for name := range total {
			total[name] /= float64(sets)
		}
		return total, nil
	}}
}

// labelledTexts reads a CSV with the columns text and category; of another it gives nothing.
func labelledTexts(path string) (texts []string, categories []int, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", path, err)
	}
	if len(rows) == 0 {
		return nil, nil, nil
	}
	text, category := -1, -1
	for i, name := range rows[0] {
		switch name {
		case "text":
			text = i
		case "category":
			category = i
		}
	}
	if text < 0 || category < 0 {
		return nil, nil, nil
	}
	index := map[string]int{}
	for _, row := range rows[1:] {
		if _, ok := index[row[category]]; !ok {
			index[row[category]] = len(index)
		}
		texts, categories = append(texts, theme.Clean(row[text])), append(categories, index[row[category]])
	}
	return texts, categories, nil
}

func themesOf(texts []string, categories []int) (Figures, error) {
	parts := embed.Kept(theme.EnglishModels()...)
	all, err := theme.Group(context.Background(), texts, theme.EnglishParts(parts))
	if err != nil {
		return nil, err
	}
	nmi, ari := theme.Agreement(all.Of, categories)
	const drops = 3
	stability := 0.0
	for drop := range drops {
		kept := keptOf(texts, drop)
		some := make([]string, len(kept))
		before := make([]int, len(kept))
		for i, k := range kept {
			some[i], before[i] = texts[k], all.Of[k]
		}
		again, err := theme.Group(context.Background(), some, theme.EnglishParts(parts))
		if err != nil {
			return nil, err
		}
		stability += theme.PairsKept(before, again.Of) / drops
	}
	return Figures{"nmi": nmi, "ari": ari, "themes": float64(all.Groups), "n": float64(len(texts)), "stability": stability}, nil
}

// keptOf leaves out a random tenth of the texts, the same ones in every run.
func keptOf(texts []string, drop int) []int {
	type place struct {
		hash uint64
		at   int
	}
	places := make([]place, len(texts))
	for i, t := range texts {
		h := fnv.New64a()
		fmt.Fprintf(h, "%d %d %s", drop, i, t)
		x := h.Sum64()
		x = (x ^ x>>33) * 0xff51afd7ed558ccd
		places[i] = place{x ^ x>>33, i}
	}
	sort.Slice(places, func(a, b int) bool { return places[a].hash < places[b].hash })
	var kept []int
	for _, p := range places[len(texts)/10:] {
		kept = append(kept, p.at)
	}
	sort.Ints(kept)
	return kept
}
