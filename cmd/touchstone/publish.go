package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/touchstone-cs/touchstone/internal/access"
	"github.com/touchstone-cs/touchstone/internal/audit"
	"github.com/touchstone-cs/touchstone/internal/git"
	"github.com/touchstone-cs/touchstone/internal/names"
	"github.com/touchstone-cs/touchstone/internal/privacy"
	"github.com/touchstone-cs/touchstone/internal/publish"
	"github.com/touchstone-cs/touchstone/internal/review"
	"github.com/touchstone-cs/touchstone/internal/rule"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

type publishFlags struct {
	audience, account, to, format, as string
}

func (a *app) publishCommand() *cobra.Command {
	var f publishFlags
	c := &cobra.Command{
		Use: "publish [DOC…]", Short: "Copy what an audience may see, and only that, somewhere else",
		Long: `Publish checks the documents with their evidence, takes out what the audience may not know (bookkeeping, comments,
citations' references, images' metadata, links to what is not published) and writes a clean tree with a manifest of digests
and reasons. Where anything is missing (approval, consent, a passing check, a policy) nothing is published, and it is named.

Exit status: 0 published, 1 refused, 2 could not do it.`,
		Example: `  touchstone publish --audience public --to ../site --format site
  touchstone publish --audience customer --account acme --to git@example.com:shared/acme.git
  touchstone publish verify ../site
  touchstone publish withdraw ../site --document case-studies/acme.html --reason "consent revoked"`,
		RunE: func(c *cobra.Command, args []string) error { return a.publish(c.Context(), args, f) },
	}
	c.Flags().StringVar(&f.audience, "audience", "", "customer, shared or public")
	c.Flags().StringVar(&f.account, "account", "", "with customer: whose people")
	c.Flags().StringVar(&f.to, "to", "", "an empty folder, one published before, or a git remote")
	c.Flags().StringVar(&f.format, "format", "markdown", "markdown, site, pdf (with chromium) or docx (with pandoc)")
	c.Flags().StringVar(&f.as, "as", "", "who publishes, by ID or name in policies/people.yaml: the policies are asked for them too, beside the audience")
	c.AddCommand(a.publishVerify(), a.publishWithdraw())
	return c
}

func (a *app) publish(ctx context.Context, args []string, f publishFlags) error {
	if f.to == "" {
		return errors.New("publish: where to?\nhint: --to ../site")
	}
	tree, w, err := a.tree(ctx, args, f)
	if err != nil {
		return err
	}
	tree, err = formatted(ctx, tree, w.Config.Name, f.format)
	if err != nil {
		return err
	}
	manifest, err := tree.Manifest.Bytes()
	if err != nil {
		return err
	}
	files := map[string][]byte{publish.ManifestFile: manifest}
	for name, data := range tree.Files {
		files[name] = data
	}
	if err := put(ctx, f.to, files, "publish for "+f.audience); err != nil {
		return err
	}
	if err := a.logPublication(w, tree, f.as); err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "%d files for %s in %s\n", len(tree.Files), f.audience, f.to)
	return a.commitUnless(ctx, false, w, "publish: "+f.audience, audit.Path, audit.PeoplePath)
}

// tree checks and prepares; a refusal is printed and is ErrFindings.
func (a *app) tree(ctx context.Context, args []string, f publishFlags) (*publish.Tree, *workspace.Workspace, error) {
	options, catalog, err := a.checkOptions(args, checkFlags{})
	if err != nil {
		return nil, nil, err
	}
	w := options.Workspace
	if w == nil {
		return nil, nil, workspace.ErrNone
	}
	report, err := review.Check(ctx, catalog, options)
	if err != nil {
		return nil, nil, err
	}
	job := publish.Job{Workspace: w, Audience: f.audience, Account: f.account, Now: options.Now, Findings: map[string][]rule.Finding{}}
	for _, d := range report.Documents {
		job.Findings[d.Path] = nil
	}
	for _, finding := range report.Findings {
		job.Findings[finding.Path] = append(job.Findings[finding.Path], finding)
	}
	if len(args) > 0 {
		job.Paths = options.Paths
	}
	if job.Vouched, err = vouched(w); err != nil {
		return nil, nil, err
	}
	if job.Known, err = names.Finder(w); err != nil {
		return nil, nil, err
	}
	if job.Detector, err = privacy.NewDetector(w.Config.Calendar.Country); err != nil {
		return nil, nil, err
	}
	if job.May, err = a.mayPublish(w, f); err != nil {
		return nil, nil, err
	}
	tree, refused, err := publish.Make(job)
	if err != nil {
		return nil, nil, err
	}
	if len(refused) > 0 {
		for _, r := range refused {
			if err := a.logAct(w, act{event: "publish.refused", who: f.as, path: r.Path, note: f.audience}); err != nil {
				return nil, nil, err
			}
			fmt.Fprintf(a.stdout, "refused: %s\n", r.Path)
			for _, m := range r.Missing {
				fmt.Fprintf(a.stdout, "  %s\n", m)
			}
		}
		fmt.Fprintln(a.stdout, "nothing was published")
		return nil, nil, errors.Join(review.ErrFindings, a.commitUnless(ctx, false, w, "audit: publish refused", audit.Path, audit.PeoplePath))
	}
	return tree, w, nil
}

// vouched reads the key of touchstone.yaml that lists files which people have looked at.
func vouched(w *workspace.Workspace) ([]publish.Vouch, error) {
	var list []publish.Vouch
	if err := w.Config.Decode("vouched", &list); err != nil {
		return nil, err
	}
	for _, v := range list {
		if err := v.Check(); err != nil {
			return nil, fmt.Errorf("%s: %w", workspace.ConfigFile, err)
		}
	}
	return list, nil
}

// mayPublish asks the policies whether the audience may read a document and, where a publisher is named, whether they may
// publish it. Policies that cannot be relied upon refuse everything.
func (a *app) mayPublish(w *workspace.Workspace, f publishFlags) (func(access.Document) access.Decision, error) {
	policies, err := a.policies(w)
	if err != nil {
		return nil, err
	}
	audience := access.Audience(f.audience, f.account)
	if f.as == "" {
		return func(d access.Document) access.Decision { return policies.Decide(audience, "read", d) }, nil
	}
	who, err := a.who(w, f.as)
	if err != nil {
		return nil, err
	}
	return func(d access.Document) access.Decision {
		if decision := policies.Decide(audience, "read", d); !decision.Allowed {
			return decision
		}
		return policies.Decide(who, "publish", d)
	}, nil
}

// logPublication writes one entry a document: its digest and audience, and whose it is by a random ID. Names and paths
// stand in the published manifest, not in the log, which cannot forget.
func (a *app) logPublication(w *workspace.Workspace, tree *publish.Tree, as string) error {
	for _, file := range tree.Manifest.Files {
		if source, ok := tree.Sources[file.Path]; ok {
			if err := a.logAct(w, act{event: "publish", who: as, path: source, digest: file.Digest, note: tree.Manifest.Audience}); err != nil {
				return err
			}
		}
	}
	return nil
}

func formatted(ctx context.Context, tree *publish.Tree, vendor, format string) (*publish.Tree, error) {
	switch format {
	case "markdown":
		return tree, nil
	case "site":
		return publish.Site(tree, vendor)
	case "pdf":
		site, err := publish.Site(tree, vendor)
		if err != nil {
			return nil, err
		}
		made, err := convert(ctx, site, ".html", ".pdf", "chromium", func(in, out string) []string {
			return []string{"--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
				"--no-pdf-header-footer", "--print-to-pdf=" + out, "file://" + in}
		})
		if err != nil {
			return nil, err
		}
		return made, made.Rewrite(publish.StripPDF)
	case "docx":
		made, err := convert(ctx, tree, ".md", ".docx", "pandoc", func(in, out string) []string {
			// no sandbox: it would keep the pictures of the tree out; the tree holds no path that leads out of it, and raw HTML is no input
			return []string{"-f", "gfm+footnotes-raw_html", "--shift-heading-level-by=-1", "-o", out, in}
		})
		if err != nil {
			return nil, err
		}
		return made, made.Rewrite(publish.StripDOCX)
	}
	return nil, fmt.Errorf("publish: --format %q is none of markdown, site, pdf, docx", format)
}

// convert runs a program over every page in a folder of its own and takes what comes out.
func convert(ctx context.Context, tree *publish.Tree, from, to, program string, args func(in, out string) []string) (*publish.Tree, error) {
	command, err := exec.LookPath(program)
	if err != nil {
		return nil, fmt.Errorf("publish: %s needs %s, which is not here\nhint: --format markdown or site", strings.TrimPrefix(to, "."), program)
	}
	temp, err := os.MkdirTemp("", "touchstone-publish-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(temp)
	if err := publish.Replace(filepath.Join(temp, "in"), tree.Files); err != nil {
		return nil, err
	}
	out := &publish.Tree{Files: map[string][]byte{}, Sources: map[string]string{}, Manifest: tree.Manifest}
	out.Manifest.Files = nil
	for _, f := range tree.Manifest.Files {
		if path.Ext(f.Path) != from || f.Kind == "" {
			continue
		}
		name := strings.TrimSuffix(f.Path, from) + to
		in, made := filepath.Join(temp, "in", filepath.FromSlash(f.Path)), filepath.Join(temp, "out"+to)
		run := exec.CommandContext(ctx, command, args(in, made)...)
		run.Dir = filepath.Dir(in)
		if text, err := run.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("publish: %s: %w: %s", program, err, text)
		}
		data, err := os.ReadFile(made)
		if err != nil {
			return nil, err
		}
		out.Add(name, f.Kind, data, f.Reasons)
		out.Sources[name] = tree.Sources[f.Path]
	}
	return out, nil
}

// put writes a tree into a folder, or commits it to a git remote.
func put(ctx context.Context, to string, files map[string][]byte, message string) error {
	if !strings.Contains(to, "://") && !strings.HasPrefix(to, "git@") && !strings.HasSuffix(to, ".git") {
		return publish.Replace(to, files)
	}
	temp, err := os.MkdirTemp("", "touchstone-publish-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	clone := filepath.Join(temp, "clone")
	if _, err := git.Run(ctx, temp, "clone", "--depth", "1", "--", to, clone); err != nil {
		return err
	}
	if entries, err := os.ReadDir(clone); err == nil && len(entries) > 1 {
		if _, err := publish.ReadManifest(os.DirFS(clone)); err != nil {
			return fmt.Errorf("publish to %s: %w", to, publish.ErrOccupied)
		}
	}
	if _, err := git.Run(ctx, clone, "rm", "-rq", "--ignore-unmatch", "."); err != nil {
		return err
	}
	for name, data := range files {
		place := filepath.Join(clone, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(place), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(place, data, 0o644); err != nil {
			return err
		}
	}
	for _, args := range [][]string{{"add", "-A"}, {"commit", "-q", "--allow-empty", "-m", message}, {"push", "-q", "origin", "HEAD"}} {
		if _, err := git.Run(ctx, clone, args...); err != nil {
			return err
		}
	}
	return nil
}

func (a *app) publishVerify() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use: "verify DIR", Short: "Compare a published copy with its manifest", Args: cobra.ExactArgs(1), Long: "Exit status: 0 as published, 1 it differs, 2 could not tell.",
		Example: "  touchstone publish verify ../site",
		RunE: func(_ *cobra.Command, args []string) error {
			problems, err := publish.Verify(os.DirFS(args[0]))
			if err != nil {
				return err
			}
			switch {
			case asJSON:
				err = a.printJSON(map[string]any{"as_published": len(problems) == 0, "problems": append([]string{}, problems...)})
			case len(problems) == 0:
				fmt.Fprintln(a.stdout, "as published")
			}
			for _, p := range problems {
				if !asJSON {
					fmt.Fprintln(a.stdout, p)
				}
			}
			if err == nil && len(problems) > 0 {
				err = review.ErrFindings
			}
			return err
		},
	}
	jsonFlag(c, &asJSON)
	return c
}

func (a *app) publishWithdraw() *cobra.Command {
	var document, reason string
	c := &cobra.Command{
		Use: "withdraw DIR", Short: "Take a document out of a published copy; the manifest says that it was there", Args: cobra.ExactArgs(1), Long: "Exit status: 0 withdrawn, 2 could not do it.",
		Example: `  touchstone publish withdraw ../site --document case-studies/acme.html --reason "consent revoked"`,
		RunE: func(c *cobra.Command, args []string) error {
			now := a.now()
			w, err := a.open()
			if err != nil {
				return err
			}
			files, manifest, gone, err := publish.Withdraw(os.DirFS(args[0]), document, reason, now)
			if err != nil {
				return err
			}
			if err := publish.Replace(args[0], files); err != nil {
				return err
			}
			if _, err := audit.Append(w.Root, audit.Entry{Event: "withdraw", Digest: gone}, now); err != nil {
				return err
			}
			fmt.Fprintf(a.stdout, "withdrawn: %s; %d files stay\n", document, len(manifest.Files))
			return a.commitUnless(c.Context(), false, w, "publish: withdraw "+document, audit.Path)
		},
	}
	c.Flags().StringVar(&document, "document", "", "its path in the published copy")
	c.Flags().StringVar(&reason, "reason", "", "why")
	return c
}
