// Package lsp is the language server: diagnostics while typing, hover, completion, definition, references, code actions, symbols and the rename
// of an account. It is a shell over review; messages are answered one after another, and a document that changes faster than it can be checked is checked
// once, as it is then.
package lsp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/review"
	"github.com/touchstone-cs/touchstone/internal/rule"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// Server serves one client.
type Server struct {
	// Catalog makes the catalog for a workspace, nil outside one.
	Catalog func(*workspace.Workspace) (*review.Catalog, error)
	Now     func() time.Time
	Version string

	conn      *conn
	root      string // of the workspace; empty outside one
	workspace *workspace.Workspace
	catalog   *review.Catalog
	open      map[string]*buffer // by URI
	stopped   bool
}

// buffer is one open document.
type buffer struct {
	uri      string
	path     string // relative to the workspace, else absolute
	doc      *markdown.Document
	findings []rule.Finding
	changed  bool // since it was checked
}

// Serve answers messages until the client says exit or the stream ends.
func (s *Server) Serve(ctx context.Context, in io.Reader, out io.Writer) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s.conn, s.open = newConn(in, out), map[string]*buffer{}
	defer func() {
		if s.workspace != nil {
			s.workspace.Close()
		}
	}()
	queue := make(chan incoming, waiting)
	go s.listen(ctx, queue)
	for {
		select {
		case <-ctx.Done():
			return nil
		case in := <-queue:
			var broken *parseError
			switch {
			case errors.Is(in.err, io.EOF):
				return nil
			case errors.As(in.err, &broken):
				if err := s.conn.write(&message{ID: &null, Error: &rpcError{codeParse, in.err.Error()}}); err != nil {
					return err
				}
				continue
			case in.err != nil:
				return fmt.Errorf("read message: %w", in.err)
			case in.Method == "exit":
				return nil
			}
			if err := s.answer(ctx, in.message, len(queue) == 0); err != nil {
				return err
			}
		}
	}
}

// waiting is how many messages may wait to be answered before the client has to.
const waiting = 256

type incoming struct {
	*message
	err error
}

// listen puts messages into the queue until the stream ends.
func (s *Server) listen(ctx context.Context, queue chan<- incoming) {
	for {
		m, err := s.conn.read()
		select {
		case queue <- incoming{m, err}:
		case <-ctx.Done():
			return
		}
		if _, broken := errors.AsType[*parseError](err); err != nil && !broken {
			return
		}
	}
}

// answer handles one message; the error is one of the stream. Changed documents are checked when no message waits, or when the message is no further
// change: of what somebody types fast only the last text is.
func (s *Server) answer(ctx context.Context, m *message, idle bool) (err error) {
	if m.Method != didChange {
		if err := s.checkChanged(ctx); err != nil {
			return err
		}
	} else if idle {
		defer func() { err = errors.Join(err, s.checkChanged(ctx)) }()
	}
	handle, known := methods[m.Method]
	if m.ID == nil {
		if known {
			if _, err := s.handle(ctx, handle, m.Params); err != nil {
				return s.log(err)
			}
		}
		return nil
	}
	if m.Method == "" {
		return nil // a response to something we asked
	}
	reply := &message{ID: m.ID}
	switch result, err := s.handle(ctx, handle, m.Params); {
	case !known:
		reply.Error = &rpcError{codeNoMethod, "unknown method " + m.Method}
	case err != nil:
		reply.Error = &rpcError{codeInternal, err.Error()}
	case result == nil:
		reply.Result = null
	default:
		reply.Result = result
	}
	return s.conn.write(reply)
}

type handler func(*Server, context.Context, json.RawMessage) (any, error)

// handle keeps a fault in one answer from ending the session.
func (s *Server) handle(ctx context.Context, h handler, params json.RawMessage) (result any, err error) {
	if h == nil {
		return nil, nil
	}
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("fault: %v", fault)
		}
	}()
	return h(s, ctx, params)
}

const didChange = "textDocument/didChange"

// methods is the list of what is spoken.
var methods = map[string]handler{
	"initialize":                       (*Server).initialize,
	"initialized":                      nothing,
	"shutdown":                         nothing,
	"$/cancelRequest":                  nothing,
	"$/setTrace":                       nothing,
	"workspace/didChangeWatchedFiles":  (*Server).filesChanged,
	"workspace/didChangeConfiguration": nothing,
	"textDocument/didOpen":             (*Server).didOpen,
	didChange:                          (*Server).didChange,
	"textDocument/didSave":             (*Server).didSave,
	"textDocument/didClose":            (*Server).didClose,
	"textDocument/hover":               (*Server).hover,
	"textDocument/completion":          (*Server).completion,
	"textDocument/definition":          (*Server).definition,
	"textDocument/references":          (*Server).references,
	"textDocument/codeAction":          (*Server).codeActions,
	"textDocument/documentSymbol":      (*Server).symbols,
	"textDocument/prepareRename":       (*Server).prepareRename,
	"textDocument/rename":              (*Server).rename,
}

func nothing(*Server, context.Context, json.RawMessage) (any, error) { return nil, nil }

func (s *Server) initialize(_ context.Context, params json.RawMessage) (any, error) {
	var p initializeParams
	if err := json.Unmarshal(params, &p); err != nil {
		return nil, err
	}
	uri := p.RootURI
	if uri == "" && len(p.WorkspaceFolders) > 0 {
		uri = p.WorkspaceFolders[0].URI
	}
	if dir := pathOf(uri); dir != "" {
		if root, err := workspace.Find(dir); err == nil {
			s.root = root
		}
	}
	if err := s.reload(); err != nil {
		return nil, err
	}
	return map[string]any{
		"serverInfo": map[string]string{"name": "touchstone", "version": s.Version},
		"capabilities": map[string]any{
			"textDocumentSync":       map[string]any{"openClose": true, "change": 2, "save": map[string]bool{"includeText": false}},
			"hoverProvider":          true,
			"completionProvider":     map[string]any{"triggerCharacters": []string{":", "^", "=", " "}},
			"definitionProvider":     true,
			"referencesProvider":     true,
			"codeActionProvider":     map[string]any{"codeActionKinds": []string{"quickfix", "source"}},
			"documentSymbolProvider": true,
			"renameProvider":         map[string]bool{"prepareProvider": true},
		},
	}, nil
}

// reload takes a new snapshot of the workspace and of the rules. A workspace that cannot be read leaves the last one.
func (s *Server) reload() error {
	var w *workspace.Workspace
	if s.root != "" {
		opened, err := workspace.Open(s.root, s.buffers())
		if err != nil {
			return err
		}
		w = opened
	}
	catalog, err := s.Catalog(w)
	if err != nil {
		if w != nil {
			w.Close()
		}
		if s.catalog != nil {
			return err
		}
		if catalog, _ = s.Catalog(nil); catalog == nil {
			return err
		}
		w = nil
	}
	if s.workspace != nil {
		s.workspace.Close()
	}
	s.workspace, s.catalog = w, catalog
	return err
}

func (s *Server) buffers() map[string][]byte {
	texts := map[string][]byte{}
	for _, b := range s.open {
		if !filepath.IsAbs(b.path) {
			texts[b.path] = b.doc.Source
		}
	}
	return texts
}
