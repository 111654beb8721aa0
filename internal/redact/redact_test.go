package redact

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func mustNew(t testing.TB, options Options) *Redactor {
	t.Helper()
	r, err := New(options)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func mustText(t testing.TB, r *Redactor, text string) string {
	t.Helper()
	got, err := r.Text(text)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestPatterns(t *testing.T) {
	for text, want := range map[string]string{
		"plain text stays":                                     "plain text stays",
		"Authorization: Bearer abc.def-123":                    "Authorization: Bearer [token-1]",
		"Authorization: Bearer $TOKEN":                         "Authorization: Bearer $TOKEN",
		"-H 'Authorization: Basic dXNlcjpwYXNz' x":             "-H 'Authorization: Basic [token-1]' x",
		`{"authorization":"Bearer q1w2e3r4","a":1}`:            `{"authorization":"Bearer [token-1]","a":1}`,
		"Set-Cookie: sid=9f3; Path=/":                          "Set-Cookie: [cookie-1]",
		"password=hunter2 next":                                "password=[secret-1] next",
		`"db_password": "hun ter2",`:                           `"db_password": "[secret-1]",`,
		"PGPASSWORD='s3c ret' psql":                            "PGPASSWORD='[secret-1]' psql",
		"token: expired":                                       "token: expired",
		"token: 9a8b7c6d":                                      "token: [secret-1]",
		"password=$PW":                                         "password=$PW",
		"password={{PW}}":                                      "password={{PW}}",
		"KEY: ${{ secrets.API_KEY }} KEY=${{ secrets.KEY }}":   "KEY: ${{ secrets.API_KEY }} KEY=${{ secrets.KEY }}",
		"export API_KEY=$(openssl rand -base64 32)":            "export API_KEY=$(openssl rand -base64 32)",
		`dbPassword: $(vault read "a/b") x`:                    `dbPassword: $(vault read "a/b") x`,
		`password="$(pass show "db")"`:                         `password="$(pass show "db")"`,
		"token=$(login --password hunter2 -token=abc)":         "token=$(login --password [secret-1] -token=[secret-2])",
		"password=$(hunter2":                                   "password=[secret-1]",
		"password=$(hun!ter2)":                                 "password=[secret-1])",
		`api_key = os.environ["API_KEY"]`:                      `api_key = os.environ["API_KEY"]`,
		"token: process.env.API_TOKEN_2":                       "token: process.env.API_TOKEN_2",
		"secretClass: azure-vault-secrets":                     "secretClass: azure-vault-secrets",
		"SECRET_NAME=prod/db-1":                                "SECRET_NAME=prod/db-1",
		"secretname=hunter2 filename_secret=hunter2":           "secretname=[secret-1] filename_secret=[secret-1]",
		"SharedAccessKey=<THE-KEY>.":                           "SharedAccessKey=<THE-KEY>.",
		`psql -u "postgres://app:hunter2@db/x"`:                `psql -u "postgres://app:[secret-1]@db/x"`,
		"psql postgres://app:hunter2@db/x":                     "psql postgres://app:[secret-1]@db/x",
		"curl -u dana:hunter2 x":                               "curl -u [secret-1] x",
		"tool --api-key K3Y --verbose":                         "tool --api-key [secret-1] --verbose",
		"<password>hunter2</password>":                         "<password>[secret-1]</password>",
		"mail dana.ruiz@example.com and dana.ruiz@example.com": "mail [mail-1] and [mail-1]",
		"from 10.20.30.40 to 10.20.30.41, 10.20.30.40":         "from [ip-1] to [ip-2], [ip-1]",
		"listening on 127.0.0.1:80 and [::1]:80":               "listening on 127.0.0.1:80 and [::1]:80",
		"peer 2001:db8::7 at 12:30:45":                         "peer [ip-1] at 12:30:45",
		"version 4.7.0.1":                                      "version 4.7.0.1",
		"at 2026-10-13T09:00:00Z":                              "at 2026-10-13T09:00:00Z",
		"-----BEGIN RSA PRIVATE KEY-----\nMIIB\n":              "[secret-1]",
	} {
		if got := mustText(t, mustNew(t, Options{}), text); got != want {
			t.Errorf("%q\n got %q\nwant %q", text, got, want)
		}
		if again := mustText(t, mustNew(t, Options{}), want); again != want {
			t.Errorf("redacted again, %q is %q", want, again)
		}
	}
}

func TestNamesOfOtherCustomers(t *testing.T) {
	r := mustNew(t, Options{Names: []string{"Globex", "Initech Labs"}})
	got := mustText(t, r, "same as GLOBEX and Initech Labs, globex-eu, not Globexity")
	if want := "same as [customer-1] and [customer-2], [customer-1]-eu, not Globexity"; got != want {
		t.Errorf("got %q; want %q", got, want)
	}
}

func TestShortSecretIsRefused(t *testing.T) {
	if _, err := New(Options{Secrets: []Secret{{"PIN", "123"}}}); !errors.Is(err, ErrShortSecret) {
		t.Errorf("New = %v; want ErrShortSecret", err)
	}
}

func TestFailsClosed(t *testing.T) {
	for name, detect := range map[string]func(string) ([]span, error){
		"error": func(string) ([]span, error) { return nil, errors.New("broken") },
		"panic": func(string) ([]span, error) { panic("broken") },
	} {
		t.Run(name, func(t *testing.T) {
			r := mustNew(t, Options{})
			r.detect = detect
			if text, err := r.Text("anything"); !errors.Is(err, ErrUnavailable) || text != "" {
				t.Errorf("Text = %q, %v; want nothing and ErrUnavailable", text, err)
			}
			stream := r.NewStream(100, 1000)
			stream.Write([]byte("anything"))
			if out, err := stream.Close(); !errors.Is(err, ErrUnavailable) || out.Text != "" {
				t.Errorf("Close = %+v, %v; want nothing and ErrUnavailable", out, err)
			}
		})
	}
}

// encodersOf are the ways in which programs print a value.
func encodersOf() map[string]func(string) string {
	return map[string]func(string) string{
		"raw":      func(s string) string { return s },
		"upper":    strings.ToUpper,
		"json":     func(s string) string { b, _ := json.Marshal(map[string]string{"v": s}); return string(b) },
		"query":    url.QueryEscape,
		"path":     url.PathEscape,
		"hex":      func(s string) string { return hex.EncodeToString([]byte(s)) },
		"HEX":      func(s string) string { return strings.ToUpper(hex.EncodeToString([]byte(s))) },
		"base64":   func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) },
		"base64-1": func(s string) string { return base64.StdEncoding.EncodeToString([]byte("u" + s + ":x")) },
		"base64-2": func(s string) string { return base64.URLEncoding.EncodeToString([]byte("us" + s + "yz")) },
		"base64 x2": func(s string) string {
			return base64.StdEncoding.EncodeToString([]byte(base64.StdEncoding.EncodeToString([]byte(s))))
		},
		"json-in-64": func(s string) string { b, _ := json.Marshal(s); return base64.StdEncoding.EncodeToString(b) },
		"wrapped":    func(s string) string { return wrap(base64.StdEncoding.EncodeToString([]byte(s)), 10) },
		"ansi":       func(s string) string { return s[:3] + "\x1b[31m" + s[3:] + "\x1b[0m" },
		"utf-16":     func(s string) string { return strings.Join(strings.Split(s, ""), "\x00") },
		"cut":        func(s string) string { return s[:min(len(s), 14)] },
		"shell":      func(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" },
		"go":         func(s string) string { return fmt.Sprintf("%q", s) },
		"sql":        func(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" },
		"sql x2":     func(s string) string { return "'" + strings.ReplaceAll(s, "'", "''''") + "'" },
		"csv":        func(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` },
		"dash":       func(s string) string { return "'" + strings.ReplaceAll(s, "'", `'"'"'`) + "'" },
		"python":     func(s string) string { return "'" + strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(s) + "'" },
	}
}

func wrap(text string, width int) string {
	var b strings.Builder
	for i := 0; i < len(text); i += width {
		b.WriteString(text[i:min(len(text), i+width)] + "\n")
	}
	return b.String()
}

func TestKnownSecretInAnyEncoding(t *testing.T) {
	secret := rapid.StringMatching(`[A-Za-z0-9!"#$%&'()*+,/:;<=>?@^_{|}~-]{14,40}`)
	around := rapid.StringMatching(`[a-z ]{0,10}`)
	rapid.Check(t, func(t *rapid.T) {
		value := secret.Draw(t, "secret")
		r, err := New(Options{Secrets: []Secret{{"S", value}}})
		if err != nil {
			t.Fatal(err)
		}
		for name, encode := range encodersOf() {
			encoded := encode(value)
			text := Clean([]byte(around.Draw(t, "before") + " " + encoded + " " + around.Draw(t, "after")))
			got, err := r.Text(text)
			if err != nil {
				t.Fatal(err)
			}
			if clean := Clean([]byte(encoded)); strings.Contains(got, clean) || leaks(got, clean) {
				t.Fatalf("%s of %q is left in %q", name, value, got)
			}
		}
	})
}

// leaks says whether eight characters in a row of the encoded value are left.
func leaks(text, encoded string) bool {
	const run = 8
	encoded = strings.TrimPrefix(encoded, `{"v":`)
	for i := 0; i+run <= len(encoded); i++ {
		if strings.Contains(text, encoded[i:i+run]) {
			return true
		}
	}
	return false
}

func TestStreamEqualsText(t *testing.T) {
	secret := "Tr0ub4dor&3/horse"
	r := mustNew(t, Options{Secrets: []Secret{{"S", secret}}})
	var b strings.Builder
	for i := range 20000 {
		fmt.Fprintf(&b, "line %d of the log", i)
		if i%97 == 0 {
			b.WriteString(" " + secret)
		}
		b.WriteString("\n")
	}
	stream := r.NewStream(1<<20, 1<<30)
	for text := b.String(); text != ""; {
		n := min(len(text), 1000+len(text)%777)
		stream.Write([]byte(text[:n]))
		text = text[n:]
	}
	out, err := stream.Close()
	if err != nil {
		t.Fatal(err)
	}
	if want := mustText(t, r, b.String()); out.Text != want || !out.Whole {
		t.Errorf("the stream differs from the text: %d and %d bytes, whole %v", len(out.Text), len(want), out.Whole)
	}
}

func TestStreamNeverShowsASecretAtAnEdge(t *testing.T) {
	secret := "Tr0ub4dor&3/horse"
	r := mustNew(t, Options{Secrets: []Secret{{"S", secret}}})
	for _, fill := range []string{"x", "word ", "word\n"} {
		for shift := 0; shift < 40; shift += 3 {
			text := strings.Repeat(fill, (window-20-shift)/len(fill)) + secret + strings.Repeat(fill, 9000) + secret + "end\n"
			for _, limit := range []int64{1 << 30, int64(window - 15 - shift), 300} {
				stream := r.NewStream(window, limit)
				stream.Write([]byte(text[:window]))
				stream.Write([]byte(text[window:]))
				out, err := stream.Close()
				if err != nil {
					t.Fatal(err)
				}
				if strings.Contains(out.Text, secret[:6]) || strings.Contains(out.Text, secret[len(secret)-6:]) {
					t.Fatalf("fill %q, shift %d, limit %d: a part of the secret is left", fill, shift, limit)
				}
			}
		}
	}
}

func TestStreamMemoryIsBounded(t *testing.T) {
	r := mustNew(t, Options{})
	stream := r.NewStream(32<<10, 1<<20)
	part := []byte(strings.Repeat("0123456789abcdef\n", 4096))
	for range 2000 {
		stream.Write(part)
	}
	if held := cap(stream.raw) + len(stream.text) + cap(stream.tail) + cap(stream.last) + stream.head.Cap(); held > 4<<20 {
		t.Errorf("%d bytes held", held)
	}
	out, err := stream.Close()
	if err != nil || out.Bytes != int64(2000*len(part)) || out.Whole || !out.Capped || len(out.Text) > 70<<10 {
		t.Errorf("out = %d bytes of %d, whole %v, %v", len(out.Text), out.Bytes, out.Whole, err)
	}
}

func TestClean(t *testing.T) {
	for raw, want := range map[string]string{
		"\x1b[31mred\x1b[0m":                   "red",
		"\x1b]8;;http://x\x07link\x1b]8;;\x07": "link",
		"10%\r20%\r\n":                         "10%\n20%\n",
		"bell\a nul\x00 \xff\xfe":              "bell nul \uFFFD",
		"soft\u00adhyphen\u200b":               "softhyphen",
	} {
		if got := Clean([]byte(raw)); got != want {
			t.Errorf("Clean(%q) = %q; want %q", raw, got, want)
		}
	}
}

func BenchmarkText(b *testing.B) {
	r := mustNew(b, Options{Secrets: []Secret{{"S", "Tr0ub4dor&3/horse"}}})
	for name, text := range map[string]string{
		"small": "ok\n",
		"large": strings.Repeat("2026-10-13T09:00:00Z info request served in 12 ms path=/v2/routes\n", 2000),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				mustText(b, r, text)
			}
		})
	}
}

func FuzzText(f *testing.F) {
	r := mustNew(f, Options{Secrets: []Secret{{"S", "Tr0ub4dor&3/horse"}}})
	f.Add("Authorization: Bearer abc\npassword='x'")
	f.Fuzz(func(t *testing.T, text string) {
		got, err := r.Text(text + " Tr0ub4dor&3/horse")
		if err == nil && strings.Contains(got, "Tr0ub4dor&3/horse") {
			t.Fatalf("left in %q", got)
		}
	})
}

// TestEscapesHideNothing: what only its form tells is found right behind an escaped line end, quote or ampersand too.
func TestEscapesHideNothing(t *testing.T) {
	for _, secret := range []string{"AKIAQ3EGRIT6YUDXMZPW", "ghp_1aB2cD3eF4gH5iJ6kL7mN8oP9qR0sT1uV2wX", "10.21.31.41", "2001:db8:85a3::8a2e:370:7334", "person@customer.example"} {
		for _, escape := range []string{`\n`, `\r\n`, `\t`, `\\n`, `\\\\n`, `\"`, `\u0026`, `\u0022`, `\x0a`} {
			text := `{"body":"first` + escape + secret + escape + `last"}`
			got := mustText(t, mustNew(t, Options{}), text)
			if strings.Contains(got, secret) || !strings.HasPrefix(got, `{"body":"first`) || !strings.HasSuffix(got, `last"}`) {
				t.Errorf("%s\n  became %s", text, got)
			}
		}
	}
}
