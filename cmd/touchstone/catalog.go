package main

import (
	"github.com/spf13/cobra"

	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/deliverable/general"
	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/evidence/file"
	"github.com/touchstone-cs/touchstone/internal/evidence/note"
	"github.com/touchstone-cs/touchstone/internal/review"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// This file is THE list: every command, kind, evidence source and engine that there is.

var commands = []func(*app) *cobra.Command{
	(*app).initCommand,
	(*app).noteCommand,
	(*app).checkCommand,
	(*app).explainCommand,
	(*app).generateCommand,
}

// kinds are the six sorts of deliverable. w is nil outside a workspace.
func (a *app) kinds(w *workspace.Workspace) []*deliverable.Kind {
	return []*deliverable.Kind{}
}

// sources resolve evidence references. They open what they need when they are first asked.
func (a *app) sources(w *workspace.Workspace) []evidence.Source {
	return []evidence.Source{
		&note.Source{Workspace: w},
		&file.Source{Workspace: w},
	}
}

func (a *app) catalog(w *workspace.Workspace) (*review.Catalog, error) {
	c := &review.Catalog{Kinds: a.kinds(w), General: general.Rules()}
	if w != nil {
		c.Sources = a.sources(w)
	}
	return c, deliverable.Validate(c.Kinds, c.General)
}

// shipped lists the definitions that `init` writes into a new workspace.
func shipped() ([]deliverable.File, error) {
	return []deliverable.File{}, nil
}
