package publish

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/touchstone-cs/touchstone/internal/markdown"
)

// Vouch is a person's word for a file that no program can examine: they looked at it, and it shows nobody who has not agreed.
type Vouch struct {
	Digest string `yaml:"digest"` // sha256:… of the file as it lies in the workspace
	By     string `yaml:"by"`
	Reason string `yaml:"reason"`
}

// Check refuses a word without a name or for no file.
func (v Vouch) Check() error {
	if len(v.Digest) != len("sha256:")+64 || !strings.HasPrefix(v.Digest, "sha256:") {
		return fmt.Errorf("vouched: %q is no digest such as sha256:… (64 digits)", v.Digest)
	}
	if v.By == "" || v.Reason == "" {
		return fmt.Errorf("vouched: %s…: by and reason are missing", v.Digest[:19])
	}
	return nil
}

// ErrUnseen says that nobody has looked at a file that no program can examine.
var ErrUnseen = errors.New("it cannot be examined, and nobody has vouched for it")

// mayShow reports whether a file's bytes may go to the job's audience although no program can read what they show.
func (job Job) mayShow(data []byte) error {
	sum := digest(data)
	if job.Audience == "customer" || slices.ContainsFunc(job.Vouched, func(v Vouch) bool { return v.Digest == sum }) {
		return nil
	}
	return fmt.Errorf("%w: look at it, then add to touchstone.yaml: vouched: [{digest: %q, by: …, reason: …}]", ErrUnseen, sum)
}

// image makes a picture ready: stripped, and vouched for where its pixels are all that can be seen.
func (job Job) image(target string) ([]byte, error) {
	data, err := job.Workspace.ReadFile(target)
	if err != nil {
		return nil, err
	}
	clean, err := Strip(target, data)
	if err == nil && strings.ToLower(path.Ext(target)) != ".svg" {
		err = job.mayShow(data)
	}
	return clean, err
}

// attachments are the files that a document's front matter asks to be published with it, by workspace path.
func attachments(source string, d *markdown.Document) []string {
	var out []string
	for _, name := range d.Front.List("attachments") {
		out = append(out, path.Join(path.Dir(source), name))
	}
	return out
}

// attachment makes a file ready that the document lists: text as it is, a picture and a PDF stripped, and vouched for. The words
// are what can be read of it, for the last look.
func (job Job) attachment(target string) (data []byte, words string, err error) {
	switch ext := strings.ToLower(path.Ext(target)); ext {
	case ".png", ".jpg", ".jpeg", ".svg":
		data, err = job.image(target)
		return data, string(data), err
	case ".csv", ".tsv", ".txt", ".json", ".yaml", ".yml":
		if data, err = job.Workspace.ReadFile(target); err != nil {
			return nil, "", err
		}
		if bytes.IndexByte(data, 0) >= 0 || !utf8.Valid(data) {
			return nil, "", fmt.Errorf("%s is no text", path.Base(target))
		}
		return data, string(data), nil
	case ".pdf":
		if data, err = job.Workspace.ReadFile(target); err != nil {
			return nil, "", err
		}
		clean, err := StripPDF(data)
		if err != nil {
			return nil, "", err
		}
		return clean, pdfWords(clean), job.mayShow(data)
	default:
		return nil, "", fmt.Errorf("%s: an attachment is text, PDF, PNG, JPEG or SVG", path.Base(target))
	}
}

// pdfWords is what can be read of a PDF without drawing it: its own text (titles, authors, links) and what its compressed
// parts hold, strings of the page put together. Text in fonts with an alphabet of their own does not show: hence the vouching.
func pdfWords(data []byte) string {
	var b strings.Builder
	add := func(part []byte) {
		b.WriteString(strings.ToValidUTF8(string(bytes.ReplaceAll(part, []byte{0}, nil)), " "))
		b.WriteByte('\n')
		b.WriteString(shown(part))
		b.WriteByte('\n')
	}
	add(data)
	for _, part := range unpacked(data) {
		add(part)
	}
	return b.String()
}

// shown puts together the strings "(…)" that a page draws: a word is often cut into several.
func shown(part []byte) string {
	var b strings.Builder
	for {
		_, after, ok := bytes.Cut(part, []byte("("))
		if !ok {
			return strings.ToValidUTF8(b.String(), "")
		}
		word, rest, ok := bytes.Cut(after, []byte(")"))
		if !ok {
			return strings.ToValidUTF8(b.String(), "")
		}
		b.Write(bytes.ReplaceAll(word, []byte{0}, nil))
		if i := bytes.IndexByte(rest, '('); i > 0 && bytes.ContainsAny(rest[:i], "Tj'\"") && !bytes.Contains(rest[:i], []byte("]")) {
			b.WriteByte(' ')
		}
		part = rest
	}
}
