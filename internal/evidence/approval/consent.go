package approval

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// ConsentsFile is the register's name in an account's evidence folder.
const ConsentsFile = "evidence/consents.yaml"

// Scopes are the uses of a customer's data that a consent or an approval can cover, and the agreement on a go-live.
var Scopes = []string{"name", "logo", "quote", "title", "metrics", "recording", "data", "go-live"}

// Audiences from the narrowest to the widest; a consent for a wider one covers the narrower ones.
var audiences = []string{"internal", "customer", "shared", "public"}

// Consent is a customer's standing permission for a use of their data.
type Consent struct {
	ID       string   `yaml:"id"`
	By       string   `yaml:"by"` // who granted it: a person at the customer, by name or by random ID
	Scope    []string `yaml:"scope,flow"`
	Audience string   `yaml:"audience"`           // the widest that it covers
	Channel  []string `yaml:"channel,flow"`       // website, sales deck, …; empty means any
	Granted  Date     `yaml:"granted"`            //
	Expires  Date     `yaml:"expires,omitempty"`  // the last day; zero means never
	Evidence string   `yaml:"evidence,omitempty"` // a reference: file:… digest=…, approval:…, interaction:…
	Revoked  Date     `yaml:"revoked,omitempty"`  // zero means it stands
	Reason   string   `yaml:"reason,omitempty"`   // of the revocation
}

// Register is one account's consents.
type Register struct {
	Consents []Consent `yaml:"consents"`
}

// Date is a day; in YAML 2026-11-16.
type Date struct{ time.Time }

// UnmarshalYAML implements yaml.Unmarshaler.
func (d *Date) UnmarshalYAML(n *yaml.Node) error {
	t, err := time.Parse(time.DateOnly, n.Value)
	if err != nil {
		return fmt.Errorf("line %d: %q is no date such as 2026-11-16", n.Line, n.Value)
	}
	d.Time = t
	return nil
}

// MarshalYAML implements yaml.Marshaler.
func (d Date) MarshalYAML() (any, error) {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!timestamp", Value: d.String()}, nil
}

// IsZero tells YAML what to leave out.
func (d Date) IsZero() bool { return d.Time.IsZero() }

func (d Date) String() string { return d.Format(time.DateOnly) }

// past reports whether the day is over at now.
func (d Date) past(now time.Time) bool {
	return !d.IsZero() && !now.Before(d.AddDate(0, 0, 1))
}

// Files reads files of a workspace by their path in it.
type Files interface {
	ReadFile(name string) ([]byte, error)
}

// maxFile bounds what a register or a record may weigh: more is no register but an attack.
const maxFile = 1 << 20

// ReadRegister reads the register of the account in dir; a missing one is empty.
func ReadRegister(files Files, dir string) (Register, error) {
	name := path.Join(dir, ConsentsFile)
	var r Register
	data, err := files.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return r, nil
	}
	if err != nil {
		return r, err
	}
	if err := decode(name, data, &r); err != nil {
		return Register{}, err
	}
	for _, c := range r.Consents {
		if err := c.validate(); err != nil {
			return Register{}, fmt.Errorf("%s: %w", name, err)
		}
	}
	return r, nil
}

// decode reads one strict YAML document. Aliases are refused: nothing here needs them, and they multiply.
func decode(name string, data []byte, into any) error {
	if len(data) > maxFile {
		return fmt.Errorf("%s: %d bytes are too many", name, len(data))
	}
	var tree yaml.Node
	if err := yaml.Unmarshal(data, &tree); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if alias(&tree) {
		return fmt.Errorf("%s: YAML anchors and aliases are not read here", name)
	}
	d := yaml.NewDecoder(strings.NewReader(string(data)))
	d.KnownFields(true)
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

func alias(n *yaml.Node) bool {
	return n.Kind == yaml.AliasNode || n.Anchor != "" || slices.ContainsFunc(n.Content, alias)
}

func (c Consent) validate() error {
	switch {
	case c.ID == "" || c.By == "":
		return fmt.Errorf("consent %q: id and by are needed", c.ID)
	case c.Granted.IsZero():
		return fmt.Errorf("consent %s: granted is needed", c.ID)
	case !slices.Contains(audiences, c.Audience):
		return fmt.Errorf("consent %s: unknown audience %q", c.ID, c.Audience)
	case len(c.Scope) == 0:
		return fmt.Errorf("consent %s: it covers nothing", c.ID)
	}
	return validScope("consent "+c.ID, c.Scope)
}

func validScope(what string, scope []string) error {
	for _, s := range scope {
		if !slices.Contains(Scopes, s) {
			return fmt.Errorf("%s: unknown scope %q\nhint: %s", what, s, strings.Join(Scopes, ", "))
		}
	}
	return nil
}

// Reaches reports whether permission for audience a covers audience b.
func Reaches(a, b string) bool {
	return slices.Index(audiences, a) >= slices.Index(audiences, b) && slices.Contains(audiences, b)
}

// State says why a consent does not stand at now, "" where it stands.
func (c Consent) State(now time.Time) string {
	switch {
	case !c.Revoked.IsZero() && !now.Before(c.Revoked.Time):
		return "revoked on " + c.Revoked.String()
	case c.Expires.past(now):
		return "expired on " + c.Expires.String()
	case now.Before(c.Granted.Time):
		return "granted only from " + c.Granted.String()
	}
	return ""
}

// Covers returns a consent that stands at now for a scope and an audience; else why there is none.
func (r Register) Covers(scope, audience, channel string, now time.Time) (Consent, string) {
	why := "no consent for " + scope
	for _, c := range r.Consents {
		if !slices.Contains(c.Scope, scope) {
			continue
		}
		switch state := c.State(now); {
		case state != "":
			why = fmt.Sprintf("consent %s for %s was %s", c.ID, scope, state)
		case !Reaches(c.Audience, audience):
			why = fmt.Sprintf("consent %s for %s reaches only %s", c.ID, scope, c.Audience)
		case channel != "" && len(c.Channel) > 0 && !slices.Contains(c.Channel, channel):
			why = fmt.Sprintf("consent %s for %s is for %s only", c.ID, scope, strings.Join(c.Channel, ", "))
		default:
			return c, ""
		}
	}
	return Consent{}, why
}

// Revocation returns a consent for one of the scopes that was revoked on or after since and by now: what was approved
// before it no longer holds.
func (r Register) Revocation(scopes []string, since, now time.Time) (Consent, bool) {
	for _, c := range r.Consents {
		if c.Revoked.IsZero() || now.Before(c.Revoked.Time) || c.Revoked.Before(since.Truncate(24*time.Hour)) {
			continue
		}
		for _, s := range scopes {
			if !slices.Contains(c.Scope, s) {
				continue
			}
			if standing, _ := r.Covers(s, "customer", "", now); standing.ID == "" {
				return c, true
			}
		}
	}
	return Consent{}, false
}

// Bytes writes the register.
func (r Register) Bytes() ([]byte, error) {
	for _, c := range r.Consents {
		if err := c.validate(); err != nil {
			return nil, err
		}
	}
	return yaml.Marshal(r)
}
