package implementation

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/evidence/command"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/receipt"
	"github.com/touchstone-cs/touchstone/internal/evidence/ticket"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/slug"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// PatternFolder holds the patterns: guides with names in «» where a customer's own words come in.
const PatternFolder = "playbooks"

type generator struct{ tickets TicketLessons }

// generate writes a guide for each account: the pattern's text with the account's values, the results of the last run,
// and the troubleshooting entries that failures here and at earlier implementations propose.
func (g generator) generate(ctx context.Context, job deliverable.Job, emit func(deliverable.Draft) error) error {
	name := job.Flags["pattern"]
	if name == "" || name != slug.Of(name) {
		return fmt.Errorf("generate implementation-guide: --pattern %q: want the name of a file in %s/\nhint: %s", name, PatternFolder, knownPatterns(job.Workspace))
	}
	text, err := job.Workspace.ReadFile(path.Join(PatternFolder, name+".md"))
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("generate implementation-guide: there is no %s/%s.md\nhint: %s", PatternFolder, name, knownPatterns(job.Workspace))
	}
	if err != nil {
		return err
	}
	accounts := job.Accounts
	if job.All {
		all, err := job.Workspace.Accounts()
		if err != nil {
			return err
		}
		for _, account := range all {
			accounts = append(accounts, account.ID)
		}
	}
	for _, id := range accounts {
		account, err := job.Workspace.Account(id)
		if err != nil {
			return err
		}
		w := newWriter(job, account, name, string(text))
		if g.tickets != nil {
			if w.lessons, w.snapshot, err = g.tickets(ctx, job.Workspace, name, id); err != nil {
				return fmt.Errorf("generate implementation-guide for %s: %w", id, err)
			}
		}
		draft, err := w.write()
		if err != nil {
			return fmt.Errorf("generate implementation-guide for %s: %w", id, err)
		}
		if err := emit(draft); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func knownPatterns(w *workspace.Workspace) string {
	files, err := w.Files(PatternFolder, func(name string) bool { return strings.HasSuffix(name, ".md") })
	if err != nil || len(files) == 0 {
		return "a pattern is a guide in " + PatternFolder + "/<pattern>.md, with «customer», «environment» and the account's variables in it"
	}
	var names []string
	for _, file := range files {
		names = append(names, strings.TrimSuffix(path.Base(file), ".md"))
	}
	return "patterns here: " + strings.Join(names, ", ")
}

// writer makes one guide.
type writer struct {
	job     deliverable.Job
	account *workspace.Account
	pattern string
	text    string
	archive *command.Archive
	path    string
	notes   []string // footnote definitions
	// lessons are what other accounts' tickets teach of the pattern, as the snapshot has them.
	lessons  []ticket.Lesson
	snapshot string
}

func newWriter(job deliverable.Job, account *workspace.Account, pattern, text string) *writer {
	place := deliverable.Place{AccountDir: path.Join("accounts", path.Base(account.Dir)), Engagement: slug.Of(account.Engagement), Pattern: pattern}
	return &writer{
		job: job, account: account, pattern: pattern, text: text, archive: command.NewArchive(job.Workspace),
		path: path.Join(job.Workspace.Config.Folders.Deliverables, Kind(nil).Path(place)),
	}
}

func (w *writer) write() (deliverable.Draft, error) {
	environment, err := w.environment()
	if err != nil {
		return deliverable.Draft{}, err
	}
	front, body := splitFront(w.text)
	values := w.values(environment)
	body = fill(body, values)
	runs, err := w.runs(environment.Name)
	if err != nil {
		return deliverable.Draft{}, err
	}
	requirements := requirementsOf(body)
	if body, err = addMet(body, slices.Concat(requirements, casesOf(body)), lastWhole(runs)); err != nil {
		return deliverable.Draft{}, err
	}
	body = w.addResult(body, environment, requirements, runs)
	if body, err = w.addTroubles(body, runs); err != nil {
		return deliverable.Draft{}, err
	}
	text := w.front(front, environment, runs) + "\n" + strings.TrimRight(body, "\n") + "\n"
	if len(w.notes) > 0 {
		text += "\n" + strings.Join(w.notes, "\n") + "\n"
	}
	return deliverable.Draft{Path: w.path, Text: []byte(text)}, nil
}

// environment is the one asked for, or the only one at the customer; one without a name where none is declared.
func (w *writer) environment() (*command.Environment, error) {
	declared, err := command.Environments(w.account)
	if err != nil {
		return nil, err
	}
	if name := w.job.Flags["environment"]; name != "" {
		if e := declared[name]; e != nil {
			return e, nil
		}
		return nil, fmt.Errorf("%s declares no environment %q", w.account.Path, name)
	}
	var own []*command.Environment
	for _, name := range slices.Sorted(maps.Keys(declared)) {
		if declared[name].Where == "customer" {
			own = append(own, declared[name])
		}
	}
	switch len(own) {
	case 0:
		return &command.Environment{Where: "customer"}, nil
	case 1:
		return own[0], nil
	}
	return nil, fmt.Errorf("%s declares %d environments at the customer\nhint: --environment NAME", w.account.Path, len(own))
}

// values are what «names» in a pattern stand for.
func (w *writer) values(e *command.Environment) map[string]string {
	values := map[string]string{
		"customer": w.account.Title(), "account": w.account.ID, "environment": e.Name, "pattern": w.pattern,
		"product": w.job.Workspace.Config.Product.Name, "version": w.job.Workspace.Config.Product.Version,
		"language": w.account.Language, "owner": w.account.Owner,
	}
	if e.Name != "" {
		values["target"] = e.Target()
	}
	maps.Copy(values, e.Variables)
	for name, value := range values {
		values[name] = strings.Join(strings.Fields(value), " ")
	}
	return values
}

func splitFront(text string) (front, body string) {
	doc := markdown.Parse([]byte(text))
	if !doc.Front.Present {
		return "", text
	}
	return doc.Slice(doc.Front.Body), strings.TrimLeft(text[doc.Front.Span.End:], "\n")
}

// runs are the receipts of this guide in the environment, oldest first.
func (w *writer) runs(environment string) ([]command.Kept, error) {
	all, err := w.archive.All(w.account.ID)
	var own []command.Kept
	for _, k := range all {
		if k.Run.Document == w.path && k.Run.Environment.Name == environment {
			own = append(own, k)
		}
	}
	return own, err
}

// front writes the front matter: the pattern's own keys, and those that every deliverable has.
func (w *writer) front(pattern string, e *command.Environment, runs []command.Kept) string {
	var b strings.Builder
	set := func(key, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%s: %s\n", key, value)
		}
	}
	own := map[string]bool{}
	b.WriteString("---\n")
	for _, pair := range [][2]string{
		{"kind", deliverable.ImplementationGuide}, {"account", w.account.ID}, {"engagement", quoteYAML(w.engagement())},
		{"date", w.job.Now.In(w.job.Workspace.Zone).Format(time.DateOnly)}, {"author", quoteYAML(w.author())}, {"status", "draft"}, {"audience", "customer"},
		{"environment", e.Name}, {"language", w.account.Language}, {"pattern", w.pattern},
	} {
		own[pair[0]] = true
		set(pair[0], pair[1])
	}
	if last := lastWhole(runs); last != nil {
		set("validated", last.Run.Ended.In(w.job.Workspace.Zone).Format(time.DateOnly))
	}
	for line := range strings.Lines(pattern) {
		key, _, ok := strings.Cut(line, ":")
		if ok && !own[strings.TrimSpace(key)] && key != "validated" && !strings.HasPrefix(line, " ") {
			b.WriteString(strings.TrimRight(line, "\n") + "\n")
		}
	}
	b.WriteString("---\n")
	return b.String()
}

func (w *writer) engagement() string {
	if w.account.Engagement != "" {
		return w.account.Engagement + ", pattern " + w.pattern
	}
	return "pattern " + w.pattern
}

func (w *writer) author() string {
	if w.job.Author != "" {
		return w.job.Author
	}
	return w.account.Owner
}

// quoteYAML quotes what YAML would not read as this text.
func quoteYAML(text string) string {
	if text == "" || regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{N} .,()/'-]*$`).MatchString(text) {
		return text
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}

// lastWhole is the last run that completed, or nil.
func lastWhole(runs []command.Kept) *command.Kept {
	for i := range slices.Backward(runs) {
		if runs[i].Run.Ending == "completed" && !runs[i].Run.Undo {
			return &runs[i]
		}
	}
	return nil
}

// addResult puts, under the title, what the last run says.
func (w *writer) addResult(body string, e *command.Environment, requirements []requirement, runs []command.Kept) string {
	sentence := fmt.Sprintf("Written for **%s**. No run has validated it yet: `touchstone run %s --env %s`.", e.Name, path.Base(w.path), e.Name)
	if e.Name == "" {
		sentence = fmt.Sprintf("Not validated: no environment of the customer's is known yet. Once `account.yaml` declares one under `environments:`, `touchstone run %s --env NAME` validates it.", path.Base(w.path))
	}
	if last := lastWhole(runs); last != nil {
		run := &last.Run
		sentence = fmt.Sprintf("Written against, and run in, **%s** (%s) on %s: %d steps passed, %d warned, %d skipped.[^run] A step that has changed since,\n"+
			"or an environment that has, shows as unverified until it is run again.",
			e.Name, fingerprintText(run, requirements), run.Ended.In(w.job.Workspace.Zone).Format(time.DateOnly), run.Count(receipt.Passed), run.Count(receipt.Warned), run.Count(receipt.Skipped))
		w.notes = append(w.notes, fmt.Sprintf("[^run]: %s warned=%d", command.Cite(*last, ""), run.Count(receipt.Warned)))
	}
	doc := markdown.Parse([]byte(body))
	for _, block := range doc.Blocks {
		if heading, ok := block.(*markdown.Heading); ok && heading.Level == 1 {
			at := heading.Span.End
			return strings.TrimRight(body[:at], "\n") + "\n\n" + sentence + "\n\n" + strings.TrimLeft(body[at:], "\n")
		}
	}
	return "# Implementation guide: " + w.pattern + " for " + w.account.Title() + "\n\n" + sentence + "\n\n" + body
}
