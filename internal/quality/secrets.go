package quality

import (
	"encoding/base64"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/redact"
)

// planted is how many secrets are written into documents.
const planted = 400

// Secrets measures what redaction takes out of real documents with commands and their output. found is the share of
// planted secrets of which nothing stays, each in a place of its own in a document; no list of known secrets helps. false is the share of the
// documents' lines, as they were written, that lose something as a secret: examples of passwords that documents do hold
// count there too, so that it is an upper bound.
func Secrets() Measure {
	return Measure{Name: "secrets", Folder: "executable-markdown", Run: func(folder string) (Figures, error) {
		documents, err := markdownUnder(folder, filepath.Join(filepath.Dir(folder), "documents"))
		if err != nil {
			return nil, err
		}
		if len(documents) == 0 {
			return nil, ErrNoRows
		}
		found, err := plantedFound(documents, rand.New(rand.NewPCG(7, 7)))
		if err != nil {
			return nil, err
		}
		lost, lines, err := linesLost(documents)
		return Figures{"found": ratio(found, planted), "planted": planted, "false": ratio(lost, lines), "lines": float64(lines)}, err
	}}
}

// markdownUnder reads every Markdown file of the folders; a folder that is missing has none.
func markdownUnder(folders ...string) ([]string, error) {
	var out []string
	for _, folder := range folders {
		if _, err := os.Stat(folder); err != nil {
			continue
		}
		err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !strings.EqualFold(filepath.Ext(path), ".md") {
				return err
			}
			data, err := os.ReadFile(path)
			out = append(out, string(data))
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

func plantedFound(documents []string, rng *rand.Rand) (int, error) {
	found := 0
	for i := range planted {
		secret, line := plant(rng, i)
		lines := strings.Split(documents[rng.IntN(len(documents))], "\n")
		at := rng.IntN(len(lines))
		around := append(append(append([]string{}, lines[max(0, at-20):at]...), line), lines[at:min(len(lines), at+20)]...)
		text, err := redacted(strings.Join(around, "\n"))
		if err != nil {
			return 0, err
		}
		if !strings.Contains(text, secret) {
			found++
		}
	}
	return found, nil
}

// linesLost counts the lines in which redaction takes out a secret, a token or a cookie.
func linesLost(documents []string) (lost, lines int, err error) {
	for _, d := range documents {
		text, err := redacted(d)
		if err != nil {
			return 0, 0, err
		}
		for line := range strings.Lines(text) {
			if placeholder.MatchString(line) {
				lost++
			}
		}
		lines += strings.Count(d, "\n") + 1
	}
	return lost, lines, nil
}

var placeholder = regexp.MustCompile(`\[(?:secret|token|cookie)-\d+\]`)

func redacted(text string) (string, error) {
	r, err := redact.New(redact.Options{})
	if err != nil {
		return "", err
	}
	return r.Text(text)
}

const (
	lowerHex  = "0123456789abcdef"
	letters   = "abcdefghijklmnopqrstuvwxyz"
	upperNum  = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
	alphaNum  = letters + "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	base64URL = alphaNum + "-_"
)

func draw(rng *rand.Rand, alphabet string, n int) string {
	var b strings.Builder
	for range n {
		b.WriteByte(alphabet[rng.IntN(len(alphabet))])
	}
	return b.String()
}

// plant makes the i-th secret and the line in which a program or a person would show it.
func plant(rng *rand.Rand, i int) (secret, line string) {
	shapes := []func() (string, string){
		func() (string, string) {
			s := "AKIA" + draw(rng, upperNum, 16)
			return s, "export AWS_ACCESS_KEY_ID=" + s
		},
		func() (string, string) { s := draw(rng, alphaNum, 40); return s, "aws_secret_access_key = " + s },
		func() (string, string) {
			s := "ghp_" + draw(rng, alphaNum, 36)
			return s, "git clone https://" + s + "@github.com/acme/routes.git"
		},
		func() (string, string) { s := "glpat-" + draw(rng, alphaNum, 20); return s, "remote: using " + s },
		func() (string, string) {
			s := fmt.Sprintf("xoxb-%d-%d-%s", 1e11+rng.Int64N(8e11), 1e11+rng.Int64N(8e11), draw(rng, alphaNum, 24))
			return s, "slack says " + s
		},
		func() (string, string) { s := "sk_live_" + draw(rng, alphaNum, 24); return s, "stripe: " + s },
		func() (string, string) {
			s := "npm_" + draw(rng, alphaNum, 36)
			return s, "//registry/:_authToken=" + s
		},
		func() (string, string) {
			s := draw(rng, base64URL, 43)
			return s, "token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0." + s
		},
		func() (string, string) { s := draw(rng, base64URL, 32); return s, "> Authorization: Bearer " + s },
		func() (string, string) {
			s := base64.StdEncoding.EncodeToString([]byte("dana:" + draw(rng, alphaNum, 12)))
			return s, `curl -H "Authorization: Basic ` + s + `" https://api.example.com`
		},
		func() (string, string) { s := draw(rng, alphaNum, 10); return s, "password=" + s + " next" },
		func() (string, string) { s := draw(rng, letters, 9) + "!7"; return s, `  "db_password": "` + s + `",` },
		func() (string, string) {
			s := draw(rng, alphaNum, 14)
			return s, "DATABASE_URL=postgres://app:" + s + "@db.internal:5432/routes"
		},
		func() (string, string) {
			s := draw(rng, alphaNum, 11)
			return s, "curl -u dana:" + s + " https://api.example.com/v1"
		},
		func() (string, string) { s := draw(rng, lowerHex, 32); return s, "api_key: " + s },
		func() (string, string) {
			s := draw(rng, lowerHex, 40)
			return s, "tool upload --token " + s + " routes.csv"
		},
		func() (string, string) {
			s := draw(rng, lowerHex, 32)
			return s, "Set-Cookie: session=" + s + "; Path=/; HttpOnly"
		},
		func() (string, string) {
			s := draw(rng, alphaNum, 44)
			return s, "-----BEGIN OPENSSH PRIVATE KEY-----\n" + draw(rng, alphaNum, 60) + "\n" + s + "\n-----END OPENSSH PRIVATE KEY-----"
		},
		func() (string, string) { s := draw(rng, alphaNum, 20); return s, "<apiKey>" + s + "</apiKey>" },
		func() (string, string) {
			s := url.QueryEscape(draw(rng, base64URL, 32) + "=")
			return s, "GET https://store.example.net/x?sv=2024&sig=" + s
		},
	}
	return shapes[i%len(shapes)]()
}
