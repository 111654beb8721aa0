#!/bin/sh
# Fuzz every target of the repository for a short time each: fuzz.sh TIME. What fails is kept in testdata/fuzz and is a test from then on.
set -eu
time=${1:-2s}
go=${GO:-go}
grep -rl --include='*_test.go' '^func Fuzz' internal | sort | while read -r file; do
	for target in $(sed -n 's/^func \(Fuzz[A-Za-z0-9]*\)(.*/\1/p' "$file"); do
		echo "fuzz ./$(dirname "$file") $target"
		"$go" test "./$(dirname "$file")" -run '^$' -fuzz "^$target\$" -fuzztime "$time" -fuzzminimizetime 5s >"${TMPDIR:-/tmp}/fuzz.$$" 2>&1 || {
			cat "${TMPDIR:-/tmp}/fuzz.$$"
			rm -f "${TMPDIR:-/tmp}/fuzz.$$"
			exit 1
		}
	done
done
rm -f "${TMPDIR:-/tmp}/fuzz.$$"
