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
	"regexp"
	"strings"

	"golang.org/x/crypto/ssh"

	"github.com/touchstone-cs/touchstone/internal/demo"
	"github.com/touchstone-cs/touchstone/internal/evidence/approval"
	"github.com/touchstone-cs/touchstone/internal/git"
	"github.com/touchstone-cs/touchstone/internal/sshsig"
)

//go:embed demo_study.md
var demoStudy string

// study is one case study of the demonstration: who is asked to approve it, and how that ends.
type study struct{ account, name, person, role, end string }

// studies shows three case studies on their way out of the house, generated and then written to an end: one approved with the
// customer's signature and published, one refused, one revoked after it was approved.
func (d *demonstration) studies(place string) error {
	d.heading("A case study leaves the house with the customer's signature, or not at all")
	site := filepath.Join(d.dir, "site")
	for _, s := range []study{
		{"quarry", "Quarry Stone", "Aisha Petrov <aisha.petrov@quarry.example>", "Head of Dispatch", "approved"},
		{"fjord", "Fjord Sjomat", "Aisha Kowalski <aisha.kowalski@fjord.example>", "Lead Developer", "refused"},
		{"delphi", "Delphi Pharma", "Ines Tremblay <ines.tremblay@delphi.example>", "Dispatch Manager", "revoked"},
	} {
		if err := d.study(place, site, s); err != nil {
			return err
		}
	}
	return d.run(place, "approve", "list")
}

func (d *demonstration) study(place, site string, s study) error {
	account, person, end := s.account, s.person, s.end
	doc := path.Join("customer-success/accounts", account, "onboarding/case-study.md")
	full := filepath.Join(place, filepath.FromSlash(doc))
	if err := d.run(place, "generate", "case-study", account, "--period", demo.Period); err != nil {
		return err
	}
	id := demo.Now[:10] + "-" + approval.Slug(nameOf(person))
	if err := s.write(full, id); err != nil {
		return err
	}
	if _, err := git.Commit(d.cobra.Context(), place, "case-study: "+account, []string{doc, path.Join(path.Dir(doc), evenings)}); err != nil {
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
		if err := d.run(place, "approve", "record", id, "--mail", mail, "--decision", "refuse, our planning times are confidential"); err != nil {
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

// evenings is the file of figures that the customer gave.
const evenings = "evenings.csv"

// write puts in what only a person knows, where the draft asks for it, and declares the study finished.
func (s study) write(full, approvalID string) error {
	const figures = "minutes,dispatchers\n95,2\n"
	if err := os.WriteFile(filepath.Join(filepath.Dir(full), evenings), []byte(figures), 0o644); err != nil {
		return err
	}
	sum := sha256.Sum256([]byte(figures))
	words := strings.NewReplacer("CUSTOMER", s.name, "SPEAKER", nameOf(s.person), "ROLE", s.role, "APPROVAL", approvalID, "DIGEST", hex.EncodeToString(sum[:])[:12]).Replace(demoStudy)
	return edit(full, func(text string) string {
		for _, part := range strings.Split("\n"+words, "\n## ")[1:] {
			asked, answer, _ := strings.Cut(part, "\n")
			answer = strings.TrimSpace(answer)
			if asked == "footnotes" {
				text += answer + "\n"
				continue
			}
			text = regexp.MustCompile(`(?m)^\[`+asked+`[^\]]*\]$`).ReplaceAllLiteralString(text, answer)
		}
		return strings.Replace(text, "\nstatus: draft\naudience: internal\n", "\nstatus: final\naudience: public\napproval: "+approvalID+"\n", 1)
	})
}
