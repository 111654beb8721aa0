package implementation

import (
	"slices"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence/command/step"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/pattern"
)

var named = pattern.New(`«([^»\n]+)»`)

// oneName is a name that was left: one word.
var oneName = pattern.New(`«[^»\s]+»`)

// writing is how a value is written at one place; false where it cannot stand there.
type writing func(value string) (string, bool)

// fill puts values in. What the customer is called is no Markdown, whatever signs are in it, and no code: a customer may
// be called `$(reboot)`. A name without a value stays, and so does one whose value would be more than a value where it
// stands: there the reader and a rule see it.
func fill(text string, values map[string]string) string {
	doc := markdown.Parse([]byte(text))
	writings := inCode(doc)
	var b strings.Builder
	end := 0
	for _, at := range named.FindAllStringSubmatchIndex(text, -1) {
		value := values[text[at[2]:at[3]]]
		write := writings[at[0]]
		if write == nil {
			write = inProse(text[at[2]:at[3]])
		}
		written, ok := write(value)
		if value == "" || !ok {
			continue
		}
		b.WriteString(text[end:at[0]] + written)
		end = at[1]
	}
	return b.String() + text[end:]
}

var plainSigns = strings.NewReplacer(`\`, `\\`, "|", `\|`, "[", `\[`, "]", `\]`, "<", `\<`, "`", "\\`", "*", `\*`)

// inProse writes what the customer is called as words; the other values may be Markdown.
func inProse(name string) writing {
	return func(value string) (string, bool) {
		if name == "customer" {
			value = plainSigns.Replace(value)
		}
		return value, true
	}
}

// inCode returns how values are written at the names that stand in code, by the names' offsets: in fences, and in code
// spans, which are commands where they verify something.
func inCode(doc *markdown.Document) map[int]writing {
	writings := make(map[int]writing)
	doc.Walk(func(block markdown.Block) {
		fence, ok := block.(*markdown.Fence)
		if !ok {
			return
		}
		put(writings, doc, fence.Span, alien) // its attributes hold commands too
		language, _, _ := step.ParseInfo(fence.Info)
		put(writings, doc, bodyOf(doc, fence), byLanguage[language])
	})
	doc.Texts(func(text markdown.Text) {
		for _, code := range text.Codes {
			put(writings, doc, text.SourceSpan(code), inSpan)
		}
	})
	return writings
}

// bodyOf is a fence's content in the source: without its first and last line where it is fenced.
func bodyOf(doc *markdown.Document, fence *markdown.Fence) markdown.Span {
	body := fence.Body
	if body.Start < body.End || !fence.Fenced {
		return body
	}
	source := doc.Slice(fence.Span)
	first := strings.IndexByte(source, '\n') + 1
	last := max(first, strings.LastIndexByte(strings.TrimRight(source, "\n"), '\n')+1)
	return markdown.Span{Start: fence.Start + first, End: fence.Start + last}
}

// put notes how values are written at the names of a span of code.
func put(writings map[int]writing, doc *markdown.Document, span markdown.Span, of func(code string, names [][]int) []writing) {
	code := doc.Slice(span)
	names := named.FindAllStringIndex(code, -1)
	if len(names) == 0 {
		return
	}
	if of == nil {
		of = foreign
	}
	for i, write := range of(code, names) {
		writings[span.Start+names[i][0]] = write
	}
}

// byLanguage says how the names of a piece of code are written.
var byLanguage = map[string]func(code string, names [][]int) []writing{
	"sh": inShell, "bash": inShell, "zsh": inShell, "ksh": inShell, "shell": inShell, "console": inShell, "": inShell,
	"sql": inSQL, "postgresql": inSQL, "psql": inSQL,
	"http": inHTTP, "json": inJSON, "yaml": inJSON, "toml": inJSON,
	"text": inText, "markdown": inText,
}

var (
	// harmless is a value that no language takes for more than words, between quotes.
	harmless = pattern.New(`^[\p{L}\p{N}_./:@][\p{L}\p{M}\p{N} _./:@,+=-]*$`)
	// oneWord is one that is a word without quotes as well.
	oneWord = pattern.New(`^[\p{L}\p{N}_./:@][\p{L}\p{M}\p{N}_./:@,+=-]*$`)
)

func asWords(value string) (string, bool)   { return value, harmless.MatchString(value) }
func asOneWord(value string) (string, bool) { return value, oneWord.MatchString(value) }
func asItIs(value string) (string, bool)    { return value, true }

func everywhere(write writing, names [][]int) []writing {
	return slices.Repeat([]writing{write}, len(names))
}

func alien(_ string, names [][]int) []writing   { return everywhere(asOneWord, names) }
func foreign(_ string, names [][]int) []writing { return everywhere(asWords, names) }
func inText(_ string, names [][]int) []writing  { return everywhere(asItIs, names) }

// inSpan is inShell where no sign may end the code span or the table's cell around it.
func inSpan(code string, names [][]int) []writing {
	writings := inShell(code, names)
	for i, write := range writings {
		writings[i] = func(value string) (string, bool) {
			written, ok := write(value)
			return written, ok && !strings.ContainsAny(written, "`|")
		}
	}
	return writings
}
