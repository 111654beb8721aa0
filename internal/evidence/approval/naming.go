package approval

import (
	"errors"
	"io/fs"
	"slices"
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
	s, why, open := Of(files, n.Dir, n.Approval, n.Document, now)
	if why == "" && (!slices.Contains(s.Request.Scope, "name") || !Reaches(s.Request.Audience, n.Audience)) {
		return "approval " + n.Approval + " does not cover its name for this audience", false
	}
	return why, open
}

// Of judges an approval of the customer in dir as one of a document: why says what is wrong, "" where it stands; open says that
// a person's answer is what is missing.
func Of(files Files, dir, id, document string, now time.Time) (s Standing, why string, open bool) {
	r, err := ReadRequest(files, dir, id)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return s, "there is no approval " + id, true
	case err != nil:
		return s, err.Error(), false
	case r.Document != document:
		return s, "approval " + id + " is for " + r.Document, false
	}
	log, err := ReadLog(files)
	if err != nil {
		return s, err.Error(), false
	}
	s, err = Judge(files, log, dir, r, now)
	switch {
	case err != nil:
		return s, err.Error(), true
	case s.Void != "":
		return s, "approval " + id + " does not stand: " + s.Void, false
	case s.Pending != "":
		return s, "approval " + id + ": " + s.Pending, true
	}
	return s, "", false
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
