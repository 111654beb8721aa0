package implementation

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var hostile = []string{
	"Acme", "Acme Corp", "O'Neill & Sons", `"Quoted" GmbH`, "$(touch pwned)", "`touch pwned`", "x; touch pwned", "x\" ; touch pwned; \"", "x' ; touch pwned; '",
	`back\slash`, "$HOME", "${IFS}", "a|b", "a > pwned", "*", "~root", "-rf", "--help", "EOF", "a && touch pwned", `\`, "'", `"`, "äöü ß 株式会社", "{{BASE}}", "a\ttab",
	"%s%n", "!history", "#no comment", "x'); DROP TABLE a; --", "*/ DROP TABLE a; /*", "$$; x", "a=b", "</b>", "a,b", "[x](y)", "```", "''",
}

// templates print a value's words, one a line, however they quote it.
var templates = []string{
	"printf '<%s>\\n' «customer»", "printf '<%s>\\n' '«customer»'", `printf '<%s>\n' "«customer»"`, "NAME=«customer»; printf '<%s>\\n' \"$NAME\"",
	`NAME="«customer»" sh -c 'printf "<%s>\n" "$NAME"'`, "printf '<%s>\\n' \"$(printf %s «customer»)\"", "for one in «customer»; do printf '<%s>\\n' \"$one\"; done",
	"# for «customer»\necho '<«customer»>'", "echo \"<«customer»>\"", "cat <<EOF\n<«customer»>\nEOF", "cat <<'EOF'\n<«customer»>\nEOF", "sh -c 'echo \"<«customer»>\"'",
	"eval \"printf '<%s>\\n' '«customer»'\"", "python3 -c 'print(\"<«customer»>\")'", "echo \"<${X:-«customer»}>\"", "case «customer» in *) printf '<%s>\\n' «customer» ;; esac",
}

// TestShellReadsAValueAsAValue: whatever a customer is called, a guide's shell fence prints that name, or the name was not
// filled in.
func TestShellReadsAValueAsAValue(t *testing.T) {
	dir := t.TempDir()
	filled := 0
	for _, template := range templates {
		for _, value := range hostile {
			text := fill("```sh\n"+template+"\n```\n", map[string]string{"customer": value})
			code := strings.TrimSuffix(strings.TrimPrefix(text, "```sh\n"), "\n```\n")
			if strings.Contains(strings.ReplaceAll(code, "# for «customer»", ""), "«") {
				continue
			}
			filled++
			command := exec.Command("sh", "-c", code)
			command.Dir = dir
			if out, err := command.CombinedOutput(); err != nil || string(out) != "<"+value+">\n" {
				t.Errorf("%s\nis called %q: prints %q, %v", code, value, out, err)
			}
		}
	}
	if left, err := filepath.Glob(dir + "/*"); err != nil || len(left) > 0 {
		t.Errorf("a name ran: %v %v", left, err)
	}
	if all := len(templates) * len(hostile); filled < all/3 {
		t.Errorf("%d of %d filled in", filled, all)
	}
}

func TestAnyNameIsAValue(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		value := strings.Join(strings.Fields(rapid.StringOf(rapid.RuneFrom([]rune("ab '\"$`\\;&|<>(){}[]*?!#~-=%\tä"))).Draw(t, "value")), " ")
		template := rapid.SampledFrom(templates[:7]).Draw(t, "template")
		text := fill("```sh\n"+template+"\n```\n", map[string]string{"customer": value})
		if strings.Contains(text, "«") {
			return
		}
		command := exec.Command("sh", "-c", strings.TrimSuffix(strings.TrimPrefix(text, "```sh\n"), "\n```\n"))
		command.Dir, command.Env = dir, os.Environ()
		if out, err := command.CombinedOutput(); err != nil || string(out) != "<"+value+">\n" {
			t.Fatalf("%s\nprints %q, %v", text, out, err)
		}
	})
}

func TestFillByLanguage(t *testing.T) {
	const name = `O'Neill "&" \ Söhne`
	for _, test := range []struct{ text, value, want string }{
		{"```sql\nSELECT '«customer»', \"«customer»\";\n```\n", "O'Neill", "```sql\nSELECT 'O''Neill', \"O'Neill\";\n```\n"},
		{"```sql\nSELECT «customer»;\n```\n", "1; DROP TABLE a", "```sql\nSELECT «customer»;\n```\n"},
		{"```sql\nSELECT * FROM «customer» -- it's «customer»\nWHERE a = '«customer»';\n```\n", "acme", "```sql\nSELECT * FROM acme -- it's acme\nWHERE a = 'acme';\n```\n"},
		{"```sql\nDO $$ BEGIN EXECUTE '«customer»'; END $$;\n```\n", "x'y", "```sql\nDO $$ BEGIN EXECUTE '«customer»'; END $$;\n```\n"},
		{"```sql\nSELECT '«customer»';\n```\n", `x\`, "```sql\nSELECT '«customer»';\n```\n"},
		{"```http\nPOST {{BASE}}/c/«customer»?n=«customer»\nX-Name: «customer»\n\n{\"name\": \"«customer»\"}\n```\n", name,
			"```http\nPOST {{BASE}}/c/O%27Neill%20%22%26%22%20%5C%20S%C3%B6hne?n=O%27Neill%20%22%26%22%20%5C%20S%C3%B6hne\nX-Name: «customer»\n\n{\"name\": \"O'Neill \\\"\\u0026\\\" \\\\ Söhne\"}\n```\n"},
		{"```python\nname = \"«customer»\"\n```\n", name, "```python\nname = \"«customer»\"\n```\n"},
		{"```python\nname = \"«customer»\"\n```\n", "Acme Söhne", "```python\nname = \"Acme Söhne\"\n```\n"},
		{"```sh {\"name\":\"a\",\"undo\":\"rm -r «customer»\"}\ntrue\n```\n", "a /", "```sh {\"name\":\"a\",\"undo\":\"rm -r «customer»\"}\ntrue\n```\n"},
		{"```text\nfor «customer»\n```\n", name, "```text\nfor " + name + "\n```\n"},
		{"- x\n\n  ```sh\n  echo «customer»\n  ```\n", "a; b", "- x\n\n  ```sh\n  echo 'a; b'\n  ```\n"},
		{"Verification: `grep «customer» x`\n", "$(a)", "Verification: `grep '$(a)' x`\n"},
		{"Verification: `grep «customer» x`\n", "a`b", "Verification: `grep «customer» x`\n"},
		{"| a |\n|---|\n| `grep «customer» x` |\n", "a|b", "| a |\n|---|\n| `grep «customer» x` |\n"},
		{"For «customer»: «BASE», «nothing»\n", "*A* <b>", "For \\*A\\* \\<b>: http://x/, «nothing»\n"},
	} {
		if got := fill(test.text, map[string]string{"customer": test.value, "BASE": "http://x/"}); got != test.want {
			t.Errorf("fill(%q)\n got %q\nwant %q", test.text, got, test.want)
		}
	}
	body := fill("```json\n{\"name\": \"«customer»\"}\n```\n", map[string]string{"customer": name})
	var decoded struct{ Name string }
	if err := json.Unmarshal([]byte(strings.Split(body, "\n")[1]), &decoded); err != nil || decoded.Name != name {
		t.Errorf("%s: %+v, %v", body, decoded, err)
	}
}
