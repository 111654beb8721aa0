// Package sshsig signs and verifies messages in the SSHSIG format, so that ssh-keygen -Y can check what Touchstone
// signed and Touchstone can check what ssh-keygen signed.
//
// The format is OpenSSH's PROTOCOL.sshsig: a preamble "SSHSIG", a version, the public key, a namespace that keeps a
// signature for one purpose from being used for another, a hash name, and an SSH signature over all of it and the
// message's hash.
package sshsig

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/crypto/ssh"
)

// The namespaces that Touchstone signs under.
const (
	NamespaceReceipt  = "touchstone-receipt"
	NamespaceApproval = "touchstone-approval"
)

var (
	// ErrFormat says that the bytes are no SSHSIG.
	ErrFormat = errors.New("not an SSH signature")
	// ErrNamespace says that the signature was made for another purpose.
	ErrNamespace = errors.New("signature is for another namespace")
	// ErrMismatch says that the signature does not cover these bytes.
	ErrMismatch = errors.New("signature does not match the message")
	// ErrKeyNotAllowed says that the allowed signers do not list the key for this principal, namespace and time.
	ErrKeyNotAllowed = errors.New("key is not allowed")
)

const (
	preamble   = "SSHSIG"
	version    = 1
	armorBegin = "-----BEGIN SSH SIGNATURE-----"
	armorEnd   = "-----END SSH SIGNATURE-----"
	armorWidth = 70
)

// Signature is a parsed SSHSIG.
type Signature struct {
	Key       ssh.PublicKey
	Namespace string
	Hash      string // "sha256" or "sha512"
	signature *ssh.Signature
}

// wire is the binary form after the preamble; signedData is what the inner signature covers, also after the preamble.
type wire struct {
	Version       uint32
	PublicKey     string
	Namespace     string
	Reserved      string
	HashAlgorithm string
	Signature     string
}

type signedData struct {
	Namespace     string
	Reserved      string
	HashAlgorithm string
	Hash          string
}

// Sign returns the binary SSHSIG of message (SHA-512). RSA keys sign with rsa-sha2-512, which OpenSSH requires.
func Sign(signer ssh.Signer, namespace string, message []byte) ([]byte, error) {
	if namespace == "" {
		return nil, errors.New("sign: empty namespace")
	}
	data, err := digestedData(namespace, "sha512", message)
	if err != nil {
		return nil, fmt.Errorf("sign: %w", err)
	}
	signature, err := signData(signer, data)
	if err != nil {
		return nil, fmt.Errorf("sign with %s: %w", ssh.FingerprintSHA256(signer.PublicKey()), err)
	}
	return append([]byte(preamble), ssh.Marshal(wire{
		Version:       version,
		PublicKey:     string(signer.PublicKey().Marshal()),
		Namespace:     namespace,
		HashAlgorithm: "sha512",
		Signature:     string(ssh.Marshal(signature)),
	})...), nil
}

func signData(signer ssh.Signer, data []byte) (*ssh.Signature, error) {
	if signer.PublicKey().Type() != ssh.KeyAlgoRSA {
		return signer.Sign(rand.Reader, data)
	}
	algorithmSigner, ok := signer.(ssh.AlgorithmSigner)
	if !ok {
		return nil, errors.New("the key cannot sign with rsa-sha2-512")
	}
	return algorithmSigner.SignWithAlgorithm(rand.Reader, data, ssh.KeyAlgoRSASHA512)
}

// Parse reads a signature, armoured or binary. It verifies nothing.
func Parse(signature []byte) (*Signature, error) {
	blob, err := Dearmor(signature)
	if err != nil {
		return nil, err
	}
	rest, ok := bytes.CutPrefix(blob, []byte(preamble))
	if !ok {
		return nil, fmt.Errorf("%w: no SSHSIG preamble", ErrFormat)
	}
	var w wire
	if err := ssh.Unmarshal(rest, &w); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	if w.Version != version {
		return nil, fmt.Errorf("%w: version %d", ErrFormat, w.Version)
	}
	key, err := ssh.ParsePublicKey([]byte(w.PublicKey))
	if err != nil {
		return nil, fmt.Errorf("%w: public key: %w", ErrFormat, err)
	}
	inner := new(ssh.Signature)
	if err := ssh.Unmarshal([]byte(w.Signature), inner); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	return &Signature{Key: key, Namespace: w.Namespace, Hash: w.HashAlgorithm, signature: inner}, nil
}

// Verify checks that signature, armoured or binary, was made under namespace over message, and returns the key that
// made it. Whether that key may sign is the caller's question (see AllowedSigners).
func Verify(signature []byte, namespace string, message []byte) (ssh.PublicKey, error) {
	s, err := Parse(signature)
	if err != nil {
		return nil, err
	}
	if s.Namespace != namespace {
		return nil, fmt.Errorf("%w: %q, want %q", ErrNamespace, s.Namespace, namespace)
	}
	if s.signature.Format == ssh.KeyAlgoRSA {
		return nil, fmt.Errorf("%w: SHA-1 RSA signatures are not accepted", ErrFormat)
	}
	data, err := digestedData(s.Namespace, s.Hash, message)
	if err != nil {
		return nil, err
	}
	if err := s.Key.Verify(data, s.signature); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMismatch, err)
	}
	return s.Key, nil
}

func digestedData(namespace, hash string, message []byte) ([]byte, error) {
	var digest []byte
	switch hash {
	case "sha512":
		sum := sha512.Sum512(message)
		digest = sum[:]
	case "sha256":
		sum := sha256.Sum256(message)
		digest = sum[:]
	default:
		return nil, fmt.Errorf("%w: hash %q", ErrFormat, hash)
	}
	return append([]byte(preamble), ssh.Marshal(signedData{
		Namespace: namespace, HashAlgorithm: hash, Hash: string(digest),
	})...), nil
}

// Armor wraps a binary SSHSIG in the text form that ssh-keygen writes and reads.
func Armor(signature []byte) []byte {
	var b bytes.Buffer
	b.WriteString(armorBegin + "\n")
	encoded := base64.StdEncoding.EncodeToString(signature)
	for len(encoded) > armorWidth {
		b.WriteString(encoded[:armorWidth] + "\n")
		encoded = encoded[armorWidth:]
	}
	b.WriteString(encoded + "\n" + armorEnd + "\n")
	return b.Bytes()
}

// Dearmor returns the binary SSHSIG of its text form; binary input is returned as it is.
func Dearmor(signature []byte) ([]byte, error) {
	if bytes.HasPrefix(signature, []byte(preamble)) {
		return signature, nil
	}
	text := strings.TrimSpace(string(signature))
	body, ok := strings.CutPrefix(text, armorBegin)
	if !ok {
		return nil, fmt.Errorf("%w: no %q line", ErrFormat, armorBegin)
	}
	body, ok = strings.CutSuffix(body, armorEnd)
	if !ok {
		return nil, fmt.Errorf("%w: no %q line", ErrFormat, armorEnd)
	}
	blob, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, strings.NewReader(strings.TrimSpace(body))))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	return blob, nil
}
