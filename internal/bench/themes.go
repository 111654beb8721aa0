package bench

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"time"

	"github.com/touchstone-cs/touchstone/internal/theme"
	"github.com/touchstone-cs/touchstone/internal/theme/embed"
)

const (
	themeTexts      = 10_000
	themeTextsLarge = 200_000
)

// Themes measures the grouping of 10,000 different short texts: vectors made for it, and again with the vectors kept. No other
// program is a floor for either: the goals are absolute.
func Themes(ctx context.Context, _ string, _ int64, repeat int) (Figures, error) {
	texts := shortTexts(themeTexts)
	models := embed.Kept(theme.EnglishModels()...)
	group := func() error { _, err := theme.Group(ctx, texts, theme.EnglishParts(models)); return err }
	out := Figures{}
	first, err := median(1, group)
	if err != nil {
		return nil, err
	}
	kept, err := median(repeat, group)
	out.cost("themes", "embed_and_group_10000", first)
	out.within("themes", "embed_and_group_10000", 60)
	out.cost("themes", "group_10000_kept", kept)
	out.within("themes", "group_10000_kept", 2)
	return out, err
}

// ThemesLarge measures the memory and the time of 200,000 texts.
func ThemesLarge(ctx context.Context, _ string, _ int64, _ int) (Figures, error) {
	texts := shortTexts(themeTextsLarge)
	models := embed.Kept(theme.EnglishModels()...)
	debug.FreeOSMemory()
	peak := watchMemory()
	c, err := median(1, func() error { _, err := theme.Group(ctx, texts, theme.EnglishParts(models)); return err })
	out := Figures{}
	out.set("themes", "memory_200000_gib", float64(peak())/(1<<30))
	out.goal("themes", "memory_200000_gib", 4)
	out.cost("themes", "embed_and_group_200000", c)
	return out, err
}

// watchMemory looks at the process's resident memory until the returned function is called, which gives the most that was seen, in bytes.
func watchMemory() func() int64 {
	var most atomic.Int64
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			most.Store(max(most.Load(), resident()))
			select {
			case <-stop:
				return
			case <-time.After(50 * time.Millisecond):
			}
		}
	}()
	return func() int64 {
		close(stop)
		<-stopped
		return most.Load()
	}
}

func resident() int64 {
	data, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0 // another system: no figure
	}
	var size, pages int64
	_, _ = fmt.Sscan(string(data), &size, &pages)
	return pages * int64(os.Getpagesize())
}

// shortTexts makes n different texts about a few hundred subjects.
func shortTexts(n int) []string {
	r := rand.New(rand.NewPCG(corpusSeed, uint64(n)))
	things := strings.Fields("upload invoice map password report export route carrier driver depot calendar ticket chart filter login mail phone order stop bridge address label shift printer")
	faults := []string{"fails", "is too slow", "cannot be found", "shows the wrong thing", "stops half-way", "is missing", "asks twice", "is hard to read"}
	openings := []string{"Every morning", "Since the last release", "For our night shift", "On a tablet", "In the depot", "Please help:", "I do not understand why", "We noticed that", "Again and again", "At the end of the month"}
	degrees := strings.Fields("again still often sometimes always today yesterday suddenly badly quietly hardly nearly")
	pick := func(list []string) string { return list[r.IntN(len(list))] }
	seen := map[string]bool{}
	var out []string
	for len(out) < n {
		t := fmt.Sprintf("%s the %s %s %s when the %s %s %s", pick(openings), pick(things), pick(degrees), pick(faults), pick(things), pick(faults), pick(degrees))
		if r.IntN(2) == 0 {
			t += " and " + pick(things) + " " + pick(degrees)
		}
		if !seen[t] {
			seen[t] = true
			out = append(out, t)
		}
	}
	return out
}
