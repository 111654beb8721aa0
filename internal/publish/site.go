package publish

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"path"
	"sort"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"

	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/pattern"
)

//go:embed site.html
var siteSource string

type siteEntry struct{ Title, Href, Kind, Date string }

type siteView struct {
	Title, Vendor, Home, Date, Author string
	Body                              template.HTML
	Entries                           []siteEntry
}

// Site turns a tree of Markdown into a static site: one page a document, one that lists them, no script and nothing from
// elsewhere.
func Site(tree *Tree, vendor string) (*Tree, error) {
	page, err := template.New("site").Parse(siteSource)
	if err != nil {
		return nil, fmt.Errorf("site: %w", err)
	}
	md := goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Footnote), goldmark.WithParserOptions(parser.WithAutoHeadingID()))
	out := &Tree{Files: map[string][]byte{}, Sources: map[string]string{}, Manifest: tree.Manifest}
	out.Manifest.Files = nil
	var entries []siteEntry
	for _, f := range tree.Manifest.Files {
		data := tree.Files[f.Path]
		if path.Ext(f.Path) != ".md" {
			out.Add(f.Path, f.Kind, data, f.Reasons)
			continue
		}
		doc := markdown.Parse(data)
		var body bytes.Buffer
		if err := md.Convert(data[doc.Front.Span.End:], &body); err != nil {
			return nil, fmt.Errorf("site: %s: %w", f.Path, err)
		}
		name := strings.TrimSuffix(f.Path, ".md") + ".html"
		view := siteView{Title: doc.Title(), Vendor: vendor, Home: strings.Repeat("../", strings.Count(name, "/")) + "index.html", Date: doc.Front.Value("date"), Author: doc.Front.Value("author"),
			Body: template.HTML(accessible(body.String()))} //nolint:gosec // goldmark escapes raw HTML
		html, err := render(page, view)
		if err != nil {
			return nil, err
		}
		out.Add(name, f.Kind, html, f.Reasons)
		out.Sources[name] = tree.Sources[f.Path]
		entries = append(entries, siteEntry{doc.Title(), name, strings.ReplaceAll(f.Kind, "-", " "), view.Date})
	}
	sort.Slice(entries, func(i, j int) bool { return entries[i].Href < entries[j].Href })
	index, err := render(page, siteView{Title: vendor, Vendor: vendor, Entries: entries})
	if err != nil {
		return nil, err
	}
	out.Add("index.html", "", index, []string{"list of what is published"})
	return out, nil
}

func render(page *template.Template, view siteView) ([]byte, error) {
	var b bytes.Buffer
	if err := page.Execute(&b, view); err != nil {
		return nil, fmt.Errorf("site: %w", err)
	}
	return b.Bytes(), nil
}

// accessible lets wide tables and code be scrolled by keyboard, leads links to pages, and names the notes.
func accessible(html string) string {
	for n := 1; strings.Contains(html, "<table>"); n++ {
		html = strings.Replace(html, "<table>", fmt.Sprintf(`<div class="wide" role="region" aria-label="Table %d" tabindex="0"><table >`, n), 1)
	}
	html = strings.ReplaceAll(html, "</table>", "</table></div>")
	html = strings.ReplaceAll(html, "<pre>", `<pre tabindex="0">`)
	html = strings.ReplaceAll(html, `<div class="footnotes" role="doc-endnotes">`, `<section class="footnotes" role="doc-endnotes" aria-label="Sources">`)
	if i := strings.LastIndex(html, "</div>"); i >= 0 && strings.Contains(html, `<section class="footnotes"`) {
		html = html[:i] + "</section>" + html[i+len("</div>"):]
	}
	html = checkboxes.Replace(html)
	return localPages.ReplaceAllString(html, `href="$1.html"`)
}

// localPages are links to other published documents.
var localPages = pattern.New(`href="([^":#]+)\.md"`)

// checkboxes of task lists become signs with a name: a disabled form element without a label says nothing to a reader.
var checkboxes = strings.NewReplacer(`<input checked="" disabled="" type="checkbox">`, `<span role="img" aria-label="done">☑</span>`,
	`<input disabled="" type="checkbox">`, `<span role="img" aria-label="open">☐</span>`)
