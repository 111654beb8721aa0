package schedule

// remaining is the law of a duration: its three points in ticks, and the slice
// from which it is drawn. Work under way is drawn from the part of its law that
// lies beyond the time it has taken so far: of the durations that were thought
// possible, those that are still possible.
//
// Work that has taken longer than nine tenths of its law had room for is one for
// which the estimate was too short: the law is stretched until the time so far is
// its 90th percentile. So it never has to end today for want of anything else
// that was thought possible, and the longer it has taken, the longer it may take.
// See doc/decisions/0064-work-under-way.md.
type remaining struct{ low, mode, high, from int32 }

// mostSpent is the slice at the law's 90th percentile.
const mostSpent = lawSize * 9 / 10

// after is what is left of a law once some time was spent.
func (r remaining) after(spent int32) remaining {
	if spent <= r.low {
		return r
	}
	if most := quantile(r.low, r.mode, r.high, mostSpent); spent > most {
		if most == 0 {
			return remaining{spent, spent, spent, 0}
		}
		stretch := func(d int32) int32 { return int32(min((int64(d)*int64(spent)+int64(most)-1)/int64(most), maxDays*day)) }
		return remaining{stretch(r.low), stretch(r.mode), stretch(r.high), mostSpent}
	}
	low, high := int32(0), int32(mostSpent)
	for low < high {
		if k := (low + high) / 2; quantile(r.low, r.mode, r.high, uint64(k)) < spent {
			low = k + 1
		} else {
			high = k
		}
	}
	r.from = low
	return r
}

// likely is the most likely duration; once time was spent, the middle of what is
// left.
func (r remaining) likely() int32 {
	if r.from == 0 {
		return r.mode
	}
	return max(r.mode, quantile(r.low, r.mode, r.high, uint64(r.from+lawSize)/2))
}

// slice is the slice of the law for a random number.
func slice(u uint64, from int32) uint64 {
	k := u >> (64 - lawBits)
	if from == 0 {
		return k
	}
	return uint64(from) + k*(lawSize-uint64(from))>>lawBits
}
