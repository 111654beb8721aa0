package receipt_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	intoto "github.com/in-toto/attestation/go/v1"
	"golang.org/x/crypto/ssh"
	"golang.org/x/sync/errgroup"
	"google.golang.org/protobuf/encoding/protojson"

	"github.com/touchstone-cs/touchstone/internal/evidence/command/receipt"
	"github.com/touchstone-cs/touchstone/internal/sshsig"
)

var started = time.Date(2026, 10, 13, 8, 2, 11, 0, time.UTC)

func signer(t testing.TB, seed byte) ssh.Signer {
	t.Helper()
	s, err := ssh.NewSignerFromSigner(ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, 32)))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func example() *receipt.Run {
	fingerprint := map[string]string{"os": "Debian 12", "java": "17.0.12"}
	return &receipt.Run{
		Document: "customer-success/accounts/acme/a/implementation-guide.md", Account: "acme",
		Environment: receipt.Environment{Name: "acme-staging", Where: "customer", Fingerprint: fingerprint, Digest: receipt.FingerprintDigest(fingerprint)},
		Product:     "4.7.0", Started: started, Ended: started.Add(time.Second), Ending: "completed",
		Steps: []receipt.Step{{
			Name: "whoami", Digest: strings.Repeat("ab", 32), Sort: "shell", Command: "curl …", Started: started, Millis: 12.5,
			Outcome: receipt.Passed, Required: true, Stdout: &receipt.Output{Text: "routes:write\n", Digest: "d", Bytes: 13, Whole: true},
		}},
	}
}

func seal(t testing.TB, s ssh.Signer) []byte {
	t.Helper()
	content, err := receipt.Seal(example(), s)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func allow(t testing.TB, s ssh.Signer, options string) *sshsig.AllowedSigners {
	t.Helper()
	line := "dana@example.com " + options + " " + string(ssh.MarshalAuthorizedKey(s.PublicKey()))
	allowed, err := sshsig.ParseAllowedSigners("allowed_signers", []byte(line), time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return allowed
}

func TestSealOpenVerify(t *testing.T) {
	s := signer(t, 1)
	r, err := receipt.Open(seal(t, s))
	if err != nil {
		t.Fatal(err)
	}
	want := *example()
	want.Operator = ssh.FingerprintSHA256(s.PublicKey())
	if diff := cmp.Diff(want, r.Run); diff != "" {
		t.Errorf("run (-want +got)\n%s", diff)
	}
	if err := r.Verify(allow(t, s, `namespaces="touchstone-receipt"`)); err != nil {
		t.Error(err)
	}
}

func TestVerifyRefuses(t *testing.T) {
	s := signer(t, 1)
	edited := func() []byte {
		var envelope map[string]any
		if err := json.Unmarshal(seal(t, s), &envelope); err != nil {
			t.Fatal(err)
		}
		payload, _ := base64.StdEncoding.DecodeString(envelope["payload"].(string))
		envelope["payload"] = base64.StdEncoding.EncodeToString(bytes.Replace(payload, []byte(`"exit":0`), []byte(`"exit":1`), 1))
		content, _ := json.Marshal(envelope)
		return content
	}()
	for name, test := range map[string]struct {
		content []byte
		allowed *sshsig.AllowedSigners
		want    error
	}{
		"edited":          {edited, allow(t, s, ""), receipt.ErrSignature},
		"nobody":          {seal(t, s), nil, receipt.ErrKey},
		"other key":       {seal(t, s), allow(t, signer(t, 2), ""), receipt.ErrKey},
		"other namespace": {seal(t, s), allow(t, s, `namespaces="touchstone-approval"`), receipt.ErrKey},
		"key too old":     {seal(t, s), allow(t, s, `valid-before="20260101"`), receipt.ErrKey},
	} {
		r, err := receipt.Open(test.content)
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Verify(test.allowed); !errors.Is(err, test.want) {
			t.Errorf("%s: %v; want %v", name, err, test.want)
		}
	}
	for _, content := range []string{"", "{}", `{"payloadType":"application/vnd.in-toto+json","payload":"e30=","signatures":[{"sig":""}]}`} {
		if _, err := receipt.Open([]byte(content)); !errors.Is(err, receipt.ErrFormat) {
			t.Errorf("Open(%q) = %v; want ErrFormat", content, err)
		}
	}
}

func TestSSHKeygenVerifiesWithoutTouchstone(t *testing.T) {
	if _, err := exec.LookPath("ssh-keygen"); err != nil {
		t.Skip("ssh-keygen is not installed (make test-deps)")
	}
	s, dir := signer(t, 1), t.TempDir()
	r, err := receipt.Open(seal(t, s))
	if err != nil {
		t.Fatal(err)
	}
	exported := r.Export()
	for name, content := range map[string][]byte{
		"receipt.pae": exported.PAE, "receipt.sig": exported.Signature,
		"allowed_signers": []byte(sshsig.FormatAllowedSigner("dana@example.com", sshsig.NamespaceReceipt, s.PublicKey())),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	verify := "ssh-keygen -Y verify -f allowed_signers -I dana@example.com -n touchstone-receipt -s receipt.sig < receipt.pae"
	for _, test := range []struct {
		script string
		good   bool
	}{{verify, true}, {"sed -i s/passed/failed/ receipt.pae; " + verify, false}} { // in this order: the second edits
		cmd := exec.Command("sh", "-c", test.script)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); (err == nil) != test.good {
			t.Errorf("%s: %v %s; want good %v", test.script, err, out, test.good)
		}
	}
}

func TestStatementIsInToto(t *testing.T) {
	var envelope struct{ Payload []byte }
	if err := json.Unmarshal(seal(t, signer(t, 1)), &envelope); err != nil {
		t.Fatal(err)
	}
	var s intoto.Statement
	if err := protojson.Unmarshal(envelope.Payload, &s); err != nil {
		t.Fatal(err)
	}
	if err := s.Validate(); err != nil {
		t.Error(err)
	}
}

func TestSameInputsSameBytes(t *testing.T) {
	if !bytes.Equal(seal(t, signer(t, 1)), seal(t, signer(t, 1))) {
		t.Error("two receipts of one run differ")
	}
}

func TestKeepNeverOverwrites(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "evidence")
	var paths []string
	for range 3 {
		path, err := receipt.Keep(folder, example(), signer(t, 1))
		if err != nil {
			t.Fatal(err)
		}
		paths = append(paths, filepath.Base(path))
	}
	want := []string{"run-acme-staging-20261013T0802Z.json", "run-acme-staging-20261013T0803Z.json", "run-acme-staging-20261013T0804Z.json"}
	if diff := cmp.Diff(want, paths); diff != "" {
		t.Error(diff)
	}
}

func TestJournalSurvivesItsProcess(t *testing.T) {
	path := filepath.Join(t.TempDir(), "runs", "a.journal")
	run := example()
	j, err := receipt.StartJournal(path, run)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if err := j.Add(run.Steps[0]); err != nil {
			t.Fatal(err)
		}
	}
	j.Close(false)
	content, _ := os.ReadFile(path)
	if err := os.WriteFile(path, content[:len(content)-20], 0o600); err != nil { // as after a power cut
		t.Fatal(err)
	}
	got, err := receipt.Recover(path)
	if err != nil || len(got.Steps) != 2 || got.Ending != "recovered" {
		t.Errorf("%+v, %v; want the two whole steps", got, err)
	}
}

func BenchmarkVerify10000(b *testing.B) {
	s := signer(b, 1)
	allowed := allow(b, s, "")
	contents := make([][]byte, 10000)
	for i := range contents {
		run := example()
		run.Steps[0].Name = fmt.Sprint("step-", i)
		contents[i], _ = receipt.Seal(run, s)
	}
	for b.Loop() {
		var group errgroup.Group
		group.SetLimit(2)
		for half := range 2 {
			group.Go(func() error {
				for i := half; i < len(contents); i += 2 {
					r, err := receipt.Open(contents[i])
					if err == nil {
						err = r.Verify(allowed)
					}
					if err != nil {
						return err
					}
				}
				return nil
			})
		}
		if err := group.Wait(); err != nil {
			b.Fatal(err)
		}
	}
}
