package seal_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"filippo.io/age"

	"github.com/touchstone-cs/touchstone/internal/seal"
)

func identity(t *testing.T) *age.X25519Identity {
	t.Helper()
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func put(t *testing.T, dir, name, data string) {
	t.Helper()
	place := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(place), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(place, []byte(data), 0o644); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, dir, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestSealedForItsReadersOnly(t *testing.T) {
	dir := t.TempDir()
	ana, ben, eve := identity(t), identity(t), identity(t)
	put(t, dir, "a.md", "words of a customer")
	put(t, dir, "sub/b.md", "more words")
	if _, err := seal.Seal(dir, false); !errors.Is(err, seal.ErrNoReaders) {
		t.Fatalf("without readers: %v", err)
	}
	put(t, dir, seal.ReadersFile, "# the account's team\n"+ana.Recipient().String()+" Ana\n"+ben.Recipient().String()+"\n")
	if seal.Guarded(dir) {
		t.Fatal("guarded before it was sealed")
	}
	written, err := seal.Seal(dir, false)
	if err != nil || len(written) != 2 {
		t.Fatal(written, err)
	}
	if is, err := seal.Sealed(dir); !is || err != nil {
		t.Fatal("not sealed", err)
	}
	if bytes.Contains(read(t, dir, "a.md.age"), []byte("customer")) {
		t.Fatal("the words are readable")
	}
	if _, err := seal.Unseal(dir, eve); err == nil {
		t.Fatal("a stranger opened it")
	}
	if _, err := os.Stat(filepath.Join(dir, "a.md")); err == nil {
		t.Fatal("a plain file was left")
	}
	first := read(t, dir, "a.md.age")
	if opened, err := seal.Unseal(dir, ben); err != nil || len(opened) != 2 || string(read(t, dir, "a.md")) != "words of a customer" {
		t.Fatal(opened, err)
	}
	if !seal.Guarded(dir) {
		t.Fatal("what was unsealed is no longer ignored by git")
	}

	// only what changed is sealed again, and a reader who left cannot open what comes after
	put(t, dir, seal.ReadersFile, ana.Recipient().String()+"\n")
	put(t, dir, "sub/b.md", "new words")
	written, err = seal.Seal(dir, false)
	if err != nil || len(written) != 1 || written[0] != "sub/b.md.age" || !bytes.Equal(first, read(t, dir, "a.md.age")) {
		t.Fatalf("written %v, %v", written, err)
	}
	if opened, err := seal.Unseal(dir, ben); err == nil || len(opened) != 1 || opened[0] != "a.md" {
		t.Fatalf("Ben, who left, opened %v, %v", opened, err)
	}
	if opened, err := seal.Unseal(dir, ana); err != nil || len(opened) != 2 || string(read(t, dir, "sub/b.md")) != "new words" {
		t.Fatal(opened, err)
	}
	// a full rotation
	if written, err = seal.Seal(dir, true); err != nil || len(written) != 1 || written[0] != "a.md.age" {
		t.Fatalf("rotation wrote %v, %v", written, err)
	}
	if opened, err := seal.Unseal(dir, ben); err == nil || len(opened) != 0 {
		t.Fatalf("Ben opened %v after the rotation", opened)
	}
}

func TestALinkOutIsNotSealed(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	put(t, outside, "x", "somebody else's")
	put(t, dir, seal.ReadersFile, identity(t).Recipient().String())
	if err := os.Symlink(filepath.Join(outside, "x"), filepath.Join(dir, "x")); err != nil {
		t.Fatal(err)
	}
	if _, err := seal.Seal(dir, false); err == nil {
		t.Fatal("sealed through a link")
	}
	if string(read(t, outside, "x")) != "somebody else's" {
		t.Fatal("the file outside changed")
	}
}
