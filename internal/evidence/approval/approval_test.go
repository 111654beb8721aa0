package approval_test

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/crypto/ssh"

	"context"

	"github.com/touchstone-cs/touchstone/internal/audit"
	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/evidence/approval"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/sshsig"
)

const (
	dir      = "customer-success/accounts/acme"
	document = dir + "/routing-api/case-study.md"
)

var asked = time.Date(2026, 11, 16, 9, 0, 0, 0, time.UTC)

// scene is a workspace with one request, and the people who may answer.
type scene struct {
	*testing.T
	files      files
	log        []byte
	root       string
	maria, own ssh.Signer
	request    approval.Request
}

type files fstest.MapFS

func (f files) ReadFile(name string) ([]byte, error) { return fs.ReadFile(fstest.MapFS(f), name) }
func (f files) put(name, data string)                { f[name] = &fstest.MapFile{Data: []byte(data)} }

func key(t *testing.T, seed byte) ssh.Signer {
	t.Helper()
	s, err := ssh.NewSignerFromKey(ed25519.NewKeyFromSeed([]byte(strings.Repeat(string(rune(seed)), 32))))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func newScene(t *testing.T) *scene {
	t.Helper()
	s := &scene{T: t, files: files{}, root: t.TempDir(), maria: key(t, 'm'), own: key(t, 'o')}
	s.files.put(document, study)
	s.files.put(dir+"/evidence/allowed_signers", sshsig.FormatAllowedSigner("p-maria", sshsig.NamespaceApproval, s.maria.PublicKey()))
	s.files.put("allowed_signers", sshsig.FormatAllowedSigner(approval.WitnessPrincipal, sshsig.NamespaceApproval, s.own.PublicKey()))
	s.request = approval.Request{ID: "2026-11-16-lindqvist", Account: "acme", Document: document, By: "p-maria", Scope: []string{"quote", "name", "metrics"},
		Audience: "public", Asked: asked.Format(time.RFC3339), AnswerBy: on("2026-11-30"), Expires: on("2028-11-18"), Nonce: "n0", Digest: approval.Digest(wordsOf(study)),
		Quotes: approval.Quotes(markdown.Parse([]byte(study)))}
	s.files.put(audit.PeoplePath, "p-maria: Maria Lindqvist <maria@acme.example>\n")
	s.record(audit.Entry{Event: approval.EventAsked, What: s.request.LogID(), Digest: s.request.Digest}, asked)
	return s
}

func on(day string) approval.Date {
	t, _ := time.Parse(time.DateOnly, day)
	return approval.Date{Time: t}
}

// record appends to the audit log.
func (s *scene) record(e audit.Entry, at time.Time) {
	s.Helper()
	if _, err := audit.Append(s.root, e, at); err != nil {
		s.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(s.root, audit.Path))
	if err != nil {
		s.Fatal(err)
	}
	s.files.put(audit.Path, string(data))
}

func (s *scene) words() string { return wordsOf(string(s.files[document].Data)) }

// sign answers the request with a key of the customer's.
func (s *scene) sign(with ssh.Signer, answer string) approval.Given {
	s.Helper()
	text := s.request.Text(s.words(), answer)
	raw, err := sshsig.Sign(with, sshsig.NamespaceApproval, []byte(text))
	if err != nil {
		s.Fatal(err)
	}
	return approval.Given{Text: text, Signature: sshsig.Armor(raw)}
}

// accept records an answer as the command does.
func (s *scene) accept(g approval.Given, assurance string, at time.Time) error {
	r, err := approval.Accept(s.files, dir, s.request, g, assurance, s.words(), at)
	if err != nil {
		return err
	}
	s.request = r
	s.files.put(r.TextPath(dir), g.Text)
	s.files.put(r.SignaturePath(dir), string(g.Signature))
	s.files.put(r.MailPath(dir), string(g.Mail))
	s.record(audit.Entry{Event: approval.EventAnswered, What: r.LogID(), Digest: r.Answer.Proof}, at)
	return nil
}

// resolve asks the source, as check does.
func (s *scene) resolve(ref string, now time.Time) evidence.Record {
	s.Helper()
	data, err := s.request.Bytes()
	if err != nil {
		s.Fatal(err)
	}
	s.files.put(s.request.RecordPath(dir), string(data))
	parsed, err := evidence.ParseRef(ref)
	if err != nil {
		s.Fatal(err)
	}
	source := &approval.Source{Files: s.files, AccountDir: func(id string) string { return "customer-success/accounts/" + id }, Now: func() time.Time { return now }}
	records, err := source.Resolve(context.Background(), []evidence.Request{{Ref: parsed, Path: document, Account: "acme"}})
	if err != nil {
		return evidence.Missing("%v", err)
	}
	return records[0]
}

const citation = "approval:2026-11-16-lindqvist scope=quote,name audience=public expires=2028-11-18"

func (s *scene) want(verdict evidence.Verdict, word string, now time.Time) {
	s.Helper()
	got := s.resolve(citation, now)
	if got.Verdict != verdict || !strings.Contains(got.Reason+got.Origin, word) {
		s.Errorf("verdict %s, reason %q, origin %q; want %s with %q", got.Verdict, got.Reason, got.Origin, verdict, word)
	}
}

var (
	answered = asked.AddDate(0, 0, 2)
	later    = asked.AddDate(0, 0, 20)
)

func TestASignedApprovalStands(t *testing.T) {
	s := newScene(t)
	s.want(evidence.Unverified, "not answered", asked)
	if err := s.accept(s.sign(s.maria, "approve"), approval.Signed, answered); err != nil {
		t.Fatal(err)
	}
	s.want(evidence.Pass, "signed on 2026-11-18", later)
	s.files.put(document, strings.Replace(study, "status: draft", "status: final\napproval: 2026-11-16-lindqvist", 1))
	s.want(evidence.Pass, "signed", later)
}

func TestAWitnessedApprovalStands(t *testing.T) {
	s := newScene(t)
	g, err := approval.Witness(s.own, s.request, s.words(), "approve")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.accept(g, approval.Signed, answered); err == nil {
		t.Error("our own key passed for the customer's")
	}
	if err := s.accept(g, approval.Witnessed, answered); err != nil {
		t.Fatal(err)
	}
	s.want(evidence.Pass, "witnessed", later)
}

func TestAFiledMailStands(t *testing.T) {
	s := newScene(t)
	mail := func(from, body string) approval.Given {
		return approval.Given{Text: s.request.Text(s.words(), "approve"), Decision: "approve", Mail: []byte("From: " + from + "\r\nSubject: Re: approval\r\n\r\n" + body)}
	}
	if err := s.accept(mail("eve@evil.example", "yes to 2026-11-16-lindqvist"), approval.Filed, answered); err == nil {
		t.Error("a mail from somebody else was filed")
	}
	if err := s.accept(mail("maria@acme.example", "yes"), approval.Filed, answered); err == nil {
		t.Error("a mail that names no request was filed")
	}
	if err := s.accept(mail("Maria <maria@acme.example>", "yes to 2026-11-16-lindqvist"), approval.Filed, answered); err != nil {
		t.Fatal(err)
	}
	s.want(evidence.Pass, "filed", later)
}

// TestAttacks lists what must not pass, with the word that says why.
func TestAttacks(t *testing.T) {
	approved := func(t *testing.T) *scene {
		s := newScene(t)
		if err := s.accept(s.sign(s.maria, "approve"), approval.Signed, answered); err != nil {
			t.Fatal(err)
		}
		return s
	}
	for _, c := range []struct {
		name, word string
		now        time.Time
		attack     func(s *scene)
	}{
		{"document edited", `"**140" was approved, "**150" stands there now`, later, func(s *scene) { s.files.put(document, strings.Replace(study, "140", "150", 1)) }},
		{"strike-through", "words changed", later, func(s *scene) { s.files.put(document, strings.Replace(study, "Road freight", "~~Road~~ freight", 1)) }},
		{"link moved", "words changed", later, func(s *scene) { s.files.put(document, strings.Replace(study, "(guide.md", "(http://evil", 1)) }},
		{"look-alike letter", "words changed", later, func(s *scene) { s.files.put(document, strings.Replace(study, "Road", "Rоad", 1)) }},
		{"zero-width space", "words changed", later, func(s *scene) { s.files.put(document, strings.Replace(study, "Road", "Ro\u200bad", 1)) }},
		{"decomposed letter", "words changed", later, func(s *scene) { s.files.put(document, strings.Replace(study, "planners", "plann\u0065\u0301rs", 1)) }},
		{"document gone", "is gone", later, func(s *scene) { delete(s.files, document) }},
		{"expired", "expired on 2028-11-18", time.Date(2028, 11, 19, 0, 0, 0, 0, time.UTC), func(*scene) {}},
		{"consent revoked", "was revoked on 2026-12-01", later, func(s *scene) {
			s.files.put(dir+"/evidence/consents.yaml", "consents:\n  - {id: all, by: maria, scope: [quote], audience: public, granted: 2026-01-01, revoked: 2026-12-01}\n")
		}},
		{"answer not logged", "no entry", later, func(s *scene) { s.request.Answer.Proof = "sha256:0000" }},
		{"log cut", "log", later, func(s *scene) {
			s.files.put(audit.Path, strings.SplitAfter(string(s.files[audit.Path].Data), "\n")[0])
		}},
		{"log changed", "broken", later, func(s *scene) {
			s.files.put(audit.Path, strings.Replace(string(s.files[audit.Path].Data), "2026-11-18", "2026-11-17", 1))
		}},
		{"text forged", "", later, func(s *scene) {
			s.files.put(s.request.TextPath(dir), strings.Replace(s.request.Text(s.words(), "approve"), "public", "customer", 1))
		}},
		{"signature of another text", "logged", later, func(s *scene) {
			s.files.put(s.request.SignaturePath(dir), string(s.sign(s.maria, "approve except 1").Signature))
		}},
		{"key removed", "is not listed", later, func(s *scene) { s.files.put(dir+"/evidence/allowed_signers", "") }},
		{"key was valid only before", "", later, func(s *scene) {
			line := string(s.files[dir+"/evidence/allowed_signers"].Data)
			s.files.put(dir+"/evidence/allowed_signers", strings.Replace(line, "namespaces=", `valid-before="20261117Z",namespaces=`, 1))
		}},
		{"refusal turned into approval", "", later, func(s *scene) { s.request.Answer.Decision = "approved"; s.files.put(s.request.SignaturePath(dir), "x") }},
		{"scope widened in the record", "", later, func(s *scene) { s.request.Scope = append(s.request.Scope, "logo") }},
		{"audience widened in the record", "", later, func(s *scene) { s.request.Expires = on("2099-01-01") }},
		{"digest swapped for today's words", "", later, func(s *scene) {
			edited := strings.Replace(study, "140", "150", 1)
			s.files.put(document, edited)
			s.request.Digest = approval.Digest(wordsOf(edited))
		}},
		{"order changed in the record", "", later, func(s *scene) { s.request.After = []string{s.request.ID} }},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := approved(t)
			s.want(evidence.Pass, "signed", later)
			c.attack(s)
			got := s.resolve(citation, c.now)
			if got.Verdict == evidence.Pass || !strings.Contains(got.Reason, c.word) {
				t.Errorf("verdict %s, reason %q; want a refusal with %q", got.Verdict, got.Reason, c.word)
			}
		})
	}
}

func TestAcceptRefuses(t *testing.T) {
	for _, c := range []struct {
		name, word string
		at         time.Time
		given      func(s *scene) approval.Given
	}{
		{"a key nobody listed", "not allowed", answered, func(s *scene) approval.Given { return s.sign(key(s.T, 'e'), "approve") }},
		{"an answer to another request", "not that of this request", answered, func(s *scene) approval.Given {
			other := *s
			other.request.Nonce = "n1"
			return other.sign(s.maria, "approve")
		}},
		{"a late answer", "the time to answer ended", time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC), func(s *scene) approval.Given { return s.sign(s.maria, "approve") }},
		{"a document edited between question and answer", "changed since it was asked", answered, func(s *scene) approval.Given {
			g := s.sign(s.maria, "approve")
			s.files.put(document, strings.Replace(study, "140", "150", 1))
			return g
		}},
		{"an answer that is none", "neither approve nor refuse", answered, func(s *scene) approval.Given { return s.sign(s.maria, "maybe") }},
		{"a quote that does not exist", "no quote 7", answered, func(s *scene) approval.Given { return s.sign(s.maria, "approve except 7") }},
		{"a signature for another purpose", "namespace", answered, func(s *scene) approval.Given {
			text := s.request.Text(s.words(), "approve")
			raw, _ := sshsig.Sign(s.maria, "file", []byte(text))
			return approval.Given{Text: text, Signature: sshsig.Armor(raw)}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newScene(t)
			err := s.accept(c.given(s), approval.Signed, c.at)
			if err == nil || !strings.Contains(err.Error(), c.word) {
				t.Errorf("error = %v, want one with %q", err, c.word)
			}
		})
	}
	s := newScene(t)
	g := s.sign(s.maria, "approve")
	if err := s.accept(g, approval.Signed, answered); err != nil {
		t.Fatal(err)
	}
	if err := s.accept(g, approval.Signed, answered); err == nil || !strings.Contains(err.Error(), "answered before") {
		t.Errorf("a replay: %v", err)
	}
	if _, err := audit.Append(s.root, audit.Entry{Event: approval.EventAnswered}, asked); !errors.Is(err, audit.ErrClock) {
		t.Errorf("a clock set back: %v", err)
	}
}

func TestRefusalAndPartialApproval(t *testing.T) {
	s := newScene(t)
	if err := s.accept(s.sign(s.maria, "refuse, the gate times are confidential"), approval.Signed, answered); err != nil {
		t.Fatal(err)
	}
	s.want(evidence.Violated, "refused on 2026-11-18: the gate times are confidential", later)

	s = newScene(t)
	if len(s.request.Quotes) != 1 {
		t.Fatalf("quotes %q", s.request.Quotes)
	}
	if err := s.accept(s.sign(s.maria, "approve except 1"), approval.Signed, answered); err != nil {
		t.Fatal(err)
	}
	s.want(evidence.Violated, "quote 1 was refused and still stands", later)
	i, j := strings.Index(study, "> \"We"), strings.Index(study, "```sh")
	without := study[:i] + study[j:]
	s.files.put(document, without)
	s.want(evidence.Pass, "signed", later)
	s.files.put(document, strings.Replace(without, "140", "150", 1))
	s.want(evidence.Violated, "words changed", later)
}

func TestAnswersComeInOrder(t *testing.T) {
	s := newScene(t)
	first := s.request
	if err := s.accept(s.sign(s.maria, "approve"), approval.Signed, answered.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	done := s.request
	data, _ := done.Bytes()
	s.files.put(done.RecordPath(dir), string(data))
	s.request = first
	s.request.ID, s.request.After, s.request.Nonce = "2026-11-16-legal", []string{first.ID}, "n2"
	s.record(audit.Entry{Event: approval.EventAsked, What: s.request.LogID(), Digest: s.request.Digest}, answered.Add(time.Hour))
	if err := s.accept(s.sign(s.maria, "approve"), approval.Signed, answered.Add(2*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if got := s.resolve("approval:2026-11-16-legal", later); got.Verdict != evidence.Pass {
		t.Errorf("in order: %s %s", got.Verdict, got.Reason)
	}
	done.Answer = nil
	data, _ = done.Bytes()
	s.files.put(done.RecordPath(dir), string(data))
	if got := s.resolve("approval:2026-11-16-legal", later); got.Verdict == evidence.Pass {
		t.Error("the second stands without the first")
	}
}

func TestCitationsSayNoMoreThanTheApproval(t *testing.T) {
	s := newScene(t)
	if err := s.accept(s.sign(s.maria, "approve"), approval.Signed, answered); err != nil {
		t.Fatal(err)
	}
	for _, ref := range []string{"scope=logo", "expires=2030-01-01", "digest=sha256:beef", "digest=sha256:"} {
		if got := s.resolve("approval:2026-11-16-lindqvist "+ref, later); got.Verdict != evidence.Violated {
			t.Errorf("%s: %s", ref, got.Verdict)
		}
	}
	for _, id := range []string{"2026-11-16-nobody", "..-..-..", "x"} {
		if got := s.resolve("approval:"+id, later); got.Verdict == evidence.Pass {
			t.Errorf("%s passes", id)
		}
	}
}

func TestRegister(t *testing.T) {
	f := files{}
	put := func(s string) { f.put(dir+"/evidence/consents.yaml", s) }
	put("consents:\n  - {id: n, by: p-1, scope: [name, logo], audience: public, channel: [website], granted: 2026-01-01, expires: 2026-12-31}\n" +
		"  - {id: q, by: p-1, scope: [quote], audience: shared, granted: 2026-01-01, revoked: 2026-06-01, reason: left}\n")
	r, err := approval.ReadRegister(f, dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ scope, audience, channel, day, word string }{
		{"name", "public", "", "2026-12-31", ""},
		{"name", "public", "deck", "2026-12-31", "for website only"},
		{"name", "public", "", "2027-01-01", "expired"},
		{"name", "public", "", "2025-12-31", "granted only from"},
		{"quote", "public", "", "2026-05-31", "reaches only shared"},
		{"quote", "shared", "", "2026-05-31", ""},
		{"quote", "shared", "", "2026-06-01", "revoked"},
		{"metrics", "customer", "", "2026-05-01", "no consent"},
	} {
		_, why := r.Covers(c.scope, c.audience, c.channel, on(c.day).Time)
		if (c.word == "") != (why == "") || !strings.Contains(why, c.word) {
			t.Errorf("%+v: %q", c, why)
		}
	}
	for name, bad := range map[string]string{
		"a bomb":          "a: &a [x,x,x]\nconsents: [*a, *a]\n",
		"unknown key":     "consents:\n  - {id: n, by: p, scope: [name], audience: public, granted: 2026-01-01, forever: true}\n",
		"unknown scope":   "consents:\n  - {id: n, by: p, scope: [everything], audience: public, granted: 2026-01-01}\n",
		"no audience":     "consents:\n  - {id: n, by: p, scope: [name], granted: 2026-01-01}\n",
		"no date":         "consents:\n  - {id: n, by: p, scope: [name], audience: public, granted: soon}\n",
		"two megabytes":   "consents: []\n#" + strings.Repeat("x", 2<<20),
		"no YAML":         "consents: [",
		"nobody's":        "consents:\n  - {id: n, scope: [name], audience: public, granted: 2026-01-01}\n",
		"covering nought": "consents:\n  - {id: n, by: p, scope: [], audience: public, granted: 2026-01-01}\n",
	} {
		put(bad)
		if _, err := approval.ReadRegister(f, dir); err == nil {
			t.Errorf("%s was read", name)
		}
	}
}

// TestSSHKeygenVerifies: anyone can verify a signed approval without Touchstone.
func TestSSHKeygenVerifies(t *testing.T) {
	keygen, err := exec.LookPath("ssh-keygen")
	if err != nil {
		t.Skip("needs ssh-keygen, absent here")
	}
	s := newScene(t)
	temp := t.TempDir()
	g := s.sign(s.maria, "approve")
	for name, data := range map[string]string{"text": g.Text, "sig": string(g.Signature), "signers": string(s.files[dir+"/evidence/allowed_signers"].Data)} {
		if err := os.WriteFile(filepath.Join(temp, name), []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	verify := func(text string) error {
		c := exec.Command(keygen, "-Y", "verify", "-f", filepath.Join(temp, "signers"), "-I", s.request.By, "-n", sshsig.NamespaceApproval, "-s", filepath.Join(temp, "sig"))
		c.Stdin = strings.NewReader(text)
		out, err := c.CombinedOutput()
		if err != nil {
			return fmt.Errorf("%w: %s", err, out)
		}
		return nil
	}
	if err := verify(g.Text); err != nil {
		t.Error(err)
	}
	if verify(strings.Replace(g.Text, "140", "150", 1)) == nil {
		t.Error("ssh-keygen accepts other words")
	}
}
