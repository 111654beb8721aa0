package publish

import (
	"fmt"
	"net/url"
	"path"
	"sort"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/pattern"
	"github.com/touchstone-cs/touchstone/internal/privacy"
)

// reduced is a document as an audience may read it.
type reduced struct {
	text   []byte
	images map[string]string // workspace path to the name in the published tree
}

// resolver says where a link of the document leads in the published tree; "" where the target is not published.
type resolver struct {
	dir   string                                     // of the document in the workspace
	page  func(target string) string                 // of another document
	image func(target string) (name string, e error) // of an image, which is stripped and kept
	file  func(target string) (name string, e error) // of an attachment; "" where the document lists none such
}

// kept are the keys of front matter that every audience may see.
var keptKeys = []string{"kind", "date", "author", "status", "audience", "period"}

// reduce takes out of a document what its audience may not know: bookkeeping, comments, raw HTML, what evidence is called,
// links to what is not published.
func reduce(d *markdown.Document, title string, r resolver) (reduced, error) {
	out := reduced{images: map[string]string{}}
	edits := []markdown.Edit{{Span: frontSpan(d), New: frontMatter(d, title)}}
	dates := privacy.Dates(d.Front.Value("anonymous"))
	var problem error
	texts := map[markdown.Span]bool{}
	visit := func(t markdown.Text) {
		if texts[t.Span] {
			return
		}
		texts[t.Span] = true
		for _, span := range t.HTML {
			if !plainTag.MatchString(d.Slice(span)) {
				edits = append(edits, markdown.Edit{Span: span})
			}
		}
		for _, l := range t.Links {
			edit, err := out.link(d, t, l, r)
			if err != nil && problem == nil {
				problem = err
			}
			edits = append(edits, edit...)
		}
	}
	d.Texts(visit)
	d.Walk(func(b markdown.Block) {
		switch n := b.(type) {
		case *markdown.HTML:
			edits = append(edits, markdown.Edit{Span: n.Span})
		case *markdown.Footnote:
			if ref, err := evidence.ParseRef(d.Slice(n.Body)); err == nil {
				edits = append(edits, markdown.Edit{Span: n.Body, New: source(ref, dates.Hides())})
			}
		}
	})
	if problem != nil {
		return out, problem
	}
	text, err := markdown.Apply(d.Source, outermost(edits))
	if err != nil {
		return out, err
	}
	out.text = []byte(tidy(dropDefinitions(string(text), r)))
	return out, nil
}

// plainTag are the tags that stay: they carry no attribute.
var plainTag = pattern.New(`(?i)^</?(?:br|sub|sup|kbd)\s*/?>$`)

// outermost leaves out edits that lie within another.
func outermost(edits []markdown.Edit) []markdown.Edit {
	sort.SliceStable(edits, func(i, j int) bool {
		if edits[i].Start != edits[j].Start {
			return edits[i].Start < edits[j].Start
		}
		return edits[i].End > edits[j].End
	})
	var out []markdown.Edit
	end := -1
	for _, e := range edits {
		if e.Start < end {
			continue
		}
		out = append(out, e)
		end = e.End
	}
	return out
}

func frontSpan(d *markdown.Document) markdown.Span {
	if d.Front.Present {
		return d.Front.Span
	}
	return markdown.Span{}
}

func frontMatter(d *markdown.Document, title string) string {
	var b strings.Builder
	b.WriteString("---\n")
	write := func(key, value string) {
		if out, err := yaml.Marshal(map[string]string{key: value}); err == nil {
			b.Write(out)
		}
	}
	if title != "" {
		write("title", title)
	}
	for _, key := range keptKeys {
		if v := d.Front.Value(key); v != "" {
			write(key, v)
		}
	}
	b.WriteString("---\n")
	return b.String()
}

// source tells what stands behind a figure, without names, numbers or digests of ours; of a customer whose dates are hidden
// without its periods and days too.
func source(ref evidence.Ref, undated bool) string {
	when := func(key string) string {
		if undated {
			return ""
		}
		return ref.Value(key)
	}
	switch ref.Scheme {
	case "metric", "survey", "forecast":
		what := map[string]string{"metric": "Usage data", "survey": "Survey answers", "forecast": "Forecast"}[ref.Scheme]
		if p := when("period"); p != "" {
			what += " of " + p
		}
		if p := when("prior_period"); p != "" {
			what += ", compared with " + p
		}
		return what + "; verified, on record."
	case "approval":
		text := "Approved by the customer"
		if e := when("expires"); e != "" {
			text += " until " + e
		}
		return text + "."
	case "file":
		if ref.Value("source") == "customer" {
			return "Figures given by the customer; on record."
		}
	}
	return "Verified evidence, on record."
}

// link keeps links that lead somewhere a reader may go, and leaves the words of others.
func (out *reduced) link(d *markdown.Document, t markdown.Text, l markdown.Link, r resolver) ([]markdown.Edit, error) {
	whole := linkSpan(d, t, l)
	words := t.Plain[l.Start:l.End]
	u, err := url.Parse(l.Destination)
	switch {
	case err != nil:
		return []markdown.Edit{{Span: whole, New: words}}, nil
	case u.Scheme == "https" || u.Scheme == "http" || u.Scheme == "mailto":
		if l.Image { // an image elsewhere tells its host who reads
			return []markdown.Edit{{Span: whole, New: words}}, nil
		}
		return nil, nil
	case u.Scheme != "" || u.Host != "":
		return []markdown.Edit{{Span: whole, New: words}}, nil
	case u.Path == "" && u.Fragment != "":
		return nil, nil
	}
	target := path.Join(r.dir, u.Path)
	if path.IsAbs(u.Path) || target == ".." || strings.HasPrefix(target, "../") || strings.ContainsRune(u.Path, '\\') {
		return nil, fmt.Errorf("the link %q leads out of the workspace", l.Destination)
	}
	if l.Image {
		name, err := r.image(target)
		if err != nil {
			return nil, fmt.Errorf("image %q: %w", l.Destination, err)
		}
		out.images[target] = name
		return []markdown.Edit{{Span: whole, New: "![" + escape(words) + "](" + name + ")"}}, nil
	}
	if page := r.page(target); page != "" {
		return []markdown.Edit{{Span: whole, New: "[" + escape(words) + "](" + page + ")"}}, nil
	}
	name, err := r.file(target)
	if err != nil {
		return nil, fmt.Errorf("attachment %q: %w", l.Destination, err)
	}
	if name != "" {
		return []markdown.Edit{{Span: whole, New: "[" + escape(words) + "](" + name + ")"}}, nil
	}
	return []markdown.Edit{{Span: whole, New: words}}, nil
}

func escape(s string) string { return strings.NewReplacer("[", `\[`, "]", `\]`).Replace(s) }

// linkSpan widens the span of a link's words to all of its source.
func linkSpan(d *markdown.Document, t markdown.Text, l markdown.Link) markdown.Span {
	s := l.Span
	for s.Start > t.Span.Start && d.Source[s.Start] != '[' && d.Source[s.Start] != '<' {
		s.Start--
	}
	if l.Image && s.Start > t.Span.Start && d.Source[s.Start-1] == '!' {
		s.Start--
	}
	rest := string(d.Source[s.End:t.Span.End])
	if i := linkTail.FindStringIndex(rest); i != nil {
		s.End += i[1]
	} else if strings.HasPrefix(rest, ">") {
		s.End++
	}
	return s
}

// linkTail is what follows a link's words: the bracket and the destination, or the label of a definition.
var linkTail = pattern.New(`^[^\]]*\](?:\((?:<[^>]*>|[^()\s]*(?:\([^()]*\)[^()\s]*)*)(?:\s+(?:"[^"]*"|'[^']*'|\([^)]*\)))?\s*\)|\[[^\]]*\])?`)

var definition = pattern.New(`(?m)^ {0,3}\[([^\]^][^\]]*)\]:[ \t]*(<[^>]*>|\S+).*\n?`)

// dropDefinitions takes out definitions of links that lead into the workspace.
func dropDefinitions(text string, _ resolver) string {
	return definition.ReplaceAllStringFunc(text, func(s string) string {
		m := definition.FindStringSubmatch(s)
		if u, err := url.Parse(strings.Trim(m[2], "<>")); err == nil && (u.Scheme == "https" || u.Scheme == "http" || u.Scheme == "mailto") {
			return "[" + m[1] + "]: " + strings.Trim(m[2], "<>") + "\n" // without its title
		}
		return ""
	})
}

var blankRuns = pattern.New(`\n{3,}`)

func tidy(s string) string {
	return strings.TrimRight(blankRuns.ReplaceAllString(s, "\n\n"), "\n") + "\n"
}
