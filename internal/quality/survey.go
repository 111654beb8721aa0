package quality

import (
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/theme"
)

// groupedBy begins the name of the column in which the survey's organisers grouped the answers of the column before it.
const groupedBy = "Generic Project Groupings"

// Survey compares our groups of a survey's free answers with those that its organisers made by hand (contributor-survey-2018/*.csv). pairs is
// the share of the organisers' pairs that are together here too. They grouped few answers and most of them alone, so the figures are coarse.
func Survey() Measure {
	return Measure{Name: "survey_themes", Folder: "contributor-survey-2018", Run: func(folder string) (Figures, error) {
		files, err := filepath.Glob(filepath.Join(folder, "*.csv"))
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			answers, groups, err := groupedAnswers(file)
			if err != nil {
				return nil, err
			}
			if len(answers) > 0 {
				return surveyFigures(answers, groups)
			}
		}
		return nil, ErrNoRows
	}}
}

// groupedAnswers reads the answers with the organisers' group of each, empty where they gave none.
func groupedAnswers(path string) (answers, groups []string, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", path, err)
	}
	column := -1
	for i, name := range rows[0] {
		if i > 0 && strings.HasPrefix(strings.TrimSpace(name), groupedBy) {
			column = i
		}
	}
	if column < 0 {
		return nil, nil, nil
	}
	for _, row := range rows[1:] {
		if body := theme.Clean(row[column-1]); theme.Says(body) {
			answers, groups = append(answers, body), append(groups, strings.TrimSpace(row[column]))
		}
	}
	return answers, groups, nil
}

func surveyFigures(answers, groups []string) (Figures, error) {
	g, err := theme.Group(context.Background(), answers, theme.EnglishParts(theme.EnglishModels()))
	if err != nil {
		return nil, err
	}
	var ours, theirs []int
	index := map[string]int{}
	for i, name := range groups {
		if name == "" {
			continue
		}
		if _, ok := index[name]; !ok {
			index[name] = len(index)
		}
		ours, theirs = append(ours, g.Of[i]), append(theirs, index[name])
	}
	nmi, ari := theme.Agreement(ours, theirs)
	return Figures{"n": float64(len(ours)), "nmi": nmi, "ari": ari, "themes": float64(g.Groups), "pairs": theme.PairsKept(theirs, ours)}, nil
}
