package escalation

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/evidence/command"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/fault"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/receipt"
	"github.com/touchstone-cs/touchstone/internal/pattern"
	"github.com/touchstone-cs/touchstone/internal/redact"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

type generator struct {
	tickets Tickets
	desk    Desks
}

// generate gathers what evidence knows of a ticket's issue. What only a person knows (the summary in technical terms, the
// steps, whom the issue stops) is left as an empty section, which a rule reports as unverified in a draft.
func (g generator) generate(ctx context.Context, job deliverable.Job, emit func(deliverable.Draft) error) error {
	id := job.Flags["ticket"]
	if id == "" || len(job.Accounts) != 1 {
		return errors.New("generate escalation-report: want one account and --ticket\nhint: touchstone generate escalation-report acme --ticket 48102")
	}
	account, err := job.Workspace.Account(job.Accounts[0])
	if err != nil {
		return err
	}
	if g.tickets == nil {
		return errors.New("generate escalation-report: there is no warehouse to look the ticket up in")
	}
	ticket, err := g.tickets(ctx, id)
	if err != nil {
		return fmt.Errorf("generate escalation-report: ticket %s: %w\nhint: `touchstone import` brings tickets in", id, err)
	}
	if ticket.Account != "" && ticket.Account != account.ID {
		return fmt.Errorf("generate escalation-report: ticket %s is of another account", id)
	}
	others, err := reports(job.Workspace)
	if err != nil {
		return err
	}
	found, err := count(ctx, job, account.ID, ticket, g.desk)
	if err != nil {
		return fmt.Errorf("generate escalation-report: %w", err)
	}
	w := &writer{job: job, account: account, ticket: ticket, figures: found, reports: others, archive: command.NewArchive(job.Workspace)}
	if err := w.compare(ctx); err != nil {
		return fmt.Errorf("generate escalation-report: %w", err)
	}
	draft, err := w.write()
	if err != nil {
		return fmt.Errorf("generate escalation-report: %w", err)
	}
	return emit(draft)
}

// compare gives the report its ID and finds the reports that it is like: by the ticket's words, and by the errors in them
// and in what the report's steps printed.
func (w *writer) compare(ctx context.Context) error {
	w.id = w.job.Flags["id"]
	if w.id == "" {
		w.id = freeID(w.reports, w.account.ID, w.ticket.ID)
	}
	own, err := w.own()
	if err != nil {
		return err
	}
	text := w.ticket.Subject + "\n" + w.ticket.Body
	seen := text + "\n" + strings.Join(w.ticket.Comments, "\n")
	for _, k := range own {
		for _, s := range k.Run.Steps {
			seen += "\n" + s.Reason
			for _, out := range []*receipt.Output{s.Stdout, s.Stderr} {
				if out != nil {
					seen += "\n" + out.Text
				}
			}
		}
	}
	w.similar, err = similarTo(ctx, w.reports, issue{text: text, words: wordsOf(text), signatures: fault.Signatures(seen)}, w.id)
	return err
}

// writer makes one report.
type writer struct {
	job      deliverable.Job
	account  *workspace.Account
	ticket   Ticket
	figures  figures
	reports  []filed
	similar  []filed
	archive  *command.Archive
	redactor *redact.Redactor
	id       string
	notes    []string
}

// quoted is a ticket's words as they may stand in the report: redacted, on one line, without Markdown of their own.
func (w *writer) quoted(text string) (string, error) {
	clean, err := w.redactor.Text(redact.Clean([]byte(text)))
	if err != nil {
		return "", err
	}
	return escaped(clean), nil
}

// escaped is a text on one line, without Markdown of its own. An underscore inside a word is none.
func escaped(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	text = plainSigns.Replace(text)
	return outerUnderscore.ReplaceAllString(text, `$1\_$2`)
}

var (
	plainSigns      = strings.NewReplacer(`\`, `\\`, "|", `\|`, "[", `\[`, "]", `\]`, "<", `\<`, "`", "\\`", "*", `\*`, "#", `\#`)
	outerUnderscore = pattern.New(`(^|\W)_|_($|\W)`)
)

func (w *writer) write() (deliverable.Draft, error) {
	var err error
	if w.redactor, err = redact.New(redact.Options{Names: w.otherNames()}); err != nil {
		return deliverable.Draft{}, err
	}
	subject, err := w.quoted(w.ticket.Subject)
	if err != nil {
		return deliverable.Draft{}, err
	}
	if subject == "" {
		subject = "ticket " + w.ticket.ID
	}
	var b strings.Builder
	b.WriteString(w.front())
	fmt.Fprintf(&b, "\n# %s: %s\n\n", w.id, subject)
	for _, part := range []func(*strings.Builder) error{
		w.head, w.context, w.summary, w.impact, w.reproduction, w.environment, w.attempts, w.priority,
	} {
		if err := part(&b); err != nil {
			return deliverable.Draft{}, err
		}
	}
	if len(w.notes) > 0 {
		b.WriteString(strings.Join(w.notes, "\n") + "\n")
	}
	place := deliverable.Place{AccountDir: path.Join("accounts", path.Base(w.account.Dir)), ID: w.id}
	return deliverable.Draft{
		Path: path.Join(w.job.Workspace.Config.Folders.Deliverables, Kind(nil, nil).Path(place)),
		Text: []byte(strings.TrimRight(b.String(), "\n") + "\n"),
	}, nil
}

func (w *writer) otherNames() []string {
	all, _ := w.job.Workspace.Accounts() // those that can be read
	var names []string
	for _, account := range all {
		if account.ID != w.account.ID {
			names = append(append(append(names, account.Name), account.Aliases...), account.Domains...)
		}
	}
	return names
}

func (w *writer) front() string {
	var b strings.Builder
	author := w.job.Author
	if author == "" {
		author = w.account.Owner
	}
	engagement := w.account.Engagement
	if engagement == "" {
		engagement = "ticket " + w.ticket.ID
	}
	b.WriteString("---\n")
	for _, pair := range [][2]string{
		{"kind", deliverable.EscalationReport}, {"id", w.id}, {"account", w.account.ID}, {"engagement", engagement},
		{"date", w.day(w.job.Now)}, {"author", author}, {"status", "draft"}, {"state", "being prepared"}, {"audience", "internal"}, {"ticket", w.ticket.ID},
	} {
		if pair[1] != "" {
			fmt.Fprintf(&b, "%s: %s\n", pair[0], quoteYAML(pair[1]))
		}
	}
	b.WriteString("---\n")
	return b.String()
}

var plainYAML = pattern.New(`^[\p{L}\p{N}][\p{L}\p{N} .,()/'-]*$`)

func quoteYAML(text string) string {
	if plainYAML.MatchString(text) {
		return text
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", " ").Replace(text) + `"`
}

func (w *writer) day(t time.Time) string { return t.In(w.job.Workspace.Zone).Format(time.DateOnly) }
func (w *writer) note(label, ref string) { w.notes = append(w.notes, "[^"+label+"]: "+ref) }

// assumedSeverity is the one of the ticket's priority, until impact and urgency are known.
func (w *writer) assumedSeverity() int { return severityOf(w.ticket.Priority) }

// head writes the line under the title: the severity of the ticket's own priority, and the clock of the first answer.
func (w *writer) head(b *strings.Builder) error {
	line := fmt.Sprintf("**Severity %d**", w.assumedSeverity())
	if w.ticket.Priority == "" {
		line += " until impact and urgency are known"
	}
	clock, err := w.headClock()
	if err != nil {
		return err
	}
	fmt.Fprintf(b, "%s%s · not yet ready for engineering\n\n", line, clock)
	return nil
}

func businessText(d time.Duration) string {
	return fmt.Sprintf("%d h %02d min", int(d.Hours()), int(d.Minutes())%60)
}

func (w *writer) context(b *strings.Builder) error {
	b.WriteString("## Customer context\n\n| | |\n|---|---|\n")
	tier := w.account.Tier
	if tier == "" {
		tier = w.account.Plan
	}
	if tier == "" {
		tier = "not recorded"
	}
	fmt.Fprintf(b, "| Account | %s, tier %s |\n", escaped(w.account.Title()), escaped(tier))
	terms := "no terms in account.yaml"
	if sla, ok, err := ReadSLA(w.account, w.job.Workspace.Config); err != nil {
		return err
	} else if ok {
		t := sla.Terms[w.assumedSeverity()]
		answer := "no term in account.yaml"
		if t.Answer != "" {
			answer = "answer " + termText(t.Answer)
		}
		terms = fmt.Sprintf("Business hours %s %s; severity %d: %s", sla.Hours, sla.Zone, w.assumedSeverity(), answer)
		for _, more := range [][2]string{{"next reply", t.Reply}, {"update every", t.Update}, {"workaround", t.Workaround}, {"resolution", t.Resolution}} {
			if more[1] != "" {
				terms += ", " + more[0] + " " + termText(more[1])
			}
		}
	}
	fmt.Fprintf(b, "| Contract, as far as it bears on the SLA | %s |\n", terms)
	w.ticketRow(b)
	fmt.Fprintf(b, "| Earlier escalations | %s |\n\n", w.earlier())
	return w.promised(b)
}

// ticketRow cites the ticket; before anything is imported there is nothing to cite.
func (w *writer) ticketRow(b *strings.Builder) {
	if w.ticket.Snapshot == "" {
		fmt.Fprintf(b, "| Ticket | %s, of which nothing is imported yet |\n", w.ticket.ID)
		return
	}
	row, ref := w.ticket.ID, evidence.Ref{Scheme: "ticket", ID: w.ticket.ID}
	if w.ticket.Status != "" {
		row += ", " + w.ticket.Status
		ref = ref.With("status", w.ticket.Status)
	}
	if w.ticket.Priority != "" {
		row += ", priority " + w.ticket.Priority
	}
	if !w.ticket.Opened.IsZero() {
		ref = ref.With("opened", w.day(w.ticket.Opened))
	}
	fmt.Fprintf(b, "| Ticket | %s[^ticket] |\n", escaped(row))
	w.note("ticket", ref.With("snapshot", w.ticket.Snapshot).String())
}

// earlier names the account's own reports, and counts similar ones elsewhere without a name.
func (w *writer) earlier() string {
	var own []string
	for _, r := range w.reports {
		if r.account == w.account.ID && r.id != w.id {
			own = append(own, fmt.Sprintf("%s (%s)", r.id, r.state))
		}
	}
	text := "none"
	if len(own) > 0 {
		text = strings.Join(own, ", ")
	}
	var similar []string
	for _, r := range w.similar {
		what := r.id
		if r.account != w.account.ID {
			what += " at another account"
		}
		if r.fixedIn != "" {
			what += ", fixed in " + r.fixedIn
		}
		if r.sameError {
			what += ", with the same error"
		}
		similar = append(similar, what)
	}
	if len(similar) > 0 {
		text += "; similar: " + strings.Join(similar, ", ")
	}
	return text
}

func (w *writer) summary(b *strings.Builder) error {
	body, err := w.quoted(w.ticket.Body)
	if err != nil {
		return err
	}
	b.WriteString("## Issue summary\n\n")
	if body == "" {
		b.WriteString("<!-- What happens, in technical terms: which request, which answer, since which version. The ticket has no text. -->\n\n")
		return nil
	}
	fmt.Fprintf(b, "As the customer reported it: “%s”[^ticket]\n\n", body)
	return nil
}

func (w *writer) attempts(b *strings.Builder) error {
	b.WriteString("## Attempted resolutions\n\n| Tried | By, when | Result |\n|---|---|---|\n")
	own, err := w.own()
	if err != nil {
		return err
	}
	for i, k := range own {
		if len(k.Run.Varied) == 0 {
			continue
		}
		result := "the issue showed as before"
		switch outcomeOf(&k.Run) {
		case works:
			result = "the issue did not show: " + escaped(failureOf(&k.Run))
		case unclear:
			result = "tells nothing: " + escaped(failureOf(&k.Run))
		}
		fmt.Fprintf(b, "| %s | %s, %s | %s[^run%d] |\n", strings.ReplaceAll(varied(&k.Run), "|", `\|`), w.author(), w.day(k.Run.Started), result, i+1)
	}
	for _, r := range w.similar {
		if r.fixedIn == "" {
			continue
		}
		fixed, err := w.fixed(r.fixedIn)
		if err != nil {
			return err
		}
		fmt.Fprintf(b, "| Is it fixed already? %s looks alike | %s, %s | %s |\n", r.id, w.author(), w.day(w.job.Now), strings.ReplaceAll(fixed, "|", `\|`))
	}
	b.WriteString("\n")
	return nil
}

func (w *writer) author() string {
	if w.job.Author != "" {
		return w.job.Author
	}
	return w.account.Owner
}

func failureOf(run *receipt.Run) string {
	for _, s := range run.Steps {
		if s.Outcome == receipt.Failed || s.Outcome == receipt.Warned {
			return s.Reason
		}
	}
	return "the steps passed otherwise"
}

func (w *writer) priority(b *strings.Builder) error {
	b.WriteString("## Recommended priority\n\n<!-- Severity N: impact *low, medium, high or critical* (who, what), urgency *low, medium or high* (workaround, date). What the customer pays has no say. -->\n\n")
	return nil
}
