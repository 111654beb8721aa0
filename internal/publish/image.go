package publish

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

// ErrImage says that a file is no image that can be made safe.
var ErrImage = errors.New("no image that can be published")

// Strip returns an image without what a reader does not see: comments, times, places, cameras, scripts. Only formats that
// it can take apart are published.
func Strip(name string, data []byte) ([]byte, error) {
	switch strings.ToLower(path.Ext(name)) {
	case ".png":
		return stripPNG(data)
	case ".jpg", ".jpeg":
		return stripJPEG(data)
	case ".svg":
		return stripSVG(data)
	}
	return nil, fmt.Errorf("%s: %w: only PNG, JPEG and SVG", path.Base(name), ErrImage)
}

var pngSignature = []byte("\x89PNG\r\n\x1a\n")

// seen are the PNG chunks that make up what is seen.
var seen = map[string]bool{"IHDR": true, "PLTE": true, "IDAT": true, "IEND": true, "tRNS": true, "gAMA": true, "cHRM": true, "sRGB": true, "sBIT": true, "bKGD": true, "pHYs": true,
	"acTL": true, "fcTL": true, "fdAT": true}

func stripPNG(data []byte) ([]byte, error) {
	if !bytes.HasPrefix(data, pngSignature) {
		return nil, fmt.Errorf("PNG: %w", ErrImage)
	}
	out := bytes.Clone(pngSignature)
	for at := len(pngSignature); at < len(data); {
		if at+12 > len(data) {
			return nil, fmt.Errorf("PNG: cut off: %w", ErrImage)
		}
		size := int(binary.BigEndian.Uint32(data[at:]))
		if size < 0 || at+12+size > len(data) {
			return nil, fmt.Errorf("PNG: cut off: %w", ErrImage)
		}
		kind := string(data[at+4 : at+8])
		if seen[kind] {
			out = append(out, data[at:at+12+size]...)
		}
		at += 12 + size
		if kind == "IEND" {
			return out, nil // what follows is nobody's business
		}
	}
	return nil, fmt.Errorf("PNG: no end: %w", ErrImage)
}

// stripJPEG keeps the first picture's segments, and of what stands between its scans only what a decoder needs.
func stripJPEG(data []byte) ([]byte, error) {
	if len(data) < 4 || data[0] != 0xFF || data[1] != 0xD8 {
		return nil, fmt.Errorf("JPEG: %w", ErrImage)
	}
	out := []byte{0xFF, 0xD8}
	scanned := false
	for at := 2; at+2 <= len(data); {
		if data[at] != 0xFF {
			return nil, fmt.Errorf("JPEG: no marker: %w", ErrImage)
		}
		marker := data[at+1]
		if marker == 0xFF { // fill
			at++
			continue
		}
		if marker == 0xD9 && scanned {
			return append(out, 0xFF, 0xD9), nil // what follows is another picture, or nobody's business
		}
		if at+4 > len(data) {
			break
		}
		size := 2 + int(binary.BigEndian.Uint16(data[at+2:]))
		if at+size > len(data) {
			break
		}
		end := at + size
		if marker == 0xDA {
			scanned = true
			end = scanEnd(data, end)
		}
		private := marker >= 0xE1 && marker <= 0xEF && marker != 0xEE || marker == 0xFE
		if !private {
			out = append(out, data[at:end]...)
		}
		at = end
	}
	return nil, fmt.Errorf("JPEG: cut off: %w", ErrImage)
}

// scanEnd gives where the coded data that begin at from end: at the next marker that is no restart.
func scanEnd(data []byte, from int) int {
	for at := from; at+1 < len(data); at++ {
		next := data[at+1]
		if data[at] == 0xFF && next != 0 && next != 0xFF && (next < 0xD0 || next > 0xD7) {
			return at
		}
	}
	return len(data)
}

// drawn are the SVG elements that draw; all others go with what is in them.
var drawn = func() map[string]bool {
	out := map[string]bool{}
	for _, name := range strings.Fields("svg g defs path rect circle ellipse line polyline polygon text tspan title desc linearGradient radialGradient stop clipPath mask pattern marker use symbol") {
		out[name] = true
	}
	return out
}()

// stripSVG writes an SVG again with drawing elements only: no scripts, styles, comments, metadata, handlers, links or
// foreign objects, and no reference that leaves the file.
func stripSVG(data []byte) ([]byte, error) {
	if bytes.Contains(data, []byte("<!ENTITY")) {
		return nil, fmt.Errorf("SVG: it declares entities: %w", ErrImage)
	}
	in := xml.NewDecoder(bytes.NewReader(data))
	in.Strict = true
	var b bytes.Buffer
	depth, hidden, root := 0, 0, false
	for {
		token, err := in.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("SVG: %w: %w", ErrImage, err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			depth++
			if hidden > 0 || !drawn[t.Name.Local] || !root && t.Name.Local != "svg" {
				hidden++
				continue
			}
			writeElement(&b, t, !root)
			root = true
		case xml.EndElement:
			depth--
			if hidden > 0 {
				hidden--
				continue
			}
			fmt.Fprintf(&b, "</%s>", t.Name.Local)
		case xml.CharData:
			if hidden == 0 && depth > 0 {
				if err := xml.EscapeText(&b, t); err != nil {
					return nil, err
				}
			}
		}
	}
	if !root || depth != 0 {
		return nil, fmt.Errorf("SVG: %w", ErrImage)
	}
	return append(b.Bytes(), '\n'), nil
}

func writeElement(b *bytes.Buffer, t xml.StartElement, root bool) {
	fmt.Fprintf(b, "<%s", t.Name.Local)
	if root {
		b.WriteString(` xmlns="http://www.w3.org/2000/svg"`)
	}
	for _, a := range t.Attr {
		name, value := a.Name.Local, a.Value
		lower := strings.ToLower(name)
		outward := strings.Contains(strings.ToLower(value), "url(") && !strings.Contains(value, "url(#")
		switch {
		case a.Name.Space == "xmlns" || name == "xmlns", strings.HasPrefix(lower, "on"), strings.HasPrefix(lower, "data-"), lower == "style" && outward, lower != "style" && outward:
			continue
		case lower == "href" && !strings.HasPrefix(value, "#"):
			continue
		case a.Name.Space != "" && lower != "href" && a.Name.Space != "xml":
			continue
		case strings.Contains(strings.ToLower(value), "javascript:"):
			continue
		}
		fmt.Fprintf(b, ` %s="`, name)
		if err := xml.EscapeText(b, []byte(value)); err != nil {
			return // a buffer takes everything
		}
		b.WriteByte('"')
	}
	b.WriteByte('>')
}
