package workspace

import (
	"strconv"
	"strings"
)

// readPlain reads an account.yaml as `account sync` writes it: comments, keys with plain words, one a line, and what was imported indented below its
// key. It is false for whatever else YAML can say: the library reads that, slower. A property test holds the two to agree.
func readPlain(text string, into *Account) bool {
	read := *into
	imported, below := false, false // whether the key was seen, and whether lines below it may come
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if !plainText(line) {
			return false
		}
		if line == "" || line[0] == '#' {
			continue
		}
		if inner, ok := strings.CutPrefix(line, "  "); ok {
			if key, value, ok := strings.Cut(inner, ": "); !below || !ok || !plainKey(key) || !plainWord(value) {
				return false
			}
			continue
		}
		if line == "imported:" {
			if imported {
				return false
			}
			imported, below = true, true
			continue
		}
		key, value, ok := strings.Cut(line, ": ")
		if below = false; !ok || !plainWord(value) || !read.setPlain(key, value) {
			return false
		}
	}
	if read.ID == "" {
		return false
	}
	*into = read
	return true
}

// setPlain sets a field that is one word or number, once.
func (a *Account) setPlain(key, value string) bool {
	if key == "seats" {
		n, err := strconv.Atoi(value)
		if err != nil || a.Seats != 0 || !('1' <= value[0] && value[0] <= '9') {
			return false
		}
		a.Seats = n
		return true
	}
	field := a.field(key)
	if field == nil || *field != "" {
		return false
	}
	*field = value
	return true
}

// field is where a key with one word goes; nil for lists, mappings and keys of other rooms.
func (a *Account) field(key string) *string {
	switch key {
	case "account":
		return &a.ID
	case "name":
		return &a.Name
	case "parent":
		return &a.Parent
	case "merged_into":
		return &a.MergedInto
	case "segment":
		return &a.Segment
	case "plan":
		return &a.Plan
	case "tier":
		return &a.Tier
	case "industry":
		return &a.Industry
	case "region":
		return &a.Region
	case "country":
		return &a.Country
	case "owner":
		return &a.Owner
	case "renewal":
		return &a.Renewal
	case "language":
		return &a.Language
	case "engagement":
		return &a.Engagement
	}
	return nil
}

// plainText reports whether a line is of printable ASCII.
func plainText(line string) bool {
	for i := range len(line) {
		if line[i] < ' ' || line[i] > '~' {
			return false
		}
	}
	return true
}

func plainKey(key string) bool {
	return key != "" && strings.Trim(key, "abcdefghijklmnopqrstuvwxyz_") == ""
}

// plainWord reports whether YAML takes a value for the text that it is, whatever the field's sort: it begins with a letter or digit, has nothing in it
// that means anything, and is not null.
func plainWord(value string) bool {
	if value == "" || !alphanumeric(value[0]) || value[len(value)-1] == ' ' || strings.EqualFold(value, "null") {
		return false
	}
	for i := range len(value) {
		if c := value[i]; !alphanumeric(c) && !strings.ContainsRune(" _.,/@+-()'&", rune(c)) {
			return false
		}
	}
	return true
}

func alphanumeric(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}
