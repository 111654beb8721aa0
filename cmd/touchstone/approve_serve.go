package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/crypto/ssh"

	"github.com/touchstone-cs/touchstone/internal/approvelink"
	"github.com/touchstone-cs/touchstone/internal/audit"
	"github.com/touchstone-cs/touchstone/internal/evidence/approval"
	"github.com/touchstone-cs/touchstone/internal/sshsig"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

func (a *app) approveServe() *cobra.Command {
	var listen, key string
	c := &cobra.Command{
		Use:   "serve",
		Short: "Serve the one-time links: one page that shows the words and takes one answer",
		Long: `Serve answers the links that approve request --link printed. What was shown and answered is signed with
the workspace's key (assurance: witnessed); its public half is listed in allowed_signers at the root
under the name touchstone. Put it behind a proxy with TLS to reach customers.

Exit status: 0 when it is stopped, 2 could not do it.`,
		Example: "  touchstone approve serve --listen 127.0.0.1:8095 --key ~/.config/touchstone/approval",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			w, err := a.open()
			if err != nil {
				return err
			}
			signer, release, err := sshsig.KeySource{File: key, AgentSocket: os.Getenv("SSH_AUTH_SOCK"), Repository: w.Root}.Open()
			if err != nil {
				return err
			}
			a.closers = append(a.closers, release)
			handler, err := approvelink.New(&linkDesk{app: a, dir: w.Root, signer: signer}, vendorOf(w), a.now)
			if err != nil {
				return err
			}
			return a.listen(c.Context(), listen, handler)
		},
	}
	c.Flags().StringVar(&listen, "listen", "127.0.0.1:8095", "address to listen on")
	c.Flags().StringVar(&key, "key", "", "the workspace's private key (default: the SSH agent's)")
	return c
}

func vendorOf(w *workspace.Workspace) string {
	if w.Config.Name == "" {
		return "We"
	}
	return w.Config.Name
}

// listen serves until the context ends.
func (a *app) listen(ctx context.Context, address string, handler http.Handler) error {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.stderr, "listening on http://%s\n", l.Addr())
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	stop := context.AfterFunc(ctx, func() { _ = server.Close() }) // Serve returns, and says why
	defer stop()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// linkDesk opens the workspace anew for every question, so that edits since are seen.
type linkDesk struct {
	app    *app
	dir    string
	signer ssh.Signer
}

func (d *linkDesk) with(visit func(*workspace.Workspace) error) error {
	w, err := workspace.Open(d.dir, nil)
	if err != nil {
		return err
	}
	return errors.Join(visit(w), w.Close())
}

// Open implements approvelink.Desk.
func (d *linkDesk) Open(id string) (r approval.Request, words string, err error) {
	err = d.with(func(w *workspace.Workspace) error {
		var err error
		if r, _, err = findRequest(w, id); err != nil {
			return err
		}
		doc, err := w.Document(r.Document)
		if err != nil {
			return err
		}
		people, err := audit.ReadPeople(os.DirFS(w.Root))
		r.Name, words = nameOf(people[r.By]), approval.Words(doc)
		return err
	})
	return r, words, err
}

// Answer implements approvelink.Desk.
func (d *linkDesk) Answer(r approval.Request, words, answer string, now time.Time) error {
	given, err := approval.Witness(d.signer, r, words, answer)
	if err != nil {
		return err
	}
	return d.with(func(w *workspace.Workspace) error {
		_, dir, err := findRequest(w, r.ID)
		if err != nil {
			return err
		}
		return d.app.answer(w, dir, r, given, approval.Witnessed, now)
	})
}
