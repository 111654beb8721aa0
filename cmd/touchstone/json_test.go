package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// acts are the commands that do something and print no facts; check has --format json instead, and lsp speaks JSON anyway.
var acts = strings.Fields(`access-read approve-key approve-record approve-remind approve-request approve-serve check consent-grant consent-revoke demo erase
	export feedback-answer init lsp note onboarding-agree onboarding-export privacy-key publish publish-withdraw seal theme-merge theme-pin theme-rename theme-review
	theme-split unseal warehouse-gc`)

// TestFactsArePrintedAsJSON holds every command to the contract: --json where it prints facts, examples and the exit status in its help.
func TestFactsArePrintedAsJSON(t *testing.T) {
	var visit func(c *cobra.Command)
	visit = func(c *cobra.Command) {
		if c.Name() == "help" || c.Name() == "completion" || c.Parent() != nil && c.Parent().Name() == "new" {
			return
		}
		for _, sub := range c.Commands() {
			visit(sub)
		}
		if !c.Runnable() || c.HasSubCommands() && c.Name() != "publish" {
			return
		}
		name := strings.ReplaceAll(strings.TrimPrefix(c.CommandPath(), "touchstone "), " ", "-")
		if has := c.Flags().Lookup("json") != nil; has == slices.Contains(acts, name) {
			t.Errorf("%s: --json %v; a command that prints facts has it, one that only acts is listed here", name, has)
		}
		if c.Example == "" || !strings.Contains(strings.ToLower(c.Long), "exit status") {
			t.Errorf("%s: its help wants examples and the exit status", name)
		}
	}
	visit((&app{}).command())
}
