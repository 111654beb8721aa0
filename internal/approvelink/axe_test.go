package approvelink_test

import (
	"net/http/httptest"
	"testing"
	"time"

	"github.com/touchstone-cs/touchstone/internal/approvelink"
	"github.com/touchstone-cs/touchstone/test/axe"
)

// TestThePageIsAccessible runs axe over the page of the one-time link, open and closed, in a real browser.
func TestThePageIsAccessible(t *testing.T) {
	d, path, _ := newDesk(t)
	h, err := approvelink.New(d, "Acme Tools", func() time.Time { return noon })
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(h)
	defer server.Close()
	axe.Check(t, server.URL+path, server.URL+"/approve/x/y")
}
