package publish_test

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/touchstone-cs/touchstone/internal/names"
	"github.com/touchstone-cs/touchstone/internal/privacy"
	"github.com/touchstone-cs/touchstone/internal/publish"
	"github.com/touchstone-cs/touchstone/internal/rule"
	"github.com/touchstone-cs/touchstone/internal/rule/ruletest"
)

const (
	summary = "customer-success/feedback/2026-Q3.md"
	front   = "---\nkind: feedback-summary\naudience: shared\nstatus: final\ndate: 2026-10-05\nauthor: Dana Ruiz\nsnapshot: 41-7c1e0b\ninternal_note: x\n---\n\n# What customers asked for\n\n"
)

var acme = map[string]string{"customer-success/accounts/acme/account.yaml": "account: acme\nname: Acme Freight\ndomains: [acme-freight.example]\ncontacts:\n  - name: Maria Lindqvist\n"}

// make prepares the tree of one shared document with further files.
func makeTree(t interface {
	Helper()
	Fatal(...any)
}, tb testing.TB, text string, more map[string]string) (*publish.Tree, []publish.Refusal) {
	t.Helper()
	files := map[string]string{summary: text}
	for _, m := range []map[string]string{acme, more} {
		for k, v := range m {
			files[k] = v
		}
	}
	w := ruletest.Workspace(tb, files)
	known, err := names.Finder(w)
	if err != nil {
		t.Fatal(err)
	}
	detector, err := privacy.NewDetector("")
	if err != nil {
		t.Fatal(err)
	}
	var vouched []publish.Vouch
	if err := w.Config.Decode("vouched", &vouched); err != nil {
		t.Fatal(err)
	}
	tree, refused, err := publish.Make(publish.Job{Workspace: w, Audience: "shared", Now: ruletest.Now, Known: known, Detector: detector, Vouched: vouched, Findings: map[string][]rule.Finding{summary: nil}})
	if err != nil {
		t.Fatal(err)
	}
	return tree, refused
}

const page = "feedback-summaries/what-customers-asked-for.md"

func TestWhatTheAudienceMayNotKnowIsTakenOut(t *testing.T) {
	png := pngWith(t, "secret comment")
	svg := `<?xml version="1.0"?><!-- secret comment --><svg xmlns="http://www.w3.org/2000/svg" onload="secret()" viewBox="0 0 1 1"><script>secret()</script><metadata>secret</metadata>` +
		`<foreignObject><p>secret</p></foreignObject><image href="https://evil.example/secret"/><a href="https://evil.example/secret"><text>secret</text></a><rect width="1" height="1" onclick="secret()"/><text>ok</text></svg>`
	text := front + "Words stay.[^a] <!-- secret comment --> <span title=\"secret\">visible</span>\n\n<!-- secret block -->\n\n<script>secret()</script>\n\n" +
		"[a plan](../accounts/acme/secret-plan.md) and [the site](https://example.com) and [ref][r].\n\n![chart](img/c.png) ![drawing](img/d.svg) ![elsewhere](https://tracker.example/secret.png)\n\n" +
		"[r]: ../secret.md \"secret title\"\n\n[^a]: metric:api_calls account=secret period=2026-Q3 value=5 snapshot=41-secret\n"
	tree, refused := makeTree(t, t, text, map[string]string{"customer-success/feedback/img/c.png": png, "customer-success/feedback/img/d.svg": svg, "touchstone.yaml": vouchedFor(png)})
	if len(refused) > 0 {
		t.Fatal(refused)
	}
	got := string(tree.Files[page])
	for name, data := range tree.Files {
		if bytes.Contains(data, []byte("secret")) || bytes.Contains(data, []byte("41-7c1e0b")) || bytes.Contains(data, []byte("internal_note")) || strings.Contains(name, "secret") {
			t.Errorf("%s leaks:\n%s", name, data)
		}
	}
	for _, want := range []string{"Words stay.[^a]", "visible", "a plan and [the site](https://example.com)", "[^a]: Usage data of 2026-Q3; verified, on record.", "![chart](../assets/", "elsewhere", "author: Dana Ruiz"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	if len(tree.Files) != 3 || len(tree.Manifest.Files) != 3 {
		t.Errorf("%d files, %d in the manifest", len(tree.Files), len(tree.Manifest.Files))
	}
}

// vouchedFor is a configuration in which somebody has looked at a file.
func vouchedFor(data string) string {
	return fmt.Sprintf("vouched:\n- {digest: \"sha256:%x\", by: Dana Ruiz, reason: it shows a chart}\n", sha256.Sum256([]byte(data)))
}

// TestAttachments: what the front matter lists goes out with the document where it can be examined, or where a person has
// looked at it; everything else of a link is its words.
func TestAttachments(t *testing.T) {
	listed := func(name string) string {
		return strings.Replace(front, "status: final", "status: final\nattachments: ["+name+"]", 1) + "See [the figures](" + name + ").\n"
	}
	at := func(name, data string) map[string]string {
		return map[string]string{"customer-success/feedback/" + name: data, "touchstone.yaml": vouchedFor(data)}
	}
	packed := func(content string) string {
		var z bytes.Buffer
		w := zlib.NewWriter(&z)
		if _, err := w.Write([]byte(content)); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return "%PDF-1.7\n1 0 obj <</Filter /FlateDecode>> stream\n" + z.String() + "\nendstream endobj\n%%EOF\n"
	}
	pdf := func(words string) string { return packed("BT [(" + words[:2] + ") -20 (" + words[2:] + ")] TJ ET") }
	for name, c := range map[string]struct {
		text  string
		files map[string]string
	}{
		"figures":           {listed("f.csv"), at("f.csv", "47,12\n")},
		"a vouched PDF":     {listed("f.pdf"), at("f.pdf", pdf("Plain words"))},
		"a vouched image":   {listed("f.png"), at("f.png", pngWith(t, "secret"))},
		"none that it asks": {front + "See [the figures](f.csv).\n", at("f.csv", "Acme Freight")},
	} {
		tree, refused := makeTree(t, t, c.text, c.files)
		want := map[bool]int{true: 1, false: 2}[name == "none that it asks"]
		if len(refused) > 0 || len(tree.Files) != want || strings.Contains(string(tree.Files[page]), "f.csv") {
			t.Errorf("%s: refused %v, files %d, want %d", name, refused, len(tree.Files), want)
		}
	}
	for name, c := range map[string]struct {
		text  string
		files map[string]string
		word  string
	}{
		"figures that name a customer": {listed("f.csv"), at("f.csv", "Acme Freight,12\n"), "names a customer"},
		"figures with a mail address":  {listed("f.csv"), at("f.csv", "jo@example.org,12\n"), "personal data"},
		"a PDF that nobody looked at":  {listed("f.pdf"), map[string]string{"customer-success/feedback/f.pdf": pdf("Plain words")}, "nobody has vouched"},
		"an image likewise":            {front + "![x](f.png)\n", map[string]string{"customer-success/feedback/f.png": pngWith(t, "")}, "nobody has vouched"},
		"a PDF whose page names":       {listed("f.pdf"), at("f.pdf", pdf("Acme Freight")), "names a customer"},
		"a PDF with packed properties": {listed("f.pdf"), at("f.pdf", packed("<</Author (x)>>")), "properties are packed"},
		"a PDF with a file in it":      {listed("f.pdf"), at("f.pdf", "%PDF-1.7\n1 0 obj <</Type /EmbeddedFile>> endobj"), "a file is attached"},
		"a PDF in cipher":              {listed("f.pdf"), at("f.pdf", "%PDF-1.7\ntrailer <</Encrypt 9 0 R>>"), "encrypted"},
		"no PDF":                       {listed("f.pdf"), at("f.pdf", "MZ"), "no PDF that can be published"},
		"a PDF whose title names":      {listed("f.pdf"), at("f.pdf", "%PDF-1.7\n1 0 obj <</Title (Acme Freight)>> endobj"), "names a customer"},
		"a sheet with macros":          {listed("f.xlsm"), at("f.xlsm", "PK"), "an attachment is text, PDF"},
		"a path out":                   {listed("../../../secret.txt"), nil, "leads out of the workspace"},
		"bytes called text":            {listed("f.txt"), at("f.txt", "a\x00b"), "is no text"},
	} {
		if _, refused := makeTree(t, t, c.text, c.files); len(refused) != 1 || !strings.Contains(strings.Join(refused[0].Missing, "\n"), c.word) {
			t.Errorf("%s: %v, want %q", name, refused, c.word)
		}
	}
}

// TestWithdrawnIsNotLinked: the list and the pages that led to it keep their words, and the copy verifies.
func TestWithdrawnIsNotLinked(t *testing.T) {
	tree := &publish.Tree{Files: map[string][]byte{}, Sources: map[string]string{}, Manifest: publish.Manifest{Version: 1}}
	const head = "---\nkind: case-study\ndate: 2026-11-19\n---\n\n"
	tree.Add("case-studies/one.md", "case-study", []byte(head+"# One\n\nAs in [the second](two.md#results) one.\n"), nil)
	tree.Add("case-studies/two.md", "case-study", []byte(head+"# Two\n\n## Results\n"), nil)
	site, err := publish.Site(tree, "Vendor")
	if err != nil {
		t.Fatal(err)
	}
	for ext, tr := range map[string]*publish.Tree{".md": tree, ".html": site} {
		dir := filepath.Join(t.TempDir(), "out")
		data, err := tr.Manifest.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		tr.Files[publish.ManifestFile] = data
		if err := publish.Replace(dir, tr.Files); err != nil {
			t.Fatal(err)
		}
		files, _, _, err := publish.Withdraw(os.DirFS(dir), "case-studies/two"+ext, "revoked", ruletest.Now)
		if err != nil {
			t.Fatal(err)
		}
		one := string(files["case-studies/one"+ext])
		if strings.Contains(one, "two"+ext) || !strings.Contains(one, "the second") || strings.Contains(string(files["index.html"]), "two.html") {
			t.Errorf("%s still leads to it:\n%s\n%s", ext, one, files["index.html"])
		}
		if err := publish.Replace(dir, files); err != nil {
			t.Fatal(err)
		}
		if problems, err := publish.Verify(os.DirFS(dir)); err != nil || len(problems) > 0 {
			t.Errorf("%s: %v %v", ext, problems, err)
		}
	}
}

// TestNothingPublishedNamesACustomer is law 6 at the door: whatever a document says, and however, what comes out names no
// customer, or nothing comes out.
func TestNothingPublishedNamesACustomer(t *testing.T) {
	ways := []string{"Acme Freight", "acme-freight.example", "Аcme Freight", "Ac\u200bme", "Maria Lindqvist", "A c m e", "[x](https://acme-freight.example)", "[x](../accounts/acme/x.md)", "![Acme](img/a.svg)",
		"<!-- Acme -->", "<b title=\"Acme\">x</b>", "`acme_freight_token`", "| Acme |\n|---|\n| x |", "> Acme said", "- Acme", "x[^n]\n\n[^n]: told by Acme", "&#65;cme", "[r]\n\n[r]: https://acme-freight.example \"Acme\"",
		"ordinary words", "![chart](img/b.svg)", "[x](y.md \"Acme Freight\")", "# Acme", "<details><summary>Acme</summary></details>", "https://example.com/?q=Acme+Freight"}
	rapid.Check(t, func(rt *rapid.T) {
		var b strings.Builder
		b.WriteString(front)
		for range rapid.IntRange(1, 4).Draw(rt, "parts") {
			b.WriteString(rapid.SampledFrom(ways).Draw(rt, "way"))
			b.WriteString("\n\n")
		}
		tree, refused := makeTree(rt, t, b.String(), map[string]string{"customer-success/feedback/img/a.svg": `<svg><text>x</text></svg>`, "customer-success/feedback/img/b.svg": `<svg><text>Acme Freight</text></svg>`})
		if len(refused) > 0 {
			return
		}
		known, err := privacy.NewKnown([]privacy.Account{{ID: "acme", Names: []string{"Acme Freight"}, Domains: []string{"acme-freight.example"}, People: []string{"Maria Lindqvist"}}})
		if err != nil {
			rt.Fatal(err)
		}
		site, err := publish.Site(tree, "Vendor")
		if err != nil {
			rt.Fatal(err)
		}
		for _, files := range []map[string][]byte{tree.Files, site.Files} {
			for name, data := range files {
				if m, ok := known.Names(name + "\n\n" + string(data)); ok {
					rt.Fatalf("%s names %q:\n%s", name, m.Found, data)
				}
			}
		}
	})
}

func TestRefusalsNameWhatIsMissing(t *testing.T) {
	for name, c := range map[string]struct{ text, word string }{
		"a name":                   {front + "Acme Freight said so.\n", "names a customer"},
		"a name in an image":       {front + "![x](img/b.svg)\n", "names a customer"},
		"a mail address":           {front + "Write to jo@example.org.\n", "personal data (EMAIL_ADDRESS)"},
		"a link out":               {front + "[x](../../../../../etc/passwd)\n", "leads out of the workspace"},
		"an absolute path":         {front + "[x](/etc/passwd)\n", "leads out of the workspace"},
		"an image that is none":    {front + "![x](img/x.png)\n", "no image that can be published"},
		"an image of another sort": {front + "![x](img/x.webp)\n", "only PNG, JPEG and SVG"},
		"an image that is gone":    {front + "![x](img/gone.png)\n", "gone.png"},
		"an SVG with entities":     {front + "![x](img/e.svg)\n", "entities"},
	} {
		_, refused := makeTree(t, t, c.text, map[string]string{"customer-success/feedback/img/b.svg": `<svg><text>Acme Freight</text></svg>`, "customer-success/feedback/img/x.png": "no", "customer-success/feedback/img/x.webp": "no",
			"customer-success/feedback/img/e.svg": `<!DOCTYPE svg [<!ENTITY a "b">]><svg><text>&a;</text></svg>`})
		if len(refused) != 1 || !strings.Contains(strings.Join(refused[0].Missing, "\n"), c.word) {
			t.Errorf("%s: %v, want %q", name, refused, c.word)
		}
	}
	w := ruletest.Workspace(t, map[string]string{summary: strings.Replace(front, "final", "draft", 1), "x": ""})
	known, _ := names.Finder(w)
	_, refused, err := publish.Make(publish.Job{Workspace: w, Audience: "public", Paths: []string{summary}, Now: ruletest.Now, Known: known})
	if err != nil || len(refused) != 1 || len(refused[0].Missing) != 3 {
		t.Errorf("%v, %v: want three things missing (status, audience, check)", refused, err)
	}
}

func TestVerifyAndReplace(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	tree, _ := makeTree(t, t, front+"Words.\n", nil)
	write := func() {
		t.Helper()
		data, err := tree.Manifest.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		files := map[string][]byte{publish.ManifestFile: data}
		for k, v := range tree.Files {
			files[k] = v
		}
		if err := publish.Replace(dir, files); err != nil {
			t.Fatal(err)
		}
	}
	write()
	write() // again over itself
	if problems, err := publish.Verify(os.DirFS(dir)); err != nil || len(problems) > 0 {
		t.Fatal(problems, err)
	}
	put := func(name, data string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(name)), []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	put(page, "changed")
	put("extra.md", "x")
	problems, err := publish.Verify(os.DirFS(dir))
	if want := fmt.Sprint([]string{"extra.md: not published by us", page + ": changed since it was published"}); err != nil || fmt.Sprint(problems) != want {
		t.Errorf("%v, %v; want %s", problems, err, want)
	}
	foreign := t.TempDir()
	if err := os.WriteFile(filepath.Join(foreign, "mine.txt"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := publish.Replace(foreign, nil); !errors.Is(err, publish.ErrOccupied) {
		t.Errorf("somebody's folder: %v", err)
	}
}

// pngWith makes a PNG of one pixel with a comment.
func pngWith(t *testing.T, comment string) string {
	t.Helper()
	chunk := func(kind string, data []byte) []byte {
		out := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
		out = append(append(out, kind...), data...)
		return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
	}
	out := append([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", []byte{0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0})...)
	out = append(out, chunk("tEXt", []byte("Comment\x00"+comment))...)
	out = append(out, chunk("IDAT", []byte{0x78, 0x9c, 0x63, 0, 0, 0, 2, 0, 1})...)
	return string(append(append(out, chunk("IEND", nil)...), comment...))
}

func FuzzStrip(f *testing.F) {
	f.Add("a.svg", []byte(`<svg onload="x"><script/></svg>`))
	f.Add("a.jpg", []byte{0xFF, 0xD8, 0xFF, 0xE1, 0, 4, 1, 2, 0xFF, 0xDA, 0, 2, 0xFF, 0xD9})
	f.Add("a.png", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x00IEND\x00\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		out, err := publish.Strip(name, data)
		if err == nil && strings.HasSuffix(strings.ToLower(name), ".svg") && bytes.Contains(bytes.ToLower(out), []byte("<script")) {
			t.Fatalf("%s", out)
		}
	})
}

// TestHiddenDatesStayHidden: what publish itself writes of the evidence gives no period away.
func TestHiddenDatesStayHidden(t *testing.T) {
	const notes = "It rose.[^a] Yes.[^b]\n\n[^a]: metric:api_calls account=acme period=2026-09 prior_period=2025-09 value=5\n[^b]: approval:x expires=2028-11-18\n"
	for how, hidden := range map[string]bool{"": false, "weeks": false, "shift": true, "quarter": true} {
		text := strings.Replace(front, "internal_note: x", "anonymous: "+how, 1) + notes
		tree, refused := makeTree(t, t, text, nil)
		if len(refused) > 0 {
			t.Fatal(refused)
		}
		got := string(tree.Files[page])
		for _, date := range []string{"2026-09", "2025-09", "2028-11-18"} {
			if strings.Contains(got, date) == hidden {
				t.Errorf("anonymous %q, %s:\n%s", how, date, got)
			}
		}
	}
}
