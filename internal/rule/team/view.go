package team

import (
	"reflect"
	"strings"
	"time"
	"unicode"

	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

// variables is what an expression sees:
//
//	doc      path, kind, title, front (key → text), text, sections [{title, name, level, text, empty, tables, items, code}],
//	         citations [{label, scheme, id, params, verdict}]; a table is a list of rows, a row maps normalised column titles to texts
//	model    the kind's typed model, its fields in snake_case
//	account  id, name, plan, tier, segment, industry, region, language, owner
//	today    2026-11-20
func variables(p *rule.Pass, needsModel bool) map[string]any {
	vars := map[string]any{"doc": document(p), "account": account(p), "model": map[string]any{}, "item": map[string]any{}, "today": ""}
	if !p.Now.IsZero() {
		vars["today"] = p.Now.Format(time.DateOnly)
	}
	if needsModel && p.Model != nil {
		vars["model"] = plain(reflect.ValueOf(p.Model), 0)
	}
	return vars
}

func document(p *rule.Pass) map[string]any {
	front := map[string]any{}
	for _, field := range p.Doc.Front.Fields {
		front[field.Key] = field.Value
	}
	var sections []any
	for _, s := range p.Doc.AllSections() {
		sections = append(sections, section(p.Doc, s))
	}
	var citations []any
	for _, c := range p.Citations {
		params := map[string]any{}
		for _, param := range c.Ref.Params {
			params[param.Key] = param.Value
		}
		citations = append(citations, located(map[string]any{"label": c.Label, "scheme": c.Ref.Scheme, "id": c.Ref.ID, "params": params, "verdict": c.Record.Verdict.String()}, c.Cite))
	}
	body := p.Doc.Source
	if p.Doc.Front.Present {
		body = body[p.Doc.Front.Span.End:]
	}
	return map[string]any{"path": p.Path, "kind": p.Kind, "title": p.Doc.Title(), "front": front, "text": string(body),
		"sections": orEmpty(sections), "citations": orEmpty(citations)}
}

func account(p *rule.Pass) map[string]any {
	if p.Account == nil {
		return map[string]any{}
	}
	a := p.Account
	return map[string]any{"id": a.ID, "name": a.Title(), "plan": a.Plan, "tier": a.Tier, "segment": a.Segment, "industry": a.Industry,
		"region": a.Region, "language": a.Language, "owner": a.Owner}
}

func section(doc *markdown.Document, s *markdown.Section) map[string]any {
	var words []string
	var tables, items, code []any
	for _, block := range s.Blocks {
		switch b := block.(type) {
		case *markdown.Paragraph:
			words = append(words, b.Text.Plain)
		case *markdown.Table:
			tables = append(tables, table(b))
		case *markdown.List:
			for _, item := range b.Items {
				items = append(items, located(map[string]any{"text": item.Text.Plain}, item.Span))
			}
		case *markdown.Fence:
			code = append(code, located(map[string]any{"info": b.Info, "text": b.Content}, b.Span))
		case *markdown.Quote:
			words = append(words, doc.Slice(b.Span))
		}
	}
	return located(map[string]any{"title": s.Title(), "name": markdown.Normal(s.Title()), "level": s.Level(), "text": strings.Join(words, "\n"), "empty": s.Empty(),
		"tables": orEmpty(tables), "items": orEmpty(items), "code": orEmpty(code)}, s.Heading.Span)
}

func table(t *markdown.Table) []any {
	rows := []any{}
	for _, row := range t.Rows {
		cells := map[string]any{}
		for i, head := range t.Header {
			cells[markdown.Normal(head.Text.Plain)] = row.Cell(i).Text.Plain
		}
		rows = append(rows, located(cells, row.Span))
	}
	return rows
}

// The place of an item, under keys that no column title and no field can have.
const startKey, endKey = "\x00start", "\x00end"

func located(m map[string]any, span markdown.Span) map[string]any {
	m[startKey], m[endKey] = span.Start, span.End
	return m
}

// place finds where an item of `each` stands.
func place(item any, otherwise markdown.Span) markdown.Span {
	m, ok := item.(map[string]any)
	if !ok {
		return otherwise
	}
	start, ok1 := m[startKey].(int)
	end, ok2 := m[endKey].(int)
	if !ok1 || !ok2 {
		return otherwise
	}
	return markdown.Span{Start: start, End: end}
}

func orEmpty(list []any) []any {
	if list == nil {
		return []any{}
	}
	return list
}

// maxDepth ends the walk through a model that refers to itself.
const maxDepth = 8

// plain turns a typed model into maps, lists, texts and numbers. A markdown.Text is its words, a time its date.
func plain(v reflect.Value, depth int) any {
	if !v.IsValid() || depth > maxDepth {
		return nil
	}
	switch value := v.Interface().(type) {
	case markdown.Text:
		return value.Plain
	case markdown.Cell:
		return value.Text.Plain
	case time.Time:
		return value.Format(time.DateOnly)
	case *markdown.Document, *markdown.Section, markdown.Block:
		return nil
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return nil
		}
		return plain(v.Elem(), depth+1)
	case reflect.Struct:
		return fields(v, depth)
	case reflect.Slice, reflect.Array:
		list := make([]any, v.Len())
		for i := range list {
			list[i] = plain(v.Index(i), depth+1)
		}
		return list
	case reflect.Map:
		m := map[string]any{}
		for _, key := range v.MapKeys() {
			if key.Kind() == reflect.String {
				m[key.String()] = plain(v.MapIndex(key), depth+1)
			}
		}
		return m
	case reflect.String:
		return v.String()
	case reflect.Bool:
		return v.Bool()
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return v.Int()
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return int64(v.Uint())
	case reflect.Float32, reflect.Float64:
		return v.Float()
	}
	return nil
}

func fields(v reflect.Value, depth int) map[string]any {
	m := map[string]any{}
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if !field.IsExported() {
			continue
		}
		if span, ok := v.Field(i).Interface().(markdown.Span); ok {
			if field.Name == "Span" || field.Anonymous {
				located(m, span)
			}
			continue
		}
		m[snake(field.Name)] = plain(v.Field(i), depth+1)
	}
	return m
}

func snake(name string) string {
	var b strings.Builder
	for i, r := range name {
		if unicode.IsUpper(r) {
			if i > 0 && !unicode.IsUpper(rune(name[i-1])) {
				b.WriteByte('_')
			}
			r = unicode.ToLower(r)
		}
		b.WriteRune(r)
	}
	return b.String()
}
