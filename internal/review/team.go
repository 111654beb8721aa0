package review

import (
	"fmt"

	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/rule/team"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// LoadTeam reads the workspace's own rules into the catalog. An ID that a built-in rule has is an error.
func (c *Catalog) LoadTeam(w *workspace.Workspace) error {
	rules, err := team.Load(w, func(name string) func(*markdown.Document) any {
		if kind := c.Kind(name); kind != nil {
			return kind.Model
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, r := range rules {
		if known, _ := c.Rule(r.ID); known != nil {
			return fmt.Errorf("%s: the rule ID %s is built in\nhint: give it a prefix of your own", team.Folder, r.ID)
		}
	}
	c.Team = rules
	return nil
}
