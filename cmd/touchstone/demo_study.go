package main

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"os"
	"path"
	"path/filepath"
	"strings"

	"golang.org/x/crypto/ssh"

	"github.com/touchstone-cs/touchstone/internal/demo"
	"github.com/touchstone-cs/touchstone/internal/git"
	"github.com/touchstone-cs/touchstone/internal/sshsig"
)

//go:embed demo_study.md
var demoStudy string

// studies shows three case studies on their way out of the house: one approved with the customer's signature and published,
// one refused, one revoked after it was approved.
func (d *demonstration) studies(place string) error {
	d.heading("A case study leaves the house with the customer's signature, or not at all")
	site := filepath.Join(d.dir, "site")
	for _, s := range []struct{ account, name, person, end string }{
		{"acme", "Acme Freight", "Maria Lindqvist <maria@acme.example>", "approved"},
		{"borealis", "Borealis", "Ines Tremblay <ines@borealis.example>", "refused"},
		{"castellan", "Castellan", "Tomasz Zielinski <tomasz@castellan.example>", "revoked"},
	} {
		if err := d.study(place, site, s.account, s.name, s.person, s.end); err != nil {
			return err
		}
	}
	return d.run(place, "approve", "list")
}

func (d *demonstration) study(place, site, account, name, person, end string) error {
	if dir := filepath.Join(place, "customer-success", "accounts", account); !isDir(dir) {
		return nil // this demonstration has no such account
	}
	doc := path.Join("customer-success/accounts", account, "routing/case-study.md")
	full := filepath.Join(place, filepath.FromSlash(doc))
	id := demo.Now[:10] + "-" + slugOf(person)
	if err := writeStudy(full, account, name, person, id); err != nil {
		return err
	}
	if _, err := git.Commit(d.cobra.Context(), place, "case-study: "+account, []string{doc, path.Join(path.Dir(doc), "gate.csv")}); err != nil {
		return err
	}
	if err := d.run(place, "approve", "request", full, "--by", person, "--scope", "quote,name,metrics", "--audience", "public"); err != nil {
		return err
	}
	text := filepath.Join(place, "customer-success", "accounts", account, "evidence", "approvals", id+".txt")
	if end == "refused" {
		mail := filepath.Join(d.dir, "answer.eml")
		if err := os.WriteFile(mail, []byte("From: "+person+"\r\nSubject: Re: "+id+"\r\n\r\nPlease do not publish this.\r\n"), 0o600); err != nil {
			return err
		}
		if err := d.run(place, "approve", "record", id, "--mail", mail, "--decision", "refuse, the gate times are confidential"); err != nil {
			return err
		}
		if err := os.Remove(mail); err != nil {
			return err
		}
	} else if err := d.signed(place, account, person, id, text); err != nil {
		return err
	}
	if end == "revoked" {
		for _, args := range [][]string{
			{"consent", "grant", account, "--by", person, "--scope", "quote", "--audience", "public"},
			{"consent", "revoke", account, "quote-" + demo.Now[:10], "--reason", "a new owner"},
		} {
			if err := d.run(place, args...); err != nil {
				return err
			}
		}
	}
	return d.run(place, "publish", full, "--audience", "public", "--to", site, "--format", "site")
}

// signed does what the customer would: it signs the text with a key of their own, which is thrown away.
func (d *demonstration) signed(place, account, person, id, text string) error {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	key, err := ssh.NewPublicKey(public)
	if err != nil {
		return err
	}
	signer, err := ssh.NewSignerFromKey(private)
	if err != nil {
		return err
	}
	message, err := os.ReadFile(text)
	if err != nil {
		return err
	}
	raw, err := sshsig.Sign(signer, sshsig.NamespaceApproval, message)
	if err != nil {
		return err
	}
	pub, sig := filepath.Join(d.dir, "customer.pub"), filepath.Join(d.dir, "answer.sig")
	defer os.Remove(pub)
	defer os.Remove(sig)
	if err := os.WriteFile(pub, ssh.MarshalAuthorizedKey(key), 0o600); err != nil {
		return err
	}
	if err := os.WriteFile(sig, sshsig.Armor(raw), 0o600); err != nil {
		return err
	}
	if err := d.run(place, "approve", "key", account, "--by", person, "--key", pub); err != nil {
		return err
	}
	return d.run(place, "approve", "record", id, "--signature", sig)
}

func writeStudy(full, account, name, person, approvalID string) error {
	const figures = "47,12\n"
	if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(filepath.Dir(full), "gate.csv"), []byte(figures), 0o644); err != nil {
		return err
	}
	sum := sha256.Sum256([]byte(figures))
	text := strings.NewReplacer("ACCOUNT", account, "CUSTOMER", name, "SPEAKER", nameOf(person), "APPROVAL", approvalID, "DATE", demo.Now[:10], "DIGEST", hex.EncodeToString(sum[:])[:12]).Replace(demoStudy)
	return os.WriteFile(full, []byte(text), 0o644)
}

func slugOf(person string) string {
	words := strings.Fields(strings.ToLower(nameOf(person)))
	return words[len(words)-1]
}

func isDir(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}
