package approval

import (
	"slices"
	"strings"
	"time"
)

// Naming asks whether a document may name a customer.
type Naming struct {
	Document string // its path in the workspace
	Approval string // the approval that its front matter names, "" for none
	Dir      string // the customer's folder
	Audience string
}

// Refused says why the document may not name the customer: "" where a consent for `name` reaches the audience, or the approval
// of these very words covers it. open tells that it may come yet: nothing forbids it.
func (n Naming) Refused(files Files, now time.Time) (why string, open bool) {
	register, err := ReadRegister(files, n.Dir)
	if err != nil {
		return err.Error(), false
	}
	_, why = register.Covers("name", n.Audience, "", now)
	if why == "" || n.Approval == "" {
		return why, false
	}
	r, err := ReadRequest(files, n.Dir, n.Approval)
	switch {
	case err != nil:
		return "there is no approval " + n.Approval, true
	case r.Document != n.Document:
		return "approval " + n.Approval + " is for " + r.Document, false
	case !slices.Contains(r.Scope, "name") || !Reaches(r.Audience, n.Audience):
		return "approval " + n.Approval + " does not cover its name for this audience", false
	}
	log, err := ReadLog(files)
	if err != nil {
		return err.Error(), false
	}
	standing, err := Judge(files, log, n.Dir, r, now)
	if err != nil {
		return err.Error(), true
	}
	return strings.TrimSpace(standing.Void + standing.Pending), standing.Void == ""
}

// ForPublic are the assurances that a workspace's policy (`approvals: {public: […]}`) takes for the public: signed and
// witnessed where it names none, and none where it cannot be read.
func ForPublic(config interface {
	Decode(key string, into any) error
}) []string {
	policy := struct {
		Public []string `yaml:"public"`
	}{[]string{Signed, Witnessed}}
	if err := config.Decode("approvals", &policy); err != nil {
		return nil
	}
	return policy.Public
}
