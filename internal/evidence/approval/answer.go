package approval

import (
	"fmt"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/touchstone-cs/touchstone/internal/sshsig"
)

// Given is an answer before it is recorded: the files that prove it.
type Given struct {
	Text      string // the signed text; for a mail the text that was asked about with the answer filled in
	Signature []byte // SSHSIG, armoured
	Mail      []byte
	Decision  string // for a mail: the answer line
}

// Accept checks an answer to r and returns the record with it. now is when it came in: the time at which a key must be
// valid. words are the document's canonical words as they are now: they must be those that were asked about.
func Accept(files Files, dir string, r Request, g Given, assurance, words string, now time.Time) (Request, error) {
	switch {
	case r.Answer != nil:
		return r, fmt.Errorf("approval %s: it was answered before (%s): a request takes one answer", r.ID, r.Answer.Decision)
	case r.AnswerBy.past(now):
		return r, fmt.Errorf("approval %s: the time to answer ended on %s\nhint: ask again", r.ID, r.AnswerBy)
	case Digest(words) != r.Digest:
		return r, fmt.Errorf("approval %s: the document was changed since it was asked about\nhint: ask again: `touchstone approve request %s`", r.ID, r.Document)
	}
	var answer Answer
	var err error
	if assurance == Filed {
		address, err := addressOf(files, r.By)
		if err != nil {
			return r, fmt.Errorf("approval %s: %w", r.ID, err)
		}
		if err := CheckMail(g.Mail, r, address); err != nil {
			return r, err
		}
		answer, err = r.parse(g.Decision)
		if err != nil {
			return r, err
		}
		answer.Proof = Proof(g.Mail)
	} else {
		answer, err = acceptSigned(files, dir, r, g, assurance, now)
	}
	if err != nil {
		return r, err
	}
	answer.Assurance = assurance
	r.Answer = &answer
	return r, nil
}

func acceptSigned(files Files, dir string, r Request, g Given, assurance string, now time.Time) (Answer, error) {
	answer, _, err := r.ParseAnswer(g.Text)
	if err != nil {
		return Answer{}, err
	}
	key, err := sshsig.Verify(g.Signature, sshsig.NamespaceApproval, []byte(g.Text))
	if err != nil {
		return Answer{}, fmt.Errorf("approval %s: %w", r.ID, err)
	}
	name, principal := dir+"/evidence/"+SignersFile, r.By
	if assurance == Witnessed {
		name, principal = SignersFile, WitnessPrincipal
	}
	if err := permit(files, name, principal, key, now); err != nil {
		return Answer{}, fmt.Errorf("approval %s: %w", r.ID, err)
	}
	answer.Proof, answer.Key = Proof(g.Signature), ssh.FingerprintSHA256(key)
	return answer, nil
}

// Witness signs with the workspace's key what the one-time link showed and what was answered.
func Witness(signer ssh.Signer, r Request, words, answer string) (Given, error) {
	text := r.Text(words, oneLine(answer))
	if _, _, err := r.ParseAnswer(text); err != nil {
		return Given{}, err
	}
	raw, err := sshsig.Sign(signer, sshsig.NamespaceApproval, []byte(text))
	if err != nil {
		return Given{}, err
	}
	return Given{Text: text, Signature: sshsig.Armor(raw)}, nil
}

// Slug turns a person's name or address into the end of an ID.
func Slug(person string) string {
	local, _, _ := strings.Cut(person, "@")
	words := strings.FieldsFunc(strings.ToLower(local), func(r rune) bool { return r < 'a' || r > 'z' })
	if len(words) == 0 {
		return "customer"
	}
	return words[len(words)-1]
}
