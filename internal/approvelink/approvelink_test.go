package approvelink_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/touchstone-cs/touchstone/internal/approvelink"
	"github.com/touchstone-cs/touchstone/internal/evidence/approval"
)

// desk keeps one request in memory.
type desk struct {
	request  approval.Request
	words    string
	answered []string
}

func (d *desk) Open(id string) (approval.Request, string, error) {
	if id != d.request.ID {
		return approval.Request{}, "", fmt.Errorf("%s: %w", id, fs.ErrNotExist)
	}
	return d.request, d.words, nil
}

func (d *desk) Answer(_ approval.Request, _, answer string, _ time.Time) error {
	d.answered = append(d.answered, answer)
	d.request.Answer = &approval.Answer{Decision: "approved"}
	return nil
}

var noon = time.Date(2026, 11, 18, 12, 0, 0, 0, time.UTC)

func newDesk(t *testing.T) (d *desk, path string, ask func(now time.Time, method, path string, form url.Values) *httptest.ResponseRecorder) {
	t.Helper()
	words := "text <script>alert(1)</script> & 140 planners\n"
	d = &desk{words: words, request: approval.Request{ID: "2026-11-16-x", By: "maria@acme.example", Scope: []string{"quote"}, Audience: "public", Nonce: "n", Digest: approval.Digest(words),
		AnswerBy: approval.Date{Time: time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC)}, Quotes: []string{"> “yes”"}}}
	token, kept, err := approvelink.NewToken(bytes.NewReader(bytes.Repeat([]byte{7}, 24)), d.request)
	if err != nil {
		t.Fatal(err)
	}
	d.request.Link = kept
	return d, "/approve/" + d.request.ID + "/" + token, func(now time.Time, method, path string, form url.Values) *httptest.ResponseRecorder {
		h, err := approvelink.New(d, "Acme Tools", func() time.Time { return now })
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w
	}
}

func TestTheLinkShowsTheWordsAndTakesOneAnswer(t *testing.T) {
	d, path, ask := newDesk(t)
	page := ask(noon, http.MethodGet, path, nil)
	if page.Code != http.StatusOK || !strings.Contains(page.Body.String(), "140 planners") || strings.Contains(page.Body.String(), "<script>") {
		t.Fatalf("%d\n%s", page.Code, page.Body)
	}
	if len(d.answered) != 0 {
		t.Fatal("looking answered")
	}
	if got := ask(noon, http.MethodPost, path, url.Values{"answer": {"approve"}, "except": {"1"}}); got.Code != http.StatusOK {
		t.Fatal(got.Code)
	}
	if got := ask(noon, http.MethodPost, path, url.Values{"answer": {"approve"}}); got.Code != http.StatusGone {
		t.Errorf("a second answer: %d", got.Code)
	}
	if len(d.answered) != 1 || d.answered[0] != "approve except 1" {
		t.Errorf("answers %q", d.answered)
	}
}

func TestTheLinkRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		now    time.Time
		attack func(d *desk, path string) string
	}{
		"a guessed token":         {http.StatusNotFound, noon, func(_ *desk, path string) string { return path[:len(path)-2] + "xx" }},
		"another request":         {http.StatusNotFound, noon, func(_ *desk, path string) string { return strings.Replace(path, "-x/", "-y/", 1) }},
		"a path upwards":          {http.StatusNotFound, noon, func(*desk, string) string { return "/approve/..%2f..%2fetc/x" }},
		"another person":          {http.StatusNotFound, noon, func(d *desk, path string) string { d.request.By = "eve@evil.example"; return path }},
		"a later last day":        {http.StatusNotFound, noon, func(d *desk, path string) string { d.request.AnswerBy.Time = noon.AddDate(9, 0, 0); return path }},
		"no link was made":        {http.StatusNotFound, noon, func(d *desk, path string) string { d.request.Link = ""; return path }},
		"after the last day":      {http.StatusGone, noon.AddDate(0, 1, 0), func(_ *desk, path string) string { return path }},
		"words edited in between": {http.StatusConflict, noon, func(d *desk, path string) string { d.words += "more\n"; return path }},
	} {
		d, path, ask := newDesk(t)
		path = c.attack(d, path)
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			if got := ask(c.now, method, path, url.Values{"answer": {"approve"}}); got.Code != c.status {
				t.Errorf("%s, %s: status %d, want %d", name, method, got.Code, c.status)
			}
		}
		if len(d.answered) != 0 {
			t.Errorf("%s: answered", name)
		}
	}
}
