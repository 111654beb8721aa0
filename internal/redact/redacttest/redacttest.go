// Package redacttest plants secrets for tests, and looks for them.
package redacttest

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/touchstone-cs/touchstone/internal/redact"
)

// Planted returns 200 secrets of several shapes: 120 that are known by name, and 80 that only their form tells.
func Planted() (known []redact.Secret, unknown []string) {
	word := func(i int, n int) string {
		sum := sha256.Sum256(fmt.Appendf(nil, "secret %d", i))
		text := base64.RawURLEncoding.EncodeToString(sum[:])
		text = strings.NewReplacer("-", "x", "_", "y").Replace(text)
		return text[:n]
	}
	for i := range 120 {
		value := word(i, 16+i%20)
		switch i % 6 {
		case 1:
			value = value[:8] + "'\"$`\\" + value[8:]
		case 2:
			value = value[:6] + " /+=&?%" + value[6:]
		case 3:
			value = value[:8] + "äöü" + value[8:]
		}
		known = append(known, redact.Secret{Name: fmt.Sprintf("S%d", i), Value: value})
	}
	hexes := func(i, n int) string {
		sum := sha256.Sum256(fmt.Appendf(nil, "hex %d", i))
		return hex.EncodeToString(sum[:])[:n]
	}
	for i := range 10 {
		unknown = append(unknown,
			"ghp_"+word(1000+i, 36),
			"AKIA"+strings.ToUpper(strings.Map(onlyBase32, hexes(i, 30)))[:16],
			"password="+word(2000+i, 20),
			"Authorization: Bearer "+word(3000+i, 30),
			"Set-Cookie: session="+word(4000+i, 25),
			fmt.Sprintf("person%d.%s@customer.example", i, hexes(i, 6)),
			fmt.Sprintf("10.%d.%d.%d", 20+i, 30+i, 40+i),
			"https://user:"+word(5000+i, 18)+"@host.example/x",
		)
	}
	return known, unknown
}

// onlyBase32 maps to the letters that an AWS key is made of.
func onlyBase32(r rune) rune { return []rune("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")[int(r)%32] }

// needle is the part of an unknown secret's text that must be nowhere.
func needle(text string) string {
	switch {
	case strings.HasPrefix(text, "password="):
		return strings.TrimPrefix(text, "password=")
	case strings.HasPrefix(text, "Authorization: Bearer "):
		return strings.TrimPrefix(text, "Authorization: Bearer ")
	case strings.HasPrefix(text, "Set-Cookie: "):
		return strings.TrimPrefix(text, "Set-Cookie: session=")
	case strings.HasPrefix(text, "https://user:"):
		return strings.TrimSuffix(strings.TrimPrefix(text, "https://user:"), "@host.example/x")
	}
	return text
}

// Find reports every planted secret that is in content.
func Find(t *testing.T, content string) {
	t.Helper()
	known, unknown := Planted()
	for _, secret := range known {
		for form, value := range forms(secret.Value) {
			if strings.Contains(content, value) {
				t.Errorf("%s, %s: %q is there: %s", secret.Name, form, value, around(content, value))
			}
		}
	}
	for _, secret := range unknown {
		if value := needle(secret); strings.Contains(content, value) {
			t.Errorf("%q is there: %s", value, around(content, value))
		}
	}
}

// forms are the forms of a known secret's value, by name, of which none may be anywhere.
func forms(value string) map[string]string {
	inJSON, _ := json.Marshal(value)
	return map[string]string{
		"raw": value, "json": strings.Trim(string(inJSON), `"`), "base64": base64.RawStdEncoding.EncodeToString([]byte(value))[:12],
		"hex": hex.EncodeToString([]byte(value)), "query": url.QueryEscape(value), "cut": string([]rune(value)[:13]),
	}
}

// around is a piece of content with what stands around it.
func around(content, value string) string {
	at := strings.Index(content, value)
	return content[max(0, at-60):min(len(content), at+len(value)+30)]
}

// EveryByte returns the content of all files, and of the receipts' payloads.
func EveryByte(t *testing.T, root string) string {
	t.Helper()
	var all strings.Builder
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		all.WriteString(path + "\n")
		all.Write(content)
		var envelope struct{ Payload []byte }
		if json.Unmarshal(content, &envelope) == nil {
			all.Write(envelope.Payload)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}
