package main

import (
	"github.com/spf13/cobra"

	"github.com/touchstone-cs/touchstone/internal/lsp"
)

func (a *app) lspCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "lsp",
		Short: "The language server, for editors: findings while typing, hover, completion, fixes",
		Long: `Lsp speaks the Language Server Protocol on its standard streams. Editors start it themselves; doc/editors.md says how
to tell VS Code, Neovim, Helix and Zed.

Exit status: 0 the editor ended it, 2 the stream broke.`,
		Example: "  touchstone lsp",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			server := &lsp.Server{Catalog: a.catalog, Now: a.now, Version: version()}
			return server.Serve(c.Context(), a.stdin, a.stdout)
		},
	}
}
