package lsp

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

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
	if account, err := s.workspace.Account(what.id); err == nil {
		if edit, ok := s.accountFile(account, p.NewName); ok {
			changes = append(changes, edit)
		}
		if account.Dir == s.workspace.AccountDir(what.id) {
			changes = append(changes, renameFile{"rename", uriOf(s.workspace.Path(account.Dir)), uriOf(s.workspace.Path(s.workspace.AccountDir(p.NewName)))})
		}
	}
	return workspaceEdit{DocumentChanges: changes}, nil
}

func editOf(uri string, edits []textEdit) documentEdit {
	var e documentEdit
	e.TextDocument.URI, e.Edits = uri, edits
	return e
}

// accountFile rewrites the line `account: …` and adds the old ID to `formerly`.
func (s *Server) accountFile(account *workspace.Account, name string) (documentEdit, bool) {
	data, err := s.workspace.ReadFile(account.Path)
	if err != nil {
		return documentEdit{}, false
	}
	lines := strings.Split(string(data), "\n")
	at := account.Line("account") - 1
	if at < 0 || at >= len(lines) {
		return documentEdit{}, false
	}
	line := span{position{at, 0}, position{at, len(lines[at])}}
	edits := []textEdit{{line, "account: " + name}}
	former := append(append([]string(nil), account.Formerly...), account.ID)
	if len(account.Formerly) == 0 {
		edits[0].NewText += "\nformerly: [" + strings.Join(former, ", ") + "]"
	} else if k := account.Line("formerly") - 1; k > 0 && k < len(lines) && strings.Contains(lines[k], "[") {
		edits = append(edits, textEdit{span{position{k, 0}, position{k, len(lines[k])}}, "formerly: [" + strings.Join(former, ", ") + "]"})
	}
	return editOf(uriOf(s.workspace.Path(account.Path)), edits), true
}
