package publish_test

import (
	"path/filepath"
	"testing"

	"github.com/touchstone-cs/touchstone/internal/publish"
	"github.com/touchstone-cs/touchstone/test/axe"
)

// TestTheSiteIsAccessible runs axe over the static site in a real browser, in light and in dark, and sees that no page asks
// for anything from elsewhere.
func TestTheSiteIsAccessible(t *testing.T) {
	tree, refused := makeTree(t, t, front+"Words.[^a] **Strong**, `code`, [a link](https://example.com), ~~gone~~.\n\n## A table\n\n| Metric | Before | After |\n|---|---:|---:|\n| Waiting | 47 | 12[^a] |\n\n"+
		"```sh\necho done\n```\n\n> A quote.\n\n- one\n- [x] two\n\n![a chart of two bars](img/c.svg)\n\n[^a]: metric:api_calls period=2026-Q3 value=5\n",
		map[string]string{"customer-success/feedback/img/c.svg": `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"><rect width="1" height="1"/></svg>`})
	if len(refused) > 0 {
		t.Fatal(refused)
	}
	site, err := publish.Site(tree, "Vendor Tools")
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "site")
	if err := publish.Replace(dir, site.Files); err != nil {
		t.Fatal(err)
	}
	var pages []string
	for name := range site.Files {
		if filepath.Ext(name) == ".html" {
			pages = append(pages, "file://"+filepath.Join(dir, filepath.FromSlash(name)))
		}
	}
	axe.Check(t, pages...)
}
