package publish

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"regexp"
	"time"
)

// The properties of a published Word document: its title, and nothing of who wrote it, where, when and with what.
const (
	coreHead   = `<?xml version="1.0" encoding="UTF-8"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">`
	coreTail   = `</cp:coreProperties>`
	appEmpty   = `<?xml version="1.0" encoding="UTF-8"?><Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"></Properties>`
	customNone = `<?xml version="1.0" encoding="UTF-8"?><Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"></Properties>`
)

var coreTitle = regexp.MustCompile(`<dc:title>[^<]*</dc:title>`)

// StripDOCX gives a Word document without properties but its title, its parts without times, so that the same document
// is the same bytes.
func StripDOCX(data []byte) ([]byte, error) {
	in, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("DOCX: %w", err)
	}
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	for _, f := range in.File {
		part, err := readPart(f)
		if err != nil {
			return nil, fmt.Errorf("DOCX: %s: %w", f.Name, err)
		}
		switch f.Name {
		case "docProps/core.xml":
			part = []byte(coreHead + string(coreTitle.Find(part)) + coreTail)
		case "docProps/app.xml":
			part = []byte(appEmpty)
		case "docProps/custom.xml":
			part = []byte(customNone)
		}
		w, err := out.CreateHeader(&zip.FileHeader{Name: f.Name, Method: zip.Deflate, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)})
		if err != nil {
			return nil, fmt.Errorf("DOCX: %w", err)
		}
		if _, err := w.Write(part); err != nil {
			return nil, fmt.Errorf("DOCX: %w", err)
		}
	}
	if err := out.Close(); err != nil {
		return nil, fmt.Errorf("DOCX: %w", err)
	}
	return b.Bytes(), nil
}

func readPart(f *zip.File) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}
