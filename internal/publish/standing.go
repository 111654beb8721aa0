package publish

import (
	"slices"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/access"
	"github.com/touchstone-cs/touchstone/internal/evidence/approval"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// DocumentAt is a file of the workspace as the policies see it: a document by its front matter and by how the approval
// that it needs stands now, anything else in an account's folder as evidence.
func DocumentAt(w *workspace.Workspace, name string, now time.Time) (access.Document, error) {
	account := w.AccountOf(name)
	id := ""
	if account != nil {
		id = account.ID
	}
	if !strings.HasSuffix(name, ".md") {
		return access.DocumentOf(name, id, func(string) string { return "" }), nil
	}
	d, err := w.Document(name)
	if err != nil {
		return access.Document{}, err
	}
	out := access.DocumentOf(name, id, d.Front.Value)
	out.Lacks = unapproved(w, account, name, d, now)
	out.Approved = out.Lacks == ""
	return out, nil
}

// unapproved says why the approval that a shared or public document needs does not stand; "" where it does, and where it
// needs none: it tells of no customer to the public, and names no approval.
func unapproved(w *workspace.Workspace, account *workspace.Account, name string, d *markdown.Document, now time.Time) string {
	audience, id := d.Front.Value("audience"), d.Front.Value("approval")
	if !approval.Reaches(audience, "shared") {
		return ""
	}
	switch {
	case id == "" && audience == "public" && (account != nil || d.Front.Value("account") != ""):
		return "the customer has not approved it"
	case id == "":
		return ""
	case account == nil:
		return "approval " + id + " cannot be looked up outside the account's folder"
	}
	s, why, _ := approval.Of(w, account.Dir, id, name, now)
	switch {
	case why != "":
		return why
	case !approval.Reaches(s.Request.Audience, audience):
		return "approval " + id + " reaches only " + s.Request.Audience
	case audience == "public" && !slices.Contains(approval.ForPublic(w.Config), s.Assurance):
		return "approval " + id + " is only " + s.Assurance + ", and public needs more"
	}
	return ""
}
