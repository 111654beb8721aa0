package metric

// ColumnType is the type of a fact's column as far as filters and aggregates are concerned.
type ColumnType uint8

// The column types. Decimal2 and Decimal4 are exact, with two and four decimals.
const (
	TextColumn ColumnType = iota
	TimeColumn
	IntColumn
	Decimal2
	Decimal4
	FlagColumn
)

// Scale returns how many units of a cell make 1.
func (t ColumnType) Scale() int64 {
	switch t {
	case Decimal2:
		return 100
	case Decimal4:
		return 10_000
	}
	return 1
}

// Table is what metrics know of one fact.
type Table struct {
	// Time is the column by which rows belong to a period, "" where they belong to none.
	Time    string
	Columns map[string]ColumnType
}

// Schema names the facts. The warehouse's own list must agree with it; a test there sees to that.
type Schema map[string]Table

// Facts is the schema of the warehouse that metrics are written against. Beside the columns named,
// properties.NAME stands for a field of the JSON object in properties.
var Facts = Schema{
	"accounts": {Columns: map[string]ColumnType{"account": TextColumn, "name": TextColumn, "parent": TextColumn, "segment": TextColumn, "plan": TextColumn, "region": TextColumn, "country": TextColumn,
		"industry": TextColumn, "owner": TextColumn, "created": TimeColumn, "seats": IntColumn, "arr": Decimal2, "churned": FlagColumn, "properties": TextColumn}},
	"users": {Columns: map[string]ColumnType{"user": TextColumn, "account": TextColumn, "role": TextColumn, "title": TextColumn, "created": TimeColumn, "eligible": FlagColumn,
		"active_from": TimeColumn, "active_to": TimeColumn, "properties": TextColumn}},
	"events": {Time: "time", Columns: map[string]ColumnType{"account": TextColumn, "user": TextColumn, "time": TimeColumn, "event": TextColumn, "feature": TextColumn, "quantity": Decimal4,
		"properties": TextColumn, "id": TextColumn}},
	"tickets": {Time: "opened", Columns: map[string]ColumnType{"ticket": TextColumn, "account": TextColumn, "user": TextColumn, "status": TextColumn, "priority": TextColumn, "type": TextColumn,
		"opened": TimeColumn, "first_reply": TimeColumn, "first_solved": TimeColumn, "solved": TimeColumn, "closed": TimeColumn, "reopens": IntColumn, "replies": IntColumn,
		"opened_by_agent": FlagColumn, "escalated": FlagColumn, "assignee": TextColumn, "properties": TextColumn}},
	"ticket_comments": {Time: "time", Columns: map[string]ColumnType{"ticket": TextColumn, "time": TimeColumn, "author": TextColumn, "author_role": TextColumn, "public": FlagColumn}},
	"ticket_status":   {Time: "time", Columns: map[string]ColumnType{"ticket": TextColumn, "time": TimeColumn, "status": TextColumn, "priority": TextColumn}},
	"surveys": {Time: "answered", Columns: map[string]ColumnType{"survey": TextColumn, "account": TextColumn, "user": TextColumn, "kind": TextColumn, "variant": TextColumn, "score": Decimal4,
		"scale_min": Decimal4, "scale_max": Decimal4, "asked": TimeColumn, "answered": TimeColumn, "ticket": TextColumn}},
	"interactions": {Time: "time", Columns: map[string]ColumnType{"interaction": TextColumn, "account": TextColumn, "time": TimeColumn, "kind": TextColumn, "author": TextColumn}},
	"feedback":     {Time: "time", Columns: map[string]ColumnType{"item": TextColumn, "account": TextColumn, "person": TextColumn, "time": TimeColumn, "source": TextColumn, "permission": TextColumn, "language": TextColumn}},
	"subscriptions": {Columns: map[string]ColumnType{"subscription": TextColumn, "account": TextColumn, "plan": TextColumn, "currency": TextColumn, "seats": IntColumn, "mrr": Decimal2, "arr": Decimal2,
		"started": TimeColumn, "ends": TimeColumn, "ended": TimeColumn, "churned": FlagColumn, "renewal": TimeColumn, "auto_renew": FlagColumn, "trial": FlagColumn}},
	"churns": {Time: "time", Columns: map[string]ColumnType{"churn": TextColumn, "account": TextColumn, "time": TimeColumn, "reason": TextColumn, "returned": FlagColumn}},
}

// Type returns the type of a fact's column. A field of properties is text.
func (s Schema) Type(fact, column string) (ColumnType, bool) {
	t, ok := s[fact]
	if !ok {
		return 0, false
	}
	if _, field, ok := property(column); ok && field != "" {
		_, ok := t.Columns["properties"]
		return TextColumn, ok
	}
	c, ok := t.Columns[column]
	return c, ok
}
