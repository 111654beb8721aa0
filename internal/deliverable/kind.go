// Package deliverable is what the six kinds share: what a kind is, how one is generated, and the front matter that all
// of them carry.
package deliverable

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence/command"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/pattern"
	"github.com/touchstone-cs/touchstone/internal/rule"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// Kind is a sort of deliverable: all that the other rooms know of it stands here.
type Kind struct {
	Name      string // on the command line and in front matter: health-report
	Title     string // Customer Health Report
	Section   int    // in the requirement
	Prefix    string // of its rules' IDs: HR
	Cadence   string // as the requirement states it
	Consumers []string
	// Template is what `new` starts from and `init` writes to TemplateFile in the templates' folder.
	Template     string
	TemplateFile string
	// Model reads a document into the kind's typed model. It never fails: what is missing is empty.
	Model func(*markdown.Document) any
	// Sections are those that a model found in its document, in an order of the kind's own; nil where one is not there.
	Sections func(model any) []*markdown.Section
	Rules    []*rule.Rule
	// Path is where a document with these values lies, relative to the deliverables' folder.
	Path func(Place) string
	// Needs is what decides where a document lies beside its account and engagement; nil: nothing.
	Needs *Need
	// Across says that a document covers several accounts: none is named.
	Across bool
	// Due says when a document has to be there.
	Due Due
	// States are values that `status` may have beside Statuses.
	States []string
	Tells  Tells
	// Receipts is how the receipts of a document's steps are held against the present.
	Receipts command.Hold
	// Flags are the options of `generate` that only this kind knows.
	Flags []Flag
	// Generate writes documents out of evidence: it calls emit for each, in the order of the accounts. It does no I/O in
	// the workspace: the caller merges and writes. An error ends it; emit's error is returned as it is.
	Generate func(ctx context.Context, job Job, emit func(Draft) error) error
}

// Tells is what a kind's documents tell of their account and others tell as well: the rules for all kinds hold the ones
// against the others. What documents in one engagement's folder say of its go-live is held against each other always.
type Tells struct {
	GoLive          bool // of an account with one plan, from outside the engagement's folder
	Escalation      bool // a document is an escalation, open or closed
	OpenEscalations bool // a section lists the escalations that are open
}

// Noun is what findings call a document of the kind: onboarding plan.
func (k *Kind) Noun() string { return strings.ReplaceAll(k.Name, "-", " ") }

// Place is what decides where a document lies.
type Place struct {
	AccountDir string // folder of the account, relative to the deliverables' folder: accounts/acme
	Engagement string // a slug; empty where it is not known
	Period     string
	Pattern    string
	ID         string
}

// Flag is an option of `generate KIND`.
type Flag struct{ Name, Usage string }

// Job is what `generate` was asked for.
type Job struct {
	Workspace *workspace.Workspace
	Accounts  []string // IDs; empty where All or where the kind covers all accounts
	All       bool
	Period    string // as written; empty where not given
	Author    string // empty: the account's owner, else the git user
	Now       time.Time
	Flags     map[string]string // by Kind.Flags; only those given
}

// Draft is one generated document with the files beside it.
type Draft struct {
	Path  string // relative to the workspace
	Text  []byte
	Files []File
	// Edited says that Text is the present document with edits of computed places alone: every word that a person wrote
	// is in it, so it takes the document's place as a whole.
	Edited bool
}

// File is an attachment: a chart, a calendar.
type File struct {
	Path string // relative to the workspace
	Data []byte
}

// Statuses are the values that `status` may have.
var Statuses = []string{"draft", "review", "final", "superseded", "withdrawn"}

// Audiences are the values that `audience` may have, the narrowest first.
var Audiences = []string{"internal", "customer", "shared", "public"}

var requirementForm = pattern.New(`^[0-6]\.(bar|section|guideline)\.[1-9][0-9]?$`)

// Validate reports what is wrong with a list of kinds and the rules that hold for all of them: a rule without
// documentation or examples, an ID used twice or with the wrong prefix, a requirement that does not exist in form.
func Validate(kinds []*Kind, general []*rule.Rule) error {
	seen := map[string]bool{}
	check := func(prefix string, r *rule.Rule) error {
		switch {
		case r.ID == "" || r.Title == "" || r.Explain == "" || r.Check == nil:
			return fmt.Errorf("rule %q: ID, title, explanation and check are all needed", r.ID)
		case !strings.HasPrefix(r.ID, prefix) || len(r.ID) != len(prefix)+3:
			return fmt.Errorf("rule %s: want an ID of %s and three digits", r.ID, prefix)
		case seen[r.ID]:
			return fmt.Errorf("rule %s: the ID is used twice", r.ID)
		case !requirementForm.MatchString(r.Requirement):
			return fmt.Errorf("rule %s: requirement %q is not of the form 3.bar.4", r.ID, r.Requirement)
		case r.Bad == "" || r.Good == "":
			return fmt.Errorf("rule %s: a bad and a good example are needed", r.ID)
		}
		seen[r.ID] = true
		return nil
	}
	for _, r := range general {
		if err := check("GL", r); err != nil {
			return err
		}
	}
	for _, k := range kinds {
		if k.Name == "" || k.Prefix == "" || k.Model == nil || k.Path == nil || k.Template == "" {
			return fmt.Errorf("kind %q: name, prefix, model, path and template are all needed", k.Name)
		}
		for _, r := range k.Rules {
			if err := check(k.Prefix, r); err != nil {
				return err
			}
		}
	}
	return nil
}
