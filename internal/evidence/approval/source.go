package approval

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/audit"
	"github.com/touchstone-cs/touchstone/internal/evidence"
)

// Source resolves approval references: approval:ID scope=quote,name audience=public expires=DATE digest=sha256:….
type Source struct {
	Files Files
	// AccountDir gives the folder of an account by its ID.
	AccountDir func(id string) string
	Now        func() time.Time
}

// Schemes implements evidence.Source.
func (s *Source) Schemes() []string { return []string{"approval"} }

// Resolve implements evidence.Source. The log is read once; where it is broken nothing is approved.
func (s *Source) Resolve(_ context.Context, requests []evidence.Request) ([]evidence.Record, error) {
	log, err := ReadLog(s.Files)
	if err != nil {
		return nil, err
	}
	out := make([]evidence.Record, len(requests))
	for i, r := range requests {
		out[i] = s.resolve(log, r)
	}
	return out, nil
}

// ReadLog reads the audit log; a missing one is empty, a broken one an error.
func ReadLog(files Files) ([]audit.Entry, error) {
	data, err := files.ReadFile(audit.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return audit.Parse(data)
}

func (s *Source) resolve(log []audit.Entry, request evidence.Request) evidence.Record {
	ref := request.Ref
	if request.Account == "" {
		if on := audit.ErasedOn(log, ref.String()); on != "" {
			return evidence.Missing("erased on %s", on)
		}
		return evidence.Missing("an approval belongs to one account, and this document covers several")
	}
	dir := s.AccountDir(request.Account)
	r, err := ReadRequest(s.Files, dir, ref.ID)
	if on := audit.ErasedOn(log, ref.String()); on != "" && errors.Is(err, fs.ErrNotExist) {
		return evidence.Missing("erased on %s", on)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return evidence.Missing("there is no approval %s for %s; `touchstone approve request` asks for one", ref.ID, request.Account)
	}
	if err != nil {
		return evidence.Contradicted("%v", err)
	}
	standing, err := Judge(s.Files, log, dir, r, s.Now())
	if err != nil {
		return evidence.Missing("approval %s: %v", ref.ID, err)
	}
	switch {
	case standing.Void != "":
		return evidence.Contradicted("approval %s does not stand: %s", ref.ID, standing.Void)
	case standing.Pending != "":
		return evidence.Missing("approval %s: %s", ref.ID, standing.Pending)
	}
	if why := disagrees(ref, r); why != "" {
		return evidence.Contradicted("approval %s: %s", ref.ID, why)
	}
	return evidence.Record{
		Text: standing.Words, Time: standing.At, Digest: r.Digest,
		Origin: standing.Assurance + " on " + day(standing.At) + ", " + r.RecordPath(dir),
		Values: ref.Params,
	}
}

// disagrees compares what a reference says of an approval with the approval.
func disagrees(ref evidence.Ref, r Request) string {
	if scope, ok := ref.Get("scope"); ok {
		for _, s := range strings.Split(scope, ",") {
			if !slices.Contains(r.Scope, s) {
				return "it does not cover " + s + " (it covers " + strings.Join(r.Scope, ", ") + ")"
			}
		}
	}
	if audience, ok := ref.Get("audience"); ok && !Reaches(r.Audience, audience) {
		return "it reaches only " + r.Audience + ", not " + audience
	}
	if expires, ok := ref.Get("expires"); ok && expires != r.Expires.String() {
		return "it expires " + dateOr(r.Expires, "never") + ", not " + expires
	}
	if digest, ok := ref.Get("digest"); ok {
		short := strings.TrimSuffix(digest, "…")
		if len(short) < len("sha256:")+4 || !strings.HasPrefix(r.Digest, short) {
			return "its words have the digest " + r.Digest[:19] + "…, not " + digest
		}
	}
	return ""
}
