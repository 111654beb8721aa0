package approval

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/mail"
	"path"
	"slices"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/touchstone-cs/touchstone/internal/audit"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/sshsig"
)

// The events of the audit log that approvals stand on.
const (
	EventAsked    = "approval.asked"
	EventAnswered = "approval.answered"
)

// SignersFile lists, in an account's evidence folder, the customer's people and their keys (allowed_signers). The
// workspace's own keys, which sign what the one-time link showed, are in the file of the same name at the root.
const SignersFile = "allowed_signers"

// WitnessPrincipal is the principal of the workspace's own key.
const WitnessPrincipal = "touchstone"

// Standing is how an approval stands.
type Standing struct {
	Request   Request
	Words     string // what was approved
	Assurance string
	At        time.Time // of the log entry
	// Pending says that nothing came back yet. Void says why there is no approval (refused, expired, forged, words
	// changed, revoked); both are "" where it stands.
	Pending, Void string
}

// Holds reports an approval that stands.
func (s Standing) Holds() bool { return s.Pending == "" && s.Void == "" }

// Judge verifies one record: that the answer is the person's, was logged in time, and binds the words that the document
// has now. Expired and revoked approvals are void.
func Judge(files Files, log []audit.Entry, dir string, r Request, now time.Time) (Standing, error) {
	return judge(files, log, dir, r, now, nil)
}

// judge is Judge; waiting are the approvals that wait for this one.
func judge(files Files, log []audit.Entry, dir string, r Request, now time.Time, waiting []string) (Standing, error) {
	s := Standing{Request: r}
	if r.Answer == nil {
		s.Pending = "asked on " + r.Asked[:10] + ", not answered"
		if r.AnswerBy.past(now) {
			s.Pending = "asked on " + r.Asked[:10] + ", not answered by " + r.AnswerBy.String()
		}
		return s, nil
	}
	s.Assurance = r.Answer.Assurance
	entry, why := logged(log, r)
	if on := erased(files, log, dir, r); on != "" {
		s.Pending = "erased on " + on
		return s, nil
	}
	if why != "" {
		s.Void = why
		return s, nil
	}
	s.At = entry.Time
	answer, err := s.prove(files, dir, entry.Time)
	switch {
	case err != nil:
		s.Void = err.Error()
	case answer.Decision == Refused:
		s.Void = strings.TrimRight("refused on "+day(s.At)+": "+answer.Reason, ": ")
	case r.AnswerBy.past(entry.Time):
		s.Void = fmt.Sprintf("answered on %s, after %s", day(s.At), r.AnswerBy)
	case r.Expires.past(now):
		s.Void = "expired on " + r.Expires.String()
	}
	if s.Void != "" {
		return s, nil
	}
	if s.Void, err = s.blocked(files, log, dir, now, append(waiting, r.ID)); err != nil || s.Void != "" {
		return s, err
	}
	return s, s.compare(files, answer)
}

// logged finds the log's entry for the answer; the log says when it came, whatever the text claims.
func logged(log []audit.Entry, r Request) (audit.Entry, string) {
	asked := false
	for _, e := range log {
		if e.What != r.LogID() {
			continue
		}
		switch e.Event {
		case EventAsked:
			asked = asked || e.Digest == r.Digest
		case EventAnswered:
			if !asked {
				return audit.Entry{}, "answered before it was asked: the log does not have the question"
			}
			if e.Digest == r.Answer.Proof {
				return e, ""
			}
		}
	}
	return audit.Entry{}, "the audit log has no entry for this answer"
}

// EventErased is the audit log's entry for an approval whose words were erased with the person or account they are of.
const EventErased = "approval.erased"

// erased gives the day on which an approval's words were erased, "" where they are there.
func erased(files Files, log []audit.Entry, dir string, r Request) string {
	if _, err := files.ReadFile(r.TextPath(dir)); !errors.Is(err, fs.ErrNotExist) {
		return ""
	}
	for _, e := range log {
		if e.Event == EventErased && e.What == r.LogID() {
			return day(e.Time)
		}
	}
	return ""
}

// prove checks the proof that the assurance names, at the time of the log's entry.
func (s *Standing) prove(files Files, dir string, at time.Time) (Answer, error) {
	r := s.Request
	if s.Assurance == Filed {
		return s.proveMail(files, dir)
	}
	text, err := files.ReadFile(r.TextPath(dir))
	if err != nil {
		return Answer{}, err
	}
	signature, err := files.ReadFile(r.SignaturePath(dir))
	if err != nil {
		return Answer{}, err
	}
	if Proof(signature) != r.Answer.Proof {
		return Answer{}, errors.New("the signature is not the one that was logged")
	}
	key, err := sshsig.Verify(signature, sshsig.NamespaceApproval, text)
	if err != nil {
		return Answer{}, err
	}
	signers, principal := path.Join(dir, "evidence", SignersFile), r.By
	if s.Assurance == Witnessed {
		signers, principal = SignersFile, WitnessPrincipal
	} else if s.Assurance != Signed {
		return Answer{}, fmt.Errorf("unknown assurance %q", s.Assurance)
	}
	if err := permit(files, signers, principal, key, at); err != nil {
		return Answer{}, err
	}
	answer, words, err := r.ParseAnswer(string(text))
	s.Words = words
	return answer, err
}

func permit(files Files, name, principal string, key ssh.PublicKey, at time.Time) error {
	data, err := files.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s is not there: nobody may sign", name)
	}
	if err != nil {
		return err
	}
	allowed, err := sshsig.ParseAllowedSigners(name, data, time.UTC)
	if err != nil {
		return err
	}
	return allowed.Permit(principal, key, sshsig.NamespaceApproval, at)
}

// proveMail checks a filed mail: its digest, its sender, and that it names the request. The decision is what the person
// who filed it read.
func (s *Standing) proveMail(files Files, dir string) (Answer, error) {
	r := s.Request
	data, err := files.ReadFile(r.MailPath(dir))
	if err != nil {
		return Answer{}, err
	}
	if Proof(data) != r.Answer.Proof {
		return Answer{}, errors.New("the mail is not the one that was filed")
	}
	address, err := addressOf(files, r.By)
	if err != nil {
		return Answer{}, err
	}
	if err := CheckMail(data, r, address); err != nil {
		return Answer{}, err
	}
	text, err := files.ReadFile(r.TextPath(dir))
	if err != nil {
		return Answer{}, err
	}
	_, s.Words, err = r.ParseAnswer(string(text))
	return *r.Answer, err
}

// addressOf gives the mail address behind a person's random ID.
func addressOf(files Files, id string) (string, error) {
	data, err := files.ReadFile(audit.PeoplePath)
	if err != nil {
		return "", err
	}
	people, err := audit.ParsePeople(data)
	if err != nil {
		return "", err
	}
	person, ok := people[id]
	if !ok {
		return "", errors.New("the person who was asked has been erased")
	}
	address, err := mail.ParseAddress(person)
	if err != nil {
		return "", fmt.Errorf("%s has no mail address", id)
	}
	return address.Address, nil
}

// CheckMail makes sure that a mail is an answer to the request: from the address that was asked, naming the request's ID.
func CheckMail(data []byte, r Request, address string) error {
	m, err := mail.ReadMessage(strings.NewReader(string(data)))
	if err != nil {
		return fmt.Errorf("approval %s: the mail cannot be read: %w", r.ID, err)
	}
	from, err := mail.ParseAddress(m.Header.Get("From"))
	if err != nil || !strings.EqualFold(from.Address, address) {
		return fmt.Errorf("approval %s: the mail is from %q, asked was %s", r.ID, m.Header.Get("From"), address)
	}
	if !strings.Contains(string(data), r.ID) {
		return fmt.Errorf("approval %s: the mail does not name the request", r.ID)
	}
	return nil
}

// Proof is the digest that binds an answer to the log.
func Proof(data []byte) string {
	sum := sha256.Sum256(data)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// blocked reports approvals that had to come before and did not, and consents revoked since.
func (s *Standing) blocked(files Files, log []audit.Entry, dir string, now time.Time, waiting []string) (string, error) {
	for _, id := range s.Request.After {
		if slices.Contains(waiting, id) {
			return "it waits for itself by way of " + id, nil
		}
		before, err := ReadRequest(files, dir, id)
		if err != nil {
			return "it needs approval " + id + ", which cannot be read", nil
		}
		first, err := judge(files, log, dir, before, now, waiting)
		if err != nil {
			return "", err
		}
		if !first.Holds() {
			return "it needs approval " + id + ", which does not stand: " + first.Pending + first.Void, nil
		}
		if first.At.After(s.At) {
			return "it was answered before " + id + ", which had to come first", nil
		}
	}
	register, err := ReadRegister(files, dir)
	if err != nil {
		return "", err
	}
	if c, ok := register.Revocation(s.Request.Scope, s.At, now); ok {
		return strings.TrimRight(fmt.Sprintf("consent %s (%s) was revoked on %s: %s", c.ID, strings.Join(c.Scope, ", "), c.Revoked, c.Reason), ": "), nil
	}
	return "", nil
}

// compare holds the approved words against the document as it is now.
func (s *Standing) compare(files Files, answer Answer) error {
	data, err := files.ReadFile(s.Request.Document)
	if errors.Is(err, fs.ErrNotExist) {
		s.Void = "the approved document " + s.Request.Document + " is gone"
		return nil
	}
	if err != nil {
		return err
	}
	now := Words(markdown.Parse(data))
	var refused []string
	for _, n := range answer.Except {
		refused = append(refused, s.Request.Quotes[n-1])
		if strings.Contains(now, s.Request.Quotes[n-1]) {
			s.Void = fmt.Sprintf("quote %d was refused and still stands in the document", n)
			return nil
		}
	}
	if changed := Changed(without(s.Words, refused), without(now, refused)); changed != "" {
		s.Void = "words changed since: " + changed
	}
	return nil
}

// without takes refused quotes out of canonical words, and what they leave empty. With none refused it changes nothing.
func without(words string, refused []string) string {
	if len(refused) == 0 {
		return words
	}
	var kept []string
	for line := range strings.Lines(words) {
		if line == "approval \n" || slices.ContainsFunc(refused, func(q string) bool { return strings.Contains(line, q) }) {
			continue
		}
		if n := len(kept); line == "end quote\n" && n > 0 && kept[n-1] == "quote \n" {
			kept = kept[:n-1]
			continue
		}
		kept = append(kept, line)
	}
	return strings.Join(kept, "")
}

func day(t time.Time) string { return t.Format(time.DateOnly) }
