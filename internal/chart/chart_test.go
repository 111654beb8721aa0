package chart

import (
	"bytes"
	"encoding/xml"
	"io"
	"math"
	"strings"
	"testing"
)

func TestColumns(t *testing.T) {
	c := Columns{Title: `API calls <a "working" day> & more`, Values: []float64{10, 20, 5.5}, Labels: []string{"Aug", "", "Oct"}, Marked: 2, Since: 2}
	svg := c.SVG()
	if !bytes.Equal(svg, c.SVG()) {
		t.Error("two drawings differ")
	}
	d := xml.NewDecoder(bytes.NewReader(svg))
	rects := 0
	for {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("no XML: %v", err)
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == "rect" {
			rects++
		}
	}
	if rects != 3 {
		t.Errorf("%d columns, want 3", rects)
	}
	for _, want := range []string{"prefers-color-scheme:dark", `aria-label="API calls &lt;a`, `class="m"`, `class="s"`} {
		if !strings.Contains(string(svg), want) {
			t.Errorf("lacks %s", want)
		}
	}
	if strings.Contains(string(svg), "<script") || strings.Contains(string(svg), "href") {
		t.Error("a chart runs and loads nothing")
	}
}

// TestColoursWithoutStyle: where a forge takes the style sheet out, every shape still says its colour.
func TestColoursWithoutStyle(t *testing.T) {
	svg := string(Columns{Title: "t", Values: []float64{1, 2, 3}, Labels: []string{"a", "b", "c"}, Marked: 2, Since: 1}.SVG())
	head, rest, _ := strings.Cut(svg, "<style>")
	_, rest, _ = strings.Cut(rest, "</style>")
	d := xml.NewDecoder(strings.NewReader(head + rest))
	painted := false // by the root, for text
	for {
		token, err := d.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		paint := map[string]string{}
		for _, a := range start.Attr {
			paint[a.Name.Local] = a.Value
		}
		switch name := start.Name.Local; {
		case name == "svg":
			painted = paint["fill"] != ""
		case name == "rect" && paint["fill"] == "", name == "line" && paint["stroke"] == "", name == "text" && !painted:
			t.Errorf("<%s> %v has no colour of its own", name, paint)
		}
	}
}

func TestEmptyColumns(t *testing.T) {
	for _, values := range [][]float64{nil, {0, 0}} {
		if svg := string(Columns{Title: "t", Values: values}.SVG()); !strings.Contains(svg, "no figure above 0") || strings.Contains(svg, "NaN") {
			t.Errorf("%v: %s", values, svg)
		}
	}
}

func TestSpark(t *testing.T) {
	for want, values := range map[string][]float64{
		"▁▅█":  {0, 5, 9},
		"·▁█":  {math.NaN(), 0, 3},
		"–":    {math.NaN()},
		"▁▁":   {0, 0},
		"████": {2, 2, 2, 2},
	} {
		if got := Spark(values); got != want {
			t.Errorf("%v: %s, want %s", values, got, want)
		}
	}
}

func BenchmarkColumns(b *testing.B) {
	c := Columns{Title: "API calls a working day", Values: make([]float64, 26), Marked: 22, Since: 23}
	for i := range c.Values {
		c.Values[i] = float64(100 + i*7%13)
	}
	for b.Loop() {
		c.SVG()
	}
}
