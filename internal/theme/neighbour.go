package theme

import (
	"math"
	"sort"

	"github.com/touchstone-cs/touchstone/internal/theme/matrix"
)

// neighbor is another text and its cosine.
type neighbor struct {
	to         int32
	similarity float32
}

// nearer orders by similarity, then by position, so that ties never depend on
// the order of work.
func nearer(a, b neighbor) bool {
	if a.similarity != b.similarity {
		return a.similarity > b.similarity
	}
	return a.to < b.to
}

// compareAll is the number of texts up to which all pairs are compared.
const compareAll = 20000

// neighbors gives each text its k nearest others, nearest first.
func (s space) neighbors(keys []uint64, k int) [][]neighbor {
	if s.n <= compareAll {
		return s.exactNeighbors(k)
	}
	return s.cellNeighbors(keys, k)
}

// exactNeighbors compares all pairs, in blocks.
func (s space) exactNeighbors(k int) [][]neighbor {
	k = min(k, s.n-1)
	out := make([][]neighbor, s.n)
	if k <= 0 {
		return out
	}
	p := matrix.PackRows(s.x, s.n, s.d)
	matrix.Parallel(s.n, 64, func(from, to int) {
		c := make([]float32, (to-from)*p.Stride())
		matrix.Mul(c, s.x[from*s.d:to*s.d], to-from, p)
		for i := from; i < to; i++ {
			best := make([]neighbor, 0, k+1)
			for j, sim := range c[(i-from)*p.Stride():][:s.n] {
				if j == i || len(best) == k && sim <= best[k-1].similarity {
					continue
				}
				best = insert(best, neighbor{int32(j), sim}, k)
			}
			out[i] = best
		}
	})
	return out
}

func insert(best []neighbor, nb neighbor, k int) []neighbor {
	at := sort.Search(len(best), func(i int) bool { return nearer(nb, best[i]) })
	best = append(best, neighbor{})
	copy(best[at+1:], best[at:])
	best[at] = nb
	if len(best) > k {
		best = best[:k]
	}
	return best
}

// cellsProbed is how many of its nearest cells a text is compared with. More
// finds more of the true neighbours and costs in proportion.
const cellsProbed = 8

// cellNeighbors finds nearly all nearest others without comparing all pairs:
// texts are sorted into about √n·2 cells around centres, and each cell's texts
// are compared with those of the cells nearest to it. The work grows as n·√n.
func (s space) cellNeighbors(keys []uint64, k int) [][]neighbor {
	centers := s.centers(keys, int(2*math.Sqrt(float64(s.n))))
	cells := s.cells(centers)
	near := centers.exactNeighbors(cellsProbed - 1)
	out := make([][]neighbor, s.n)
	matrix.Parallel(len(cells), 1, func(from, to int) {
		for c := from; c < to; c++ {
			candidates := append([]int32(nil), cells[c]...)
			for _, nb := range near[c] {
				candidates = append(candidates, cells[nb.to]...)
			}
			s.nearestAmong(cells[c], candidates, k, out)
		}
	})
	return out
}

func (s space) nearestAmong(members, candidates []int32, k int, out [][]neighbor) {
	if len(members) == 0 {
		return
	}
	x := s.gather(candidates)
	p := matrix.PackRows(x, len(candidates), s.d)
	const block = 64
	for from := 0; from < len(members); from += block {
		some := members[from:min(from+block, len(members))]
		c := make([]float32, len(some)*p.Stride())
		matrix.Mul(c, s.gather(some), len(some), p)
		for r, i := range some {
			best := make([]neighbor, 0, k+1)
			for j, sim := range c[r*p.Stride():][:len(candidates)] {
				if candidates[j] == i || len(best) == k && sim < best[k-1].similarity {
					continue
				}
				best = insert(best, neighbor{candidates[j], sim}, k)
			}
			out[i] = best
		}
	}
}

func (s space) gatherSpace(rows []int32) space { return space{s.gather(rows), len(rows), s.d} }

func (s space) gather(rows []int32) []float32 {
	x := make([]float32, 0, len(rows)*s.d)
	for _, i := range rows {
		x = append(x, s.row(int(i))...)
	}
	return x
}

// centers runs k-means on the texts whose keys are least, a sample that does
// not depend on their order.
func (s space) centers(keys []uint64, count int) space {
	sample := orderOf(keys, 0x5a)[:min(s.n, 20*count)]
	some := s.gatherSpace(sample)
	c := s.gatherSpace(sample[:count])
	const rounds = 6
	for range rounds {
		c = some.means(some.nearestCenter(c), count)
	}
	return c
}

// nearestCenter gives each text the nearest of c.
func (s space) nearestCenter(c space) []int {
	p := matrix.PackRows(c.x, c.n, c.d)
	out := make([]int, s.n)
	matrix.Parallel(s.n, 256, func(from, to int) {
		m := make([]float32, (to-from)*p.Stride())
		matrix.Mul(m, s.x[from*s.d:to*s.d], to-from, p)
		for i := from; i < to; i++ {
			best := 0
			row := m[(i-from)*p.Stride():][:c.n]
			for j, v := range row {
				if v > row[best] {
					best = j
				}
			}
			out[i] = best
		}
	})
	return out
}

func (s space) cells(c space) [][]int32 {
	cells := make([][]int32, c.n)
	for i, cell := range s.nearestCenter(c) {
		cells[cell] = append(cells[cell], int32(i))
	}
	return cells
}
