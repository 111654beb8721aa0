// Package publish copies what an audience may see, and only that, somewhere else: approved, consented, checked, and
// without what the audience may not know.
package publish

import (
	"cmp"
	"errors"
	"fmt"
	"path"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/access"
	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/evidence/approval"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/privacy"
	"github.com/touchstone-cs/touchstone/internal/rule"
	"github.com/touchstone-cs/touchstone/internal/slug"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// Job says what to publish.
type Job struct {
	Workspace *workspace.Workspace
	Audience  string // customer, shared or public
	Account   string // whose people the customers are; empty for shared and public
	Paths     []string
	Now       time.Time
	Findings  map[string][]rule.Finding // of a check with evidence, by path; a path that is missing was not checked
	Known     *privacy.Known
	Detector  *privacy.Detector
	// May decides by policy whether this publisher may publish a document; nil asks nobody.
	May func(access.Document) access.Decision
	// Vouched are the files that people looked at: pictures and PDFs that no program can examine.
	Vouched []Vouch
}

// Refusal names what may not be published, and everything that is missing.
type Refusal struct {
	Path    string
	Missing []string
}

// ErrRefused says that something may not be published.
var ErrRefused = errors.New("not published")

// Tree is what is ready to be written.
type Tree struct {
	Files    map[string][]byte
	Manifest Manifest
	Sources  map[string]string // published path to workspace path: for the log only
}

// page is one document on its way.
type page struct {
	source, out, title, kind string
	doc                      *markdown.Document
	reasons                  []string
}

// Make prepares the tree. Where any document that was named, or any at all that declares the audience, is refused, nothing
// is published: the refusals say what is missing.
func Make(job Job) (*Tree, []Refusal, error) {
	if !slices.Contains([]string{"customer", "shared", "public"}, job.Audience) {
		return nil, nil, fmt.Errorf("publish: --audience %q is none of customer, shared, public", job.Audience)
	}
	if job.Audience == "customer" && job.Account == "" {
		return nil, nil, errors.New("publish: which customer?\nhint: --account acme")
	}
	pages, refused, err := job.candidates()
	if err != nil {
		return nil, nil, err
	}
	tree := &Tree{Files: map[string][]byte{}, Sources: map[string]string{}, Manifest: Manifest{Version: 1, Audience: job.Audience, Published: job.Now.UTC().Format(time.RFC3339), By: job.Workspace.Config.Name}}
	for _, p := range pages {
		if missing := job.render(tree, pages, p); len(missing) > 0 {
			refused = append(refused, Refusal{p.source, missing})
		}
	}
	if len(refused) > 0 {
		sort.Slice(refused, func(i, j int) bool { return refused[i].Path < refused[j].Path })
		return nil, refused, nil
	}
	return tree, nil, nil
}

// candidates are the documents that declare an audience as wide as the job's, in the account where one is named.
func (job Job) candidates() ([]*page, []Refusal, error) {
	paths := job.Paths
	if len(paths) == 0 {
		all, err := job.Workspace.Documents("")
		if err != nil {
			return nil, nil, err
		}
		paths = all
	}
	var pages []*page
	var refused []Refusal
	taken := map[string]bool{}
	for _, name := range paths {
		d, err := job.Workspace.Document(name)
		if err != nil {
			return nil, nil, err
		}
		if len(job.Paths) == 0 && !job.concerns(name, d) {
			continue
		}
		if missing := job.missing(name, d); len(missing) > 0 {
			refused = append(refused, Refusal{name, missing})
			continue
		}
		p := &page{source: name, doc: d, title: d.Title(), kind: d.Front.Value("kind")}
		p.out = job.placeOf(p, taken)
		p.reasons = job.reasons(d)
		pages = append(pages, p)
	}
	return pages, refused, nil
}

func (job Job) concerns(name string, d *markdown.Document) bool {
	if d.Front.Value("kind") == "" || d.Front.Value("status") != "final" || !approval.Reaches(d.Front.Value("audience"), job.Audience) {
		return false
	}
	account := job.Workspace.AccountOf(name)
	return job.Account == "" || account != nil && account.ID == job.Account || d.Front.Value("audience") != "customer" && account == nil
}

// missing lists everything that keeps a document from being published.
func (job Job) missing(name string, d *markdown.Document) []string {
	var out []string
	if status := d.Front.Value("status"); status != "final" {
		out = append(out, fmt.Sprintf("status is %q, not final", status))
	}
	if audience := d.Front.Value("audience"); !approval.Reaches(audience, job.Audience) {
		out = append(out, fmt.Sprintf("its audience is %q", audience))
	}
	account := job.Workspace.AccountOf(name)
	if job.Account != "" && account != nil && account.ID != job.Account {
		out = append(out, "it is another customer's")
	}
	findings, checked := job.Findings[name]
	if !checked {
		out = append(out, "it was not checked")
	}
	for _, f := range findings {
		if f.Suppressed != "" {
			continue
		}
		if f.Verdict == evidence.Violated && f.Severity >= rule.Warning || f.Verdict == evidence.Unverified && private[f.Rule] {
			out = append(out, fmt.Sprintf("%s, line %d: %s", f.Rule, f.Start.Line, f.Message))
		}
	}
	if job.May != nil {
		if doc, err := DocumentAt(job.Workspace, name, job.Now); err != nil {
			out = append(out, err.Error())
		} else if decision := job.May(doc); !decision.Allowed {
			out = append(out, "policy: "+strings.Join(decision.Reasons, "; "))
		}
	}
	return out
}

// private are the rules on consent, approval and names: for them what cannot be verified keeps a document in the house.
var private = map[string]bool{"GL013": true, "GL016": true, "GL040": true, "CS014": true, "CS015": true, "CS016": true}

// titleLength bounds a published file's name, in letters.
const titleLength = 60

// placeOf names the published file by kind and title: no folder of the workspace shows.
func (job Job) placeOf(p *page, taken map[string]bool) string {
	title := []rune(slug.Of(p.title))
	base := path.Join(folder(p.kind), cmp.Or(strings.TrimRight(string(title[:min(len(title), titleLength)]), "-"), "document"))
	name := base
	for n := 2; taken[name]; n++ {
		name = fmt.Sprintf("%s-%d", base, n)
	}
	taken[name] = true
	return name + ".md"
}

func folder(kind string) string {
	if stem, ok := strings.CutSuffix(slug.Of(kind), "y"); ok {
		return stem + "ies"
	}
	return slug.Of(kind) + "s"
}

func (job Job) reasons(d *markdown.Document) []string {
	out := []string{"audience " + d.Front.Value("audience"), "checked on " + job.Now.UTC().Format(time.DateOnly)}
	if id := d.Front.Value("approval"); id != "" {
		out = append(out, "approved by the customer ("+job.assurance(id)+")")
	}
	return out
}

func (job Job) assurance(id string) string {
	accounts, err := job.Workspace.Accounts()
	if err != nil {
		return "unknown"
	}
	for _, a := range accounts {
		if r, err := approval.ReadRequest(job.Workspace, a.Dir, id); err == nil && r.Answer != nil {
			return r.Answer.Assurance
		}
	}
	return "unknown"
}

// render puts one document and its images into the tree. What it returns is missing.
func (job Job) render(tree *Tree, pages []*page, p *page) []string {
	r := resolver{
		dir: path.Dir(p.source),
		page: func(target string) string {
			for _, other := range pages {
				if other.source == target {
					return relative(p.out, other.out)
				}
			}
			return ""
		},
		image: func(target string) (string, error) {
			data, err := job.image(target)
			return job.keep(tree, p, target, data, string(data), err, "image of a published document", "metadata stripped")
		},
		file: func(target string) (string, error) {
			if !slices.Contains(attachments(p.source, p.doc), target) {
				return "", nil
			}
			data, words, err := job.attachment(target)
			return job.keep(tree, p, target, data, words, err, "attachment of a published document")
		},
	}
	small, err := reduce(p.doc, p.title, r)
	if err != nil {
		return []string{err.Error()}
	}
	if missing := job.leaks(p, p.out, p.out+"\n\n"+string(small.text)); len(missing) > 0 {
		return missing
	}
	tree.Add(p.out, p.kind, small.text, p.reasons)
	tree.Sources[p.out] = p.source
	return nil
}

// keep puts a file beside a document, named by its digest, unless it could not be made ready or words, what can be read of
// it, say too much.
func (job Job) keep(tree *Tree, p *page, target string, data []byte, words string, err error, reasons ...string) (string, error) {
	if err != nil {
		return "", err
	}
	if missing := job.leaks(p, target, words); len(missing) > 0 {
		return "", errors.New(strings.Join(missing, "; "))
	}
	name := "assets/" + digest(data)[7:19] + strings.ToLower(path.Ext(target))
	tree.Add(name, "", data, reasons)
	return relative(p.out, name), nil
}

// Add puts a file into the tree and its manifest; the first of a name stays.
func (t *Tree) Add(name, kind string, data []byte, reasons []string) {
	if _, ok := t.Files[name]; ok {
		return
	}
	t.Files[name] = data
	t.Manifest.Files = append(t.Manifest.Files, File{Path: name, Digest: digest(data), Kind: kind, Reasons: reasons})
}

// Rewrite changes every file of the tree, and its digest in the manifest.
func (t *Tree) Rewrite(change func([]byte) ([]byte, error)) error {
	for i, f := range t.Manifest.Files {
		data, err := change(t.Files[f.Path])
		if err != nil {
			return fmt.Errorf("%s: %w", f.Path, err)
		}
		t.Files[f.Path], t.Manifest.Files[i].Digest = data, digest(data)
	}
	return nil
}

// leaks is the last look, at the very bytes that go out (law 6): no customer is named without a permission that covers
// it, and no personal data stands in them that nobody has approved.
func (job Job) leaks(p *page, what, text string) []string {
	var out []string
	seen := map[string]bool{}
	for _, m := range job.Known.Find(text) {
		if !m.Certain || seen[m.Account] {
			continue
		}
		seen[m.Account] = true
		if why := job.mayName(m.Account, p); why != "" {
			out = append(out, fmt.Sprintf("%s would show %q, which names a customer: %s", what, m.Found, why))
		}
	}
	if job.Detector == nil || job.Audience == "customer" || slices.Contains([]string{".png", ".jpg", ".jpeg", ".pdf"}, strings.ToLower(path.Ext(what))) {
		return out // numbers in bytes that are no text mean nothing
	}
	for _, e := range job.Detector.Exact(text) {
		out = append(out, fmt.Sprintf("%s would show personal data (%s): %q", what, e.Type, text[e.Start:e.End]))
	}
	return out
}

func (job Job) mayName(account string, p *page) string {
	if job.Audience == "customer" && account == job.Account {
		return ""
	}
	a, err := job.Workspace.Account(account)
	if err != nil {
		return err.Error()
	}
	why, _ := approval.Naming{Document: p.source, Approval: p.doc.Front.Value("approval"), Dir: a.Dir, Audience: job.Audience}.Refused(job.Workspace, job.Now)
	return why
}

// relative leads from one published file to another.
func relative(from, to string) string {
	up := strings.Repeat("../", strings.Count(from, "/"))
	if path.Dir(from) == path.Dir(to) {
		return path.Base(to)
	}
	return up + to
}
