package bench

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestACorpusIsTheSameAgainAndOfItsSize(t *testing.T) {
	for name, fill := range map[string]filler{"dense": (*docWriter).denseSection, "plain": (*docWriter).plainSection} {
		t.Run(name, func(t *testing.T) { holdCorpus(t, fill) })
	}
}

func holdCorpus(t *testing.T, fill filler) {
	read := func() string {
		root := t.TempDir()
		const documents = 24
		size, err := writeCorpus(root, documents, corpusSeed, fill)
		if err != nil {
			t.Fatal(err)
		}
		if least, most := int64(documents*corpusLeast), int64(documents*corpusMost); size < least || size > most {
			t.Errorf("%d bytes; want %d to %d", size, least, most)
		}
		files, err := markdownIn(root)
		if err != nil || len(files) != documents {
			t.Fatalf("%d documents, %v: two share a path", len(files), err)
		}
		var all strings.Builder
		for _, f := range files {
			data, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			rel, err := filepath.Rel(root, f)
			if err != nil {
				t.Fatal(err)
			}
			all.WriteString(rel + "\n" + string(data))
		}
		return all.String()
	}
	if read() != read() {
		t.Error("the same seed gave another corpus")
	}
}

func TestTheTableShowsRatiosAndGoals(t *testing.T) {
	f := Figures{}
	f.cost("lint", "goldmark", cost{.36, .7})
	f.cost("lint", "check", cost{1.08, 1.4})
	f.against("lint", "check", "goldmark")
	f.goal("lint", "check", 3)
	f.set("lint", "documents", 2000)
	f.set("lint", "vale_absent", 1)
	want := `lint                                     wall  processor    ÷ wall   ÷ proc.     goal
  check                                1.08 s     1.40 s         3         2      ≤ 3
  goldmark                           360.0 ms   700.0 ms
  documents                              2000
  vale                                 absent
`
	if got := f.Table(); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}
