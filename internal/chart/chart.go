// Package chart draws small charts as SVG that a forge shows, in light and in dark: text that is the same for the same
// figures.
//
// Every shape carries its colours as attributes, so that a chart whose style sheet is taken out (forges and published
// copies do that) keeps them: mid-tones that have a contrast of 3 or more on white and on a dark page. The style sheet
// only refines them for the page's scheme.
package chart

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Columns is a series of columns over time.
type Columns struct {
	Title  string // said above the chart and to those who cannot see it
	Values []float64
	// Labels stand under the columns; an empty one is left out.
	Labels []string
	// Marked is the index of the first column drawn in the strong colour: the period.
	Marked int
	// Since is the index of the column at which a change began, -1 for none.
	Since int
}

const (
	width, height = 640, 200
	left, right   = 48, 8
	top, bottom   = 30, 24
	plotWide      = width - left - right
	plotHigh      = height - top - bottom
	groundLine    = height - bottom
	columnShare   = .72
	gridLines     = 2
)

// The colours that hold on any page, and the style sheet that refines them where it is kept.
const (
	textColour   = "#6e7781"
	titleColour  = "#6e7781"
	columnColour = "#8c959f"
	markedColour = "#2f81f7"
	gridColour   = "#8c959f"
	sinceColour  = "#e5534b"

	style = `<style>text{fill:#57606a}.t{fill:#24292f}.c{fill:#afb8c1}.m{fill:#0969da}.g{stroke:#d0d7de}.s{stroke:#cf222e}` +
		`@media(prefers-color-scheme:dark){text{fill:#8b949e}.t{fill:#e6edf3}.c{fill:#484f58}.m{fill:#58a6ff}.g{stroke:#30363d}.s{stroke:#ff7b72}}</style>`
)

// SVG writes the chart. Without a value above 0 it is an empty frame that says so.
func (c Columns) SVG() []byte {
	var b strings.Builder
	b.Grow(2048 + 64*len(c.Values))
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" aria-label="%s" font-family="system-ui, sans-serif" font-size="12" fill="`+textColour+`">`, width, height, escape(c.description()))
	b.WriteString(style)
	b.WriteString(`<text class="t" x="8" y="18" font-weight="600" fill="` + titleColour + `">` + escape(c.Title) + `</text>`)
	limit := ceiling(c.most())
	if limit == 0 {
		b.WriteString(`<text x="48" y="100">no figure above 0</text></svg>` + "\n")
		return []byte(b.String())
	}
	for k := 0; k <= gridLines; k++ {
		v := limit * float64(k) / gridLines
		y := groundLine - plotHigh*v/limit
		fmt.Fprintf(&b, `<line class="g" stroke="`+gridColour+`" stroke-opacity=".5" x1="%d" x2="%d" y1="%s" y2="%s"/><text x="%d" y="%s" text-anchor="end">%s</text>`, left, width-right, number(y), number(y), left-6, number(y+4), amount(v))
	}
	step := float64(plotWide) / float64(len(c.Values))
	for i, v := range c.Values {
		paint := `class="c" fill="` + columnColour + `"`
		if i >= c.Marked {
			paint = `class="m" fill="` + markedColour + `"`
		}
		x, high := left+step*(float64(i)+(1-columnShare)/2), plotHigh*math.Max(0, v)/limit
		b.WriteString(`<rect ` + paint + ` x="` + number(x) + `" y="` + number(groundLine-high) + `" width="` + number(step*columnShare) + `" height="` + number(high) + `"/>`)
		if i < len(c.Labels) && c.Labels[i] != "" {
			b.WriteString(`<text x="` + number(x) + `" y="` + strconv.Itoa(height-8) + `">` + escape(c.Labels[i]) + `</text>`)
		}
	}
	if c.Since > 0 && c.Since < len(c.Values) {
		x := number(left + step*float64(c.Since))
		fmt.Fprintf(&b, `<line class="s" stroke="`+sinceColour+`" stroke-dasharray="4 3" x1="%s" x2="%s" y1="%d" y2="%d"/>`, x, x, top, groundLine)
	}
	b.WriteString("</svg>\n")
	return []byte(b.String())
}

func (c Columns) most() float64 {
	most := 0.0
	for _, v := range c.Values {
		most = math.Max(most, v)
	}
	return most
}

func (c Columns) description() string {
	if len(c.Values) == 0 {
		return c.Title
	}
	return fmt.Sprintf("%s: from %s to %s", c.Title, amount(c.Values[0]), amount(c.Values[len(c.Values)-1]))
}

// ceiling is the least of 1, 2, 4, 5, 8 times a power of ten at or above v.
func ceiling(v float64) float64 {
	if v <= 0 {
		return 0
	}
	power := math.Pow(10, math.Floor(math.Log10(v)))
	for _, m := range []float64{1, 2, 4, 5, 8, 10} {
		if m*power >= v {
			return m * power
		}
	}
	return 10 * power
}

func amount(v float64) string {
	switch {
	case v >= 1e6:
		return strconv.FormatFloat(v/1e6, 'f', -1, 64) + "M"
	case v >= 1e4:
		return strconv.FormatFloat(math.Round(v/100)/10, 'f', -1, 64) + "k"
	}
	return strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64)
}

func number(v float64) string { return strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64) }

var entities = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

func escape(s string) string { return entities.Replace(s) }

// ticks are the eight heights of a sparkline.
var ticks = []rune("▁▂▃▄▅▆▇█")

// Spark writes values as a line of blocks from 0 to the largest; what is not a number is a dot. Without a number it is a dash.
func Spark(values []float64) string {
	most, known := 0.0, false
	for _, v := range values {
		if !math.IsNaN(v) {
			most, known = math.Max(most, v), true
		}
	}
	if !known {
		return "–"
	}
	var b strings.Builder
	for _, v := range values {
		switch {
		case math.IsNaN(v):
			b.WriteRune('·')
		case most <= 0:
			b.WriteRune(ticks[0])
		default:
			b.WriteRune(ticks[int(math.Round(math.Max(0, v)/most*7))])
		}
	}
	return b.String()
}
