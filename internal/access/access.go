// Package access decides who may see and do what, by Cedar policies over kind, audience, account, status and approval.
package access

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/types"
)

// Default is the policy that a new workspace starts with: every downstream consumer of the requirement has a role.
//
//go:embed default.cedar
var Default []byte

// Roles are the principals' groups: the downstream consumers that the requirement names, and the customer.
var Roles = []string{"team-lead", "developer", "architect", "technical-writer", "stakeholder", "business-analyst", "designer", "tech-qa", "customer-success", "customer"}

// Actions are what can be asked for.
var Actions = []string{"read", "write", "publish", "approve"}

// attributes are what a policy may look at.
var attributes = []string{"kind", "audience", "account", "status", "approved", "accounts", "path"}

// literals are the words that a policy may compare with, beside the names of kinds and accounts.
var literals = []string{"evidence", "other", "internal", "customer", "shared", "public", "draft", "review", "final", "superseded", "withdrawn"}

// ErrPolicy says that the policies cannot be relied upon, so that everything is refused.
var ErrPolicy = errors.New("the policies cannot be relied upon, so everything is refused")

// Person asks.
type Person struct {
	ID       string   `yaml:"id"` // a random ID, or a mail address
	Name     string   `yaml:"name"`
	Roles    []string `yaml:"roles"`
	Accounts []string `yaml:"accounts"` // whose team the person is in
	Account  string   `yaml:"account"`  // of a customer's person
}

// Audience is the person who stands for everybody of an audience: what is published to it must be theirs to read. account
// is whose people the customers are.
func Audience(name, account string) Person {
	p := Person{ID: "audience:" + name}
	if name == "customer" {
		p.Roles, p.Account = []string{"customer"}, account
	}
	return p
}

// Document is asked for. Account is empty for what covers several.
type Document struct {
	Path, Kind, Audience, Account, Status string
	Approved                              bool   // the customer's approval stands, or none is needed
	Lacks                                 string // why it is not approved
}

// Policies decide. The zero value refuses everything.
type Policies struct {
	set *cedar.PolicySet
	err error
}

// Decision is an answer with its reasons.
type Decision struct {
	Allowed bool
	Reasons []string // of the policies that decided: "team-lead: a Team Lead reads …"
}

// Load reads policy files by name. A file with an error, a word that no document or person has, or no policy at all
// refuses everything: the error wraps ErrPolicy, and so do all decisions of the policies returned.
func Load(files map[string][]byte, words []string) (*Policies, error) {
	p := &Policies{set: cedar.NewPolicySet()}
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		if err := p.add(name, files[name], words); err != nil {
			p.err = fmt.Errorf("%w: %w", ErrPolicy, err)
			return p, p.err
		}
	}
	if len(p.set.Map()) == 0 {
		p.err = fmt.Errorf("%w: there is none", ErrPolicy)
	}
	return p, p.err
}

func (p *Policies) add(name string, data []byte, words []string) error {
	list, err := cedar.NewPolicyListFromBytes(name, data)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	for i, policy := range list {
		place := fmt.Sprintf("%s:%d", name, policy.Position().Line)
		if err := vet(policy, words); err != nil {
			return fmt.Errorf("%s: %w", place, err)
		}
		id := string(policy.Annotations()["id"])
		if id == "" {
			id = fmt.Sprintf("%s#%d", name, i+1)
		}
		if p.set.Get(cedar.PolicyID(id)) != nil {
			return fmt.Errorf("%s: the policy %q is there twice", place, id)
		}
		p.set.Add(cedar.PolicyID(id), policy)
	}
	return nil
}

// vet finds words that can never match: a misspelt role or audience would permit too little, or forbid too little.
func vet(policy *cedar.Policy, words []string) error {
	data, err := policy.MarshalJSON()
	if err != nil {
		return err
	}
	var tree any
	if err := json.Unmarshal(data, &tree); err != nil {
		return err
	}
	return walk(tree, words)
}

func walk(node any, words []string) error {
	switch n := node.(type) {
	case []any:
		for _, child := range n {
			if err := walk(child, words); err != nil {
				return err
			}
		}
	case map[string]any:
		if err := vetNode(n, words); err != nil {
			return err
		}
		for key, child := range n {
			if key == "annotations" {
				continue
			}
			if err := walk(child, words); err != nil {
				return err
			}
		}
	}
	return nil
}

func vetNode(n map[string]any, words []string) error {
	typ, isEntity := n["type"].(string)
	id, hasID := n["id"].(string)
	if isEntity && hasID {
		return vetEntity(typ, id)
	}
	if attr, ok := n["attr"].(string); ok && !slices.Contains(attributes, attr) {
		return fmt.Errorf("unknown attribute %q\nhint: %s", attr, strings.Join(attributes, ", "))
	}
	if word, ok := n["Value"].(string); ok && !slices.Contains(literals, word) && !slices.Contains(words, word) {
		return fmt.Errorf("unknown word %q: no kind, audience, status or account is called so", word)
	}
	return nil
}

func vetEntity(typ, id string) error {
	known := map[string][]string{"Role": Roles, "Action": Actions}
	list, ok := known[typ]
	switch {
	case typ == "User" || typ == "Document":
		return nil
	case !ok:
		return fmt.Errorf("unknown entity type %q\nhint: User, Role, Action, Document", typ)
	case !slices.Contains(list, id):
		return fmt.Errorf("unknown %s %q\nhint: %s", strings.ToLower(typ), id, strings.Join(list, ", "))
	}
	return nil
}

// Decide answers whether a person may do action to a document. An error while a policy is evaluated refuses, whatever the
// others say.
func (p *Policies) Decide(who Person, action string, what Document) Decision {
	if p == nil || p.set == nil {
		return Decision{Reasons: []string{ErrPolicy.Error()}}
	}
	if p.err != nil {
		return Decision{Reasons: []string{p.err.Error()}}
	}
	if !slices.Contains(Actions, action) {
		return Decision{Reasons: []string{"unknown action " + action}}
	}
	for _, r := range who.Roles {
		if !slices.Contains(Roles, r) {
			return Decision{Reasons: []string{fmt.Sprintf("%s has the unknown role %q", who.ID, r)}}
		}
	}
	user, document := types.NewEntityUID("User", types.String(who.ID)), types.NewEntityUID("Document", types.String(what.Path))
	entities := types.EntityMap{user: principal(user, who), document: resource(document, what)}
	for _, r := range Roles {
		uid := types.NewEntityUID("Role", types.String(r))
		entities[uid] = types.Entity{UID: uid}
	}
	decision, diagnostic := cedar.Authorize(p.set, entities, cedar.Request{Principal: user, Action: types.NewEntityUID("Action", types.String(action)), Resource: document})
	if len(diagnostic.Errors) > 0 {
		return Decision{Reasons: []string{fmt.Sprintf("policy %s: %s: %s", diagnostic.Errors[0].PolicyID, diagnostic.Errors[0].Message, ErrPolicy)}}
	}
	reasons := p.reasons(diagnostic, decision == cedar.Allow)
	if decision != cedar.Allow && what.Lacks != "" {
		reasons = append(reasons, what.Lacks)
	}
	return Decision{Allowed: decision == cedar.Allow, Reasons: reasons}
}

func (p *Policies) reasons(d cedar.Diagnostic, allowed bool) []string {
	var out []string
	for _, r := range d.Reasons {
		text := string(r.PolicyID)
		if policy := p.set.Get(r.PolicyID); policy != nil {
			if why, ok := policy.Annotations()["reason"]; ok {
				text += ": " + string(why)
			}
		}
		out = append(out, text)
	}
	sort.Strings(out)
	if len(out) == 0 && !allowed {
		return []string{"no policy permits it"}
	}
	return out
}

func principal(uid types.EntityUID, who Person) types.Entity {
	var parents, accounts []types.Value
	for _, r := range who.Roles {
		parents = append(parents, types.NewEntityUID("Role", types.String(r)))
	}
	for _, a := range who.Accounts {
		accounts = append(accounts, types.String(a))
	}
	attrs := types.RecordMap{"accounts": types.NewSet(accounts...)}
	if who.Account != "" {
		attrs["account"] = types.String(who.Account)
	}
	return types.Entity{UID: uid, Parents: uids(parents), Attributes: types.NewRecord(attrs)}
}

func uids(values []types.Value) types.EntityUIDSet {
	var out []types.EntityUID
	for _, v := range values {
		if uid, ok := v.(types.EntityUID); ok {
			out = append(out, uid)
		}
	}
	return types.NewEntityUIDSet(out...)
}

func resource(uid types.EntityUID, d Document) types.Entity {
	or := func(s, other string) types.String {
		if s == "" {
			return types.String(other)
		}
		return types.String(s)
	}
	// A document that declares no audience is internal, one without a status a draft: what is not said opens nothing.
	attrs := types.RecordMap{"kind": or(d.Kind, "other"), "audience": or(d.Audience, "internal"), "status": or(d.Status, "draft"), "approved": types.Boolean(d.Approved), "path": types.String(d.Path)}
	if d.Account != "" {
		attrs["account"] = types.String(d.Account)
	}
	return types.Entity{UID: uid, Attributes: types.NewRecord(attrs)}
}
