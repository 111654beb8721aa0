package command_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence/command"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/receipt"
	"github.com/touchstone-cs/touchstone/internal/redact"
	"github.com/touchstone-cs/touchstone/internal/redact/redacttest"
)

// TestNoByteOfAPlantedSecretReachesTheDisk runs steps that leak 200 secrets by every channel: both outputs, several
// encodings, commands, the environment, file names, error messages, HTTP bodies and headers, a step's name, versions and settings
// of the fingerprint, rows, notices and errors of a database; the journal, the receipt, the exported proof and temporary files are looked through.
func TestNoByteOfAPlantedSecretReachesTheDisk(t *testing.T) {
	known, unknown := redacttest.Planted()
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
	e.Databases = map[string]string{"app": fmt.Sprintf("postgres://app:{{S8}}@127.0.0.1:%d/postgres?sslmode=disable", startPostgres(t, known[8].Value))}
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
	text.WriteString(fence(`sql {"name":"sql-known","required":false,"expect":"value = 0"}`, leakInSQL(known)))
	text.WriteString(fence(`sql {"name":"sql-unknown","required":false,"expect":"value = 0"}`, leakInSQL(nil, unknown...)))
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
	if len(run.Steps) != 205 || run.Steps[0].Stdout == nil || run.Steps[0].Stdout.Withheld != "" {
		t.Fatalf("%d steps, %+v", len(run.Steps), run.Steps[0])
	}
	proof := command.Proof("guide.md", []command.Kept{{Receipt: &receipt.Receipt{Run: *run, Digest: strings.Repeat("0", 64)}}})
	if err := os.WriteFile(filepath.Join(root, "proof.md"), []byte(proof), 0o600); err != nil {
		t.Fatal(err)
	}
	redacttest.Find(t, redacttest.EveryByte(t, root))
}

// leakInSQL returns statements that show each secret as a row, in a notice, and at last in the error of one.
func leakInSQL(known []redact.Secret, others ...string) string {
	for _, secret := range known {
		others = append(others, secret.Value)
	}
	var b strings.Builder
	for _, value := range others {
		quoted := "'" + strings.ReplaceAll(value, "'", "''") + "'"
		fmt.Fprintf(&b, "SELECT %s, 'a' || %s, encode(%s, 'base64');\n", quoted, quoted, "convert_to("+quoted+", 'UTF8')")
		fmt.Fprintf(&b, "DO %s;\n", "'BEGIN RAISE NOTICE ''%'', "+strings.ReplaceAll(quoted, "'", "''")+"; END'")
	}
	fmt.Fprintf(&b, "SELECT CAST('%s' AS integer);", strings.ReplaceAll(others[0], "'", "''"))
	return b.String()
}
