package command_test

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence/command"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/receipt"
	"github.com/touchstone-cs/touchstone/internal/redact"
)

// planted are 200 secrets of several shapes, some of them known by name, some only to be recognised.
func planted() (known []redact.Secret, unknown []string) {
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

// needle is the part of a planted text that must not be on disk.
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

// TestNoByteOfAPlantedSecretReachesTheDisk runs steps that leak 200 secrets by every channel: both outputs, several
// encodings, commands, the environment, file names, error messages, HTTP bodies and headers, a step's name, versions and settings
// of the fingerprint; the journal, the receipt, the exported proof and temporary files are looked through.
func TestNoByteOfAPlantedSecretReachesTheDisk(t *testing.T) {
	known, unknown := planted()
	if len(known)+len(unknown) != 200 {
		t.Fatalf("%d secrets", len(known)+len(unknown))
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/unknown" {
			w.Header().Set("Authorization", strings.TrimPrefix(unknown[3], "Authorization: "))
			w.Header().Set("Set-Cookie", strings.TrimPrefix(unknown[4], "Set-Cookie: "))
			fmt.Fprintln(w, strings.Join(unknown, "\n"))
			return
		}
		w.Header().Set("X-Echo", r.Header.Get("X-Secret"))
		fmt.Fprintf(w, `{"echo":%q,"query":%q}`, r.Header.Get("X-Secret"), r.URL.RawQuery)
	}))
	defer server.Close()
	e := command.LocalEnvironment()
	e.Variables = map[string]string{"BASE": server.URL}
	e.Versions = map[string]string{"leaky": `echo "$S0"`}
	e.Configuration = map[string]string{"leaky.setting": `printf '%s' "$S4" | base64`}
	e.Product = `echo "$S6"`

	var text strings.Builder
	add := func(name, body string) {
		text.WriteString(fence(fmt.Sprintf(`sh {"name":%q,"required":false}`, name), body))
	}
	for i, secret := range known {
		v := `"$` + secret.Name + `"`
		add(fmt.Sprintf("k%d", i), strings.Join([]string{
			"printf '%s\\n' " + v,
			"printf '%s\\n' " + v + " >&2",
			"printf '%s' " + v + " | base64 -w 20",
			"printf 'u%s:x' " + v + " | base64 -w 0",
			"printf 'us%s' " + v + " | od -An -tx1 | tr -d ' \\n'",
			"printf '%s' " + v + " | jq -sRr @uri",
			"printf '%s' " + v + " | jq -sR .",
			"env | grep ^" + secret.Name + "=",
			"set -x; : " + v + "; set +x",
			"cat " + v,
			": >" + v + ".d 2>/dev/null; ls -Q",
			"printf '%s' " + v + " | cut -c1-14",
			"exit 3",
		}, "\n"))
	}
	text.WriteString(fence(`http {"name":"web","expect":"status 500","required":false}`, "GET {{BASE}}/?q={{S0}}\nX-Secret: {{S0}}"))
	text.WriteString(fence(`http {"name":"web-unknown","expect":["status 500","header Set-Cookie = none"],"required":false}`, "GET {{BASE}}/unknown"))
	for i, secret := range unknown {
		add(fmt.Sprintf("u%d", i), "echo '"+secret+"'; echo 'note: "+secret+" .' >&2")
	}
	add("in-the-name-"+known[0].Value, "true")

	root := t.TempDir()
	t.Setenv("TMPDIR", root) // what is left of temporary files counts too
	host := command.Host{Environ: os.Environ(), Workspace: t.TempDir(), Nonce: rand.Text}
	redactor, err := e.NewRedactor(host, known, nil)
	if err != nil {
		t.Fatal(err)
	}
	job := &command.Job{Document: "guide.md", Environment: e, Steps: parse(t, text.String()), Host: host, Secrets: known, Redactor: redactor, Clock: time.Now}
	journal, err := receipt.StartJournal(filepath.Join(root, "runs", "a.journal"), job.Head())
	if err != nil {
		t.Fatal(err)
	}
	job.Record = journal.Add
	run, err := command.Run(context.Background(), job)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := receipt.Keep(filepath.Join(root, "evidence"), run, key(t, 1)); err != nil {
		t.Fatal(err)
	}
	if err := journal.Close(false); err != nil {
		t.Fatal(err)
	}
	if len(run.Steps) != 203 || run.Steps[0].Stdout == nil || run.Steps[0].Stdout.Withheld != "" {
		t.Fatalf("%d steps, %+v", len(run.Steps), run.Steps[0])
	}
	proof := command.Proof("guide.md", []command.Kept{{Receipt: &receipt.Receipt{Run: *run, Digest: strings.Repeat("0", 64)}}})
	if err := os.WriteFile(filepath.Join(root, "proof.md"), []byte(proof), 0o600); err != nil {
		t.Fatal(err)
	}
	content := everyByteBelow(t, root)
	for _, secret := range known {
		for form, value := range formsOnDisk(secret.Value) {
			if strings.Contains(content, value) {
				t.Errorf("%s, %s: %q is on disk: %s", secret.Name, form, value, around(content, value))
			}
		}
	}
	for _, secret := range unknown {
		if value := needle(secret); strings.Contains(content, value) {
			t.Errorf("%q is on disk: %s", value, around(content, value))
		}
	}
}

func formsOnDisk(value string) map[string]string {
	inJSON, _ := json.Marshal(value)
	return map[string]string{
		"raw": value, "json": strings.Trim(string(inJSON), `"`), "base64": base64.RawStdEncoding.EncodeToString([]byte(value))[:12],
		"hex": hex.EncodeToString([]byte(value)), "query": url.QueryEscape(value), "cut": string([]rune(value)[:13]),
	}
}

func around(content, value string) string {
	at := strings.Index(content, value)
	return content[max(0, at-60):min(len(content), at+len(value)+30)]
}

// everyByteBelow is the content of all files, and of the receipts' payloads.
func everyByteBelow(t *testing.T, root string) string {
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
