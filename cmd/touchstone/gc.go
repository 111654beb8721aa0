package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// A short-lived process over small documents is a third faster when it collects garbage seldom; one over 10,000 of them must not need memory for
// that. The heap may grow to five times what lives, as long as it stays below comfortable; above that to twice.
const (
	generous    = 400       // percent, as GOGC
	comfortable = 384 << 20 // bytes
	last        = 3 << 30   // bytes from which on memory goes before speed
)

// collectGarbage sets how often the collector runs, again after each of its runs. GOGC and GOMEMLIMIT win.
func collectGarbage() {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(last)
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(generous)
		afterEachCollection(func() { debug.SetGCPercent(percent(liveHeap())) })
	}
}

// percent is by how much a heap of so many bytes may grow until the next collection.
func percent(live uint64) int {
	return max(100, min(generous, int(100*comfortable/max(live, 1))-100))
}

func liveHeap() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	if sample[0].Value.Kind() != metrics.KindUint64 {
		return 0
	}
	return sample[0].Value.Uint64()
}

// afterEachCollection calls do, on a goroutine of the runtime, whenever garbage was collected.
func afterEachCollection(do func()) {
	type sentinel struct{ _ *byte }
	runtime.SetFinalizer(&sentinel{}, func(*sentinel) {
		do()
		afterEachCollection(do)
	})
}
