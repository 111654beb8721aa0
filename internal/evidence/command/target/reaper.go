package target

import (
	"strconv"
	"strings"
)

// reaperScript ends, at a remote target with a Linux /proc, every process whose environment holds the mark, and prints
// how many they were. The reaper's own shell does not carry the mark.
func reaperScript(mark string) string {
	return `n=0
for p in /proc/[0-9]*; do
  if tr '\000' '\n' <"$p/environ" 2>/dev/null | grep -qx 'TOUCHSTONE_SESSION=` + mark + `' 2>/dev/null; then
    kill -9 "${p#/proc/}" 2>/dev/null && n=$((n+1))
  fi
done
echo "$n"
`
}

func parseReaped(answer []byte) int {
	n, err := strconv.Atoi(strings.TrimSpace(string(answer)))
	if err != nil {
		return 0
	}
	return n
}
