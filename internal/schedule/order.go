package schedule

import (
	"container/heap"
	"slices"
)

// topological orders tasks so that each follows what it waits for, the smallest
// ID first where there is a choice; so the order of rows never shows. Links
// that would close a cycle are dropped, and returned as from–to pairs.
func topological(tasks []Task) (order []Task, dropped map[[2]string]bool) {
	index, successors := links(tasks)
	dropped = map[[2]string]bool{}
	waits := map[string]int{}
	for _, s := range successors {
		for _, id := range s {
			waits[id]++
		}
	}
	free := &idHeap{}
	for id := range index {
		if waits[id] == 0 {
			heap.Push(free, id)
		}
	}
	placed := map[string]bool{}
	pending := sortedIDs(index)
	for len(order) < len(index) {
		if free.Len() == 0 {
			from, to := knot(tasks, index, pending, placed, dropped)
			dropped[[2]string{from, to}] = true
			successors[from] = slices.DeleteFunc(successors[from], func(id string) bool { return id == to })
			if waits[to]--; waits[to] == 0 {
				heap.Push(free, to)
			}
			continue
		}
		id := heap.Pop(free).(string)
		if placed[id] {
			continue
		}
		placed[id] = true
		order = append(order, tasks[index[id]])
		for _, s := range successors[id] {
			if waits[s]--; waits[s] == 0 && !placed[s] {
				heap.Push(free, s)
			}
		}
	}
	return order, dropped
}

// knot finds, among the tasks that still wait, a cycle, and gives its link into
// the cycle's smallest ID.
func knot(tasks []Task, index map[string]int, ids []string, placed map[string]bool, dropped map[[2]string]bool) (from, to string) {
	i := slices.IndexFunc(ids, func(id string) bool { return !placed[id] })
	var path []string
	at := map[string]int{}
	for id := ids[i]; ; {
		if first, seen := at[id]; seen {
			cycle := path[first:] // each waits for the next, the last for the first
			k := slices.Index(cycle, slices.Min(cycle))
			return cycle[(k+1)%len(cycle)], cycle[k]
		}
		at[id] = len(path)
		path = append(path, id)
		id = waitsFor(tasks[index[id]], index, placed, dropped)
	}
}

// waitsFor is the smallest ID, not yet placed, that a task waits for.
func waitsFor(t Task, index map[string]int, placed map[string]bool, dropped map[[2]string]bool) string {
	best := ""
	for _, l := range t.After {
		_, known := index[l.Task]
		if known && !placed[l.Task] && !dropped[[2]string{l.Task, t.ID}] && (best == "" || l.Task < best) {
			best = l.Task
		}
	}
	return best
}

type idHeap []string

func (h idHeap) Len() int           { return len(h) }
func (h idHeap) Less(i, j int) bool { return h[i] < h[j] }
func (h idHeap) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *idHeap) Push(x any)        { *h = append(*h, x.(string)) }
func (h *idHeap) Pop() any {
	old := *h
	x := old[len(old)-1]
	*h = old[:len(old)-1]
	return x
}
