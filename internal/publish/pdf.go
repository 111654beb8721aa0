package publish

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"

	"github.com/touchstone-cs/touchstone/internal/pattern"
)

// ErrPDF says that a PDF holds what cannot be taken out of it.
var ErrPDF = errors.New("no PDF that can be published")

// StripPDF takes out of a PDF who made it, when and with what: the values of its properties but the title, and its XMP
// packets, give way to blanks, so that no byte moves and its tables stay true. Where properties are packed or ciphered, or a
// file or a program is attached, it is ErrPDF.
func StripPDF(data []byte) ([]byte, error) {
	if !bytes.HasPrefix(data, []byte("%PDF-")) {
		return nil, fmt.Errorf("it does not begin as one: %w", ErrPDF)
	}
	if bytes.Contains(data, []byte("/Encrypt")) {
		return nil, fmt.Errorf("it is encrypted: %w", ErrPDF)
	}
	hidden := hiddenIn(data)
	for _, part := range unpacked(data) {
		if madeBy.MatchString(string(part)) {
			hidden = "its properties are packed"
		}
		if why := hiddenIn(part); why != "" {
			hidden = why
		}
	}
	if hidden != "" {
		return nil, fmt.Errorf("%s: %w\nhint: print it to a PDF again, or `qpdf --object-streams=disable`", hidden, ErrPDF)
	}
	out := bytes.Clone(data)
	for _, at := range madeBy.FindAllStringIndex(string(data), -1) {
		if err := blank(out, at[1]); err != nil {
			return nil, err
		}
	}
	for at := 0; ; {
		from := bytes.Index(out[at:], []byte("<x:xmpmeta"))
		if from < 0 {
			return out, nil
		}
		from += at
		size := bytes.Index(out[from:], []byte("</x:xmpmeta>"))
		if size < 0 {
			return nil, fmt.Errorf("its XMP packet has no end: %w", ErrPDF)
		}
		at = from + size + len("</x:xmpmeta>")
		spaces(out[from:at])
	}
}

// madeBy are the properties that say who made a document, when and with what.
var madeBy = pattern.New(`/(?:Author|Creator|Producer|Subject|Keywords|CreationDate|ModDate|Company|Manager|SourceModified|LastModified)\b\s*`)

// hiddenIn names what a reader of the pages does not see.
func hiddenIn(part []byte) string {
	switch {
	case bytes.Contains(part, []byte("/EmbeddedFile")):
		return "a file is attached to it"
	case bytes.Contains(part, []byte("/JavaScript")):
		return "a program is in it"
	case bytes.Contains(part, []byte("<x:xmpmeta")) && !bytes.HasPrefix(part, []byte("%PDF-")):
		return "its properties are packed"
	}
	return ""
}

// blank puts spaces into the string that begins at: (…) or <…>. Other values stay where they say nothing, and are refused
// where they lead elsewhere.
func blank(data []byte, at int) error {
	if at >= len(data) {
		return nil
	}
	switch data[at] {
	case '(':
		depth := 0
		for i := at; i < len(data); i++ {
			switch data[i] {
			case '\\':
				i++
			case '(':
				depth++
			case ')':
				if depth--; depth == 0 {
					spaces(data[at+1 : i])
					return nil
				}
			}
		}
		return fmt.Errorf("a property has no end: %w", ErrPDF)
	case '<':
		end := bytes.IndexByte(data[at:], '>')
		if end > 0 && data[at+1] != '<' {
			spaces(data[at+1 : at+end])
		}
		return nil
	}
	if '0' <= data[at] && data[at] <= '9' {
		return fmt.Errorf("a property stands elsewhere: %w\nhint: print it to a PDF again", ErrPDF)
	}
	return nil
}

func spaces(b []byte) {
	for i := range b {
		b[i] = ' '
	}
}

// unpacked gives the compressed parts of a PDF, as far as they can be unpacked.
func unpacked(data []byte) [][]byte {
	var out [][]byte
	for rest := data; ; {
		_, after, ok := bytes.Cut(rest, []byte("stream"))
		if !ok {
			return out
		}
		rest = after
		z, err := zlib.NewReader(bytes.NewReader(bytes.TrimLeft(after, "\r\n")))
		if err != nil {
			continue
		}
		part, _ := io.ReadAll(io.LimitReader(z, maxPart))
		out = append(out, part)
	}
}

// maxPart bounds what one compressed part of a PDF may unpack to.
const maxPart = 16 << 20
