package approval

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/touchstone-cs/touchstone/internal/pattern"
)

// Dir is where an account's approvals lie in its folder: ID.yaml, ID.txt (what the customer was asked to sign), and
// ID.sig or ID.eml (the answer).
const Dir = "evidence/approvals"

// The assurances that an answer can have.
const (
	Signed    = "signed"    // by the customer's own key
	Witnessed = "witnessed" // over the one-time link: our key signs what was shown and when, not who
	Filed     = "filed"     // a mail that somebody filed
)

// The decisions that an answer can carry.
const (
	Approved = "approved"
	Refused  = "refused"
)

// Request asks one person to approve one document's words.
type Request struct {
	ID       string   `yaml:"id"`
	Account  string   `yaml:"account"`
	Document string   `yaml:"document"` // path in the workspace
	By       string   `yaml:"by"`       // who is asked, by random ID (audit/people.yaml): the principal in allowed_signers
	Name     string   `yaml:"-"`        // who that is, for the page
	Scope    []string `yaml:"scope,flow"`
	Audience string   `yaml:"audience"`
	Channel  []string `yaml:"channel,flow,omitempty"`
	Asked    string   `yaml:"asked"`               // RFC 3339
	AnswerBy Date     `yaml:"answer_by,omitempty"` // the last day to answer
	Expires  Date     `yaml:"expires,omitempty"`   // the approval's last day
	After    []string `yaml:"after,flow,omitempty"`
	Nonce    string   `yaml:"nonce"`  // random: an answer to one request answers no other
	Digest   string   `yaml:"digest"` // of the canonical words
	Link     string   `yaml:"link,omitempty"`
	Quotes   []string `yaml:"quotes,omitempty"` // what may be refused by itself, in order

	Answer *Answer `yaml:"answer,omitempty"`
}

// Answer is what came back.
type Answer struct {
	Decision  string `yaml:"decision"`
	Reason    string `yaml:"reason,omitempty"`
	Except    []int  `yaml:"except,flow,omitempty"` // quotes that are refused, from 1
	Assurance string `yaml:"assurance"`
	Proof     string `yaml:"proof"`         // digest of the signature, or of the mail
	Key       string `yaml:"key,omitempty"` // fingerprint
}

var idForm = pattern.New(`^[0-9]{4}-[0-9]{2}-[0-9]{2}-[a-z0-9]+(?:-[a-z0-9]+)*$`)

// Validate reports what a request lacks.
func (r Request) Validate() error {
	what := "approval " + r.ID
	switch {
	case !idForm.MatchString(r.ID):
		return fmt.Errorf("approval %q: an ID is a date and a name: 2026-11-18-lindqvist", r.ID)
	case r.Document == "" || path.IsAbs(r.Document) || path.Clean(r.Document) != r.Document || strings.HasPrefix(r.Document, ".."):
		return fmt.Errorf("%s: document %q is no path in the workspace", what, r.Document)
	case r.By == "" || strings.ContainsAny(r.By, "\n\r"):
		return fmt.Errorf("%s: it asks nobody", what)
	case !slices.Contains(audiences, r.Audience):
		return fmt.Errorf("%s: unknown audience %q", what, r.Audience)
	case len(r.Scope) == 0:
		return fmt.Errorf("%s: it asks for nothing\nhint: --scope quote,name,metrics", what)
	case r.Nonce == "" || r.Digest == "":
		return fmt.Errorf("%s: nonce and digest are needed", what)
	}
	if _, err := time.Parse(time.RFC3339, r.Asked); err != nil {
		return fmt.Errorf("%s: asked: %w", what, err)
	}
	return validScope(what, r.Scope)
}

// answerLine is what the person edits in the text to sign.
const answerLine = "answer: "

// Text is what a person is asked to sign: the request, an answer to edit, and the canonical words.
func (r Request) Text(words, answer string) string {
	var b strings.Builder
	b.WriteString("touchstone approval, version 1\n")
	for _, kv := range [][2]string{
		{"request", r.ID}, {"account", r.Account}, {"document", r.Document}, {"by", r.By}, {"scope", strings.Join(r.Scope, " ")}, {"audience", r.Audience},
		{"channel", strings.Join(r.Channel, ", ")}, {"asked", r.Asked}, {"answer-by", dateOr(r.AnswerBy, "any day")}, {"expires", dateOr(r.Expires, "never")},
		{"after", strings.Join(r.After, " ")}, {"nonce", r.Nonce}, {"words", r.Digest},
	} {
		fmt.Fprintf(&b, "%s: %s\n", kv[0], oneLine(kv[1]))
	}
	for i, q := range r.Quotes {
		fmt.Fprintf(&b, "quote %d: %s\n", i+1, oneLine(q))
	}
	b.WriteString("\n" + answerLine + answer + "\n\n")
	b.WriteString(words)
	return b.String()
}

func dateOr(d Date, none string) string {
	if d.IsZero() {
		return none
	}
	return d.String()
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// ParseAnswer reads the answer out of a text and makes sure that everything else in it is what was asked. The words are
// those that were approved.
func (r Request) ParseAnswer(text string) (a Answer, words string, err error) {
	_, rest, ok := strings.Cut(text, "\n\n"+answerLine)
	answer, words, closed := strings.Cut(rest, "\n\n")
	if !ok || !closed || strings.Contains(answer, "\n") {
		return a, "", fmt.Errorf("approval %s: the text has no answer line", r.ID)
	}
	if r.Text(words, answer) != text {
		return a, "", fmt.Errorf("approval %s: the text is not that of this request: it was changed, or answers another one", r.ID)
	}
	if Digest(words) != r.Digest {
		return a, "", fmt.Errorf("approval %s: the words in the text are not those that were asked about", r.ID)
	}
	a, err = r.parse(answer)
	return a, words, err
}

// parse reads "approve", "approve except 2, 3" and "refuse, REASON".
func (r Request) parse(answer string) (Answer, error) {
	verb, rest, _ := strings.Cut(strings.TrimSpace(answer), " ")
	rest = strings.TrimSpace(rest)
	switch strings.ToLower(strings.TrimRight(verb, ",:.")) {
	case "refuse":
		return Answer{Decision: Refused, Reason: strings.TrimLeft(rest, ",: ")}, nil
	case "approve":
		a := Answer{Decision: Approved}
		if rest == "" {
			return a, nil
		}
		numbers, ok := strings.CutPrefix(rest, "except ")
		for _, n := range strings.FieldsFunc(numbers, func(c rune) bool { return c == ',' || c == ' ' }) {
			var i int
			if _, err := fmt.Sscanf(n, "%d", &i); err != nil || i < 1 || i > len(r.Quotes) || !ok {
				return Answer{}, fmt.Errorf("approval %s: answer %q: there is no quote %s", r.ID, answer, n)
			}
			a.Except = append(a.Except, i)
		}
		return a, nil
	}
	return Answer{}, fmt.Errorf("approval %s: answer %q is neither approve nor refuse", r.ID, answer)
}

// Bytes writes the record.
func (r Request) Bytes() ([]byte, error) {
	if err := r.Validate(); err != nil {
		return nil, err
	}
	return yaml.Marshal(r)
}

// LogID is what the audit log calls the request: it can be worked out from the record, and without it leads nowhere, so
// that a log that is never changed names nobody once the record is erased.
func (r Request) LogID() string {
	sum := sha256.Sum256([]byte("approval\x00" + r.Nonce + "\x00" + r.ID))
	return "a-" + hex.EncodeToString(sum[:10])
}

// Paths of a record's files, in the folder of its account.
func (r Request) paths(dir string) (record, text, signature, mail string) {
	base := path.Join(dir, Dir, r.ID)
	return base + ".yaml", base + ".txt", base + ".sig", base + ".eml"
}

// RecordPath is where the record lies.
func (r Request) RecordPath(dir string) string { p, _, _, _ := r.paths(dir); return p }

// TextPath is where the text to sign lies.
func (r Request) TextPath(dir string) string { _, p, _, _ := r.paths(dir); return p }

// SignaturePath is where the signature lies.
func (r Request) SignaturePath(dir string) string { _, _, p, _ := r.paths(dir); return p }

// MailPath is where a filed mail lies.
func (r Request) MailPath(dir string) string { _, _, _, p := r.paths(dir); return p }

// ReadRequest reads one record of the account in dir. A reference may begin with the scope that it is cited for: go-live/2026-11-18-lindqvist.
func ReadRequest(files Files, dir, id string) (Request, error) {
	var r Request
	if scope, rest, ok := strings.Cut(id, "/"); ok && slices.Contains(Scopes, scope) {
		id = rest
	}
	if !idForm.MatchString(id) {
		return r, fmt.Errorf("approval %q: an ID is a date and a name: 2026-11-18-lindqvist", id)
	}
	name := path.Join(dir, Dir, id+".yaml")
	data, err := files.ReadFile(name)
	if err != nil {
		return r, err
	}
	if err := decode(name, data, &r); err != nil {
		return r, err
	}
	if r.ID != id {
		return r, fmt.Errorf("%s: the record says that it is %q", name, r.ID)
	}
	return r, r.Validate()
}
