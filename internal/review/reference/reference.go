// Package reference writes the reference pages that are generated from the catalog. A test fails when the committed ones are stale.
package reference

import (
	"fmt"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/requirement"
	"github.com/touchstone-cs/touchstone/internal/review"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

// Rules is doc/reference/rules.md: every bullet of the requirement with its rules, then every rule.
func Rules(catalog *review.Catalog) string {
	var b strings.Builder
	b.WriteString("# Rules\n\nGenerated from the code by `make reference`; a test fails when it is stale. `touchstone explain RULE` shows one rule with its examples.\n\n" +
		"## Every bullet of the requirement, and the rules that serve it\n")
	byBullet := map[string][]*rule.Rule{}
	for _, r := range catalog.Rules() {
		byBullet[r.Requirement] = append(byBullet[r.Requirement], r)
	}
	section := -1
	for _, bullet := range requirement.Bullets() {
		if bullet.Section != section {
			section = bullet.Section
			fmt.Fprintf(&b, "\n### %s\n\n", heading(bullet))
			consumers(&b, catalog, section)
			b.WriteString("| bullet | what it asks | rules |\n|---|---|---|\n")
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", bullet.ID, cell(bullet.Text), strings.Join(links(byBullet[bullet.ID]), ", "))
	}
	b.WriteString("\n## Every rule\n")
	for _, r := range catalog.Rules() {
		fmt.Fprintf(&b, "\n### %s\n\n**%s** (requirement %s, severity %s%s)\n\n%s\n", r.ID, r.Title, r.Requirement, r.Severity, needs(r), strings.TrimSpace(r.Explain))
	}
	return b.String()
}

func heading(b requirement.Bullet) string {
	if b.Section == 0 {
		return b.Title
	}
	return fmt.Sprintf("%d. %s", b.Section, b.Title)
}

func consumers(b *strings.Builder, catalog *review.Catalog, section int) {
	for _, k := range catalog.Kinds {
		if k.Section == section {
			fmt.Fprintf(b, "`%s`, %s. Read by: %s.\n\n", k.Name, strings.ToLower(k.Cadence[:min(1, len(k.Cadence))])+k.Cadence[min(1, len(k.Cadence)):], strings.Join(k.Consumers, ", "))
		}
	}
}

func links(rules []*rule.Rule) []string {
	var out []string
	for _, r := range rules {
		out = append(out, fmt.Sprintf("[%s](#%s)", r.ID, strings.ToLower(r.ID)))
	}
	return out
}

func needs(r *rule.Rule) string {
	if len(r.Needs) == 0 {
		return ""
	}
	return ", looks at " + strings.Join(r.Needs, ", ")
}

func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }

// Holes lists the bullets of the kinds in the catalog, and of the guidelines, that no rule serves.
func Holes(catalog *review.Catalog) []string {
	served := map[string]bool{}
	for _, r := range catalog.Rules() {
		served[r.Requirement] = true
	}
	known := map[int]bool{0: true}
	for _, k := range catalog.Kinds {
		known[k.Section] = true
	}
	var holes []string
	for _, b := range requirement.Bullets() {
		if known[b.Section] && !served[b.ID] {
			holes = append(holes, b.ID)
		}
	}
	return holes
}
