package theme

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// TaxonomyFile is the name of the taxonomy, at the root of a workspace.
const TaxonomyFile = "themes.yaml"

// Taxonomy is themes.yaml: the themes that a team knows, with what people
// decided about them. It is immutable; edits give new bytes (see Edit).
type Taxonomy struct {
	// MinimumAccounts is how many accounts make a theme, 3 at least.
	MinimumAccounts int
	Themes          []Theme

	name   string
	source []byte
}

// Theme is one entry of the taxonomy.
type Theme struct {
	ID    string   `yaml:"id"`    // never reused: what citations name
	Title string   `yaml:"title"` // as a person would say it
	Words []string `yaml:"words,omitempty"`
	// Merged are IDs that now mean this theme.
	Merged []string `yaml:"merged,omitempty"`
	// Pins are feedback items that belong here whatever the machine thinks.
	Pins []string `yaml:"pins,omitempty"`
	// Anchors are items that stand for the theme: new texts are compared with them.
	Anchors []string `yaml:"anchors,omitempty"`
	Since   string   `yaml:"since,omitempty"` // period in which it was first seen
	// Need is what customers need to achieve, in a person's words.
	Need string `yaml:"need,omitempty"`
	// Action is the recommended product action, Recommend its time: now, next,
	// later, discover, watch or no.
	Action    string   `yaml:"action,omitempty"`
	Recommend string   `yaml:"recommend,omitempty"`
	Effort    *Effort  `yaml:"effort,omitempty"`
	Impact    float64  `yaml:"impact,omitempty"`     // RICE: 3, 2, 1, .5, .25; 0 leaves it to the data
	Certainty float64  `yaml:"confidence,omitempty"` // percent: 100, 80, 50; 0 leaves it to the data
	WSJF      *WSJF    `yaml:"wsjf,omitempty"`
	Answers   []Answer `yaml:"answers,omitempty"`

	Line int `yaml:"-"`
}

// Effort is an estimate in person-months, as a range, by whoever gave it.
type Effort struct {
	Low  float64 `yaml:"low"`
	High float64 `yaml:"high"`
	By   string  `yaml:"by"`
	Date string  `yaml:"date"`
}

// WSJF are the declared inputs of weighted shortest job first, in points; what is 0 is read off the data.
type WSJF struct {
	Value    float64 `yaml:"value" json:"value"`
	Urgency  float64 `yaml:"time" json:"time"`
	Risk     float64 `yaml:"risk" json:"risk"`
	Size     float64 `yaml:"size" json:"size"`
	SizeHigh float64 `yaml:"size_high,omitempty" json:"size_high,omitempty"`
}

// Answer is what was decided about a theme.
type Answer struct {
	Date    string `yaml:"date"`
	By      string `yaml:"by"`
	Text    string `yaml:"text"`
	Version string `yaml:"version,omitempty"` // of the product, where it is delivered
}

// ErrNoTheme says that the taxonomy has no such theme.
var ErrNoTheme = errors.New("no such theme")

// ParseTaxonomy reads themes.yaml; no bytes are an empty taxonomy. Errors name
// the place: a theme without an ID, an ID or an item that stands twice.
func ParseTaxonomy(name string, data []byte) (*Taxonomy, error) {
	t := &Taxonomy{MinimumAccounts: Smallest, name: name, source: data}
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(doc.Content) == 0 {
		return t, nil
	}
	root := doc.Content[0]
	if root.Kind != yaml.MappingNode {
		return nil, fmt.Errorf("%s:%d: want the keys minimum_accounts and themes", name, root.Line)
	}
	for i := 0; i+1 < len(root.Content); i += 2 {
		key, value := root.Content[i], root.Content[i+1]
		switch key.Value {
		case "minimum_accounts":
			if err := value.Decode(&t.MinimumAccounts); err != nil {
				return nil, fmt.Errorf("%s:%d: minimum_accounts: %w", name, value.Line, err)
			}
			if t.MinimumAccounts < Smallest {
				return nil, fmt.Errorf("%s:%d: minimum_accounts is %d; it may be raised above %d, not lowered", name, value.Line, t.MinimumAccounts, Smallest)
			}
		case "themes":
			if err := t.readThemes(name, value); err != nil {
				return nil, err
			}
		default:
			return nil, fmt.Errorf("%s:%d: unknown key %q", name, key.Line, key.Value)
		}
	}
	return t, t.unique()
}

func (t *Taxonomy) readThemes(name string, list *yaml.Node) error {
	if list.Kind != yaml.SequenceNode {
		return fmt.Errorf("%s:%d: themes: want a list", name, list.Line)
	}
	for _, node := range list.Content {
		var th Theme
		encoded, err := yaml.Marshal(node)
		if err != nil {
			return fmt.Errorf("%s:%d: %w", name, node.Line, err)
		}
		decoder := yaml.NewDecoder(bytes.NewReader(encoded))
		decoder.KnownFields(true)
		if err := decoder.Decode(&th); err != nil {
			return fmt.Errorf("%s:%d: theme: %w", name, node.Line, err)
		}
		th.Line = node.Line
		if err := th.valid(); err != nil {
			return fmt.Errorf("%s:%d: %w", name, node.Line, err)
		}
		t.Themes = append(t.Themes, th)
	}
	return nil
}

func (th Theme) valid() error {
	switch {
	case th.ID == "" || th.ID != slugOnly(th.ID):
		return fmt.Errorf("theme %q: want an id of small letters, digits and hyphens", th.ID)
	case th.Title == "":
		return fmt.Errorf("theme %s has no title", th.ID)
	case th.Effort != nil && (th.Effort.Low <= 0 || th.Effort.High < th.Effort.Low):
		return fmt.Errorf("theme %s: effort wants 0 < low ≤ high, in person-months", th.ID)
	case th.Effort != nil && th.Effort.By == "":
		return fmt.Errorf("theme %s: effort wants by, whoever estimated it", th.ID)
	case th.Impact != 0 && !slices.Contains([]float64{3, 2, 1, .5, .25}, th.Impact):
		return fmt.Errorf("theme %s: impact %v is none of 3, 2, 1, 0.5, 0.25", th.ID, th.Impact)
	case th.WSJF != nil && (min(th.WSJF.Value, th.WSJF.Urgency, th.WSJF.Risk, th.WSJF.Size) < 0 || th.WSJF.SizeHigh != 0 && th.WSJF.SizeHigh < th.WSJF.Size):
		return fmt.Errorf("theme %s: wsjf wants value, time, risk and size of 0 or more, and size ≤ size_high", th.ID)
	case th.Certainty != 0 && !slices.Contains([]float64{100, 80, 50}, th.Certainty):
		return fmt.Errorf("theme %s: confidence %v is none of 100, 80, 50", th.ID, th.Certainty)
	}
	return nil
}

func slugOnly(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' {
			return r
		}
		return -1
	}, s)
}

// unique reports an ID, a title or a pinned item that stands twice.
func (t *Taxonomy) unique() error {
	ids, titles, pins := map[string]int{}, map[string]int{}, map[string]int{}
	for _, th := range t.Themes {
		for _, id := range append([]string{th.ID}, th.Merged...) {
			if line, taken := ids[id]; taken {
				return fmt.Errorf("%s:%d: theme %q is named already in line %d", t.name, th.Line, id, line)
			}
			ids[id] = th.Line
		}
		title := Fold(th.Title)
		if line, taken := titles[title]; taken {
			return fmt.Errorf("%s:%d: the title %q is another theme's already, in line %d", t.name, th.Line, th.Title, line)
		}
		titles[title] = th.Line
		for _, item := range th.Pins {
			if line, taken := pins[item]; taken {
				return fmt.Errorf("%s:%d: item %s is pinned already in line %d", t.name, th.Line, item, line)
			}
			pins[item] = th.Line
		}
	}
	return nil
}

// Theme finds a theme by its ID or by one that was merged into it.
func (t *Taxonomy) Theme(id string) (*Theme, error) {
	for i := range t.Themes {
		if t.Themes[i].ID == id || slices.Contains(t.Themes[i].Merged, id) {
			return &t.Themes[i], nil
		}
	}
	return nil, fmt.Errorf("%w: %s", ErrNoTheme, id)
}

// PinOf gives the theme to which a person pinned an item.
func (t *Taxonomy) PinOf(item string) (string, bool) {
	for _, th := range t.Themes {
		if slices.Contains(th.Pins, item) {
			return th.ID, true
		}
	}
	return "", false
}

// Digest is a short name of the taxonomy's bytes, as front matter gives it.
func (t *Taxonomy) Digest() string {
	sum := sha256.Sum256(t.source)
	return hex.EncodeToString(sum[:])[:6]
}
