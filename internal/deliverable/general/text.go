package general

import "strings"

// firstLine is an error's message without its hints.
func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}
