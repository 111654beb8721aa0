package merge

import (
	"bufio"
	"bytes"
	"fmt"
	"strings"
)

// Memory is what was generated last: a digest a unit, in the order of the document.
type Memory []Entry

// Entry is one unit of it.
type Entry struct{ Key, Digest string }

// MemoryPath is the file that remembers for the document at path.
func MemoryPath(path string) string { return strings.TrimSuffix(path, ".md") + ".generated" }

const memoryHead = "# What Touchstone generated in this document, as digests: `generate` needs it to tell your words from its own. Keep it in git.\n"

func remember(units []unit) Memory {
	memory := make(Memory, len(units))
	for i, u := range units {
		memory[i] = Entry{u.key, u.digest}
	}
	return memory
}

func (m Memory) index() map[string]string {
	index := make(map[string]string, len(m))
	for _, entry := range m {
		index[entry.Key] = entry.Digest
	}
	return index
}

// Encode writes the memory's file.
func (m Memory) Encode() []byte {
	var b bytes.Buffer
	b.WriteString(memoryHead)
	for _, entry := range m {
		b.WriteString(entry.Digest + " " + entry.Key + "\n")
	}
	return b.Bytes()
}

// DecodeMemory reads what Encode writes. path is for the error.
func DecodeMemory(path string, data []byte) (Memory, error) {
	memory := Memory{}
	scanner := bufio.NewScanner(bytes.NewReader(data))
	scanner.Buffer(nil, 1<<20)
	for line := 1; scanner.Scan(); line++ {
		text := strings.TrimRight(scanner.Text(), "\r")
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		digest, key, ok := strings.Cut(text, " ")
		if !ok || len(digest) != 16 {
			return nil, fmt.Errorf("%s:%d: want a digest of 16 hexadecimal digits and a key\nhint: without this file everything in the document is taken for a person's; delete it to accept that", path, line)
		}
		memory = append(memory, Entry{key, digest})
	}
	return memory, scanner.Err()
}
