package schedule

import "hash/fnv"

// Random numbers are counted, not drawn in turn: number i of a stream is a hash
// of the stream's key and i. So each task and each risk has its own stream,
// which no other row, order or thread can shift.

// streamKey is the key of the stream of one task or risk of a plan.
func streamKey(seed uint64, kind byte, plan, id string) uint64 {
	h := fnv.New64a()
	h.Write([]byte{kind})
	h.Write([]byte(plan))
	h.Write([]byte{0})
	h.Write([]byte(id))
	return mix(h.Sum64() ^ mix(seed+golden))
}

const golden = 0x9e3779b97f4a7c15

// mix is the finaliser of SplitMix64 (Steele, Lea and Flood, 2014).
func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// draw is number i of a stream.
func draw(key uint64, i uint64) uint64 { return mix(key + i*golden) }

// The duration's law. A duration's quantile function is
//
//	Q(u) = m + (b - m)·w(u) - (m - a)·w(1 - u),  w(u) = (5u² + 11u¹⁰)/16
//
// for the three points a ≤ m ≤ b. Its mean is the PERT mean (a + 4m + b)/6
// exactly, because ∫w = 1/6, and for a symmetric estimate its deviation is that
// of the beta-PERT (0.189 of b - a). It is used instead of the beta itself
// because it grows with each of a, m and b for every u, and the beta does not:
// there a longer pessimistic guess makes a good day better, and "a longer task
// never makes go-live earlier" would not hold draw by draw.
// See doc/decisions/0060-durations-law.md.

const (
	lawBits = 11
	lawSize = 1 << lawBits
)

// law holds w at the midpoints of lawSize equal slices of u, in 1/65536.
var law = func() (w [lawSize]int32) {
	for i := range w {
		u := (float64(i) + 0.5) / lawSize
		u2 := u * u
		u10 := u2 * u2 * u2 * u2 * u2
		w[i] = int32((5*u2+11*u10)/16*65536 + 0.5)
	}
	return w
}()

// quantile is the duration in ticks at the slice k of u.
func quantile(low, mode, high int32, k uint64) int32 {
	k &= lawSize - 1
	up, down := int64(high-mode)*int64(law[k]), int64(mode-low)*int64(law[lawSize-1-k])
	return mode + int32((up-down)>>16)
}
