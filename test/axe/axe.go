// Package axe lets tests ask whether pages are accessible, by axe-core in a real browser.
package axe

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
)

// Check runs axe over the pages, in light and in dark, and fails the test where one has a fault or asks for anything from
// elsewhere. It skips where the browser or the npm packages of test/node are absent (`make test` installs both).
func Check(t *testing.T, urls ...string) {
	t.Helper()
	_, here, _, _ := runtime.Caller(0)
	tools := filepath.Join(filepath.Dir(here), "..", "node")
	if _, err := os.Stat(filepath.Join(tools, "node_modules", "@axe-core")); err != nil {
		t.Skip("needs the npm packages of test/node (`make test` installs them)")
	}
	if _, err := exec.LookPath("chromium"); err != nil {
		t.Skip("needs chromium (`make test` installs it)")
	}
	c := exec.Command("node", append([]string{"axe.mjs"}, urls...)...)
	c.Dir = tools
	if out, err := c.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
