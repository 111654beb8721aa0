package onboarding

import (
	"fmt"
	"html"
	"slices"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/calendar"
	"github.com/touchstone-cs/touchstone/internal/schedule"
)

// The files beside a plan.
const (
	pictureName  = "onboarding-plan.svg"
	calendarName = "onboarding-plan.ics"
)

// Picture draws a plan as SVG: a bar for each milestone from its planned start
// to its due date, the P50 to P95 band of the go-live, and below it the burn-up
// of milestones promised and done. d gives the planned starts, f the odds; on is
// the day of the picture.
func Picture(p *Plan, f schedule.Forecast, d dating, on calendar.Date) []byte {
	begins, critical := d.begins, d.Critical()
	c := newCanvas(p, f, begins, on)
	c.open(p)
	c.months()
	c.band(f)
	for i := range p.Milestones {
		c.bar(i, &p.Milestones[i], begins, critical)
	}
	c.burnUp(p, on)
	c.legend()
	c.out.WriteString("</svg>\n")
	return []byte(c.out.String())
}

type canvas struct {
	out         strings.Builder
	first, last calendar.Date
	rows        int
}

const (
	labelWidth  = 220
	chartWidth  = 640
	rowHeight   = 22
	headHeight  = 44
	burnHeight  = 120
	pictureWide = labelWidth + chartWidth + 20
	monthWide   = 60 // "Sep 2026"
)

const (
	openColour, doneColour, criticalColour, bandColour = "#4a7ab5", "#3d8f5f", "#b5483a", "#f5c26b"
	promisedColour, todayColour                        = "#8c8c8c", "#262626"
)

func newCanvas(p *Plan, f schedule.Forecast, begins map[string]calendar.Date, on calendar.Date) *canvas {
	c := &canvas{rows: len(p.Milestones), first: p.Start.Date, last: p.GoLive.Date}
	days := []calendar.Date{f.P95, on}
	for _, m := range p.Milestones {
		days = append(days, m.Due.Date, m.State.On, begins[m.ID.Text])
	}
	for _, d := range days {
		if d == 0 {
			continue
		}
		if c.first == 0 || d < c.first {
			c.first = d
		}
		c.last = max(c.last, d)
	}
	c.last = max(c.last, c.first+7) + 2
	return c
}

func (c *canvas) x(d calendar.Date) float64 {
	return labelWidth + chartWidth*float64(d-c.first)/float64(c.last-c.first)
}

func (c *canvas) printf(format string, args ...any) { fmt.Fprintf(&c.out, format, args...) }

func (c *canvas) bottom() int { return headHeight + c.rows*rowHeight }
func (c *canvas) height() int { return c.bottom() + 40 + burnHeight + 30 }

func (c *canvas) open(p *Plan) {
	title := "Onboarding plan: " + p.Account
	c.printf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-labelledby="t d" font-family="system-ui, sans-serif" font-size="12">`+"\n",
		pictureWide, c.height(), pictureWide, c.height())
	c.printf("<title id=\"t\">%s</title>\n<desc id=\"d\">%d milestones from %s to %s</desc>\n", html.EscapeString(title), len(p.Milestones), c.first, c.last)
	c.printf(`<rect width="100%%" height="100%%" fill="#ffffff"/>` + "\n")
}

func (c *canvas) months() {
	for d := c.first; d <= c.last; d++ {
		if d.Day() != 1 && d != c.first {
			continue
		}
		if d == c.first && c.first.Day() > 20 {
			continue
		}
		c.printf(`<line x1="%.1f" y1="24" x2="%.1f" y2="%d" stroke="#d9d9d9"/>`+"\n", c.x(d), c.x(d), c.height()-30)
		if c.x(d)+monthWide <= pictureWide {
			c.printf(`<text x="%.1f" y="20" fill="#595959">%s</text>`+"\n", c.x(d)+3, d.Time().Format("Jan 2006"))
		}
	}
}

// band is the P50 to P95 range of the go-live, and a line for the promise.
func (c *canvas) band(f schedule.Forecast) {
	if f.P50 == 0 {
		return
	}
	from, to := c.x(f.P50), c.x(f.P95+1)
	c.printf(`<rect class="band" x="%.1f" y="28" width="%.1f" height="%d" fill="%s" fill-opacity="0.35"><title>Go-live: P50 %s, P80 %s, P95 %s</title></rect>`+"\n",
		from, to-from, c.height()-58, bandColour, f.P50, f.P80, f.P95)
	c.printf(`<text x="%.1f" y="38" fill="#7a4b00" text-anchor="end">P50–P95</text>`+"\n", from-3)
}

func (c *canvas) bar(row int, m *Milestone, begins map[string]calendar.Date, critical []string) {
	y := headHeight + row*rowHeight
	c.printf(`<text x="8" y="%d" fill="#262626">%s</text>`+"\n", y+15, html.EscapeString(short(m.ID.Text+" "+m.Title.Text, 34)))
	if m.Due.Date == 0 {
		return
	}
	end := m.end(m.Due.Date)
	start := begins[m.ID.Text]
	if start == 0 || start > end {
		start = end
	}
	fill, state := openColour, "open"
	switch {
	case m.State.Done():
		fill, state = doneColour, "done"
	case slices.Contains(critical, m.ID.Text):
		fill, state = criticalColour, "critical"
	}
	tip := fmt.Sprintf("%s: %s to %s, %s", html.EscapeString(m.Title.Text), start, end, state)
	if m.Days.Text != "" && m.Estimate.High == 0 {
		x, mid := c.x(end+1), y+11
		c.printf(`<path d="M%.1f %d l7 7 l-7 7 l-7 -7 z" fill="%s"><title>%s</title></path>`+"\n", x, mid-7, fill, tip)
		return
	}
	c.printf(`<rect x="%.1f" y="%d" width="%.1f" height="14" rx="2" fill="%s"><title>%s</title></rect>`+"\n", c.x(start), y+4, max(3, c.x(end+1)-c.x(start)), fill, tip)
}

// burnUp draws how many milestones are promised by each date and how many are
// done until the day of the picture.
func (c *canvas) burnUp(p *Plan, on calendar.Date) {
	top := c.bottom() + 40
	total := len(p.Milestones)
	if total == 0 {
		return
	}
	c.printf(`<text x="8" y="%d" fill="#262626">Burn-up: milestones promised</text><text x="8" y="%d" fill="#3d8f5f">and done (of %d)</text>`+"\n", top+14, top+30, total)
	var promised, done []calendar.Date
	for _, m := range p.Milestones {
		if m.Due.Date != 0 {
			promised = append(promised, m.Due.Date)
		}
		if m.State.Done() {
			done = append(done, max(m.State.On, 0))
			if done[len(done)-1] == 0 {
				done[len(done)-1] = min(m.Due.Date, on)
			}
		}
	}
	c.steps(promised, total, top, c.last, promisedColour)
	c.steps(done, total, top, on, doneColour)
	c.printf(`<text x="%d" y="%d" fill="#595959" text-anchor="end">%d</text><text x="%d" y="%d" fill="#595959" text-anchor="end">0</text>`+"\n",
		labelWidth-6, top+4, total, labelWidth-6, top+burnHeight+4)
	c.printf(`<line class="today" x1="%.1f" y1="28" x2="%.1f" y2="%d" stroke="#262626" stroke-dasharray="3 3"><title>%s</title></line>`+"\n", c.x(on), c.x(on), c.height()-30, on)
}

// legend names the colours, below everything.
func (c *canvas) legend() {
	x, y := 8, c.height()-8
	for _, item := range []struct {
		colour, text string
		wide         int
	}{{doneColour, "done", 62}, {openColour, "open", 62}, {criticalColour, "critical: moves the go-live", 190}, {bandColour, "go-live, P50 to P95", 160}, {todayColour, "dashed: the day of this picture", 0}} {
		c.printf(`<rect x="%d" y="%d" width="10" height="10" rx="2" fill="%s"/><text x="%d" y="%d" fill="#595959">%s</text>`+"\n", x, y-9, item.colour, x+15, y, item.text)
		x += 15 + item.wide
	}
}

func (c *canvas) steps(days []calendar.Date, total, top int, until calendar.Date, stroke string) {
	slices.Sort(days)
	y := func(n int) float64 { return float64(top) + burnHeight*(1-float64(n)/float64(total)) }
	c.printf(`<polyline fill="none" stroke="%s" stroke-width="2" points="%.1f,%.1f`, stroke, c.x(c.first), y(0))
	n := 0
	for _, d := range days {
		if d > until {
			break
		}
		c.printf(" %.1f,%.1f %.1f,%.1f", c.x(d), y(n), c.x(d), y(n+1))
		n++
	}
	c.printf(" %.1f,%.1f\"/>\n", c.x(max(until, c.first)), y(n))
}

func short(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n-1]) + "…"
}
