package rollup

// slots is an open-addressing table from a hash to a small number, emptied in constant time.
type slots struct {
	cells []slot
	used  int
	round uint32
}

type slot struct {
	round uint32 // of the table when it was filled
	value uint32
	hash  uint64
}

// find returns the value under hash for which same holds, −1 when there is none.
func (s *slots) find(hash uint64, same func(int) bool) int {
	if len(s.cells) == 0 {
		return -1
	}
	mask := uint64(len(s.cells) - 1)
	for i := hash & mask; ; i = (i + 1) & mask {
		c := &s.cells[i]
		if c.round != s.round {
			return -1
		}
		if c.hash == hash && same(int(c.value)) {
			return int(c.value)
		}
	}
}

// add puts a value that find did not find.
func (s *slots) add(hash uint64, value int) {
	if 2*(s.used+1) > len(s.cells) {
		s.grow()
	}
	s.place(hash, uint32(value))
	s.used++
}

func (s *slots) place(hash uint64, value uint32) {
	mask := uint64(len(s.cells) - 1)
	i := hash & mask
	for s.cells[i].round == s.round {
		i = (i + 1) & mask
	}
	s.cells[i] = slot{s.round, value, hash}
}

func (s *slots) grow() {
	old, round := s.cells, s.round
	s.cells, s.round = make([]slot, max(64, 2*len(old))), 1
	for _, c := range old {
		if c.round == round {
			s.place(c.hash, c.value)
		}
	}
}

// clear forgets everything. A table that one large account made wide shrinks again, to stay in the cache.
func (s *slots) clear() {
	s.round++
	if s.round == 0 || len(s.cells) > 1<<14 && s.used < len(s.cells)/16 {
		s.cells, s.round = nil, 1
	}
	s.used = 0
}

// mix spreads small keys over a table (the finalizer of MurmurHash3).
func mix(x uint64) uint64 {
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	x *= 0xc4ceb9fe1a85ec53
	return x ^ x>>33
}
