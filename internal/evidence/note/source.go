package note

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"path"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// Imported looks up imported interactions by their IDs; those that are unknown are left out. It may be nil.
type Imported func(ctx context.Context, ids []string) (map[string]evidence.Record, error)

// Source resolves interaction references: first to the notes in git, then to what was imported.
type Source struct {
	Workspace *workspace.Workspace
	Imported  Imported
}

// Schemes implements evidence.Source.
func (s *Source) Schemes() []string { return []string{"interaction"} }

// Resolve implements evidence.Source.
func (s *Source) Resolve(ctx context.Context, requests []evidence.Request) ([]evidence.Record, error) {
	records := make([]evidence.Record, len(requests))
	var missing []int
	for i, request := range requests {
		record, ok := s.inGit(request)
		if records[i] = record; !ok {
			missing = append(missing, i)
		}
	}
	return records, s.imported(ctx, requests, missing, records)
}

func (s *Source) inGit(request evidence.Request) (evidence.Record, bool) {
	id := request.Ref.ID
	if id == "" || strings.ContainsAny(id, "/\\") {
		return evidence.Missing("interaction %q is no ID of a note", id), false
	}
	account, err := s.Workspace.Account(request.Account)
	if err != nil {
		return evidence.Missing("interaction %s: %v", id, err), false
	}
	name := path.Join(account.Dir, "evidence", id+".md")
	doc, err := s.Workspace.Document(name)
	if err != nil {
		return evidence.Missing("interaction %s is neither a note in %s nor imported; `touchstone note %s` writes one", id, path.Dir(name), account.ID), false
	}
	n, ok := Decode(name, doc)
	if !ok {
		return evidence.Missing("%s is no note: its front matter lacks the key interaction", name), false
	}
	digest := sha256.Sum256(doc.Source)
	return evidence.Record{Text: n.words(), Time: n.Time, Origin: name, Digest: "sha256:" + hex.EncodeToString(digest[:]),
		Values: []evidence.Param{{Key: "kind", Value: n.Kind}, {Key: "on", Value: n.Time.Format("2006-01-02")}, {Key: "with", Value: strings.Join(n.With, ", ")}}}, true
}

func (n Note) words() string { return n.Text + "\n" + strings.Join(n.With, "\n") }

func (s *Source) imported(ctx context.Context, requests []evidence.Request, missing []int, records []evidence.Record) error {
	if s.Imported == nil || len(missing) == 0 {
		return nil
	}
	ids := make([]string, len(missing))
	for k, i := range missing {
		ids[k] = requests[i].Ref.ID
	}
	found, err := s.Imported(ctx, ids)
	if err != nil {
		return err
	}
	for _, i := range missing {
		if record, ok := found[requests[i].Ref.ID]; ok {
			records[i] = record
		}
	}
	return nil
}
