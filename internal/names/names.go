// Package names gathers what a workspace's customers are called, so that the privacy room can look for it.
package names

import (
	"fmt"

	"github.com/touchstone-cs/touchstone/internal/privacy"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// identifiers is the key `identifiers` of account.yaml: what points at a customer beside its name.
type identifiers struct {
	People    []string `yaml:"people"` // beyond the contacts
	Products  []string `yaml:"products"`
	Tickets   []string `yaml:"tickets"` // ticket, contract and order numbers
	Mails     []string `yaml:"mails"`
	Phones    []string `yaml:"phones"`
	Addresses []string `yaml:"addresses"`
}

// Of returns what every account is called. An account that cannot be read is an error: what is not known is not found.
func Of(w *workspace.Workspace) ([]privacy.Account, error) {
	accounts, err := w.Accounts()
	if err != nil {
		return nil, err
	}
	out := make([]privacy.Account, 0, len(accounts))
	for _, a := range accounts {
		one, err := account(a)
		if err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, nil
}

func account(a *workspace.Account) (privacy.Account, error) {
	var more identifiers
	if err := a.Decode("identifiers", &more); err != nil {
		return privacy.Account{}, fmt.Errorf("%s: %w", a.Path, err)
	}
	out := privacy.Account{ID: a.ID, Names: longEnough(a.Title()), Aliases: longEnough(append(a.Aliases, a.Formerly...)...), Domains: a.Domains, People: more.People,
		Products: more.Products, Tickets: more.Tickets, Mails: more.Mails, Phones: more.Phones, Addresses: more.Addresses}
	for _, c := range a.Contacts {
		out.People = append(out.People, longEnough(c.Name)...)
		if c.Email != "" {
			out.Mails = append(out.Mails, c.Email)
		}
	}
	return out, nil
}

// longEnough leaves out empty and one-letter names, which would match everywhere.
func longEnough(all ...string) []string {
	var out []string
	for _, s := range all {
		if len([]rune(s)) > 1 {
			out = append(out, s)
		}
	}
	return out
}

// Finder builds the finder over all accounts, once a workspace.
func Finder(w *workspace.Workspace) (*privacy.Known, error) {
	return workspace.Memo(w, "names.finder", func() (*privacy.Known, error) {
		return remembered(w, func() (*privacy.Known, error) {
			accounts, err := Of(w)
			if err != nil {
				return nil, err
			}
			return privacy.NewKnown(accounts)
		})
	})
}
