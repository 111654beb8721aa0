package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"golang.org/x/sync/errgroup"
)

const parseWorkers = 2

// Lint measures `check --offline` over 2,000 documents of the six kinds, every rule on, from the start of the process to its end, beside
// goldmark's bare parse of the same files by two workers: for the plain corpus and for the dense one. Then other linters over the dense one,
// where they can be installed.
func Lint(ctx context.Context, dir string, _ int64, repeat int) (Figures, error) {
	out := Figures{}
	if _, err := lintOf(ctx, out, "plain", filepath.Join(dir, "plain"), repeat, (*docWriter).plainSection); err != nil {
		return nil, err
	}
	root, err := lintOf(ctx, out, "dense", dir, repeat, (*docWriter).denseSection)
	if err != nil {
		return nil, err
	}
	return out, peers(ctx, out, dir, root, repeat)
}

// lintOf measures one corpus below dir and returns its workspace.
func lintOf(ctx context.Context, out Figures, corpus, dir string, repeat int, fill filler) (root string, err error) {
	touchstone, root, size, err := corpusIn(ctx, dir, corpusDocuments, fill)
	if err != nil {
		return "", err
	}
	out.set("lint", corpus+"_documents", corpusDocuments)
	out.set("lint", corpus+"_megabytes", float64(size)/1e6)
	files, err := markdownIn(root)
	if err != nil {
		return "", err
	}
	floor, err := median(max(3, repeat), func() error { return parseAll(files) })
	if err != nil {
		return "", err
	}
	check := process{dir: root, findings: true, args: []string{touchstone, "check", "--offline", "--format", "json", "--now", "2026-11-02"}}
	ours, report, err := check.cost(ctx, repeat)
	if err != nil {
		return "", err
	}
	findings, err := checkedAll(report)
	if err != nil {
		return "", err
	}
	out.set("lint", corpus+"_findings", float64(findings))
	out.cost("lint", corpus+"_goldmark", floor)
	out.cost("lint", corpus+"_check", ours)
	out.against("lint", corpus+"_check", corpus+"_goldmark")
	out.goal("lint", corpus+"_check", 3)
	return root, nil
}

// corpusIn builds touchstone and makes a workspace below dir with so many documents of size bytes together.
func corpusIn(ctx context.Context, dir string, documents int, fill filler) (touchstone, root string, size int64, err error) {
	if touchstone, err = binary(ctx, dir); err != nil {
		return "", "", 0, err
	}
	if root, err = filepath.Abs(filepath.Join(dir, "workspace")); err != nil {
		return "", "", 0, err
	}
	if err = workspaceIn(ctx, touchstone, root); err != nil {
		return "", "", 0, err
	}
	size, err = writeCorpus(root, documents, corpusSeed, fill)
	return touchstone, root, size, err
}

// checkedAll counts a report's findings; it fails where the measured run did not read every document: a fast nothing is no result.
func checkedAll(report []byte) (findings int, err error) {
	var r struct {
		Findings []json.RawMessage
		Summary  struct{ Documents int }
	}
	if err := json.Unmarshal(report, &r); err != nil {
		return 0, fmt.Errorf("check: %w", err)
	}
	if r.Summary.Documents < corpusDocuments {
		return 0, fmt.Errorf("check read %d of %d documents", r.Summary.Documents, corpusDocuments)
	}
	return len(r.Findings), nil
}

func markdownIn(root string) ([]string, error) {
	var files []string
	err := filepath.WalkDir(filepath.Join(root, "customer-success"), func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.HasSuffix(path, ".md") {
			files = append(files, path)
		}
		return err
	})
	return files, err
}

// parseAll reads every file and parses it with goldmark (GFM and footnotes), and walks the tree: what any linter that knows Markdown does at the least.
func parseAll(files []string) error {
	var next, nodes atomic.Int64
	var group errgroup.Group
	for range parseWorkers {
		group.Go(func() error {
			parser := bareParser()
			for i := next.Add(1) - 1; i < int64(len(files)); i = next.Add(1) - 1 {
				source, err := os.ReadFile(files[i])
				if err != nil {
					return err
				}
				n := int64(0)
				err = ast.Walk(bareParse(parser, source), func(ast.Node, bool) (ast.WalkStatus, error) { n++; return ast.WalkContinue, nil })
				if nodes.Add(n); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return group.Wait()
}

// bareParser is goldmark with what a deliverable is written in.
func bareParser() parser.Parser {
	return goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Footnote)).Parser()
}

func bareParse(p parser.Parser, source []byte) ast.Node {
	return p.Parse(text.NewReader(withoutFront(source)))
}

func withoutFront(source []byte) []byte {
	if rest, ok := bytes.CutPrefix(source, []byte("---\n")); ok {
		if _, body, ok := bytes.Cut(rest, []byte("\n---\n")); ok {
			return body
		}
	}
	return source
}
