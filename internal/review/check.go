// Package review is the one door for every shell: check, generate and explain over a workspace, and the one table from
// errors to exit codes.
package review

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"slices"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/touchstone-cs/touchstone/internal/audit"
	"github.com/touchstone-cs/touchstone/internal/claim"
	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/rule"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// Catalog is what a review works with: the kinds, the rules for all kinds, the team's rules and the evidence sources.
type Catalog struct {
	Kinds   []*deliverable.Kind
	General []*rule.Rule
	Team    []*rule.Rule
	Sources []evidence.Source
}

// Kind returns the kind of that name, or nil.
func (c *Catalog) Kind(name string) *deliverable.Kind {
	for _, kind := range c.Kinds {
		if kind.Name == name {
			return kind
		}
	}
	return nil
}

// Cadence lists the kinds' rules about documents that are not there, by ID; see cadence.
func (c *Catalog) Cadence() []*rule.Rule {
	var rules []*rule.Rule
	for _, kind := range c.Kinds {
		if kind.Due.Rule != nil {
			rules = append(rules, kind.Due.Rule)
		}
	}
	slices.SortFunc(rules, func(a, b *rule.Rule) int { return strings.Compare(a.ID, b.ID) })
	return rules
}

// due lists the kinds that have one document per what is named.
func (c *Catalog) due(per deliverable.Per) []*deliverable.Kind {
	return slices.DeleteFunc(slices.Clone(c.Kinds), func(k *deliverable.Kind) bool { return k.Due.Per != per })
}

// Rule returns the rule of that ID with its kind (nil for a general or a team's rule).
func (c *Catalog) Rule(id string) (*rule.Rule, *deliverable.Kind) {
	for _, list := range [][]*rule.Rule{c.General, c.Cadence(), c.Team} {
		for _, r := range list {
			if strings.EqualFold(r.ID, id) {
				return r, nil
			}
		}
	}
	for _, kind := range c.Kinds {
		for _, r := range kind.Rules {
			if strings.EqualFold(r.ID, id) {
				return r, kind
			}
		}
	}
	return nil, nil
}

// Rules lists every rule: the general ones, the kinds' in the order of the kinds, the team's.
func (c *Catalog) Rules() []*rule.Rule {
	all := append(append([]*rule.Rule(nil), c.General...), c.Cadence()...)
	for _, kind := range c.Kinds {
		all = append(all, kind.Rules...)
	}
	return append(all, c.Team...)
}

// CheckOptions says what to check.
type CheckOptions struct {
	Workspace *workspace.Workspace // nil outside a workspace
	// Paths are relative to the workspace (places on this machine outside one, read with ReadFile). Named are the
	// documents a person asked for by name: those without a kind are checked by the general rules, others skipped.
	Paths    []string
	Named    map[string]bool
	ReadFile func(path string) ([]byte, error) // nil: the workspace's
	Parsed   map[string]*markdown.Document     // documents that are parsed already, such as an editor's buffers
	Offline  bool                              // evidence is not resolved
	Whole    bool                              // the whole workspace is checked: what is missing in it is told as well
	Now      time.Time
	Rules    []string // only these rules; empty means all
	Keep     bool     // keep the text of documents with findings: fixes and fingerprints need it
	// Progress is told after every document; nil where nobody looks.
	Progress func(done, total int)
}

// chunk is how many documents are resolved and checked at a time: enough for the sources to batch, few enough that
// memory stays flat however many documents there are.
const chunk = 128

// Check reads, resolves and checks documents. Findings come in the order of paths and places. A document that cannot be
// read is an error that names it, after all others have been checked.
func Check(ctx context.Context, catalog *Catalog, options CheckOptions) (*Report, error) {
	report := &Report{}
	near := &neighbourhood{workspace: options.Workspace}
	found := census{}
	whole := options.Whole && options.Workspace != nil
	if whole {
		near.all = options.Paths
	}
	var errs []error
	for from := 0; from < len(options.Paths); from += chunk {
		paths := options.Paths[from:min(from+chunk, len(options.Paths))]
		subjects := make([]*subject, len(paths))
		each(len(paths), func(i int) { subjects[i] = read(catalog, options, near, paths[i]) })
		resolve(ctx, catalog, options, subjects)
		results := make([]result, len(paths))
		each(len(paths), func(i int) { results[i] = subjects[i].check(catalog, options, near) })
		for i, s := range subjects {
			if whole && s.doc != nil {
				found.add(options.Workspace, s.kind, s.path, &s.doc.Front)
			}
			if s.err != nil {
				errs = append(errs, s.err)
			} else if !s.skip {
				report.add(s, results[i], options.Keep)
			}
		}
		if options.Progress != nil {
			options.Progress(from+len(paths), len(options.Paths))
		}
		if err := ctx.Err(); err != nil {
			return report, err
		}
	}
	if whole {
		report.Findings = append(report.Findings, cadence(catalog, options, found)...)
	}
	return report, errors.Join(errs...)
}

// each calls do for 0 to n-1 on all cores.
func each(n int, do func(i int)) {
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), n) {
		group.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	group.Wait()
}

// subject is one document under review.
type subject struct {
	path    string
	doc     *markdown.Document
	kind    *deliverable.Kind
	account *workspace.Account
	cited   []rule.Citation
	skip    bool
	err     error
}

func read(catalog *Catalog, options CheckOptions, near *neighbourhood, path string) *subject {
	s := &subject{path: path}
	if s.doc, s.err = load(options, path); s.err != nil {
		return s
	}
	s.kind = catalog.Kind(s.doc.Front.Value("kind"))
	_, declared := s.doc.Front.Get("kind")
	if s.skip = !declared && s.doc.Front.Err == nil && !options.Named[path] || isTemplate(options.Workspace, path); s.skip {
		return s
	}
	if options.Workspace != nil {
		s.account = accountOf(options.Workspace, path, s.doc)
	}
	near.tell(s, options.Parsed[path] != nil)
	for _, c := range claim.Extract(s.doc) {
		s.cited = append(s.cited, rule.Citation{Claim: c})
	}
	return s
}

func load(options CheckOptions, path string) (*markdown.Document, error) {
	if doc := options.Parsed[path]; doc != nil {
		return doc, nil
	}
	readFile := options.ReadFile
	if readFile == nil {
		readFile = options.Workspace.ReadFile
	}
	data, err := readFile(path)
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) && !strings.Contains(err.Error(), path) {
			err = fmt.Errorf("%s: %w", path, err)
		}
		return nil, err
	}
	return markdown.Parse(data), nil
}

func accountOf(w *workspace.Workspace, path string, doc *markdown.Document) *workspace.Account {
	if id := doc.Front.Value("account"); id != "" {
		if account, err := w.Account(id); err == nil {
			return account
		}
	}
	return w.AccountOf(path)
}

// resolve asks the sources for every citation of the documents at once.
func resolve(ctx context.Context, catalog *Catalog, options CheckOptions, subjects []*subject) {
	if options.Offline {
		return
	}
	var requests []evidence.Request
	var places []*rule.Citation
	for _, s := range subjects {
		for i := range s.cited {
			if s.cited[i].Evidence() {
				requests = append(requests, evidence.Request{Ref: s.cited[i].Ref, Path: s.path, Account: accountID(s)})
				places = append(places, &s.cited[i])
			}
		}
	}
	if options.Workspace == nil {
		for _, place := range places {
			place.Record, place.Resolved = evidence.Missing("evidence cannot be looked up outside a workspace"), true
		}
		return
	}
	records := evidence.Resolve(ctx, catalog.Sources, requests)
	sayErased(options.Workspace, requests, records)
	for i, record := range records {
		places[i].Record, places[i].Resolved = record, true
	}
}

// sayErased gives references that an erasure's label stands in their one reason: what they cite was erased, and when. A log
// that cannot be read says nothing; its own rules do.
func sayErased(w *workspace.Workspace, requests []evidence.Request, records []evidence.Record) {
	var log []audit.Entry
	for i, request := range requests {
		text := request.Ref.String()
		if records[i].Verdict == evidence.Pass || !audit.Labelled(text) {
			continue
		}
		if log == nil {
			data, err := w.ReadFile(audit.Path)
			if err != nil {
				return
			}
			if log, err = audit.Parse(data); err != nil {
				return
			}
		}
		if on := audit.ErasedOn(log, text); on != "" {
			records[i] = evidence.Missing("erased on %s", on)
		}
	}
}

func accountID(s *subject) string {
	if s.account != nil {
		return s.account.ID
	}
	return ""
}

// result is what the rules say of one document: a verdict for each of the rules that ran, in their order.
type result struct {
	rules    []*rule.Rule
	verdicts []evidence.Verdict
	findings []rule.Finding
}

func (s *subject) check(catalog *Catalog, options CheckOptions, near *neighbourhood) result {
	if s.err != nil || s.skip {
		return result{}
	}
	pass := rule.Pass{Doc: s.doc, Path: s.path, Kind: s.doc.Front.Value("kind"), Workspace: options.Workspace, Account: s.account,
		Citations: s.cited, Offline: options.Offline, Now: options.Now, Neighbours: near.of(s), Guidance: near.guidance(s.kind)}
	if options.Workspace != nil && !options.Offline {
		pass.Ask = func(ref evidence.Ref) evidence.Record {
			return evidence.Resolve(context.Background(), catalog.Sources, []evidence.Request{{Ref: ref, Path: s.path, Account: accountID(s)}})[0]
		}
	}
	rules := slices.Concat(catalog.General, catalog.Team)
	common := len(rules)
	if s.kind != nil {
		pass.Model = s.kind.Model(s.doc)
		rules = append(rules, s.kind.Rules...)
	}
	out := result{verdicts: make([]evidence.Verdict, 0, len(rules)), rules: rules[:0]}
	kinds := 0 // how many of those that ran are the kind's: they come last
	suppressions := rule.Suppressions(s.doc)
	for i, r := range rules {
		severity := severityOf(r, options, s.path)
		if severity == rule.Off || !wanted(r.ID, options.Rules) {
			continue
		}
		if i >= common {
			kinds++
		}
		findings := rule.Run(r, severity, pass)
		rule.Suppress(findings, suppressions)
		out.rules, out.verdicts = append(out.rules, r), append(out.verdicts, rule.Worst(findings))
		out.findings = append(out.findings, findings...)
	}
	if s.kind != nil && unwritten(s.doc, out.findings) {
		for i := len(out.rules) - kinds; i < len(out.rules); i++ {
			out.verdicts[i] = evidence.Worse(out.verdicts[i], evidence.Unverified)
		}
	}
	for i, f := range out.findings {
		out.findings[i].Frame = rule.FrameOf(s.doc, f)
	}
	sort.SliceStable(out.findings, func(i, j int) bool { return out.findings[i].Span.Start < out.findings[j].Span.Start })
	return out
}

func wanted(id string, only []string) bool {
	for _, name := range only {
		if strings.EqualFold(name, id) {
			return true
		}
	}
	return len(only) == 0
}

// severityOf applies the workspace's settings; the last one that fits counts.
func severityOf(r *rule.Rule, options CheckOptions, path string) rule.Severity {
	severity := r.Severity
	if options.Workspace == nil {
		return severity
	}
	for _, setting := range options.Workspace.Config.Rules {
		if !strings.EqualFold(setting.Rule, r.ID) || !under(path, setting.Path) {
			continue
		}
		if parsed, err := rule.ParseSeverity(setting.Severity); err == nil {
			severity = parsed
		}
	}
	return severity
}

func under(path, dir string) bool {
	dir = strings.TrimSuffix(dir, "/")
	return dir == "" || path == dir || strings.HasPrefix(path, dir+"/")
}
