package publish_test

import (
	"strings"
	"testing"

	"github.com/touchstone-cs/touchstone/internal/publish"
)

// TestAPDFsMetadataIsTakenOut: properties and XMP give way to blanks of the same length, the title and the pages stay.
func TestAPDFsMetadataIsTakenOut(t *testing.T) {
	const data = "%PDF-1.7\n1 0 obj <</Title (Waiting \\(halved\\)) /Author (Maria \\(Acme\\) \\\\) /Creator(Acme (nested) Writer)/Producer <4163 6d65> /CreationDate (D:20261101) /Trapped /False>> endobj\n" +
		"2 0 obj <</Type /Metadata>> stream\n<?xpacket begin=''?><x:xmpmeta><dc:creator>Acme</dc:creator></x:xmpmeta><?xpacket end='w'?>\nendstream endobj\n3 0 obj (a page) endobj\n%%EOF\n"
	clean, err := publish.StripPDF([]byte(data))
	if err != nil {
		t.Fatal(err)
	}
	got := string(clean)
	if len(got) != len(data) || strings.Contains(got, "Acme") || strings.Contains(got, "4163") || strings.Contains(got, "Maria") || strings.Contains(got, "D:2026") {
		t.Errorf("%q", got)
	}
	for _, stays := range []string{"/Title (Waiting \\(halved\\))", "/Trapped /False", "(a page)", "xpacket end"} {
		if !strings.Contains(got, stays) {
			t.Errorf("%q is gone: %q", stays, got)
		}
	}
	for _, bad := range []string{"%PDF-1.7 /Author 7 0 R", "%PDF-1.7 /Author (x", "%PDF-1.7 <x:xmpmeta>", ""} {
		if _, err := publish.StripPDF([]byte(bad)); err == nil {
			t.Errorf("%q went through", bad)
		}
	}
}

func FuzzStripPDF(f *testing.F) {
	f.Add([]byte("%PDF-1.7 /Author (a\\"))
	f.Add([]byte("%PDF-1.7 /Author <"))
	f.Add([]byte("%PDF-1.7 stream\n\x78\x9c /Creator("))
	f.Fuzz(func(t *testing.T, data []byte) {
		if out, err := publish.StripPDF(data); err == nil && len(out) != len(data) {
			t.Fatal("a byte moved")
		}
	})
}
