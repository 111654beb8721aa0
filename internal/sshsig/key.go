package sshsig

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"
)

// ErrKeyInRepository says that a private key lies where it would be committed.
var ErrKeyInRepository = errors.New("the signing key lies inside the repository")

// KeySource says where the signing key is. The first that is set is used: File, then the agent at AgentSocket.
type KeySource struct {
	File        string                 // private key, or the public key of a key that the agent holds
	AgentSocket string                 // SSH_AUTH_SOCK
	Repository  string                 // a key file below this folder is refused; empty: not checked
	Passphrase  func() ([]byte, error) // asked for an encrypted key file; nil: such a key is an error
}

// Open returns the signer and a function that releases it (the agent's connection).
func (s KeySource) Open() (signer ssh.Signer, release func() error, err error) {
	release = func() error { return nil }
	if s.File == "" {
		return s.openAgent(nil)
	}
	if err := s.refuseRepository(); err != nil {
		return nil, release, err
	}
	content, err := os.ReadFile(s.File)
	if err != nil {
		return nil, release, fmt.Errorf("signing key: %w", err)
	}
	if key, _, _, _, err := ssh.ParseAuthorizedKey(content); err == nil {
		return s.openAgent(key)
	}
	signer, err = s.parsePrivate(content)
	return signer, release, err
}

func (s KeySource) parsePrivate(content []byte) (ssh.Signer, error) {
	signer, err := ssh.ParsePrivateKey(content)
	var missing *ssh.PassphraseMissingError
	if errors.As(err, &missing) && s.Passphrase != nil {
		passphrase, askErr := s.Passphrase()
		if askErr != nil {
			return nil, fmt.Errorf("signing key %s: %w", s.File, askErr)
		}
		signer, err = ssh.ParsePrivateKeyWithPassphrase(content, passphrase)
	}
	if err != nil {
		return nil, fmt.Errorf("signing key %s: %w", s.File, err)
	}
	return signer, nil
}

func (s KeySource) refuseRepository() error {
	if s.Repository == "" {
		return nil
	}
	key, err := realPath(s.File)
	if err != nil {
		return fmt.Errorf("signing key: %w", err)
	}
	root, err := realPath(s.Repository)
	if err != nil {
		return fmt.Errorf("signing key: %w", err)
	}
	if relative, err := filepath.Rel(root, key); err == nil && relative != ".." && !strings.HasPrefix(relative, "../") {
		return fmt.Errorf("%w: %s", ErrKeyInRepository, s.File)
	}
	return nil
}

func realPath(path string) (string, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(absolute)
}

// openAgent returns the agent's signer for key, or its first one when key is nil.
func (s KeySource) openAgent(key ssh.PublicKey) (ssh.Signer, func() error, error) {
	nothing := func() error { return nil }
	if s.AgentSocket == "" {
		return nil, nothing, errors.New("no signing key: neither a key file nor an SSH agent is given")
	}
	connection, err := net.Dial("unix", s.AgentSocket)
	if err != nil {
		return nil, nothing, fmt.Errorf("SSH agent: %w", err)
	}
	signers, err := agent.NewClient(connection).Signers()
	if err != nil {
		return nil, nothing, errors.Join(fmt.Errorf("SSH agent: %w", err), connection.Close())
	}
	for _, signer := range signers {
		if key == nil || bytes.Equal(signer.PublicKey().Marshal(), key.Marshal()) {
			return signer, connection.Close, nil
		}
	}
	return nil, nothing, errors.Join(errors.New("the SSH agent holds no such key"), connection.Close())
}
