package main

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"image"
	"image/png"
	"io"
	"os/exec"
	"strings"
	"testing"

	"github.com/touchstone-cs/touchstone/internal/publish"
)

// TestPDF prints two documents, one with a picture in a folder above it, with the real browser: one file a document, each
// whole and with its own title, in the manifest with its reasons, and nothing of the site beside them.
func TestPDF(t *testing.T) {
	if _, err := exec.LookPath("chromium"); err != nil {
		t.Skip("needs chromium, absent here")
	}
	tree := &publish.Tree{Files: map[string][]byte{}, Sources: map[string]string{"studies/one.md": "source/one.md"}}
	const front = "---\nkind: case-study\ndate: 2026-11-19\nauthor: Dana Ruiz\n---\n\n"
	tree.Add("studies/one.md", "case-study", []byte(front+"# Waiting halved\n\nWords.[^a]\n\n![two columns](../img/c.svg)\n\n[^a]: a note\n"), []string{"declared public"})
	tree.Add("two.md", "case-study", []byte(front+"# Nights shortened\n\n"+strings.Repeat("A long paragraph over many pages.\n\n", 200)), []string{"declared public"})
	tree.Add("img/c.svg", "", []byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"><rect width="1" height="1"/></svg>`), nil)
	out, err := formatted(context.Background(), tree, "Vendor", "pdf")
	if err != nil {
		t.Fatal(err)
	}
	if len(out.Files) != 2 || len(out.Manifest.Files) != 2 || out.Sources["studies/one.pdf"] != "source/one.md" {
		t.Fatalf("files %v, sources %v", out.Manifest.Files, out.Sources)
	}
	for name, title := range map[string]string{"studies/one.pdf": "Waiting halved", "two.pdf": "Nights shortened"} {
		data := out.Files[name]
		if !bytes.HasPrefix(data, []byte("%PDF-")) || !bytes.HasSuffix(bytes.TrimSpace(data), []byte("%%EOF")) {
			t.Errorf("%s is no whole PDF: %d bytes", name, len(data))
		}
		if bytes.Contains(data, []byte("/Author")) || bytes.Contains(data, []byte("Ruiz")) || bytes.Contains(data, []byte("Mozilla")) || bytes.Contains(data, []byte("(D:20")) {
			t.Errorf("%s says who made it, when or with what", name)
		}
		if !bytes.Contains(data, []byte("/Title ("+title)) {
			t.Errorf("%s lacks its title %q", name, title)
		}
	}
	one, two := bytes.Count(out.Files["studies/one.pdf"], []byte("/Type /Page\n")), bytes.Count(out.Files["two.pdf"], []byte("/Type /Page\n"))
	if one != 1 || two < 2 {
		t.Errorf("pages: %d and %d, want 1 and several", one, two)
	}
	for _, f := range out.Manifest.Files {
		if len(f.Reasons) != 1 || f.Digest == "" {
			t.Errorf("%s: reasons %v, digest %q", f.Path, f.Reasons, f.Digest)
		}
	}
}

// TestDOCX writes a Word document with the real pandoc: its words, its note and its picture are there, its properties name
// nobody, and a second time gives the same bytes.
func TestDOCX(t *testing.T) {
	if _, err := exec.LookPath("pandoc"); err != nil {
		t.Skip("needs pandoc, absent here")
	}
	var made [2][]byte
	for i := range made {
		tree := &publish.Tree{Files: map[string][]byte{}, Sources: map[string]string{"studies/one.md": "source/one.md"}}
		tree.Add("studies/one.md", "case-study", []byte("---\ntitle: Waiting halved\nkind: case-study\ndate: 2026-11-19\nauthor: Dana Ruiz\n---\n\n# Waiting halved\n\nSome words.[^a]\n\n![a dot](../img/c.png)\n\n[^a]: a note\n"), nil)
		tree.Add("img/c.png", "", dot(t), nil)
		out, err := formatted(context.Background(), tree, "Vendor", "docx")
		if err != nil {
			t.Fatal(err)
		}
		if made[i] = out.Files["studies/one.docx"]; len(out.Manifest.Files) != 1 || out.Manifest.Files[0].Digest != fmt.Sprintf("sha256:%x", sha256.Sum256(made[i])) {
			t.Fatalf("manifest %+v", out.Manifest.Files)
		}
	}
	if !bytes.Equal(made[0], made[1]) {
		t.Error("two documents of the same words differ")
	}
	z, err := zip.NewReader(bytes.NewReader(made[0]), int64(len(made[0])))
	if err != nil {
		t.Fatal(err)
	}
	parts, media := map[string]string{}, 0
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		parts[f.Name] = string(data)
		if strings.HasPrefix(f.Name, "word/media/") {
			media++
		}
		if strings.HasPrefix(f.Name, "docProps/") && (bytes.Contains(data, []byte("Ruiz")) || bytes.Contains(data, []byte("2026")) || bytes.Contains(data, []byte("case-study"))) {
			t.Errorf("%s says too much: %s", f.Name, data)
		}
	}
	if !strings.Contains(parts["word/document.xml"], "Some") || !strings.Contains(parts["word/footnotes.xml"], "note") || !strings.Contains(parts["docProps/core.xml"], "Waiting halved") || media != 1 {
		t.Errorf("words, note, title or picture are missing: %d pictures, %s", media, parts["docProps/core.xml"])
	}
}

// dot is a picture of one pixel.
func dot(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 1, 1))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAnUnknownFormatIsRefused(t *testing.T) {
	if _, err := formatted(context.Background(), &publish.Tree{}, "Vendor", "odt"); err == nil || !strings.Contains(err.Error(), "none of markdown, site, pdf, docx") {
		t.Error(err)
	}
}
