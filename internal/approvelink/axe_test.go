package approvelink_test

import (
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/touchstone-cs/touchstone/internal/approvelink"
)

// TestThePageIsAccessible runs axe over the page of the one-time link, open and closed, in a real browser.
func TestThePageIsAccessible(t *testing.T) {
	tools, err := filepath.Abs("../../test/node")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(tools, "node_modules", "@axe-core")); err != nil {
		t.Skip("needs the npm packages of test/node (`make test` installs them)")
	}
	if _, err := exec.LookPath("chromium"); err != nil {
		t.Skip("needs chromium")
	}
	d, path, _ := newDesk(t)
	h, err := approvelink.New(d, "Acme Tools", func() time.Time { return noon })
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(h)
	defer server.Close()
	c := exec.Command("node", "axe.mjs", server.URL+path, server.URL+"/approve/x/y")
	c.Dir = tools
	if out, err := c.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
