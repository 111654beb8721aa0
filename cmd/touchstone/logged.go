package main

import (
	"crypto/rand"
	"os"
	"os/exec"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/audit"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// act is one decision or read that the audit log keeps.
type act struct {
	event  string // read, publish, publish.refused, …
	who    string // as the command line names them; "" is whom git knows
	path   string // in the workspace; the log keeps whose it is, by a random ID
	digest string
	note   string
}

// logAct appends an act to the audit log. People and accounts stand in it by random IDs, whose mapping can be erased.
func (a *app) logAct(w *workspace.Workspace, one act) error {
	now := a.now()
	people, err := audit.ReadPeople(os.DirFS(w.Root))
	if err != nil {
		return err
	}
	e := audit.Entry{Event: one.event, Digest: one.digest, Note: one.note}
	if who := a.operator(w, one.who); who != "" {
		if e.Who, err = people.ID(who, rand.Reader); err != nil {
			return err
		}
	}
	if at := w.AccountOf(one.path); at != nil {
		if e.What, err = people.ID("account "+at.ID, rand.Reader); err != nil {
			return err
		}
	}
	if err := people.Write(w.Root); err != nil {
		return err
	}
	_, err = audit.Append(w.Root, e, now)
	return err
}

// operator is who acts: as the command line says, else as git knows them; "" where nobody says.
func (a *app) operator(w *workspace.Workspace, as string) string {
	if as != "" {
		return as
	}
	git := func(key string) string {
		out, err := exec.Command("git", "-C", w.Root, "config", key).Output()
		if err != nil {
			return ""
		}
		return strings.TrimSpace(string(out))
	}
	name, mail := git("user.name"), git("user.email")
	switch {
	case mail == "":
		return name
	case name == "":
		return mail
	}
	return name + " <" + mail + ">"
}
