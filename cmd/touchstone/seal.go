package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"filippo.io/age"
	"filippo.io/age/agessh"
	"github.com/spf13/cobra"

	"github.com/touchstone-cs/touchstone/internal/audit"
	"github.com/touchstone-cs/touchstone/internal/seal"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

func (a *app) sealCommand() *cobra.Command {
	var all bool
	c := &cobra.Command{
		Use: "seal FOLDER", Short: "Encrypt a restricted folder for its readers, with age", Args: cobra.ExactArgs(1),
		Long: `Seal encrypts every file of the folder for the public keys in its readers.txt (age1… or ssh-…, one a line) and removes
the plain one; git keeps sealed files only. What did not change keeps its sealed bytes. After a reader has left, take the
key out of readers.txt and seal again: what comes after they cannot open (--all seals what is unsealed here anew as well;
what they had a copy of stays with them).

Exit status: 0 sealed, 2 could not do it.`,
		Example: "  touchstone seal customer-success/accounts/acme/evidence",
		RunE: func(c *cobra.Command, args []string) error {
			w, name, err := a.folder(args[0])
			if err != nil {
				return err
			}
			written, err := seal.Seal(w.Path(name), all)
			for _, f := range written {
				fmt.Fprintln(a.stdout, f)
			}
			if err != nil {
				return err
			}
			return a.commitUnless(c.Context(), false, w, "seal: "+name, name)
		},
	}
	c.Flags().BoolVar(&all, "all", false, "seal everything that is plain anew where the readers changed")
	return c
}

func (a *app) unsealCommand() *cobra.Command {
	var key, as string
	c := &cobra.Command{
		Use: "unseal FOLDER", Short: "Decrypt a sealed folder beside the sealed files; git ignores the plain ones", Args: cobra.ExactArgs(1),
		Long:    "The audit log keeps who opened it, by a random ID.\n\nExit status: 0 all opened, 2 some or all could not be opened.",
		Example: "  touchstone unseal customer-success/accounts/acme/evidence --key ~/.config/age/key.txt",
		RunE: func(c *cobra.Command, args []string) error {
			w, name, err := a.folder(args[0])
			if err != nil {
				return err
			}
			identities, err := identitiesOf(key)
			if err != nil {
				return err
			}
			if err := a.logAct(w, act{event: "read", who: as, path: name + "/x", note: "unseal"}); err != nil {
				return err // what cannot be logged is not opened
			}
			opened, err := seal.Unseal(w.Path(name), identities...)
			for _, f := range opened {
				fmt.Fprintln(a.stdout, f)
			}
			return errors.Join(err, a.commitUnless(c.Context(), false, w, "audit: unseal", audit.Path, audit.PeoplePath))
		},
	}
	c.Flags().StringVar(&key, "key", "", "the private key: an age key file or an SSH key")
	c.Flags().StringVar(&as, "as", "", "who opens it, for the log (default: whom git knows)")
	return c
}

// folder opens the workspace and makes sure that a folder lies in it.
func (a *app) folder(place string) (*workspace.Workspace, string, error) {
	w, err := a.open()
	if err != nil {
		return nil, "", err
	}
	name, ok := w.Rel(place)
	if !ok || name == "." || name == "" {
		return nil, "", fmt.Errorf("%s is no folder in the workspace", place)
	}
	if err := w.Inside(name + "/x"); err != nil {
		return nil, "", err
	}
	info, err := os.Lstat(w.Path(name))
	if err != nil {
		return nil, "", err
	}
	if !info.IsDir() {
		return nil, "", fmt.Errorf("%s is no folder", name)
	}
	return w, name, nil
}

func identitiesOf(file string) ([]age.Identity, error) {
	if file == "" {
		return nil, fmt.Errorf("unseal: with which key?\nhint: --key ~/.config/age/key.txt")
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	if strings.Contains(string(data), "OPENSSH PRIVATE KEY") {
		id, err := agessh.ParseIdentity(data)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		return []age.Identity{id}, nil
	}
	ids, err := age.ParseIdentities(strings.NewReader(string(data)))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return ids, nil
}
