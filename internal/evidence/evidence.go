// Package evidence is the vocabulary of proof: a reference as a footnote writes it, the record it resolves to, the
// verdict on it, and the sources that resolve references of one scheme.
package evidence

import (
	"context"
	"fmt"
	"time"
)

// Verdict says how a claim stands. Missing evidence is never a pass.
type Verdict uint8

const (
	Pass Verdict = iota
	Unverified
	Violated
)

var verdictNames = [...]string{Pass: "pass", Unverified: "unverified", Violated: "violated"}

func (v Verdict) String() string { return verdictNames[v] }

// MarshalText writes "pass", "unverified" or "violated".
func (v Verdict) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (v *Verdict) UnmarshalText(text []byte) error {
	for i, name := range verdictNames {
		if name == string(text) {
			*v = Verdict(i)
			return nil
		}
	}
	return fmt.Errorf("verdict %q: want pass, unverified or violated", text)
}

// Worse returns the worse of two verdicts: violated, then unverified, then pass.
func Worse(a, b Verdict) Verdict { return max(a, b) }

// Request is one reference to resolve, with the document in which it stands.
type Request struct {
	Ref     Ref
	Path    string // of the document, slash-separated, relative to the workspace
	Account string // the document's account; empty where it covers several
}

// Record is one resolved piece of evidence.
type Record struct {
	// Verdict is Pass where the evidence was found and, where it can be, recomputed; Unverified where it could not be
	// found; Violated where it was found and contradicts itself or the reference beyond its figures (a digest that
	// differs, a void signature). Comparing figures is the claim room's work.
	Verdict Verdict
	// Reason says why the verdict is not Pass, and what to do.
	Reason string
	// Values are the recomputed figures by the reference's keys, written as a reference writes them (value=7440).
	// A key of the reference that is missing here is not recomputed and is taken as the reference gives it only where
	// it is a parameter (see Ref.Params).
	Values []Param
	// Today holds the keys whose value over today's evidence differs: the restatement.
	Today []Param
	// Text is the record's words, in which a number of the claim may stand (an interaction's text, a ticket's fields,
	// a run's output).
	Text   string
	Time   time.Time
	Origin string // where the record lies or came from, for a person
	Digest string
}

// Value returns the recomputed figure under key.
func (r Record) Value(key string) (string, bool) {
	for _, p := range r.Values {
		if p.Key == key {
			return p.Value, true
		}
	}
	return "", false
}

// Restated lists the figures that ref cites and that now gives otherwise than then: what Today holds.
func Restated(ref Ref, then, now []Param) []Param {
	var changed []Param
	for _, today := range now {
		if _, cited := ref.Get(today.Key); !cited {
			continue
		}
		if was, ok := (Record{Values: then}).Value(today.Key); ok && was != today.Value {
			changed = append(changed, today)
		}
	}
	return changed
}

// Missing is the record of evidence that could not be found or reached.
func Missing(format string, args ...any) Record {
	return Record{Verdict: Unverified, Reason: fmt.Sprintf(format, args...)}
}

// Contradicted is the record of evidence that speaks against its reference.
func Contradicted(format string, args ...any) Record {
	return Record{Verdict: Violated, Reason: fmt.Sprintf(format, args...)}
}

// Source resolves the references of its schemes. Implementations are safe for concurrent use and write nothing.
type Source interface {
	// Schemes are the reference schemes that it resolves, such as "metric".
	Schemes() []string
	// Resolve returns one record a request, in order. It batches: the cost of a thousand references to one snapshot is
	// near that of one. A reference that cannot be resolved is a record with its reason; the error is for a source that
	// cannot be read at all.
	Resolve(ctx context.Context, requests []Request) ([]Record, error)
}

// Offerer is a Source that can say what there is to cite.
type Offerer interface {
	Source
	// Offer lists references that a document about these could cite, each with the figures that it gives now, in an order that does not change. What cannot
	// be told is left out; the error is for a source that cannot be read at all.
	Offer(ctx context.Context, about About) ([]Ref, error)
}

// About is what a document is about.
type About struct {
	Account  string
	Periods  []string
	Snapshot string // empty for the latest
}

// Offers asks every source that can say what there is to cite. One that fails offers nothing.
func Offers(ctx context.Context, sources []Source, about About) []Ref {
	var refs []Ref
	for _, source := range sources {
		if o, ok := source.(Offerer); ok {
			if offered, err := o.Offer(ctx, about); err == nil {
				refs = append(refs, offered...)
			}
		}
	}
	return refs
}

// Resolve resolves requests over several sources. A scheme nobody resolves, and a source that failed, give unverified
// records that say so.
func Resolve(ctx context.Context, sources []Source, requests []Request) []Record {
	byScheme := map[string]int{}
	for i, source := range sources {
		for _, scheme := range source.Schemes() {
			byScheme[scheme] = i
		}
	}
	records := make([]Record, len(requests))
	places := make([][]int, len(sources))
	for i, request := range requests {
		k, known := byScheme[request.Ref.Scheme]
		if !known {
			records[i] = Missing("no source resolves %q references", request.Ref.Scheme+":")
			continue
		}
		places[k] = append(places[k], i)
	}
	for k, source := range sources {
		if len(places[k]) > 0 {
			resolveOne(ctx, source, requests, places[k], records)
		}
	}
	return records
}

func resolveOne(ctx context.Context, source Source, requests []Request, places []int, records []Record) {
	batch := make([]Request, len(places))
	for i, place := range places {
		batch[i] = requests[place]
	}
	resolved, err := source.Resolve(ctx, batch)
	if err == nil && len(resolved) != len(batch) {
		err = fmt.Errorf("%d records for %d references", len(resolved), len(batch))
	}
	for i, place := range places {
		if err != nil {
			records[place] = Missing("evidence could not be read: %v", err)
			continue
		}
		records[place] = resolved[i]
	}
}
