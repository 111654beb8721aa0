package roster

import (
	"bytes"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
)

// accountFile is an account.yaml as lines, so that an edit leaves every other byte as it was.
type accountFile struct {
	lines    []string // with their line ends
	values   map[string]value
	imported map[string]string
	block    [2]int // the lines of imported:, [from, to); equal where there is none
}

// value is a top-level scalar.
type value struct {
	text string
	line int // from 1
	// column is where it begins on its line, in bytes; -1 where it cannot be replaced in place.
	column int
	node   *yaml.Node
}

func parse(path string, data []byte) (*accountFile, error) {
	var root yaml.Node
	if err := yaml.Unmarshal(data, &root); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	file := &accountFile{lines: strings.SplitAfter(string(data), "\n"), values: map[string]value{}, imported: map[string]string{}}
	if last := len(file.lines) - 1; file.lines[last] == "" {
		file.lines = file.lines[:last]
	}
	file.block = [2]int{len(file.lines), len(file.lines)}
	if len(root.Content) == 0 || root.Content[0].Kind != yaml.MappingNode {
		return nil, fmt.Errorf("%s:1: is no mapping of keys to values", path)
	}
	top := root.Content[0]
	for i := 0; i+1 < len(top.Content); i += 2 {
		key, node := top.Content[i], top.Content[i+1]
		if key.Value == "imported" {
			if err := node.Decode(&file.imported); err != nil {
				return nil, fmt.Errorf("%s:%d: imported: %w", path, key.Line, err)
			}
			file.block = [2]int{key.Line - 1, file.blockEnd(key.Line)}
			continue
		}
		if node.Kind == yaml.ScalarNode {
			text := node.Value
			if node.Tag == "!!null" {
				text = ""
			}
			file.values[key.Value] = value{text: text, line: key.Line, node: node}
		}
	}
	if file.imported == nil {
		file.imported = map[string]string{}
	}
	return file, nil
}

// blockEnd finds the line after the indented lines that follow line.
func (f *accountFile) blockEnd(line int) int {
	for line < len(f.lines) && (strings.HasPrefix(f.lines[line], " ") || strings.HasPrefix(f.lines[line], "\t")) {
		line++
	}
	return line
}

// set gives a top-level key a value: on its own line where it has one, else on a new line before imported:.
func (f *accountFile) set(key, text string) {
	line := key + ": " + scalar(text) + "\n"
	if has, ok := f.values[key]; ok && has.node.Style&(yaml.LiteralStyle|yaml.FoldedStyle) == 0 && has.node.Line <= has.line {
		f.lines[has.line-1] = line[:len(line)-1] + comment(has.node) + lineEnd(f.lines[has.line-1])
		return
	}
	if _, ok := f.values[key]; ok {
		return // a block of text: a person's in any case
	}
	at := f.block[0]
	if at > 0 && strings.HasPrefix(f.lines[at-1], importedComment[:1]) && at < f.block[1] {
		at-- // above the block's comment
	}
	if at > 0 && !strings.HasSuffix(f.lines[at-1], "\n") {
		f.lines[at-1] += "\n"
	}
	f.lines = append(f.lines[:at], append([]string{line}, f.lines[at:]...)...)
	f.block[0]++
	f.block[1]++
}

func comment(node *yaml.Node) string {
	if node.LineComment == "" {
		return ""
	}
	return "  " + node.LineComment
}

func lineEnd(line string) string {
	if strings.HasSuffix(line, "\r\n") {
		return "\r\n"
	}
	return "\n"
}

const importedComment = "# What the imports say, as the last `touchstone account sync` saw it. Do not edit.\n"

// bytes writes the file with its imported: block as it should be.
func (f *accountFile) bytes() []byte {
	block := importedBlock(f.imported)
	before, after := f.lines[:f.block[0]], f.lines[f.block[1]:]
	if len(before) > 0 && before[len(before)-1] == importedComment {
		before = before[:len(before)-1]
	}
	var b bytes.Buffer
	b.WriteString(strings.Join(before, ""))
	if b.Len() > 0 && !bytes.HasSuffix(b.Bytes(), []byte("\n")) && block != "" {
		b.WriteByte('\n')
	}
	b.WriteString(block)
	b.WriteString(strings.Join(after, ""))
	return b.Bytes()
}

func importedBlock(values map[string]string) string {
	var b strings.Builder
	for _, key := range keys {
		if values[key] != "" {
			fmt.Fprintf(&b, "  %s: %s\n", key, scalar(values[key]))
		}
	}
	if b.Len() == 0 {
		return ""
	}
	return importedComment + "imported:\n" + b.String()
}

// scalar writes text as one line of YAML that reads back as the same text (a number as that number).
func scalar(text string) string {
	node := yaml.Node{Kind: yaml.ScalarNode, Value: text}
	var parsed yaml.Node
	if err := yaml.Unmarshal([]byte("k: "+text+"\n"), &parsed); err == nil && len(parsed.Content) == 1 && len(parsed.Content[0].Content) == 2 {
		value := parsed.Content[0].Content[1]
		if value.Kind == yaml.ScalarNode && value.Value == text && value.LineComment == "" && value.Line == 1 && (value.Tag == "!!str" || value.Tag == "!!int" || value.Tag == "!!timestamp") && value.Style == 0 {
			return text
		}
	}
	node.Style = yaml.DoubleQuotedStyle
	data, err := yaml.Marshal(&node)
	if err != nil {
		return fmt.Sprintf("%q", text)
	}
	return strings.ReplaceAll(strings.TrimRight(string(data), "\n"), "\n", " ")
}
