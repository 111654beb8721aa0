package onboarding

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/merge"
)

// TestFirstForecastIsScored: of a plan that went live the forecast first made is
// scored, and generating it again leaves that forecast as it was.
func TestFirstForecastIsScored(t *testing.T) {
	w := handWorld(t)
	ws := w.open(t)
	first := w.generated(t, ws)
	ws.Close()
	for _, f := range first.Files {
		at := filepath.Join(w.root, filepath.FromSlash(f.Path)) // records are listed on the disk
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	plan := Read(markdown.Parse(first.Text))
	live := plan.GoLive.Date + 5
	text := string(first.Text)
	for _, m := range plan.Milestones {
		row := plan.Doc.Slice(m.Row)
		text = strings.Replace(text, row, strings.Replace(row, "| open |", "| done "+live.String()+" |", 1), 1)
	}
	w.files[first.Path] = []byte(text)
	w.files[merge.MemoryPath(first.Path)] = merge.Fresh(first.Text).Memory.Encode()
	ws = w.open(t)
	defer ws.Close()
	setting, _ := SettingOf(ws, mustAccount(t, ws))
	found := Found{first.Path, Read(markdown.Parse([]byte(text)))}
	again, err := updated(ws, found, setting, live+1)
	if err != nil {
		t.Fatal(err)
	}
	if string(again.Text) != text {
		t.Error("generating a live plan again changes it")
	}
	past := Portfolio{Plans: []Found{found}, Settings: []Setting{setting}}.Past(ws)
	if len(past) != 1 || past[0].Actual != live || past[0].Promised != plan.GoLive.Date || past[0].P80 >= live || past[0].Promise < .8 {
		t.Errorf("scored: %+v", past)
	}
}
