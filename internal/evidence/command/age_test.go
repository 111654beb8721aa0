package command_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"filippo.io/age"

	"github.com/touchstone-cs/touchstone/internal/evidence/command"
)

func TestSecretFromAnAgeFile(t *testing.T) {
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	var sealed bytes.Buffer
	w, err := age.Encrypt(&sealed, identity.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	w.Write([]byte("from-the-age-file\n"))
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	dir, home := t.TempDir(), t.TempDir()
	for path, content := range map[string][]byte{
		filepath.Join(dir, "acme.age"): sealed.Bytes(), filepath.Join(home, "age.txt"): []byte(identity.String() + "\n"),
	} {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	e := &command.Environment{Name: "e", Secrets: map[string]command.SecretSource{"A": {Age: "acme.age", Identity: "~/age.txt"}}}
	secrets, err := e.Unlock(context.Background(), command.Host{Workspace: dir, Home: home})
	if err != nil || secrets[0].Value != "from-the-age-file" {
		t.Errorf("%v, %v", secrets, err)
	}
	e.Secrets["A"] = command.SecretSource{Age: "acme.age", Identity: "~/missing.txt"}
	if _, err := e.Unlock(context.Background(), command.Host{Workspace: dir, Home: home}); err == nil {
		t.Error("no error without the identity")
	}
}
