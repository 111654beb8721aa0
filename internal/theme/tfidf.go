package theme

import (
	"math"
	"slices"

	"github.com/touchstone-cs/touchstone/internal/theme/embed"
	"github.com/touchstone-cs/touchstone/internal/theme/matrix"
)

// sparse is a matrix in compressed rows.
type sparse struct {
	starts  []int // rows+1
	columns []int32
	values  []float32
	cols    int
	keys    []uint64 // of the columns: a term's own number
}

func (s *sparse) rows() int { return len(s.starts) - 1 }

// terms gives a text's words and pairs of neighbouring words.
func terms(text string) []string {
	words := embed.Words(text)
	out := make([]string, 0, 2*len(words))
	for i, w := range words {
		out = append(out, w)
		if i > 0 {
			out = append(out, words[i-1]+" "+w)
		}
	}
	return out
}

// tfIDF weighs terms that stand in at least two texts and at most half of them:
// (1 + ln tf)·(ln((1+n)/(1+df)) + 1), rows of unit length (Salton & Buckley 1988).
func tfIDF(texts []string) *sparse {
	bags := make([][]string, len(texts))
	matrix.Parallel(len(texts), 256, func(from, to int) {
		for i := from; i < to; i++ {
			bags[i] = terms(texts[i])
			slices.Sort(bags[i])
		}
	})
	df := map[string]int{}
	for _, bag := range bags {
		for i, w := range bag {
			if i == 0 || bag[i-1] != w {
				df[w]++
			}
		}
	}
	vocabulary := make([]string, 0, len(df)/4)
	for w, n := range df {
		if n >= 2 && n <= max(len(texts)/2, 2) {
			vocabulary = append(vocabulary, w)
		}
	}
	slices.Sort(vocabulary)
	index := make(map[string]int32, len(vocabulary))
	idf := make([]float64, len(vocabulary))
	for i, w := range vocabulary {
		index[w] = int32(i)
		idf[i] = math.Log(float64(1+len(texts))/float64(1+df[w])) + 1
	}
	s := &sparse{starts: make([]int, 1, len(texts)+1), cols: len(vocabulary), keys: keysOf(vocabulary)}
	for _, bag := range bags {
		s.addRow(bag, index, idf)
	}
	return s
}

// addRow appends a text's sorted terms; the columns come out sorted too.
func (s *sparse) addRow(bag []string, index map[string]int32, idf []float64) {
	from := len(s.columns)
	for i := 0; i < len(bag); {
		tf := 1
		for i+tf < len(bag) && bag[i+tf] == bag[i] {
			tf++
		}
		if c, ok := index[bag[i]]; ok {
			s.columns = append(s.columns, c)
			s.values = append(s.values, float32((1+math.Log(float64(tf)))*idf[c]))
		}
		i += tf
	}
	embed.Normalize(s.values[from:])
	s.starts = append(s.starts, len(s.columns))
}

// times computes s·b for a dense b (cols×k).
func (s *sparse) times(b []float32, k int) []float32 {
	out := make([]float32, s.rows()*k)
	matrix.Parallel(s.rows(), 256, func(from, to int) {
		for r := from; r < to; r++ {
			sum := out[r*k : (r+1)*k]
			for e := s.starts[r]; e < s.starts[r+1]; e++ {
				v := s.values[e]
				for j, x := range b[int(s.columns[e])*k:][:len(sum)] {
					sum[j] += float32(v * x)
				}
			}
		}
	})
	return out
}

// transpose gives the matrix with rows and columns exchanged.
func (s *sparse) transpose() *sparse {
	t := &sparse{starts: make([]int, s.cols+1), columns: make([]int32, len(s.columns)), values: make([]float32, len(s.values)), cols: s.rows()}
	for _, c := range s.columns {
		t.starts[c+1]++
	}
	for i := range s.cols {
		t.starts[i+1] += t.starts[i]
	}
	at := append([]int(nil), t.starts...)
	for r := range s.rows() {
		for e := s.starts[r]; e < s.starts[r+1]; e++ {
			c := s.columns[e]
			t.columns[at[c]], t.values[at[c]] = int32(r), s.values[e]
			at[c]++
		}
	}
	return t
}
