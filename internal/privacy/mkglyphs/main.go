// Command mkglyphs writes internal/privacy/data/glyphs.txt: for each letter or digit of ASCII the characters that look
// like it. It reads data.json of the npm package unhomoglyph (MIT; drawn from Unicode's confusables.txt) from standard
// input, adds the Latin letters with strokes, hooks and tails and the enclosed and small-capital letters by their
// Unicode names, and a few look-alikes that the Unicode table maps to no ASCII letter.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"regexp"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/unicode/runenames"
)

// lookAlikes are letters that readers of Latin take for another, and that the Unicode table leaves out or maps elsewhere.
var lookAlikes = map[string]string{
	"a": "αа", "b": "βвьЬВ", "c": "сϲ", "e": "εеєҽ", "g": "ɡց", "h": "нһН", "i": "іιІΙӀ", "k": "кκК", "l": "ǀ",
	"m": "мМ", "n": "пηոПи", "p": "рρ", "r": "гᴦ", "s": "ѕՏ", "t": "тτТ", "u": "υμս", "v": "νѵ", "w": "ωшԝѡ",
	"x": "хχ", "y": "уγү", "ss": "ß", "th": "þÞ", "ae": "æÆ", "oe": "œŒ", "o": "оοՕօøØ", "d": "ԁðÐđĐ",
}

var byName = regexp.MustCompile(`^(?:LATIN (?:SMALL|CAPITAL) LETTER ([A-Z]) WITH .*|LATIN SMALL LETTER DOTLESS ([IJ])|LATIN LETTER SMALL CAPITAL ([A-Z])|` +
	`LATIN SMALL LETTER SCRIPT ([A-Z])|(?:NEGATIVE|CROSSED NEGATIVE) (?:CIRCLED|SQUARED) LATIN CAPITAL LETTER ([A-Z])|REGIONAL INDICATOR SYMBOL LETTER ([A-Z]))$`)

func main() {
	if err := run(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "mkglyphs:", err)
		os.Exit(1)
	}
}

func run(in io.Reader, out io.Writer) error {
	var table map[string]string
	if err := json.NewDecoder(in).Decode(&table); err != nil {
		return fmt.Errorf("read data.json: %w", err)
	}
	target := map[rune]string{}
	for from, to := range table {
		r, size := utf8.DecodeRuneInString(from)
		if size == len(from) {
			add(target, r, plain(to))
		}
	}
	for r := rune(0x80); r < 0x1FFFF; r++ {
		if m := byName.FindStringSubmatch(runenames.Name(r)); m != nil {
			target[r] = strings.ToLower(strings.Join(m[1:], ""))
		}
	}
	for to, all := range lookAlikes {
		for _, r := range all {
			target[r] = to
		}
	}
	return write(out, target)
}

// add keeps r when it does not fold to ASCII by itself.
func add(target map[rune]string, r rune, to string) {
	if r < 0x80 || to == "" || len(to) > 3 || isPlain(plain(string(r))) {
		return
	}
	target[r] = to
}

// plain decomposes, lowers and drops marks; it returns "" where anything but ASCII letters and digits is left.
func plain(s string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(s) {
		if !unicode.Is(unicode.M, r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	if !isPlain(b.String()) {
		return ""
	}
	return b.String()
}

func isPlain(s string) bool {
	for _, r := range s {
		if r >= 0x80 || !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return false
		}
	}
	return s != ""
}

func write(out io.Writer, target map[rune]string) error {
	lines := map[string][]rune{}
	for r, to := range target {
		lines[to] = append(lines[to], r)
	}
	keys := make([]string, 0, len(lines))
	for to := range lines {
		keys = append(keys, to)
	}
	sort.Strings(keys)
	for _, to := range keys {
		sort.Slice(lines[to], func(i, j int) bool { return lines[to][i] < lines[to][j] })
		if _, err := fmt.Fprintf(out, "%s %s\n", to, string(lines[to])); err != nil {
			return err
		}
	}
	return nil
}
