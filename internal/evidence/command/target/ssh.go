package target

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"
	"golang.org/x/crypto/ssh/knownhosts"
)

// Host is a machine behind SSH. Its key must stand in KnownHosts: an unknown or a changed key ends the attempt.
type Host struct {
	Address     string // host or host:port
	User        string
	KeyFile     string // private key; empty: the agent's keys
	AgentSocket string
	KnownHosts  []string
	KeepAlive   time.Duration // how often the connection is tried; 0: every 10 seconds
}

// SSH opens a session on a host.
func SSH(shell Shell, host Host) Session {
	return newSession(&sshOpener{host: host}, shell)
}

type sshOpener struct {
	host   Host
	client *ssh.Client
	ended  chan struct{} // closed when the connection is
	opened bool          // a shell, on this connection
	reaper *reaper       // nil before the first shell, and where it could not be started
}

func (o *sshOpener) connect(ctx context.Context) (*ssh.Client, error) {
	if o.client != nil {
		return o.client, nil
	}
	config, release, err := o.config()
	if err != nil {
		return nil, err
	}
	defer release()
	address := o.host.Address
	if _, _, err := net.SplitHostPort(address); err != nil {
		address = net.JoinHostPort(address, "22")
	}
	dialer := net.Dialer{Timeout: config.Timeout}
	connection, err := dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	connection.SetDeadline(time.Now().Add(config.Timeout))
	inner, channels, requests, err := ssh.NewClientConn(connection, address, config)
	if err != nil {
		connection.Close()
		return nil, explainHostKey(err)
	}
	connection.SetDeadline(time.Time{})
	o.client = ssh.NewClient(inner, channels, requests)
	o.ended = make(chan struct{})
	go func(client *ssh.Client, ended chan struct{}) {
		client.Wait()
		close(ended)
	}(o.client, o.ended)
	go keepAlive(o.client, o.host.KeepAlive)
	return o.client, nil
}

func (o *sshOpener) config() (*ssh.ClientConfig, func(), error) {
	release := func() {}
	check, err := knownhosts.New(o.host.KnownHosts...)
	if err != nil {
		return nil, release, fmt.Errorf("known hosts: %w", err)
	}
	config := &ssh.ClientConfig{User: o.host.User, HostKeyCallback: check, Timeout: 15 * time.Second}
	if o.host.KeyFile != "" {
		content, err := os.ReadFile(o.host.KeyFile)
		if err != nil {
			return nil, release, err
		}
		signer, err := ssh.ParsePrivateKey(content)
		if err != nil {
			return nil, release, fmt.Errorf("%s: %w", o.host.KeyFile, err)
		}
		config.Auth = []ssh.AuthMethod{ssh.PublicKeys(signer)}
	} else {
		if o.host.AgentSocket == "" {
			return nil, release, errors.New("neither a key file nor an SSH agent is given")
		}
		connection, err := net.Dial("unix", o.host.AgentSocket)
		if err != nil {
			return nil, release, fmt.Errorf("SSH agent: %w", err)
		}
		release = func() { connection.Close() }
		config.Auth = []ssh.AuthMethod{ssh.PublicKeysCallback(agent.NewClient(connection).Signers)}
	}
	config.HostKeyAlgorithms = knownAlgorithms(check, o.host.Address)
	return config, release, nil
}

// knownAlgorithms asks the host for a key of a sort that is known, so that a host with several keys is not taken for a
// changed one. An unknown host gives nil: any sort, and then a refusal.
func knownAlgorithms(check ssh.HostKeyCallback, address string) []string {
	if _, _, err := net.SplitHostPort(address); err != nil {
		address = net.JoinHostPort(address, "22")
	}
	var keyError *knownhosts.KeyError
	if !errors.As(check(address, &net.TCPAddr{}, noKey{}), &keyError) {
		return nil
	}
	var algorithms []string
	for _, known := range keyError.Want {
		if known.Key.Type() == ssh.KeyAlgoRSA {
			algorithms = append(algorithms, ssh.KeyAlgoRSASHA512, ssh.KeyAlgoRSASHA256)
			continue
		}
		algorithms = append(algorithms, known.Key.Type())
	}
	return algorithms
}

// noKey equals no known key.
type noKey struct{}

func (noKey) Type() string                        { return "none" }
func (noKey) Marshal() []byte                     { return nil }
func (noKey) Verify([]byte, *ssh.Signature) error { return errors.New("no key") }

func explainHostKey(err error) error {
	var keyError *knownhosts.KeyError
	if !errors.As(err, &keyError) {
		if text := err.Error(); strings.Contains(text, "knownhosts: key mismatch") {
			return fmt.Errorf("%w: it changed; %w", ErrHostKey, err)
		}
		return err
	}
	if len(keyError.Want) == 0 {
		return fmt.Errorf("%w: the host is unknown\nhint: compare its key's fingerprint with the customer's, then add it to known_hosts", ErrHostKey)
	}
	return fmt.Errorf("%w: it changed since %s:%d was written\nhint: ask the customer whether the host was set up anew", ErrHostKey, keyError.Want[0].Filename, keyError.Want[0].Line)
}

// keepAlive closes a connection that does not answer, so that whoever waits learns that it is lost.
func keepAlive(client *ssh.Client, every time.Duration) {
	if every <= 0 {
		every = 10 * time.Second
	}
	for {
		time.Sleep(every)
		answered := make(chan error, 1)
		go func() {
			_, _, err := client.SendRequest("keepalive@openssh.com", true, nil)
			answered <- err
		}()
		select {
		case err := <-answered:
			if err != nil {
				return
			}
		case <-time.After(every):
			client.Close()
			return
		}
	}
}

// sshShell is a shell in an SSH channel without a terminal.
type sshShell struct {
	opener         *sshOpener
	session        *ssh.Session
	stdin          io.WriteCloser
	stdout, stderr io.Reader
	mark           string
}

func (o *sshOpener) open(ctx context.Context, mark string) (channel, error) {
	wasOpen := o.client != nil
	client, err := o.connect(ctx)
	if err != nil {
		return nil, err
	}
	session, err := o.channel(ctx, client)
	if err != nil && wasOpen {
		return nil, errors.Join(errLost, err, o.close())
	}
	if err != nil {
		return nil, err
	}
	if o.reaper == nil {
		o.reaper, _ = o.station(ctx, client, mark) // reap says that there is none
	}
	o.opened = true
	shell := &sshShell{opener: o, session: session, mark: mark}
	if shell.stdin, err = session.StdinPipe(); err != nil {
		return nil, err
	}
	if shell.stdout, err = session.StdoutPipe(); err != nil {
		return nil, err
	}
	if shell.stderr, err = session.StderrPipe(); err != nil {
		return nil, err
	}
	return shell, session.Start("exec sh -c " + Quote(rootScript(mark)))
}

func (s *sshShell) Write(p []byte) (int, error) { return s.stdin.Write(p) }

func (s *sshShell) Output() (io.Reader, io.Reader) { return s.stdout, s.stderr }

// Wait waits for the exit status itself, not for the outputs' end, which a daemon may hold open.
func (s *sshShell) Wait() (exit int, known bool) {
	err := s.session.Wait()
	var exitError *ssh.ExitError
	switch {
	case err == nil:
		return 0, true
	case errors.As(err, &exitError) && exitError.Signal() != "":
		return 128 + signalNumber(exitError.Signal()), true
	case errors.As(err, &exitError):
		return exitError.ExitStatus(), true
	}
	return -1, false
}

func signalNumber(name string) int {
	return map[string]int{"HUP": 1, "INT": 2, "QUIT": 3, "ABRT": 6, "KILL": 9, "SEGV": 11, "PIPE": 13, "TERM": 15}[name]
}

// Kill ends everything that the session started on the host: SSH has no way to tell by time.
func (s *sshShell) Kill(time.Time) int {
	ended, err := s.opener.reap(s.mark)
	if err != nil {
		return 0
	}
	s.session.Close()
	return ended
}

// Leaving implements channel.
func (s *sshShell) Leaving() { s.opener.reaper.learn() }

func (o *sshOpener) reap(string) (int, error) {
	switch {
	case !o.opened:
		return 0, nil
	case o.reaper == nil:
		return 0, fmt.Errorf("processes may be left on %s: it allows no second channel, through which they would be ended", o.host.Address)
	}
	n, err := o.reaper.reap()
	if err != nil {
		return 0, fmt.Errorf("%s cannot be reached any more: what runs there is ended by the session's reaper within %d s, unseen from here: %w",
			o.host.Address, silence, err)
	}
	return n, nil
}

// channel opens a channel. A client whose connection ends in that moment would wait for the answer for ever.
func (o *sshOpener) channel(ctx context.Context, client *ssh.Client) (*ssh.Session, error) {
	type answer struct {
		session *ssh.Session
		err     error
	}
	answered := make(chan answer, 1)
	go func() {
		session, err := client.NewSession()
		answered <- answer{session, err}
	}()
	select {
	case a := <-answered:
		return a.session, a.err
	case <-o.ended:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// station starts the reaper in a channel of its own.
func (o *sshOpener) station(ctx context.Context, client *ssh.Client, mark string) (*reaper, error) {
	session, err := o.channel(ctx, client)
	if err != nil {
		return nil, err
	}
	words, err := session.StdinPipe()
	if err != nil {
		return nil, err
	}
	said, err := session.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := session.Start("sh -c " + Quote(reaperScript(mark, true))); err != nil {
		return nil, err
	}
	r := newReaper(words, said, session.Wait, func() { session.Close() })
	go r.repeat(signOfLife, func() error { return r.tell("here") })
	return r, nil
}

func (o *sshOpener) dial(ctx context.Context, network, address string) (net.Conn, error) {
	client, err := o.connect(ctx)
	if err != nil {
		return nil, err
	}
	return client.DialContext(ctx, network, address)
}

func (o *sshOpener) close() error {
	if o.client == nil {
		return nil
	}
	o.reaper.dismiss()
	err := o.client.Close()
	o.client, o.reaper, o.opened = nil, nil, false
	if errors.Is(err, net.ErrClosed) || errors.Is(err, io.EOF) {
		return nil
	}
	return err
}
