package onboarding

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/touchstone-cs/touchstone/internal/calendar"
	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/markdown"
)

// tools is the folder of the npm packages that make test installs.
func tools(t *testing.T) string {
	t.Helper()
	folder, err := filepath.Abs("../../../test/node")
	if err != nil {
		t.Fatal(err)
	}
	missing := ""
	if _, err := exec.LookPath("node"); err != nil {
		missing = "node is not installed"
	} else if _, err := os.Stat(filepath.Join(folder, "node_modules", "mermaid")); err != nil {
		missing = "the packages of test/node are not installed (scripts/test-deps.sh)"
	}
	switch {
	case missing != "" && os.Getenv("CI") == "true":
		t.Fatal(missing)
	case missing != "":
		t.Skip(missing)
	}
	return folder
}

type parsed struct {
	Type  string
	Tasks []struct {
		ID, Title, Section, Start, End string
		Critical, Milestone, Done      bool
	}
	Events []struct {
		UID, Summary, Start, UTC string
		Sequence                 int
		Recurs                   bool
		Times                    []time.Time
	}
}

// readWithTools has mermaid and ical.js read files.
func readWithTools(t *testing.T, folder string, files []string) []parsed {
	t.Helper()
	cmd := exec.Command("node", append([]string{"testdata/parse.mjs"}, files...)...)
	cmd.Env = append(os.Environ(), "TEST_NODE="+folder, "TZ=UTC")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, stderr.Bytes())
	}
	var all []parsed
	for _, line := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		var p parsed
		if err := json.Unmarshal([]byte(line), &p); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		all = append(all, p)
	}
	if len(all) != len(files) {
		t.Fatalf("%d files, %d answers", len(files), len(all))
	}
	return all
}

// TestMermaidAndICalendarReadWhatWeWrite: the diagrams and calendars of random
// plans, in four time zones, are read by the tools that people use, and say what
// the plan says.
func TestMermaidAndICalendarReadWhatWeWrite(t *testing.T) {
	folder, root, dir := tools(t), t.TempDir(), t.TempDir()
	var files []string
	var plans []*Plan
	var zones []*time.Location
	var works []*calendar.Calendar
	worlds := rapid.Custom(func(t *rapid.T) world { return someWorld(t, root) })
	for i := range 12 {
		w := worlds.Example(i)
		ws := w.open(t)
		draft := w.generated(t, ws)
		zones = append(zones, ws.Zone)
		setting, _ := SettingOf(ws, mustAccount(t, ws))
		works = append(works, setting.Joint())
		ws.Close()
		p := Read(markdown.Parse(draft.Text))
		plans = append(plans, p)
		if p.Gantt == nil {
			t.Fatal("the plan has no diagram")
		}
		files = append(files, write(t, dir, i, ".mmd", []byte(p.Gantt.Content)), write(t, dir, i, ".ics", attached(t, draft, calendarName)))
	}
	for i, p := range readWithTools(t, folder, files) {
		plan := plans[i/2]
		if i%2 == 0 {
			sameDiagram(t, plan, p)
		} else {
			sameCalendar(t, plan, zones[i/2], works[i/2], p)
		}
	}
}

func write(t *testing.T, dir string, i int, ext string, data []byte) string {
	t.Helper()
	name := filepath.Join(dir, string(rune('a'+i))+ext)
	if err := os.WriteFile(name, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return name
}

func attached(t *testing.T, d deliverable.Draft, name string) []byte {
	t.Helper()
	for _, f := range d.Files {
		if strings.HasSuffix(f.Path, name) {
			return f.Data
		}
	}
	t.Fatalf("no %s", name)
	return nil
}

func sameDiagram(t *testing.T, plan *Plan, got parsed) {
	t.Helper()
	if got.Type != "gantt" || len(got.Tasks) != len(plan.Milestones) {
		t.Fatalf("%s with %d tasks, want a gantt with %d", got.Type, len(got.Tasks), len(plan.Milestones))
	}
	for i, m := range plan.Milestones {
		task := got.Tasks[i]
		end, err := calendar.ParseDate(task.End)
		if err != nil {
			t.Fatal(err)
		}
		if !task.Milestone {
			end-- // mermaid's ends are the midnight after
		}
		if task.ID != ganttID(m.ID.Text) || end != m.Due.Date {
			t.Errorf("task %s ends %s, want %s on %s", task.ID, end, m.ID.Text, m.Due.Date)
		}
	}
}

func sameCalendar(t *testing.T, plan *Plan, zone *time.Location, works *calendar.Calendar, got parsed) {
	t.Helper()
	uids, milestones, meetings := map[string]bool{}, 0, 0
	for _, e := range got.Events {
		if uids[e.UID] {
			t.Errorf("the UID %s stands twice", e.UID)
		}
		uids[e.UID] = true
		if !e.Recurs {
			milestones++
			id := strings.TrimSuffix(e.UID[strings.LastIndex(e.UID, "-")+1:], "@touchstone")
			if m := plan.Milestone(id); m == nil || m.Due.Text != e.Start {
				t.Errorf("%s is on %s, the plan says otherwise", e.UID, e.Start)
			}
			continue
		}
		meetings++
		for _, at := range e.Times {
			local := at.In(zone)
			if local.Weekday() != time.Monday || local.Format("15:04") != "09:30" {
				t.Errorf("%s: %s meets at %s, want Monday 09:30", zone, e.Summary, local)
			}
			if why := works.Reason(calendar.DateOf(local)); why != "" {
				t.Errorf("%s meets on %s, which is not worked: %s", e.Summary, local, why)
			}
			if calendar.DateOf(local) > plan.GoLive.Date && len(e.Times) > 1 {
				t.Errorf("%s goes on to %s, after the go-live on %s", e.Summary, local, plan.GoLive.Date)
			}
		}
	}
	if milestones != len(plan.Milestones) || meetings != 1 {
		t.Errorf("%d milestones and %d meetings, want %d and 1", milestones, meetings, len(plan.Milestones))
	}
}

// TestImportingAgainUpdates: the identifiers of a plan's events stay when its
// dates move, and the sequence grows.
func TestImportingAgainUpdates(t *testing.T) {
	source := exampleFront + "## Milestones\n\n| ID | Milestone | Owner | Due | Success criterion |\n|---|---|---|---|---|\n| 1 | Sign-in | S. Berg | 2026-12-15 | 2 users can sign in |\n\n" +
		"## Changes\n\n| On | What moved | Why |\n|---|---|---|\n| 2026-11-02 | First version | – |\n"
	calendarOf := func(text string) string {
		out, err := ICalendar(Read(markdown.Parse([]byte(text))), "routing", time.UTC, calendar.Join(), calendar.NewDate(2026, 11, 2))
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	before := calendarOf(source)
	after := calendarOf(strings.Replace(source, "2026-12-15", "2026-12-18", 1) + "| 2026-11-20 | 1 2026-12-15 → 2026-12-18 | late |\n")
	const uid = "UID:acme/routing/milestone-1@touchstone\r\n"
	if !strings.Contains(before, uid) || !strings.Contains(after, uid) {
		t.Errorf("the identifier is not stable:\n%s\n%s", before, after)
	}
	if !strings.Contains(before, "SEQUENCE:0\r\n") || !strings.Contains(after, "SEQUENCE:1\r\n") || !strings.Contains(after, "DTSTART;VALUE=DATE:20261218\r\n") {
		t.Errorf("an import would not update:\n%s", after)
	}
}

// TestCalendarOfAFarDate: a plan that ends beyond what the zone's table knows
// has a calendar all the same.
func TestCalendarOfAFarDate(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		t.Skip(err)
	}
	source := strings.Replace(exampleFront, "2027-01-29", "2045-01-27", 1) + "## Communication\n\n| Meeting | When | Who | For |\n|---|---|---|---|\n| Sync | Weekly, Tuesdays 10:00 | Dana Ruiz | Progress |\n"
	out, err := ICalendar(Read(markdown.Parse([]byte(source))), "routing", zone, calendar.Join(), calendar.NewDate(2026, 11, 2))
	if err != nil || len(out) > 1<<20 || !bytes.Contains(out, []byte("UNTIL=20450127")) {
		t.Errorf("%v, %d bytes", err, len(out))
	}
}
