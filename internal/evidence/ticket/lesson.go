package ticket

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/fault"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/slug"
	"github.com/touchstone-cs/touchstone/internal/theme"
	"github.com/touchstone-cs/touchstone/internal/theme/embed"
)

// Lesson is a problem that solved tickets of several accounts tell about one integration pattern, as an entry of a
// troubleshooting table. Nobody can be recognised by it: fewer accounts than theme.Smallest give none, and what only one or
// two of them say in figures, names and identifiers is taken out.
type Lesson struct {
	Key        string `json:"key"` // of the symptom
	Symptom    string `json:"symptom"`
	Cause      string `json:"cause,omitempty"`
	Resolution string `json:"resolution,omitempty"` // cause and resolution as agents told customers
	Accounts   int    `json:"accounts"`
	Tickets    int    `json:"tickets"`
}

// Topic is how tickets about a pattern are known: they hold all words of one of the phrases, or show one of the errors.
type Topic struct {
	Phrases []string
	Errors  []string // lines that tell them
	Text    string   // of the pattern: what it says is nobody's secret
}

// Lessons gathers what tickets teach. It is safe for concurrent use.
type Lessons struct {
	Store  *warehouse.Store
	Reader warehouse.Reader
	// Topic is that of a pattern; the account is the one whose guide asks.
	Topic func(pattern, except string) (Topic, error)
	// Clean takes customers' names, people, addresses and secrets out of a text. ok is false where one may be left.
	Clean func(text string) (clean string, ok bool)

	mu     sync.Mutex
	solved map[string][]solved // by snapshot
}

// solved is one solved ticket.
type solved struct {
	id, account, subject, body, properties string
	answers                                []string // of agents, in public, the last first
}

// text is what the ticket is about.
func (s solved) text() string { return s.subject + "\n" + s.body }

// Of are the lessons of a pattern over all accounts but one, those of most accounts first, with the snapshot ("" for the
// latest) that they come from. Where nothing was imported there are none.
func (l *Lessons) Of(ctx context.Context, snapshot, pattern, except string) ([]Lesson, string, error) {
	at, err := l.Store.Latest()
	if err == nil && snapshot != "" {
		at, err = l.Store.ByID(snapshot)
	}
	if err != nil || at.Number == 0 {
		return nil, "", err
	}
	topic, err := l.Topic(pattern, except)
	if err != nil {
		return nil, "", err
	}
	all, err := l.read(ctx, at)
	if err != nil {
		return nil, "", err
	}
	var about []solved
	for _, s := range all {
		if s.account != "" && s.account != except && topic.holds(s) {
			about = append(about, s)
		}
	}
	groups, err := alike(ctx, about, topic)
	var lessons []Lesson
	for _, group := range groups {
		if lesson, ok := l.tell(group, topic); ok {
			lessons = append(lessons, lesson)
		}
	}
	slices.SortFunc(lessons, func(a, b Lesson) int {
		return cmp.Or(cmp.Compare(b.Accounts, a.Accounts), cmp.Compare(b.Tickets, a.Tickets), cmp.Compare(a.Key, b.Key))
	})
	return lessons, at.ID(), err
}

// read are the solved tickets of a snapshot, by their IDs.
func (l *Lessons) read(ctx context.Context, snapshot *warehouse.Snapshot) ([]solved, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if all, known := l.solved[snapshot.ID()]; known {
		return all, nil
	}
	var all []solved
	at := map[string]int{}
	tickets := warehouse.Question{Fact: "tickets", Columns: []string{"ticket", "account", "subject", "body", "properties"},
		Where: map[string][]string{"status": {"solved", "closed", "resolved"}}, Order: []string{"ticket"}}
	err := l.Reader.Read(ctx, snapshot, tickets, func(r warehouse.Row) error {
		at[r.Text(0)] = len(all)
		all = append(all, solved{id: r.Text(0), account: r.Text(1), subject: r.Text(2), body: r.Text(3), properties: r.Text(4)})
		return nil
	})
	if err != nil {
		return nil, err
	}
	said := warehouse.Question{Fact: "ticket_comments", Columns: []string{"ticket", "body", "public"}, Where: map[string][]string{"author_role": {"agent"}}, Order: []string{"-time", "id"}}
	err = l.Reader.Read(ctx, snapshot, said, func(r warehouse.Row) error {
		if i, ok := at[r.Text(0)]; ok && r.Text(2) == "true" {
			all[i].answers = append(all[i].answers, r.Text(1))
		}
		return nil
	})
	if err == nil {
		if l.solved == nil {
			l.solved = map[string][]solved{}
		}
		l.solved[snapshot.ID()] = all
	}
	return all, err
}

// holds says whether a ticket is about a topic.
func (t Topic) holds(s solved) bool {
	words := map[string]bool{}
	for word := range wordsOf(s.text() + "\n" + s.properties) {
		words[word] = true
	}
	for _, phrase := range t.Phrases {
		all, some := true, false
		for word := range wordsOf(phrase) {
			some = true
			all = all && words[word]
		}
		if all && some {
			return true
		}
	}
	said := fault.Normal(s.text())
	return slices.ContainsFunc(fault.Signatures(strings.Join(t.Errors, "\n")), func(signature string) bool { return strings.Contains(said, signature) })
}

// without is a text without the words of the topic's phrases.
func (t Topic) without(text string) string {
	own := map[string]bool{}
	for word := range wordsOf(strings.Join(t.Phrases, "\n")) {
		own[word] = true
	}
	var rest []string
	for word := range strings.FieldsSeq(text) {
		if !own[stem(slug.Of(word))] {
			rest = append(rest, word)
		}
	}
	return strings.Join(rest, " ")
}

// wordsOf are the words of a text, in lower case and without endings.
func wordsOf(text string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for word := range strings.FieldsFuncSeq(slug.Of(text), func(r rune) bool { return r == '-' }) {
			if !yield(stem(word)) {
				return
			}
		}
	}
}

// stem is a word without the ending of a plural, a participle or a gerund.
func stem(word string) string {
	for _, ending := range []string{"ing", "ed"} {
		if rest, ok := strings.CutSuffix(word, ending); ok && len(rest) > 3 {
			return rest
		}
	}
	for _, ending := range []string{"sses", "xes", "ches", "shes"} {
		if strings.HasSuffix(word, ending) {
			return strings.TrimSuffix(word, "es")
		}
	}
	if strings.HasSuffix(word, "ss") {
		return word
	}
	return strings.TrimSuffix(word, "s")
}

func sharesError(a, b []string) bool {
	return slices.ContainsFunc(a, func(signature string) bool { return slices.Contains(b, signature) })
}

// nearEnough is the nearness of two tickets that say the same in other words, their topic's words left out: in the test's texts
// paraphrases lie at .48 and above, other problems at .36 and below.
const nearEnough = .45

// alike puts tickets together that show one error, or, where neither shows one, say nearly the same, with the first of them in
// the order of their IDs. The words of the topic, which all of them say, do not make them alike.
func alike(ctx context.Context, tickets []solved, topic Topic) ([][]solved, error) {
	errors := make([][]string, len(tickets))
	var texts []string // of those that show no error
	place := make([]int, len(tickets))
	for i, t := range tickets {
		if errors[i] = fault.Signatures(t.text()); len(errors[i]) == 0 {
			place[i], texts = len(texts), append(texts, topic.without(t.text()))
		}
	}
	near, err := nearness(ctx, texts)
	if err != nil {
		return nil, fmt.Errorf("lessons of tickets: %w", err)
	}
	var leaders []int
	var groups [][]solved
	for i, t := range tickets {
		g := slices.IndexFunc(leaders, func(leader int) bool {
			if len(errors[i]) > 0 || len(errors[leader]) > 0 {
				return sharesError(errors[i], errors[leader])
			}
			return near(place[leader], place[i]) >= nearEnough
		})
		if g < 0 {
			leaders, groups = append(leaders, i), append(groups, nil)
			g = len(groups) - 1
		}
		groups[g] = append(groups[g], t)
	}
	return groups, nil
}

// nearness tells how near two of the texts are: the cosine of their sentence vectors, which have length 1.
func nearness(ctx context.Context, texts []string) (near func(a, b int) float64, err error) {
	var vectors []float32
	var width int
	if len(texts) > 0 {
		vectors, width, err = embed.SentenceModel{}.Embed(ctx, texts)
	}
	return func(a, b int) float64 {
		sum := 0.0
		for k := range width {
			sum += float64(vectors[a*width+k]) * float64(vectors[b*width+k])
		}
		return sum
	}, err
}

// tell makes the lesson of tickets that are alike; ok is false where too few accounts tell it, or where it cannot be told without one of them.
func (l *Lessons) tell(group []solved, topic Topic) (lesson Lesson, ok bool) {
	accounts := map[string]bool{}
	for _, t := range group {
		accounts[t.account] = true
	}
	if len(accounts) < theme.Smallest {
		return lesson, false
	}
	symptoms, causes, resolutions := votes{}, votes{}, votes{}
	for _, t := range group {
		symptoms.add(symptomOf(t), t.account)
		causes.add(sentenceIn(t.answers, causeWords), t.account)
		resolutions.add(sentenceIn(t.answers, resolutionWords), t.account)
	}
	shared := sharedWords(group, topic.Text)
	lesson = Lesson{Accounts: len(accounts), Tickets: len(group)}
	lesson.Symptom = l.told(symptoms.most(), shared)
	lesson.Cause, lesson.Resolution = l.told(causes.most(), shared), l.told(resolutions.most(), shared)
	lesson.Key = keyOf(lesson.Symptom)
	return lesson, lesson.Symptom != "" && lesson.Key != ""
}

// told is a text without what would tell whose it is; empty where that cannot be had.
func (l *Lessons) told(text string, shared map[string]bool) string {
	clean, ok := l.Clean(strings.Join(strings.Fields(text), " "))
	if !ok {
		return ""
	}
	clean = withhold(address.ReplaceAllString(clean, ""), shared)
	if long := []rune(clean); len(long) > mostTold {
		return string(long[:mostTold]) + "…"
	}
	return clean
}

const mostTold = 240

// symptomOf is the line of a ticket that tells its error, else its subject.
func symptomOf(t solved) string {
	if len(fault.Signatures(t.body)) > 0 {
		return fault.Line(t.body)
	}
	if strings.TrimSpace(t.subject) != "" {
		return t.subject
	}
	return fault.Line(t.body)
}

// keyOf are the first words of a symptom's normal form.
func keyOf(symptom string) string {
	words := strings.FieldsFunc(slug.Of(fault.Normal(symptom)), func(r rune) bool { return r == '-' })
	words = slices.DeleteFunc(words, func(w string) bool { return len(w) < 3 })
	return strings.Join(words[:min(len(words), 6)], "-")
}

// resolveLessons recounts ticket:pattern=P lessons=KEY:N,…; due names all that the tickets give, whether they are cited or not.
func (s *Source) resolveLessons(ctx context.Context, request evidence.Request, pattern string) evidence.Record {
	if s.Lessons == nil {
		return evidence.Missing("nothing reads what tickets teach")
	}
	lessons, snapshot, err := s.Lessons.Of(ctx, request.Ref.Value("snapshot"), pattern, request.Account)
	if err != nil {
		return evidence.Missing("%v", err)
	}
	record := evidence.Record{Origin: "tickets about " + pattern + " in snapshot " + snapshot}
	var due []string
	byKey := map[string]Lesson{}
	for _, lesson := range lessons {
		byKey[lesson.Key] = lesson
		due = append(due, lesson.counted())
	}
	var recounted []string
	for cited := range strings.SplitSeq(request.Ref.Value("lessons"), ",") {
		key, _, _ := strings.Cut(cited, ":")
		lesson, known := byKey[key]
		if key == "" {
			continue
		}
		if !known {
			return evidence.Missing("no %d accounts' tickets about the pattern %q show the lesson %q", theme.Smallest, pattern, key)
		}
		recounted = append(recounted, lesson.counted())
		record.Text += fmt.Sprintf("%d %d %s\n%s\n%s\n", lesson.Accounts, lesson.Tickets, lesson.Symptom, lesson.Cause, lesson.Resolution)
	}
	record.Values = []evidence.Param{{Key: "lessons", Value: strings.Join(recounted, ",")}, {Key: "due", Value: strings.Join(due, ",")}}
	return record
}

func (l Lesson) counted() string { return l.Key + ":" + strconv.Itoa(l.Accounts) }

// Cite is the reference to lessons of a pattern over a snapshot.
func Cite(pattern, snapshot string, lessons []Lesson) evidence.Ref {
	var counted []string
	for _, lesson := range lessons {
		counted = append(counted, lesson.counted())
	}
	return evidence.Ref{Scheme: "ticket"}.With("pattern", pattern).With("lessons", strings.Join(counted, ",")).With("snapshot", snapshot)
}
