package audit_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/touchstone-cs/touchstone/internal/audit"
)

var noon = time.Date(2026, 11, 16, 12, 0, 0, 0, time.UTC)

func logOf(t interface {
	Helper()
	Fatal(...any)
}, root string, n int) []byte {
	t.Helper()
	for i := range n {
		if _, err := audit.Append(root, audit.Entry{Event: "read", What: "doc.md", Who: "p-x"}, noon.Add(time.Duration(i)*time.Minute)); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(filepath.Join(root, audit.Path))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestAnyChangeToTheLogIsSeen(t *testing.T) {
	data := logOf(t, t.TempDir(), 6)
	if entries, err := audit.Parse(data); err != nil || len(entries) != 6 {
		t.Fatalf("the log as written: %d entries, %v", len(entries), err)
	}
	rapid.Check(t, func(t *rapid.T) {
		lines := bytes.SplitAfter(data, []byte("\n"))[:6]
		i, j := rapid.IntRange(0, 4).Draw(t, "line"), rapid.IntRange(0, 5).Draw(t, "other")
		var changed []byte
		switch rapid.IntRange(0, 3).Draw(t, "attack") {
		case 0: // one byte
			at := rapid.IntRange(0, len(data)-2).Draw(t, "at")
			changed = bytes.Clone(data)
			changed[at] ^= byte(rapid.IntRange(1, 127).Draw(t, "flip"))
		case 1: // left out, not at the end
			changed = bytes.Join(append(append([][]byte{}, lines[:i]...), lines[i+1:]...), nil)
		case 2: // moved
			if i == j {
				t.Skip("same line")
			}
			moved := append([][]byte{}, lines...)
			moved[i], moved[j] = moved[j], moved[i]
			changed = bytes.Join(moved, nil)
		case 3: // replayed
			changed = append(bytes.Clone(data), lines[i]...)
		}
		if _, err := audit.Parse(changed); !errors.Is(err, audit.ErrBroken) {
			t.Fatalf("accepted: %v\n%s", err, changed)
		}
	})
	if audit.Extends(data[:len(data)-40], data) || !audit.Extends(append(data, 'x'), data) {
		t.Error("a cut end is not told from a longer log")
	}
}

func TestAClockSetBackRecordsNothing(t *testing.T) {
	root := t.TempDir()
	before := logOf(t, root, 3)
	_, err := audit.Append(root, audit.Entry{Event: "consent.granted"}, noon.Add(-time.Hour))
	if !errors.Is(err, audit.ErrClock) {
		t.Errorf("error = %v, want %v", err, audit.ErrClock)
	}
	if after, _ := os.ReadFile(filepath.Join(root, audit.Path)); !bytes.Equal(before, after) {
		t.Error("the log changed")
	}
}

func TestAppendMendsAWriteThatDied(t *testing.T) {
	root := t.TempDir()
	data := logOf(t, root, 2)
	if err := os.WriteFile(filepath.Join(root, audit.Path), append(data, `{"seq":3,"ti`...), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := audit.Append(root, audit.Entry{Event: "read"}, noon.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if entries, err := audit.Read(os.DirFS(root)); err != nil || len(entries) != 3 {
		t.Errorf("%d entries, %v; want 3", len(entries), err)
	}
}

func TestALinkIsNoLog(t *testing.T) {
	root := t.TempDir()
	outside := filepath.Join(t.TempDir(), "victim")
	if err := os.WriteFile(outside, []byte(""), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(root, "audit"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(root, audit.Path)); err != nil {
		t.Fatal(err)
	}
	if _, err := audit.Append(root, audit.Entry{Event: "read"}, noon); err == nil {
		t.Error("wrote through a symbolic link")
	}
}

func TestPeopleAreRandomAndErasable(t *testing.T) {
	root := t.TempDir()
	p := audit.People{}
	a, err := p.ID("Maria Lindqvist <maria@acme.example>", rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := p.ID("maria lindqvist  <maria@acme.example>", rand.Reader); again != a {
		t.Errorf("the same person is %s and %s", a, again)
	}
	b, _ := p.ID("Jo Berg", rand.Reader)
	if a == b || strings.Contains(a, "maria") {
		t.Errorf("IDs %s and %s", a, b)
	}
	if err := p.Write(root); err != nil {
		t.Fatal(err)
	}
	read, err := audit.ReadPeople(os.DirFS(root))
	if err != nil || read[a] != p[a] || len(read) != 2 {
		t.Fatalf("read %v, %v", read, err)
	}
	if gone := read.Erase(func(who string) bool { return strings.Contains(who, "maria@acme.example") }); len(gone) != 1 || gone[0] != a || len(read) != 1 {
		t.Errorf("erased %v, left %v", gone, read)
	}
}
