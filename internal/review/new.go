package review

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"text/template"
	"time"

	"github.com/touchstone-cs/touchstone/internal/atomicfile"
	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/pattern"
	"github.com/touchstone-cs/touchstone/internal/slug"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// NewOptions says what a new document is about. What is empty stays for a person to write.
type NewOptions struct {
	Workspace  *workspace.Workspace
	Account    *workspace.Account // nil for a kind that covers several
	Engagement string             // in words: Routing API with SSO
	Period     string
	Pattern    string
	ID         string
	Author     string
	Now        time.Time
}

// NewFields is what a template sees as {{.Account.Name}}, {{.Date}}, {{range .Contacts}}…{{end}}.
type NewFields struct {
	Kind       string
	Date       string
	Author     string
	Engagement string
	Period     string
	Pattern    string
	ID         string
	Account    workspace.Account
	Contacts   []workspace.Person
	Team       []workspace.Person
	Product    workspace.Product
	Contract   string   // plan, seats and renewal, as far as account.yaml has them
	Prior      []string // paths of earlier documents of this kind about this account
	Documents  []string // paths of all that is written of this account
	// Environments are those of account.yaml, by name.
	Environments map[string]any
}

// New writes a document from the kind's template (the workspace's own where it has one), everything that is known filled in, and returns its
// path. It never overwrites: a file that exists is an error.
func New(kind *deliverable.Kind, o NewOptions) (string, error) {
	fields := newFields(kind, o)
	text, err := render(kind, o.Workspace, fields)
	if err != nil {
		return "", err
	}
	if text, err = fill(substitute(text, fields), kind, fields); err != nil {
		return "", err
	}
	name := newPath(kind, o)
	if _, err := o.Workspace.Stat(name); !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("%s exists already\nhint: edit it, or name another engagement, period or pattern", name)
	}
	if err := os.MkdirAll(filepath.Dir(o.Workspace.Path(name)), 0o755); err != nil {
		return "", fmt.Errorf("new %s: %w", kind.Name, err)
	}
	if err := atomicfile.Write(o.Workspace.Path(name), text, 0o644); err != nil {
		return "", fmt.Errorf("new %s: %w", kind.Name, err)
	}
	return name, nil
}

func newPath(kind *deliverable.Kind, o NewOptions) string {
	place := deliverable.Place{Engagement: slug.Of(o.Engagement), Period: o.Period, Pattern: slug.Of(o.Pattern), ID: o.ID}
	if o.Account != nil {
		place.AccountDir = strings.TrimPrefix(o.Account.Dir, o.Workspace.Config.Folders.Deliverables+"/")
	}
	return path.Join(o.Workspace.Config.Folders.Deliverables, kind.Path(place))
}

func newFields(kind *deliverable.Kind, o NewOptions) NewFields {
	f := NewFields{Kind: kind.Name, Date: o.Now.Format(time.DateOnly), Author: o.Author, Engagement: o.Engagement, Period: o.Period, Pattern: o.Pattern, ID: o.ID,
		Team: o.Workspace.Config.Team, Product: o.Workspace.Config.Product, Environments: map[string]any{}}
	if o.Account == nil {
		return f
	}
	f.Account, f.Contacts, f.Contract = *o.Account, o.Account.Contacts, contract(o.Account)
	if f.Engagement == "" {
		f.Engagement = o.Account.Engagement
	}
	if f.Author == "" {
		f.Author = o.Account.Owner
	}
	if err := o.Account.Decode("environments", &f.Environments); err != nil {
		f.Environments = map[string]any{} // another shape than a mapping: left to the person
	}
	if names, err := o.Workspace.Documents(o.Account.Dir); err == nil {
		for _, name := range names {
			front, err := o.Workspace.Front(name)
			if err != nil || front.Value("kind") == "" {
				continue
			}
			f.Documents = append(f.Documents, name)
			if front.Value("kind") == kind.Name {
				f.Prior = append(f.Prior, name)
			}
		}
	}
	return f
}

// contract is what account.yaml says of it, in words.
func contract(a *workspace.Account) string {
	var parts []string
	if a.Plan != "" {
		parts = append(parts, "plan "+a.Plan)
	}
	if a.Seats > 0 {
		parts = append(parts, fmt.Sprintf("%d seats", a.Seats))
	}
	if a.Renewal != "" {
		parts = append(parts, "renews "+a.Renewal)
	}
	return strings.Join(parts, ", ")
}

// base is ESC-0007 of customer-success/accounts/acme/escalations/ESC-0007.md.
func base(name string) string { return strings.TrimSuffix(path.Base(name), path.Ext(name)) }

func render(kind *deliverable.Kind, w *workspace.Workspace, fields NewFields) ([]byte, error) {
	source, name, err := templateOf(kind, w)
	if err != nil {
		return nil, err
	}
	parsed, err := template.New(name).Funcs(template.FuncMap{"base": base}).Parse(source)
	if err != nil {
		return nil, fmt.Errorf("template %s: %w", name, err)
	}
	var out bytes.Buffer
	if err := parsed.Execute(&out, fields); err != nil {
		return nil, fmt.Errorf("template %s: %w", name, err)
	}
	return out.Bytes(), nil
}

// fill sets the front matter's keys that are known and that the template leaves empty or out.
func fill(text []byte, kind *deliverable.Kind, f NewFields) ([]byte, error) {
	doc := markdown.Parse(text)
	if !doc.Front.Present {
		return fill(append([]byte("---\nkind: "+kind.Name+"\n---\n\n"), text...), kind, f)
	}
	if doc.Front.Err != nil {
		return nil, fmt.Errorf("template of %s: %w", kind.Name, doc.Front.Err)
	}
	values := [][2]string{{"kind", kind.Name}, {"id", f.ID}, {"account", f.Account.ID}, {"engagement", f.Engagement}, {"period", f.Period}, {"date", f.Date},
		{"author", f.Author}, {"status", "draft"}, {"audience", "internal"}}
	if len(f.Environments) == 1 && doc.Front.Field("environment") != nil {
		for name := range f.Environments {
			values = append(values, [2]string{"environment", name})
		}
	}
	var edits []markdown.Edit
	for _, v := range values {
		field := doc.Front.Field(v[0])
		switch {
		case v[1] == "":
		case field == nil:
			edits = append(edits, markdown.Edit{Span: markdown.Span{Start: doc.Front.Body.End, End: doc.Front.Body.End}, New: v[0] + ": " + scalar(v[1]) + "\n"})
		case field.Node.Content == nil && (field.Value == "" || stands(field.Value)):
			line := doc.LineSpan(doc.Position(field.KeySpan.Start).Line)
			edits = append(edits, markdown.Edit{Span: line, New: v[0] + ": " + scalar(v[1])})
		}
	}
	for _, field := range doc.Front.Fields {
		if known := slices.ContainsFunc(values, func(v [2]string) bool { return v[0] == field.Key && v[1] != "" }); !known && stands(field.Value) {
			line := doc.LineSpan(doc.Position(field.KeySpan.Start).Line)
			edits = append(edits, markdown.Edit{Span: line, New: field.Key + ":"})
		}
	}
	return markdown.Apply(text, edits)
}

// substitute writes what is known in the place of the words that stand for it in templates: ACCOUNT, CUSTOMER, ENGAGEMENT, DATE, …
func substitute(text []byte, f NewFields) []byte {
	known := map[string]string{"CUSTOMER": f.Account.Title(), "ENGAGEMENT": f.Engagement, "AUTHOR": f.Author, "PATTERN": f.Pattern, "PERIOD": f.Period,
		"ESC-NUMBER": f.ID, "TIER": f.Account.Tier, "ACCOUNT": f.Account.ID}
	return wordsAndComments.ReplaceAllFunc(text, func(word []byte) []byte {
		if value := known[string(word)]; value != "" {
			return []byte(value)
		}
		return word // a comment stays as it is: it is how template guidance is known again
	})
}

var wordsAndComments = pattern.New(`(?s)<!--.*?-->|\b[A-Z]+(-[A-Z]+)*\b`)

var capitals = pattern.New(`\b[A-Z]+(-[A-Z]+)*\b`)

// stands reports whether a front matter value stands for one that is not known: ENVIRONMENT, YYYY-MM-DD, >=VERSION.
func stands(value string) bool {
	rest := strings.Trim(value, "<>= ")
	return len(rest) >= 4 && capitals.FindString(rest) == rest
}

// scalar writes a YAML scalar, quoted where it would be read as something else.
func scalar(value string) string {
	if strings.ContainsAny(value, ":#{}[]&*!|>'\"%@`\\\n") || strings.TrimSpace(value) != value || strings.HasPrefix(value, "-") {
		return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", " ").Replace(value) + `"`
	}
	return value
}
