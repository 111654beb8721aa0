package lsp

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// prepareRename allows the rename of an account alone.
func (s *Server) prepareRename(_ context.Context, params json.RawMessage) (any, error) {
	t, err := s.target(params)
	if err != nil {
		return nil, err
	}
	what, span := t.thing()
	if what.kind != "account" || s.workspace == nil {
		return nil, nil
	}
	return toRange(t.buffer.doc, span), nil
}

// rename gives an account another ID: in every document, in account.yaml (which remembers the old one under formerly), and its folder.
func (s *Server) rename(_ context.Context, params json.RawMessage) (any, error) {
	t, err := s.target(params)
	if err != nil {
		return nil, err
	}
	var p struct{ NewName string }
	if err := json.Unmarshal(params, &p); err != nil {
		return nil, err
	}
	what, _ := t.thing()
	if what.kind != "account" || s.workspace == nil {
		return nil, fmt.Errorf("only an account can be renamed here")
	}
	if p.NewName == "" || workspace.Folder(p.NewName) != p.NewName {
		return nil, fmt.Errorf("%q is no account ID: lower-case letters, digits, - and _", p.NewName)
	}
	if _, err := s.workspace.Account(p.NewName); err == nil {
		return nil, fmt.Errorf("there is an account %q already", p.NewName)
	}
	var changes []any
	s.eachDocument(t.buffer, false, func(uri string, doc *markdown.Document) {
		var edits []textEdit
		for _, place := range places(doc, what) {
			edits = append(edits, textEdit{toRange(doc, place), p.NewName})
		}
		if len(edits) > 0 {
			changes = append(changes, editOf(uri, edits))
		}
	})
	files, err := s.accountFiles(what.id, p.NewName)
	if err != nil {
		return nil, err
	}
	changes = append(changes, files...)
	return workspaceEdit{DocumentChanges: changes}, nil
}

func editOf(uri string, edits []textEdit) documentEdit {
	var e documentEdit
	e.TextDocument.URI, e.Edits = uri, edits
	return e
}

// accountFiles are the changes beside the documents: the account's own file, which remembers the old ID under formerly, those that name it as their parent
// or buyer, and last its folder.
func (s *Server) accountFiles(from, to string) ([]any, error) {
	accounts, err := s.workspace.Accounts()
	if err != nil {
		return nil, err
	}
	var changes, folder []any
	for _, account := range accounts {
		edits, err := account.Renamed(from, to)
		if account.ID == from {
			var own []markdown.Edit
			own, err = account.Rename(to)
			edits = append(edits, own...)
			if account.Dir == s.workspace.AccountDir(from) {
				folder = append(folder, renameFile{"rename", uriOf(s.workspace.Path(account.Dir)), uriOf(s.workspace.Path(s.workspace.AccountDir(to)))})
			}
		}
		if err != nil {
			return nil, err
		}
		if len(edits) > 0 {
			change, err := s.fileEdit(account.Path, edits)
			if err != nil {
				return nil, err
			}
			changes = append(changes, change)
		}
	}
	return append(changes, folder...), nil
}

// fileEdit puts edits of a file that is no document into the protocol's terms.
func (s *Server) fileEdit(name string, edits []markdown.Edit) (documentEdit, error) {
	data, err := s.workspace.ReadFile(name)
	if err != nil {
		return documentEdit{}, err
	}
	lines := markdown.Parse(data)
	var out []textEdit
	for _, e := range edits {
		out = append(out, textEdit{toRange(lines, e.Span), e.New})
	}
	return editOf(uriOf(s.workspace.Path(name)), out), nil
}
