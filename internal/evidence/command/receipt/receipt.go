// Package receipt is the record of a run: what ran, where, when, by whom and with which outcome, as an in-toto
// statement in a DSSE envelope that the operator's SSH key signs.
//
// The DSSE signature is an SSHSIG, namespace "touchstone-receipt", over the envelope's pre-authentication encoding, so
// ssh-keygen can check it (see Export). A receipt names its operator by the fingerprint of the key; the name behind it
// stands in allowed_signers and can be erased there.
package receipt

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/secure-systems-lab/go-securesystemslib/dsse"
	"golang.org/x/crypto/ssh"

	"github.com/touchstone-cs/touchstone/internal/sshsig"
)

const (
	payloadType   = "application/vnd.in-toto+json"
	statementType = "https://in-toto.io/Statement/v1"
	predicateType = "https://github.com/touchstone-cs/touchstone/run/v1"
)

var (
	// ErrFormat says that the bytes are no receipt.
	ErrFormat = errors.New("not a receipt")
	// ErrSignature says that the signature does not cover the receipt.
	ErrSignature = errors.New("the signature is bad")
	// ErrKey says that the signing key is not allowed.
	ErrKey = errors.New("the signing key is not allowed")
)

// Outcome of a step.
type Outcome string

// The outcomes. An optional step that fails warns.
const (
	Passed  Outcome = "passed"
	Warned  Outcome = "warned"
	Failed  Outcome = "failed"
	Skipped Outcome = "skipped"
)

// Run is what the receipt of one run says. Every text in it has been redacted.
type Run struct {
	Document    string            `json:"document"` // path in the workspace
	Account     string            `json:"account,omitempty"`
	Pattern     string            `json:"pattern,omitempty"`
	Environment Environment       `json:"environment"`
	Product     string            `json:"product,omitempty"` // version that was running
	Operator    string            `json:"operator"`          // fingerprint of the signing key
	Started     time.Time         `json:"started"`
	Ended       time.Time         `json:"ended"`
	Ending      string            `json:"ending"` // completed, failed, interrupted, recovered
	Undo        bool              `json:"undo,omitempty"`
	Varied      map[string]string `json:"varied,omitempty"` // variables set for this run
	LeftOver    int               `json:"left_over,omitempty"`
	Steps       []Step            `json:"steps"`
}

// Environment is where a run ran.
type Environment struct {
	Name        string            `json:"name"`
	Where       string            `json:"where"` // customer or elsewhere
	Target      string            `json:"target"`
	Fingerprint map[string]string `json:"fingerprint"` // os, kernel, arch, and the versions asked for
	Digest      string            `json:"digest"`      // of the fingerprint
}

// Step is one execution of one step.
type Step struct {
	Name     string   `json:"name"`
	Digest   string   `json:"digest"` // of the step's text and promises
	Round    int      `json:"round,omitempty"`
	Sort     string   `json:"sort"`
	Target   string   `json:"target,omitempty"`
	Command  string   `json:"command"`
	Expect   []string `json:"expect,omitempty"` // what it promised, as the document has it
	Started  Time     `json:"started"`
	Millis   float64  `json:"duration_ms"`
	Tries    int      `json:"tries,omitempty"`
	Exit     int      `json:"exit"`
	Status   int      `json:"status,omitempty"`
	Outcome  Outcome  `json:"outcome"`
	Reason   string   `json:"reason,omitempty"`
	Required bool     `json:"required"`
	Stdout   *Output  `json:"stdout,omitempty"`
	Stderr   *Output  `json:"stderr,omitempty"`
}

// Time is a time with milliseconds.
type Time = time.Time

// Output is what a step printed, redacted. Digest is that of the redacted whole, so that it gives no secret away.
type Output struct {
	Text     string `json:"text"`
	Digest   string `json:"digest"`
	Bytes    int64  `json:"bytes"`
	Whole    bool   `json:"whole"`
	Capped   bool   `json:"capped,omitempty"`   // the digest covers the start only
	Withheld string `json:"withheld,omitempty"` // why nothing is kept
}

// Duration of the step.
func (s Step) Duration() time.Duration { return time.Duration(s.Millis * float64(time.Millisecond)) }

// Count returns how many executions had an outcome.
func (r *Run) Count(outcome Outcome) int {
	n := 0
	for _, s := range r.Steps {
		if s.Outcome == outcome {
			n++
		}
	}
	return n
}

// Named returns the executions of a step, in order.
func (r *Run) Named(name string) []Step {
	var found []Step
	for _, s := range r.Steps {
		if s.Name == name {
			found = append(found, s)
		}
	}
	return found
}

// FingerprintDigest identifies a fingerprint.
func FingerprintDigest(fingerprint map[string]string) string {
	encoded, _ := json.Marshal(fingerprint) // keys are sorted; strings are always marshalled
	sum := sha256.Sum256(encoded)
	return hex.EncodeToString(sum[:])
}

// statement is in-toto's Statement, version 1.
type statement struct {
	Type          string    `json:"_type"`
	Subject       []subject `json:"subject"`
	PredicateType string    `json:"predicateType"`
	Predicate     *Run      `json:"predicate"`
}

type subject struct {
	Name   string            `json:"name"`
	Digest map[string]string `json:"digest"`
}

// Seal makes the signed receipt of a run. It sets the run's operator to the signer's fingerprint.
func Seal(run *Run, signer ssh.Signer) ([]byte, error) {
	run.Operator = ssh.FingerprintSHA256(signer.PublicKey())
	payload, err := json.Marshal(statement{
		Type: statementType, PredicateType: predicateType, Predicate: run, Subject: subjectsOf(run),
	})
	if err != nil {
		return nil, fmt.Errorf("seal receipt: %w", err)
	}
	signature, err := sshsig.Sign(signer, sshsig.NamespaceReceipt, dsse.PAE(payloadType, payload))
	if err != nil {
		return nil, fmt.Errorf("seal receipt: %w", err)
	}
	envelope, err := json.MarshalIndent(dsse.Envelope{
		PayloadType: payloadType,
		Payload:     base64.StdEncoding.EncodeToString(payload),
		Signatures:  []dsse.Signature{{KeyID: run.Operator, Sig: base64.StdEncoding.EncodeToString(signature)}},
	}, "", " ")
	if err != nil {
		return nil, fmt.Errorf("seal receipt: %w", err)
	}
	return append(envelope, '\n'), nil
}

func subjectsOf(run *Run) []subject {
	var subjects []subject
	for _, s := range run.Steps {
		one := subject{Name: run.Document + "#" + s.Name, Digest: map[string]string{"sha256": s.Digest}}
		if !slices.ContainsFunc(subjects, func(other subject) bool { return other.Name == one.Name }) {
			subjects = append(subjects, one)
		}
	}
	return subjects
}

// Receipt is an opened receipt.
type Receipt struct {
	Run       Run
	Digest    string // SHA-256 of the file, as "receipt=sha256:…" cites it
	signed    []byte // pre-authentication encoding
	signature []byte
}

// Open reads a receipt. It does not check the signature (see Verify).
func Open(content []byte) (*Receipt, error) {
	var envelope dsse.Envelope
	if err := json.Unmarshal(content, &envelope); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	if envelope.PayloadType != payloadType || len(envelope.Signatures) != 1 {
		return nil, fmt.Errorf("%w: %d signatures over %q", ErrFormat, len(envelope.Signatures), envelope.PayloadType)
	}
	payload, err := base64.StdEncoding.DecodeString(envelope.Payload)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	signature, err := base64.StdEncoding.DecodeString(envelope.Signatures[0].Sig)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	var s statement
	if err := json.Unmarshal(payload, &s); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	if s.Type != statementType || s.PredicateType != predicateType || s.Predicate == nil {
		return nil, fmt.Errorf("%w: %s of %s", ErrFormat, s.PredicateType, s.Type)
	}
	sum := sha256.Sum256(content)
	return &Receipt{
		Run: *s.Predicate, Digest: hex.EncodeToString(sum[:]), signed: dsse.PAE(payloadType, payload), signature: signature,
	}, nil
}

// Verify checks the signature and that the key was allowed when the run ended. The error wraps ErrSignature or ErrKey.
func (r *Receipt) Verify(allowed *sshsig.AllowedSigners) error {
	key, err := sshsig.Verify(r.signature, sshsig.NamespaceReceipt, r.signed)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrSignature, err)
	}
	if ssh.FingerprintSHA256(key) != r.Run.Operator {
		return fmt.Errorf("%w: made by %s, the receipt names %s", ErrSignature, ssh.FingerprintSHA256(key), r.Run.Operator)
	}
	if len(allowed.Principals(key, sshsig.NamespaceReceipt, r.Run.Ended)) == 0 {
		return fmt.Errorf("%w: %w", ErrKey, allowed.Permit("", key, sshsig.NamespaceReceipt, r.Run.Ended))
	}
	return nil
}

// Exported is a receipt in the form that ssh-keygen checks:
//
//	ssh-keygen -Y verify -f allowed_signers -I NAME -n touchstone-receipt -s receipt.sig < receipt.pae
type Exported struct{ PAE, Signature []byte }

// Export returns what was signed and the armoured signature.
func (r *Receipt) Export() Exported {
	return Exported{PAE: r.signed, Signature: sshsig.Armor(r.signature)}
}

// FileName is the name of a run's receipt: environment and start, to the minute.
func FileName(environment string, started time.Time) string {
	return "run-" + safeName(environment) + "-" + started.UTC().Format("20060102T1504Z") + ".json"
}

// ID is how a reference names the run: environment/time, to the minute.
func ID(environment string, started time.Time) string {
	return environment + "/" + started.UTC().Format("2006-01-02T15:04Z")
}

func safeName(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' || r == '.' {
			return r
		}
		return '-'
	}, strings.TrimLeft(name, "."))
}
