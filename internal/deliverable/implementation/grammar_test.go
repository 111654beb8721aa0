package implementation

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/touchstone-cs/touchstone/internal/markdown"
)

func TestSoundSnippets(t *testing.T) {
	for _, c := range []struct{ language, content string }{
		{"python", "import os\n\nwith open(\"x\") as f:\n    print(f.read())\n"},
		{"py", "    return client.get(\"/users\")\n"},
		{"python", "client = Client(account=<ACCOUNT_ID>, token={{TOKEN}})\n"},
		{"python", "def f(): ...\n\nconfig = {\n    \"a\": 1,\n    …\n}\n"},
		{"js", "const r = await fetch(url, {...options, body});\n"},
		{"javascript", "{ \"a\": 1, ... }\n"},
		{"jsx", "const App = () => <Button kind=\"a\">Save</Button>;\n"},
		{"typescript", "const xs: Array<string> = await load<User>(id);\n"},
		{"tsx", "const App = (p: Props) => <Button>{p.name}</Button>;\n"},
		{"java", "public void run(String... args) throws IOException {\n    client.send(List.<String>of());\n}\n"},
		{"java", "Client c = new Client(<API_KEY>);\n...\nc.close();\n"},
		{"ruby", "Acme.configure do |c|\n  c.token = ENV.fetch(\"TOKEN\")\nend\n"},
		{"php", "$client = new Client($token);\necho $client->get('/users');\n"},
		{"php", "<?php\necho 1;\n"},
		{"c#", "public async Task<int> RunAsync() => await client.SendAsync();\n"},
		{"csharp", "var client = new HttpClient();\nawait client.GetAsync(url);\n"},
		{"go", "c, err := acme.New(ctx)\nif err != nil {\n\treturn err\n}\n"},
		{"go", "func main() {\n\t...\n}\n"},
	} {
		if flaw := unsound(c.language, c.content); flaw != nil {
			t.Errorf("%s: line %d: %s\n%s", c.language, flaw.line, flaw.says, c.content)
		}
	}
}

func TestUnsoundSnippets(t *testing.T) {
	for _, c := range []struct {
		language, content string
		line              int
	}{
		{"python", "x = 1\ndef f(:\n    pass\n", 2},
		{"python", "x = 1\nprint((x)\n", 2},
		{"javascript", "const a = 1;\nconst = 2;\n", 2},
		{"typescript", "const a = 1;\nlet x: = 2;\n", 2},
		{"tsx", "const a = 1;\nconst b = <A></B>>;\n", 2},
		{"java", "int a = 1;\nint = 2;\n", 2},
		{"ruby", "a = 1\nb = [1, 2\n", 2},
		{"php", "$a = 1;\n$b = = 2;\n", 2},
		{"csharp", "var a = 1;\nvar = = 2;\n", 2},
		{"go", "a := 1\nb := := 2\n", 2},
		{"go", "package p\n\nfunc f( {\n}\n", 3},
	} {
		switch flaw := unsound(c.language, c.content); {
		case flaw == nil:
			t.Errorf("%s: nothing is found in\n%s", c.language, c.content)
		case flaw.line != c.line:
			t.Errorf("%s: line %d (%s), want %d in\n%s", c.language, flaw.line, flaw.says, c.line, c.content)
		}
	}
}

// Documents that people wrote and ran hold sound examples in these languages.
func TestSoundInTheWild(t *testing.T) {
	fences := 0
	for _, root := range []string{"../../../../shared/examples", "../../../../shared/data/executable-markdown"} {
		err := filepath.WalkDir(filepath.FromSlash(root), func(name string, entry os.DirEntry, err error) error {
			if err != nil || entry.IsDir() || filepath.Ext(name) != ".md" {
				return err
			}
			text, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			for _, example := range NewModel(markdown.Parse(text)).(*Guide).Examples {
				_, parsed := grammars[canonical(example.Language)]
				if !parsed && canonical(example.Language) != "go" {
					continue
				}
				fences++
				if flaw := unsound(example.Language, example.Content); flaw != nil {
					t.Errorf("%s: %s", filepath.Base(name), fmt.Sprint(flaw.line, " ", flaw.says, "\n", strings.TrimSpace(example.Content)))
				}
			}
			return nil
		})
		if err != nil {
			t.Skip("the shared documents are not here: ", err)
		}
	}
	t.Logf("%d fences", fences)
}
