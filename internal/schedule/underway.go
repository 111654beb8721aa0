package schedule

// Work under way is drawn as if it had not begun, but never to take less than it
// has taken so far and, with the same random number, up to half as long again: of
// something that is not done after four days, two more are possible and one is
// likely, whatever was thought of it.
//
// So a longer estimate never makes the end earlier, draw by draw, and neither does
// a day without an end. See doc/decisions/0064-work-under-way.md for the law that
// was left.

// stillGoing is the least that work takes in total, some time after it began, at
// the slice k of u.
func stillGoing(since int32, k uint64) int32 {
	return since + int32(int64(since)*int64(k&(lawSize-1))/(2*lawSize))
}

// mostGoing is the most of it.
func mostGoing(since int32) int32 { return since + since/2 }

// likelyOf is the most likely duration; of work under way no less than the middle
// of what it takes at least.
func likelyOf(mode, since int32) int32 { return max(mode, since+since/4) }
