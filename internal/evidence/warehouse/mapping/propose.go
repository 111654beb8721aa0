package mapping

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	lazy "github.com/touchstone-cs/touchstone/internal/pattern"
)

// Layout is what a file of unknown layout shows: its columns, and of each the first values that are not empty.
type Layout struct {
	// Name is the file's base name.
	Name    string
	Columns []string
	Values  [][]string
}

// synonyms are what sources call a fact's columns, the surest first. Names are compared in lower case without separators.
var synonyms = map[string][]string{
	"account":      {"account", "accountid", "accountname", "company", "companyid", "companyname", "customer", "customerid", "customername", "organization", "organizationid", "organisation", "organisationid", "org", "orgid", "tenant", "tenantid", "workspace", "workspaceid", "client", "clientid", "groupid", "team", "teamid"},
	"user":         {"user", "userid", "username", "useremail", "person", "personid", "member", "memberid", "contact", "contactid", "actor", "actorid", "distinctid", "requester", "requesterid", "respondent", "email"},
	"time":         {"time", "timestamp", "eventtime", "occurredat", "datetime", "ts", "createdat", "date", "eventdate", "usagedate", "day", "at", "when", "sentat", "receivedat", "heldon", "created"},
	"event":        {"event", "eventname", "eventtype", "action", "activity", "activitytype", "verb", "operation"},
	"feature":      {"feature", "featurename", "module", "component", "page", "screen", "path", "area", "product"},
	"quantity":     {"quantity", "count", "usagecount", "amount", "units", "n", "calls", "hits"},
	"id":           {"eventid", "messageid", "uuid", "insertid"},
	"name":         {"name", "accountname", "companyname", "customername", "fullname", "displayname", "title"},
	"domain":       {"domain", "website", "domainname"},
	"industry":     {"industry", "sector", "vertical"},
	"country":      {"country", "countrycode", "billingcountry"},
	"region":       {"region", "geo", "territory"},
	"segment":      {"segment", "tier", "size"},
	"plan":         {"plan", "plantier", "planname", "package", "edition"},
	"owner":        {"owner", "csm", "accountmanager", "ownerid"},
	"seats":        {"seats", "licenses", "licences", "seatcount", "licensedseats"},
	"arr":          {"arr", "arramount", "annualrevenue", "acv"},
	"mrr":          {"mrr", "mrramount", "monthlyrevenue"},
	"created":      {"created", "createdat", "createddate", "signupdate", "signedup", "customersince", "firstseen"},
	"churned":      {"churned", "churnflag", "ischurned", "cancelled", "canceled"},
	"email":        {"email", "mail", "emailaddress", "useremail"},
	"role":         {"role", "userrole", "persona"},
	"ticket":       {"ticket", "ticketid", "caseid", "casenumber", "conversationid", "issueid", "ticketnumber", "id"},
	"subject":      {"subject", "summary", "tickettitle"},
	"body":         {"body", "description", "text", "message", "content", "feedback", "feedbacktext", "comment", "comments", "verbatim", "notes"},
	"status":       {"status", "state", "ticketstatus"},
	"priority":     {"priority", "severity", "urgency"},
	"type":         {"type", "tickettype", "casetype", "category"},
	"opened":       {"opened", "openedat", "createdat", "createddate", "created", "submittedat", "opendate"},
	"first_reply":  {"firstreply", "firstreplyat", "firstresponseat", "firstrespondedat"},
	"solved":       {"solved", "solvedat", "resolvedat", "resolutiondate", "closedat"},
	"closed":       {"closed", "closedat", "closeddate"},
	"updated":      {"updated", "updatedat", "lastmodifieddate", "modifiedat"},
	"survey":       {"survey", "surveyid", "responseid", "answerid", "id"},
	"score":        {"score", "rating", "nps", "npsscore", "csat", "csatscore", "satisfaction", "satisfactionscore", "ces"},
	"asked":        {"asked", "askedat", "sentat", "surveydate", "createdat", "date", "respondedat", "answeredat", "submittedat"},
	"answered":     {"answered", "answeredat", "respondedat", "submittedat", "completedat"},
	"comment":      {"comment", "comments", "feedback", "verbatim", "text", "reason"},
	"interaction":  {"interaction", "interactionid", "meetingid", "callid", "activityid", "id"},
	"kind":         {"kind", "interactiontype", "channel", "type", "meetingtype"},
	"people":       {"people", "participants", "attendees"},
	"author":       {"author", "owner", "createdby", "loggedby", "agent"},
	"summary":      {"summary", "subject", "title", "topic"},
	"item":         {"item", "itemid", "feedbackid", "requestid", "id"},
	"person":       {"person", "user", "userid", "contact", "email", "respondent"},
	"source":       {"source", "channel", "origin"},
	"permission":   {"permission", "consent", "mayquote"},
	"language":     {"language", "lang", "locale"},
	"subscription": {"subscription", "subscriptionid", "contract", "contractid", "contractnumber", "id"},
	"started":      {"started", "startdate", "startedat", "start", "begin", "contractstart", "from"},
	"ends":         {"ends", "endsat", "termend", "contractend", "expirydate", "expires"},
	"ended":        {"ended", "enddate", "endedat", "cancelledat", "canceledat", "churndate"},
	"renewal":      {"renewal", "renewaldate", "renewsat", "nextrenewal"},
	"churn":        {"churn", "churnid", "churneventid"},
	"reason":       {"reason", "reasoncode", "churnreason"},
}

// telling are the columns that decide between facts: what only this fact has.
var telling = map[string][]string{
	"events":        {"event", "feature", "quantity", "id"},
	"accounts":      {"industry", "segment", "seats", "arr", "owner", "domain", "plan"},
	"users":         {"email", "role", "title"},
	"tickets":       {"ticket", "priority", "status", "subject", "opened", "closed", "solved"},
	"surveys":       {"score", "survey", "asked"},
	"interactions":  {"interaction", "people", "summary", "kind"},
	"feedback":      {"item", "body", "permission"},
	"subscriptions": {"subscription", "started", "ends", "ended", "renewal", "mrr"},
	"churns":        {"churn", "reason"},
}

var nameHints = []struct{ part, fact string }{
	{"event", "events"}, {"usage", "events"}, {"activit", "events"}, {"log", "events"}, {"account", "accounts"}, {"compan", "accounts"}, {"customer", "accounts"},
	{"organi", "accounts"}, {"user", "users"}, {"contact", "users"}, {"people", "users"}, {"ticket", "tickets"}, {"case", "tickets"}, {"nps", "surveys"},
	{"csat", "surveys"}, {"survey", "surveys"}, {"call", "interactions"}, {"meeting", "interactions"}, {"interaction", "interactions"}, {"note", "interactions"},
	{"feedback", "feedback"}, {"request", "feedback"}, {"subscription", "subscriptions"}, {"contract", "subscriptions"}, {"churn", "churns"},
}

// Propose writes a mapping for files of unknown layout: a guess by names and values, to be read by a person before it is used.
func Propose(source string, layouts []Layout) (string, error) {
	tables := map[string]string{}
	selects := map[string][]string{}
	var order, names []string
	for i, layout := range layouts {
		guess, ok := guessFact(layout)
		if !ok {
			return "", fmt.Errorf("%s: cannot guess what its columns mean: %s\nhint: write sources/%s.yaml by hand; sources/touchstone.yaml is an example", layout.Name, strings.Join(layout.Columns, ", "), source)
		}
		table := tableOf(layout.Name, i, tables)
		tables[table] = layout.Name
		names = append(names, table)
		for _, part := range append([]guessed{guess}, derived(layout, guess)...) {
			if selects[part.fact.Name] == nil {
				order = append(order, part.fact.Name)
			}
			selects[part.fact.Name] = append(selects[part.fact.Name], part.selects(table))
		}
	}
	sort.SliceStable(order, func(i, j int) bool { return slices.Index(factNames(), order[i]) < slices.Index(factNames(), order[j]) })
	var b strings.Builder
	fmt.Fprintf(&b, "# Proposed by `touchstone import`: a guess by the columns' names and values. Read it, change what is wrong.\n# A column that is a reserved word is written in double quotes: \"user\".\nsource: %s\nzone: UTC   # how times without an offset are read\ntables:\n", source)
	for _, table := range names {
		fmt.Fprintf(&b, "  %s: {files: [%q]}\n", table, pattern(tables[table]))
	}
	b.WriteString("facts:\n")
	for _, name := range order {
		fmt.Fprintf(&b, "  %s:\n    select: |\n      %s\n", name, strings.ReplaceAll(strings.Join(selects[name], "\nUNION ALL BY NAME\n"), "\n", "\n      "))
	}
	return b.String(), nil
}

type guessed struct {
	fact    warehouse.Fact
	columns []assigned
	group   bool
	score   int
}

type assigned struct{ expression, column string }

func (g guessed) selects(table string) string {
	var parts []string
	for _, a := range g.columns {
		part := a.expression + " AS " + a.column
		if a.expression == a.column || a.expression == warehouse.Quote(a.column) {
			part = a.expression
		}
		parts = append(parts, part)
	}
	text := "SELECT " + strings.Join(parts, ", ") + "\nFROM " + table
	if g.group {
		text += "\nWHERE " + g.columns[0].expression + " IS NOT NULL GROUP BY ALL"
	}
	return text
}

func guessFact(layout Layout) (guessed, bool) {
	var best guessed
	for _, fact := range warehouse.Facts() {
		guess, ok := assign(layout, fact)
		if ok && guess.score > best.score {
			best = guess
		}
	}
	return best, best.score > 0
}

// assign gives every column of a fact the file's column that fits best. It fails where a required one finds none.
func assign(layout Layout, fact warehouse.Fact) (guessed, bool) {
	guess := guessed{fact: fact}
	used := map[int]bool{}
	found := map[string]bool{}
	told := false
	wanted := slices.Clone(fact.Columns)
	sort.SliceStable(wanted, func(i, j int) bool {
		return slices.Contains(fact.Required, wanted[i].Name) && !slices.Contains(fact.Required, wanted[j].Name)
	})
	for _, column := range wanted {
		at, rank := layout.find(fact, column, used)
		named := at >= 0 && plain(layout.Columns[at]) != "id"
		if at < 0 {
			at, rank = layout.byValues(fact, column, used), len(layout.Columns)
		}
		if at < 0 {
			continue
		}
		used[at], found[column.Name] = true, true
		expression := layout.expression(at, column)
		guess.columns = append(guess.columns, assigned{expression, column.Name})
		guess.score++
		if rank == 0 {
			guess.score++
		}
		if named && slices.Contains(telling[fact.Name], column.Name) {
			guess.score += 3
			told = true
		}
	}
	for _, name := range fact.Required {
		if !found[name] {
			return guess, false
		}
	}
	if !told && fact.Name != "events" { // an ID and a time are a row of anything
		return guess, false
	}
	if fact.Name == "surveys" {
		guess.surveyScale(layout)
	}
	for _, hint := range nameHints {
		if hint.fact == fact.Name && strings.Contains(strings.ToLower(layout.Name), hint.part) {
			guess.score += 4
			break
		}
	}
	order := fact.Names()
	sort.SliceStable(guess.columns, func(i, j int) bool {
		return slices.Index(order, guess.columns[i].column) < slices.Index(order, guess.columns[j].column)
	})
	return guess, true
}

// surveyScale guesses the kind by the score's name and values.
func (g *guessed) surveyScale(layout Layout) {
	name := strings.ToLower(layout.Name)
	for _, a := range g.columns {
		if a.column == "score" {
			name += " " + strings.ToLower(a.expression)
		}
	}
	kind, low, high := "csat", "1", "5"
	switch {
	case strings.Contains(name, "nps"):
		kind, low, high = "nps", "0", "10"
	case strings.Contains(name, "ces"):
		kind, low, high = "ces", "1", "7"
	}
	if !slices.ContainsFunc(g.columns, func(a assigned) bool { return a.column == "kind" }) {
		g.columns = append(g.columns, assigned{"'" + kind + "'", "kind"})
	}
	g.columns = append(g.columns, assigned{low, "scale_min"}, assigned{high, "scale_max"})
}

func (l Layout) find(fact warehouse.Fact, column warehouse.Column, used map[int]bool) (at, rank int) {
	names := synonyms[column.Name]
	if names == nil {
		names = []string{plain(column.Name)}
	}
	for rank, name := range names {
		if name == "id" && !strings.HasPrefix(fact.Name, column.Name) && column.Name != "item" {
			continue // a row's own identity, not that of what it points at
		}
		for i, have := range l.Columns {
			if !used[i] && plain(have) == name && l.fits(i, column.Type) {
				return i, rank
			}
		}
	}
	return -1, 0
}

// byValues finds a column whose name says nothing by what it holds: a required time, a user by mail addresses, an event by
// the few words that repeat. An account may hide in a longer name ("crm_account_no"). It returns -1 where nothing fits.
func (l Layout) byValues(fact warehouse.Fact, column warehouse.Column, used map[int]bool) int {
	required := slices.Contains(fact.Required, column.Name)
	for i, name := range l.Columns {
		if used[i] || len(l.Values[i]) == 0 {
			continue
		}
		fits := false
		switch {
		case required && column.Type == warehouse.Time:
			fits = l.all(i, iso) || l.all(i, slashed)
		case required && column.Name == "account":
			fits = !l.fits(i, warehouse.Time) && slices.ContainsFunc(synonyms["account"], func(s string) bool { return len(s) > 5 && strings.Contains(plain(name), s) })
		case fact.Name == "events" && column.Name == "user":
			fits = l.all(i, mail)
		case fact.Name == "events" && column.Name == "event":
			fits = l.fewWords(i)
		}
		if fits {
			return i
		}
	}
	return -1
}

// fewWords says that a column holds words of which few are different: names of events, not of people or things.
func (l Layout) fewWords(i int) bool {
	different := map[string]bool{}
	for _, value := range l.Values[i] {
		if !word.MatchString(value) {
			return false
		}
		different[value] = true
	}
	return len(different) <= max(2, min(60, len(l.Values[i])/5))
}

var separators = lazy.New(`[^\p{L}\p{N}]+`)

func plain(name string) string { return separators.ReplaceAllString(strings.ToLower(name), "") }

var (
	whole   = lazy.New(`^[+-]?\d+$`)
	decimal = lazy.New(`^[+-]?\d+(\.\d+)?$`)
	flag    = lazy.New(`(?i)^(true|false|t|f|yes|no|y|n|0|1)$`)
	iso     = lazy.New(`^\d{4}-\d{1,2}-\d{1,2}([T ]\d{1,2}:\d{2}(:\d{2})?.*)?$`)
	mail    = lazy.New(`^[^@\s]+@[^@\s]+\.[^@\s]+$`)
	word    = lazy.New(`^\p{L}[\p{L}\p{N} _.:/-]{0,39}$`)
	slashed = lazy.New(`^(\d{1,2})[/.](\d{1,2})[/.](\d{4})$`)
	epoch   = lazy.New(`^\d{10}(\d{3})?(\.\d+)?$`)
)

func (l Layout) fits(i int, kind warehouse.Type) bool {
	switch kind {
	case warehouse.Time:
		return len(l.Values[i]) > 0 && (l.all(i, iso) || l.all(i, slashed) || l.all(i, epoch))
	case warehouse.Integer:
		return l.all(i, whole)
	case warehouse.Money, warehouse.Quantity:
		return l.all(i, decimal)
	case warehouse.Flag:
		return l.all(i, flag)
	}
	return true
}

func (l Layout) all(i int, pattern *lazy.Pattern) bool {
	for _, value := range l.Values[i] {
		if !pattern.MatchString(value) {
			return false
		}
	}
	return true
}

// expression reads a column as what it seems to be.
func (l Layout) expression(i int, column warehouse.Column) string {
	name := identifier(l.Columns[i])
	if column.Type != warehouse.Time || l.all(i, iso) {
		return name
	}
	if l.all(i, epoch) {
		if len(l.Values[i][0]) >= 13 {
			return "to_timestamp(" + name + "::DOUBLE / 1000)"
		}
		return "to_timestamp(" + name + "::DOUBLE)"
	}
	layout := "%d/%m/%Y"
	for _, value := range l.Values[i] {
		found := slashed.FindStringSubmatch(value)
		if _, err := time.Parse("2", found[2]); err != nil || len(found[2]) == 2 && found[2] > "12" {
			layout = "%m/%d/%Y" // the second number cannot be a month
		}
	}
	if strings.Contains(l.Values[i][0], ".") {
		layout = strings.ReplaceAll(layout, "/", ".")
	}
	return "strptime(" + name + ", '" + layout + "')"
}

var bare = lazy.New(`^[a-z_][a-z0-9_]*$`)

// reserved are words that a SELECT may not use bare, among those that are likely for columns.
var reserved = []string{"user", "order", "group", "select", "from", "to", "end", "when", "table", "column", "check", "default", "desc", "asc", "all", "case", "limit", "offset", "references", "primary", "unique", "using", "union", "where", "window", "with", "at"}

func identifier(name string) string {
	if bare.MatchString(name) && !slices.Contains(reserved, name) {
		return name
	}
	return warehouse.Quote(name)
}

// derived makes accounts and users out of events: so that they have rows of their own.
func derived(layout Layout, guess guessed) []guessed {
	if guess.fact.Name != "events" {
		return nil
	}
	of := func(name string) string {
		for _, a := range guess.columns {
			if a.column == name {
				return a.expression
			}
		}
		return ""
	}
	account, user, moment := of("account"), of("user"), of("time")
	accounts, _ := warehouse.FactByName("accounts")
	list := []guessed{{fact: accounts, group: true, columns: []assigned{{account, "account"}, {account, "name"}, {"min(" + moment + ")", "created"}}}}
	if user != "" {
		users, _ := warehouse.FactByName("users")
		list = append(list, guessed{fact: users, group: true, columns: []assigned{{user, `"user"`}, {account, "account"}, {"min(" + moment + ")", "created"}}})
	}
	return list
}

var dated = lazy.New(`[-_.]?\d[\d\-_.]*$`)

// stem is a file's name without its suffixes and the date or number at its end.
func stem(name string) string {
	for _, suffix := range []string{".gz", ".zst", ".zstd"} {
		name = strings.TrimSuffix(name, suffix)
	}
	name = strings.TrimSuffix(name, path.Ext(name))
	if short := dated.ReplaceAllString(name, ""); short != "" {
		return short
	}
	return name
}

func pattern(name string) string {
	for _, special := range []string{`\`, "[", "*", "?"} {
		name = strings.ReplaceAll(name, special, "?")
	}
	for _, suffix := range []string{".gz", ".zst", ".zstd"} {
		name = strings.TrimSuffix(name, suffix)
	}
	return stem(name) + "*" + path.Ext(name)
}

func tableOf(name string, n int, taken map[string]string) string {
	table := strings.Trim(separators.ReplaceAllString(strings.ToLower(stem(name)), "_"), "_")
	if !tableName.MatchString(table) || slices.Contains(reserved, table) {
		table = fmt.Sprintf("table%d", n+1)
	}
	if _, twice := taken[table]; twice {
		table = fmt.Sprintf("%s_%d", table, n+1)
	}
	return table
}

// SourceName makes a source's name of a file's.
func SourceName(file string) string {
	name := strings.Trim(regexp.MustCompile(`[^a-z0-9]+`).ReplaceAllString(strings.ToLower(stem(file)), "-"), "-")
	if !sourceName.MatchString(name) {
		return "source"
	}
	return name
}
