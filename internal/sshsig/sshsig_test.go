package sshsig_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/pem"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"
	"pgregory.net/rapid"

	"github.com/touchstone-cs/touchstone/internal/sshsig"
)

var when = time.Date(2026, 10, 13, 9, 0, 0, 0, time.UTC)

func newKeys(t *testing.T) map[string]crypto.Signer {
	t.Helper()
	_, edKey, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	ecKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return map[string]crypto.Signer{"ed25519": edKey, "ecdsa": ecKey, "rsa": rsaKey}
}

func newSigner(t *testing.T, key crypto.Signer) ssh.Signer {
	t.Helper()
	signer, err := ssh.NewSignerFromSigner(key)
	if err != nil {
		t.Fatal(err)
	}
	return signer
}

func TestSignedHereVerifiesWithSSHKeygen(t *testing.T) {
	requireSSHKeygen(t)
	for name, key := range newKeys(t) {
		t.Run(name, func(t *testing.T) {
			dir, signer, message := t.TempDir(), newSigner(t, key), []byte("exact words\n")
			signature, err := sshsig.Sign(signer, sshsig.NamespaceReceipt, message)
			if err != nil {
				t.Fatal(err)
			}
			allowed := sshsig.FormatAllowedSigner("dana@example.com", sshsig.NamespaceReceipt, signer.PublicKey())
			write(t, dir, "message.sig", sshsig.Armor(signature))
			write(t, dir, "allowed_signers", []byte(allowed))
			verify := func(message []byte) error {
				cmd := exec.Command("ssh-keygen", "-Y", "verify", "-f", "allowed_signers", "-I", "dana@example.com",
					"-n", sshsig.NamespaceReceipt, "-s", "message.sig")
				cmd.Dir, cmd.Stdin = dir, openFile(t, dir, message)
				return cmd.Run()
			}
			if err := verify(message); err != nil {
				t.Errorf("ssh-keygen refuses the signature: %v", err)
			}
			if err := verify([]byte("other words\n")); err == nil {
				t.Error("ssh-keygen accepts the signature over other words")
			}
		})
	}
}

func TestSignedBySSHKeygenVerifiesHere(t *testing.T) {
	requireSSHKeygen(t)
	for name, key := range newKeys(t) {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, "key", marshalPrivate(t, key))
			write(t, dir, "message", []byte("exact words\n"))
			cmd := exec.Command("ssh-keygen", "-Y", "sign", "-f", "key", "-n", sshsig.NamespaceApproval, "message")
			cmd.Dir = dir
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			signature, err := os.ReadFile(filepath.Join(dir, "message.sig"))
			if err != nil {
				t.Fatal(err)
			}
			got, err := sshsig.Verify(signature, sshsig.NamespaceApproval, []byte("exact words\n"))
			if err != nil {
				t.Fatal(err)
			}
			want := newSigner(t, key).PublicKey()
			if ssh.FingerprintSHA256(got) != ssh.FingerprintSHA256(want) {
				t.Errorf("key = %s; want %s", ssh.FingerprintSHA256(got), ssh.FingerprintSHA256(want))
			}
			if _, err := sshsig.Verify(signature, sshsig.NamespaceReceipt, []byte("exact words\n")); !errors.Is(err, sshsig.ErrNamespace) {
				t.Errorf("other namespace: %v; want ErrNamespace", err)
			}
			if _, err := sshsig.Verify(signature, sshsig.NamespaceApproval, []byte("exact  words\n")); !errors.Is(err, sshsig.ErrMismatch) {
				t.Errorf("other words: %v; want ErrMismatch", err)
			}
		})
	}
}

func TestEveryFlippedBitIsRefused(t *testing.T) {
	signer := newSigner(t, newKeys(t)["ed25519"])
	message := []byte("exact words")
	signature, err := sshsig.Sign(signer, "n", message)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		broken := append([]byte(nil), signature...)
		at := rapid.IntRange(0, len(broken)*8-1).Draw(t, "bit")
		broken[at/8] ^= 1 << (at % 8)
		key, err := sshsig.Verify(broken, "n", message)
		if err == nil {
			t.Fatalf("bit %d flipped: verified with %s", at, ssh.FingerprintSHA256(key))
		}
	})
}

func TestAllowedSigners(t *testing.T) {
	keys := newKeys(t)
	dana, other := newSigner(t, keys["ed25519"]).PublicKey(), newSigner(t, keys["ecdsa"]).PublicKey()
	line := string(ssh.MarshalAuthorizedKey(dana))
	tests := []struct {
		name, file, principal, namespace string
		key                              ssh.PublicKey
		want                             error
	}{
		{"listed", "dana@x " + line, "dana@x", "n", dana, nil},
		{"comment and blank", "# team\n\ndana@x " + line, "dana@x", "n", dana, nil},
		{"pattern", "*@x " + line, "dana@x", "n", dana, nil},
		{"negated", "*@x,!dana@x " + line, "dana@x", "n", dana, sshsig.ErrKeyNotAllowed},
		{"other key", "dana@x " + line, "dana@x", "n", other, sshsig.ErrKeyNotAllowed},
		{"other principal", "dana@x " + line, "kim@x", "n", dana, sshsig.ErrKeyNotAllowed},
		{"namespace", `dana@x namespaces="m,n" ` + line, "dana@x", "n", dana, nil},
		{"other namespace", `dana@x namespaces="m" ` + line, "dana@x", "n", dana, sshsig.ErrKeyNotAllowed},
		{"valid", `dana@x valid-after="20260101",valid-before="20270101Z" ` + line, "dana@x", "n", dana, nil},
		{"expired", `dana@x valid-before="20261013" ` + line, "dana@x", "n", dana, sshsig.ErrKeyNotAllowed},
		{"not yet", `dana@x valid-after="202610140000" ` + line, "dana@x", "n", dana, sshsig.ErrKeyNotAllowed},
		{"authority", `dana@x cert-authority ` + line, "dana@x", "n", dana, sshsig.ErrKeyNotAllowed},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			signers, err := sshsig.ParseAllowedSigners("allowed_signers", []byte(test.file), time.UTC)
			if err != nil {
				t.Fatal(err)
			}
			if err := signers.Permit(test.principal, test.key, test.namespace, when); !errors.Is(err, test.want) {
				t.Errorf("Permit = %v; want %v", err, test.want)
			}
		})
	}
}

func TestAllowedSignersNamesThePlace(t *testing.T) {
	_, err := sshsig.ParseAllowedSigners("allowed_signers", []byte("# a\ndana@x ssh-ed25519 nonsense\n"), time.UTC)
	if err == nil || err.Error()[:18] != "allowed_signers:2:" {
		t.Errorf("error = %v; want the place allowed_signers:2", err)
	}
}

func TestKeyInsideTheRepositoryIsRefused(t *testing.T) {
	repository, outside := t.TempDir(), t.TempDir()
	key := marshalPrivate(t, newKeys(t)["ed25519"])
	write(t, repository, "id", key)
	write(t, outside, "id", key)
	if err := os.Symlink(filepath.Join(repository, "id"), filepath.Join(outside, "link")); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]error{
		filepath.Join(repository, "id"): sshsig.ErrKeyInRepository,
		filepath.Join(outside, "link"):  sshsig.ErrKeyInRepository,
		filepath.Join(outside, "id"):    nil,
	} {
		if _, _, err := (sshsig.KeySource{File: path, Repository: repository}).Open(); !errors.Is(err, want) {
			t.Errorf("open %s: %v; want %v", path, err, want)
		}
	}
}

func TestAgentSigns(t *testing.T) {
	key := newKeys(t)["rsa"]
	keyring := agent.NewKeyring()
	if err := keyring.Add(agent.AddedKey{PrivateKey: key}); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	listener, err := net.Listen("unix", filepath.Join(dir, "agent"))
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			go agent.ServeAgent(keyring, connection)
		}
	}()
	public := newSigner(t, key).PublicKey()
	write(t, dir, "id.pub", ssh.MarshalAuthorizedKey(public))
	signer, release, err := sshsig.KeySource{File: filepath.Join(dir, "id.pub"), AgentSocket: filepath.Join(dir, "agent")}.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	signature, err := sshsig.Sign(signer, "n", []byte("words"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := sshsig.Verify(sshsig.Armor(signature), "n", []byte("words")); err != nil {
		t.Error(err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("SSHSIG"))
	f.Add([]byte("-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----"))
	f.Fuzz(func(t *testing.T, data []byte) { sshsig.Parse(data) })
}

func requireSSHKeygen(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("ssh-keygen"); err != nil {
		t.Skip("ssh-keygen is not installed (make test-deps)")
	}
}

func marshalPrivate(t *testing.T, key crypto.Signer) []byte {
	t.Helper()
	block, err := ssh.MarshalPrivateKey(key, "")
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(block)
}

func write(t *testing.T, dir, name string, content []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
		t.Fatal(err)
	}
}

func openFile(t *testing.T, dir string, content []byte) *os.File {
	t.Helper()
	write(t, dir, "stdin", content)
	file, err := os.Open(filepath.Join(dir, "stdin"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })
	return file
}
