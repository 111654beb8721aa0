package workspace

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// Config is touchstone.yaml. Rooms that need keys of their own read them with Decode.
type Config struct {
	Name     string   `yaml:"name"`      // the vendor's
	TimeZone string   `yaml:"time_zone"` // IANA name; periods are cut in it
	Calendar Calendar `yaml:"calendar"`
	Folders  Folders  `yaml:"folders"`
	// Warehouse is the folder of the warehouse, relative to the workspace or absolute; several clones may share one.
	Warehouse string   `yaml:"warehouse"`
	Product   Product  `yaml:"product"`
	Team      []Person `yaml:"team"`
	// Rules sets built-in rules to another severity, or "off", by folder.
	Rules []RuleSetting `yaml:"rules"`

	node *yaml.Node
}

// Calendar is the vendor's working calendar.
type Calendar struct {
	Country string   `yaml:"country"` // ISO 3166-1 alpha-2, for holidays
	Region  string   `yaml:"region"`  // ISO 3166-2 subdivision
	Weekend []string `yaml:"weekend"` // default saturday, sunday
	Hours   string   `yaml:"hours"`   // business hours, such as 08:00-18:00
	Freezes []string `yaml:"freezes"` // dates or ranges on which nothing goes live: 2026-12-18..2027-01-04
}

// Folders names the parts of the workspace.
type Folders struct {
	Deliverables string `yaml:"deliverables"`
	Templates    string `yaml:"templates"`
}

// Product is what the customers use.
type Product struct {
	Name    string `yaml:"name"`
	Version string `yaml:"version"`
}

// Person is somebody of the vendor's team or a contact at an account.
type Person struct {
	Name  string   `yaml:"name"`
	Email string   `yaml:"email,omitempty"`
	Role  string   `yaml:"role,omitempty"` // owner role in playbooks: csm, engineer, sponsor, admin, …
	Title string   `yaml:"title,omitempty"`
	Days  *float64 `yaml:"days,omitempty"` // capacity: working days a week; absent means all
	Away  []string `yaml:"away,omitempty"` // dates or ranges
}

// RuleSetting changes a rule's severity for the files under Path (all where it is empty).
type RuleSetting struct {
	Rule     string `yaml:"rule"`
	Path     string `yaml:"path"`
	Severity string `yaml:"severity"` // error, warning, info, off
	Reason   string `yaml:"reason"`
}

func defaultConfig() Config {
	return Config{
		TimeZone:  "UTC",
		Calendar:  Calendar{Weekend: []string{"saturday", "sunday"}, Hours: "09:00-17:00"},
		Folders:   Folders{Deliverables: "customer-success", Templates: "personas/customer-success/templates"},
		Warehouse: ".touchstone/warehouse",
	}
}

func parseConfig(data []byte) (Config, error) {
	config := defaultConfig()
	var node yaml.Node
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	if err := decoder.Decode(&node); err != nil && !errors.Is(err, io.EOF) {
		return config, yamlError(ConfigFile, err)
	}
	if node.Kind == yaml.DocumentNode {
		if err := node.Decode(&config); err != nil {
			return config, yamlError(ConfigFile, err)
		}
		config.node = node.Content[0]
	}
	return config, nil
}

// Decode reads a top-level key of touchstone.yaml into value; an absent key leaves value as it is.
func (c Config) Decode(key string, value any) error { return decodeKey(ConfigFile, c.node, key, value) }

func (c Config) location() (*time.Location, error) {
	zone, err := time.LoadLocation(c.TimeZone)
	if err != nil || c.TimeZone == "Local" {
		return nil, fmt.Errorf("%s: unknown time zone %q\nhint: write an IANA name such as Europe/Stockholm", ConfigFile, c.TimeZone)
	}
	return zone, nil
}

func decodeKey(file string, mapping *yaml.Node, key string, value any) error {
	if mapping == nil || mapping.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			if err := mapping.Content[i+1].Decode(value); err != nil {
				return yamlError(file, err)
			}
		}
	}
	return nil
}

// yamlError puts the file and the line before what the YAML library says.
func yamlError(file string, err error) error {
	message := strings.TrimPrefix(err.Error(), "yaml: ")
	message = strings.TrimPrefix(message, "unmarshal errors:\n  ")
	if rest, ok := strings.CutPrefix(message, "line "); ok {
		if line, text, ok := strings.Cut(rest, ": "); ok {
			return fmt.Errorf("%s:%s: %s", file, line, text)
		}
	}
	return fmt.Errorf("%s: %s", file, message)
}
