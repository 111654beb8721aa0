package main

import (
	"crypto/ed25519"
	"crypto/rand"
	_ "embed"
	"encoding/pem"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/touchstone-cs/touchstone/examples/routing/service"
	"github.com/touchstone-cs/touchstone/internal/atomicfile"
	"github.com/touchstone-cs/touchstone/internal/demo"
	"github.com/touchstone-cs/touchstone/internal/evidence/command"
	"github.com/touchstone-cs/touchstone/internal/git"
	"github.com/touchstone-cs/touchstone/internal/sshsig"
)

//go:embed demo_guide.md
var demoGuide string

const (
	guidePattern     = "address-import"
	guideEnvironment = "acme-staging"
)

// guide runs an implementation guide against a small API that this process serves on the loopback interface: with a fault,
// from which the guide learns an entry of its troubleshooting, and without. Then it shows that an edited step is no longer
// proven.
func (d *demonstration) guide(place string) error {
	d.heading("An implementation guide whose steps really run")
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	token := rand.Text()
	var api atomic.Pointer[service.Service]
	api.Store(service.New(service.Config{Version: "4.6.9", Token: token, Fault: "migration"}))
	server := &http.Server{ReadHeaderTimeout: 5 * time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { api.Load().ServeHTTP(w, r) })}
	go server.Serve(listener)
	defer server.Close()
	key, err := d.guideFiles(place, "http://"+listener.Addr().String(), token)
	if err != nil {
		return err
	}
	defer os.Remove(key)
	if err := d.run(place, "generate", "implementation-guide", "acme", "--pattern", guidePattern); err != nil {
		return err
	}
	found, err := filepath.Glob(filepath.Join(place, "customer-success", "accounts", "acme", "*", "implementation-guide-"+guidePattern+".md"))
	if err != nil || len(found) != 1 {
		return errors.Join(err, fmt.Errorf("demo: %d guides of acme", len(found)))
	}
	doc := found[0]
	execute := []string{"run", doc, "--env", guideEnvironment, "--key", key, "--yes"}
	if err := d.run(place, execute...); err != nil {
		return err
	}
	fmt.Fprintln(d.app.stdout, "\nthe service is mended")
	api.Store(service.New(service.Config{Version: "4.6.9", Token: token}))
	d.now = demo.Now[:10] + "T02:00:00Z"
	defer func() { d.now = "" }()
	for _, args := range [][]string{
		execute,
		{"generate", "implementation-guide", "acme", "--pattern", guidePattern},
		{"check", doc},
	} {
		if err := d.run(place, args...); err != nil {
			return err
		}
	}
	return d.lapse(place, doc)
}

// lapse edits a step, shows that its proof lapsed, and puts it back.
func (d *demonstration) lapse(place, doc string) error {
	d.heading("Somebody edits a step that ran")
	data, err := os.ReadFile(doc)
	if err != nil {
		return err
	}
	changed := strings.Replace(string(data), "json $.count = 40", "json $.count = 41", 1)
	if changed == string(data) {
		return errors.New("demo: the guide has no count to change")
	}
	if err := atomicfile.Write(doc, []byte(changed), 0o644); err != nil {
		return err
	}
	runErr := d.run(place, "run", doc, "--verify")
	if !strings.Contains(d.output.String(), "count-after") {
		runErr = errors.Join(runErr, errors.New("demo: an edited step counts as proven"))
	}
	return errors.Join(runErr, atomicfile.Write(doc, data, 0o644))
}

// guideFiles writes the pattern, the environment, an operator's key and whose key it is, and returns the key's file. Key
// and token lie beside the workspace, not in it.
func (d *demonstration) guideFiles(place, base, token string) (key string, err error) {
	staging, secret := filepath.Join(d.dir, "acme-staging"), filepath.Join(d.dir, "acme-staging.token")
	if err := errors.Join(os.MkdirAll(staging, 0o755), os.WriteFile(secret, []byte(token+"\n"), 0o600)); err != nil {
		return "", err
	}
	key = filepath.Join(d.dir, "operator")
	line, err := writeOperator(key)
	if err != nil {
		return "", err
	}
	if err := os.WriteFile(filepath.Join(place, command.AllowedSigners), []byte(line), 0o644); err != nil {
		return "", err
	}
	if err := atomicfile.Write(filepath.Join(place, "playbooks", guidePattern+".md"), []byte(demoGuide), 0o644); err != nil {
		return "", err
	}
	environment := fmt.Sprintf("engagement: routing\nenvironments:\n  %s:\n    directory: %q\n    variables: {BASE: %q}\n    secrets:\n      TOKEN: {command: %q}\n",
		guideEnvironment, staging, base, "cat '"+secret+"'")
	facts := filepath.Join(place, "customer-success", "accounts", "acme", "account.yaml")
	if err := edit(facts, func(text string) string { return text + environment }); err != nil {
		return "", err
	}
	_, err = git.Commit(d.cobra.Context(), place, "workspace: a pattern and where it runs", []string{command.AllowedSigners, "playbooks", "customer-success"})
	return key, err
}

// writeOperator writes a new private key and returns its line of allowed_signers.
func writeOperator(name string) (string, error) {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return "", err
	}
	block, err := ssh.MarshalPrivateKey(private, "")
	if err != nil {
		return "", err
	}
	signer, err := ssh.NewPublicKey(public)
	if err != nil {
		return "", err
	}
	return sshsig.FormatAllowedSigner("operator@wayfinder.example", sshsig.NamespaceReceipt, signer), os.WriteFile(name, pem.EncodeToMemory(block), 0o600)
}
