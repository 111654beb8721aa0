package tagger

import (
	"strings"
	"sync"
)

// common are ordinary English words, in small letters.
var common = sync.OnceValue(func() map[string]bool {
	out := map[string]bool{}
	for line := range strings.Lines(string(unpack("data/common.txt.gz"))) {
		out[strings.TrimSuffix(line, "\n")] = true
	}
	return out
})

// Common reports an ordinary English word, in small letters.
func Common(word string) bool { return common()[word] }
