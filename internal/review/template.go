package review

import (
	"errors"
	"io/fs"
	"maps"
	"path"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/rule"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// templateOf is what a kind's documents start from, and its name: the workspace's own file, else the shipped one.
func templateOf(kind *deliverable.Kind, w *workspace.Workspace) (text, name string, err error) {
	if w == nil || kind.TemplateFile == "" {
		return kind.Template, kind.TemplateFile, nil
	}
	own := path.Join(w.Config.Folders.Templates, kind.TemplateFile)
	data, err := w.ReadFile(own)
	if errors.Is(err, fs.ErrNotExist) {
		return kind.Template, kind.TemplateFile, nil
	}
	return string(data), own, err
}

// isTemplate reports whether a document is what others start from: none itself, by whatever name a hook of git calls for it.
func isTemplate(w *workspace.Workspace, path string) bool {
	return w != nil && w.Config.Folders.Templates != "" && under(path, w.Config.Folders.Templates)
}

// guidance tells the comments of a kind's template, the shipped one and the workspace's own, from others.
func (n *neighbourhood) guidance(kind *deliverable.Kind) func(string) bool {
	if kind == nil {
		return func(string) bool { return false }
	}
	known, ok := n.templates.Load(kind.Name)
	if !ok {
		set := comments(kind.Template)
		if own, _, err := templateOf(kind, n.workspace); err == nil {
			maps.Copy(set, comments(own))
		}
		known, _ = n.templates.LoadOrStore(kind.Name, set)
	}
	return func(comment string) bool { return known.(map[string]bool)[folded(comment)] }
}

func comments(template string) map[string]bool {
	set := map[string]bool{}
	for {
		_, rest, ok := strings.Cut(template, "<!--")
		if !ok {
			return set
		}
		inner, after, ok := strings.Cut(rest, "-->")
		if !ok {
			return set
		}
		set[folded("<!--"+inner+"-->")] = true
		template = after
	}
}

// folded is a comment with its white space collapsed.
func folded(comment string) string {
	return strings.Join(strings.Fields(comment), " ")
}

// unwritten reports whether half of the document's sections or more are still the template's: nothing there, or a placeholder. What a rule
// passes in such a document it passes for want of anything to look at, which is no pass.
func unwritten(doc *markdown.Document, findings []rule.Finding) bool {
	total, open := 0, 0
	for _, s := range doc.AllSections() {
		if s.Level() != 2 {
			continue
		}
		total++
		waiting := s.Empty()
		for _, f := range findings {
			waiting = waiting || f.Rule == "GL012" && f.Suppressed == "" && s.Span.Contains(f.Span)
		}
		if waiting {
			open++
		}
	}
	return total > 0 && 2*open >= total
}
