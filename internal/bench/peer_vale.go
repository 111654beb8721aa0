package bench

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/atomicfile"
)

// valeRules are a style of our own for Vale, of the sorts that published styles have: words to avoid, words to replace, counts, repetitions.
// The first five are the small style.
var valeRules = []string{
	existence("very", "really", "quite", "rather", "somewhat"),
	substitution("utilize", "use", "in order to", "to", "prior to", "before"),
	`extends: repetition
message: "'%s' is repeated"
level: warning
alpha: true
tokens: ['[^\s]+']`,
	occurrence(`\b\w+\b`, 40, "sentence"),
	existence("TODO", "FIXME", "XXX", "TBD"),
	existence("seems", "appears to", "apparently"),
	existence("significantly", "dramatically", "massively"),
	existence("simply", "easily", "just", "obviously"),
	existence("should", "could", "might"),
	existence("we", "our", "us"),
	substitution("e\\.g\\.", "for example", "i\\.e\\.", "that is"),
	substitution("set up", "configure", "carry out", "do"),
	substitution("as well as", "and", "a number of", "several"),
	substitution("at this point in time", "now", "in the event that", "if"),
	substitution("the majority of", "most", "in spite of", "despite"),
	substitution("make sure", "check", "log in", "sign in"),
	existence(`\w+ly\b`),
	existence(`\b(?:is|are|was|were|be|been) \w+ed\b`),
	existence(`\bthere (?:is|are)\b`),
	existence(`\w+n't\b`),
	existence(`[0-9]+ ?(?:st|nd|rd|th)\b`),
	existence(`[^ ] {2,}[^ ]`),
	existence(`!`),
	existence(`\b[A-Z]{6,}\b`),
	existence(`[a-z]+(?:;|:) [a-z]+; `),
	existence(`\b\d{1,2}/\d{1,2}/\d{2,4}\b`),
	existence(`\bhttps?://[^\s)]+\s`),
	existence("blacklist", "whitelist", "sanity check"),
	occurrence(`,`, 4, "sentence"),
	occurrence(`\b\w+\b`, 150, "paragraph"),
	occurrence(`\.`, 1, "heading"),
	`extends: capitalization
message: "'%s' is in title case"
level: warning
match: $sentence
scope: heading`,
}

func existence(tokens ...string) string {
	return "extends: existence\nmessage: \"avoid '%s'\"\nlevel: warning\nignorecase: true\ntokens:\n" + yamlList(tokens)
}

func substitution(pairs ...string) string {
	var b strings.Builder
	b.WriteString("extends: substitution\nmessage: \"'%s', not '%s'\"\nlevel: warning\nignorecase: true\nswap:\n")
	for i := 0; i+1 < len(pairs); i += 2 {
		fmt.Fprintf(&b, "  '%s': %s\n", pairs[i], pairs[i+1])
	}
	return b.String()
}

func occurrence(token string, most int, scope string) string {
	return fmt.Sprintf("extends: occurrence\nmessage: too many in one %s\nlevel: warning\nscope: %[1]s\nmax: %d\ntoken: '%s'\n", scope, most, token)
}

func yamlList(items []string) string {
	var b strings.Builder
	for _, item := range items {
		fmt.Fprintf(&b, "  - '%s'\n", strings.ReplaceAll(item, "'", "''"))
	}
	return b.String()
}

// writeValeStyle writes a style of some rules and a configuration that uses it, whose path it returns.
func writeValeStyle(dir string, rules []string) (string, error) {
	style := filepath.Join(dir, "styles", "Bench")
	if err := os.MkdirAll(style, 0o755); err != nil {
		return "", err
	}
	for i, rule := range rules {
		if err := atomicfile.Write(filepath.Join(style, fmt.Sprintf("R%02d.yml", i+1)), []byte(rule), 0o644); err != nil {
			return "", err
		}
	}
	config := filepath.Join(dir, ".vale.ini")
	return config, atomicfile.Write(config, []byte("StylesPath = styles\nMinAlertLevel = suggestion\n\n[*.md]\nBasedOnStyles = Bench\n"), 0o644)
}
