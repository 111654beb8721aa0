package command_test

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/touchstone-cs/touchstone/internal/evidence/command"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/receipt"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/step"
	"github.com/touchstone-cs/touchstone/internal/markdown"
)

// foreign are the programs that steps of other runners' documents need and that are not here, with what they are.
var foreign = map[string]string{
	"mask": "the runner itself", "runme": "the runner itself", "i": "a record of a run, not a command",
	"brew": "installs", "npm": "installs", "yarn": "installs", "deno": "installs or fetches", "go": "installs or builds what is not here",
	"cargo": "builds what is not here", "watchexec": "builds what is not here",
	"docker": "needs a service", "atlas": "needs a service", "curl": "needs a service", "grpcurl": "needs a service", "deployctl": "needs a service",
	"python": "serves until it is stopped", "ping": "needs the network", "open": "needs a desktop", "step": "a program that is not here",
	"gunzip": "reads a file that is not here", "cat resolve-program.json": "reads a file that is not here", "node ./": "reads a file that is not here",
}

// whyNot says why a step is not run here, or "".
func whyNot(s *step.Step) string {
	if s.Sort == step.Program && s.Language != "js" && s.Language != "python" || strings.Contains(s.Body, "readFileSync") {
		return "a program that is not here"
	}
	for _, shell := range []string{s.Interpreter, s.Language} {
		if _, err := exec.LookPath(shell); err != nil && slices.Contains([]string{"zsh", "ksh", "fish"}, shell) {
			return "a program that is not here"
		}
	}
	if s.Sort == step.Shell && strings.Contains(s.Body, "<subcommand>") {
		return "a placeholder to be filled in"
	}
	if s.Sort == step.Shell && strings.Contains(s.Body, "$PGHOST") {
		return "reads a file that is not here" // .envrc
	}
	for line := range strings.Lines(s.Body) {
		line = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(line), "cd ../.. && "))
		for name, why := range foreign {
			if s.Sort == step.Shell && strings.HasPrefix(line+" ", name+" ") || name == "node ./" && strings.HasPrefix(line, name) || strings.Contains(line, "| "+name+" ") {
				return why
			}
		}
	}
	return ""
}

// embedded are the documents that a document shows in fences of Markdown, as mask's does.
func embedded(content []byte) [][]byte {
	var documents [][]byte
	markdown.Parse(content).Walk(func(block markdown.Block) {
		if fence, ok := block.(*markdown.Fence); ok && fence.Info == "markdown" {
			documents = append(documents, []byte(fence.Content))
		}
	})
	return documents
}

// tally counts what became of the steps of one runner's documents.
type tally struct {
	documents, steps, run int
	not                   map[string]int
}

func (c *tally) String() string {
	text := fmt.Sprintf("%d documents, %d steps: %d run", c.documents, c.steps, c.run)
	for _, why := range slices.Sorted(maps.Keys(c.not)) {
		text += fmt.Sprintf(", %d not (%s)", c.not[why], why)
	}
	return text
}

// TestEveryStepOfOtherRunners runs every step of shelldoc's, mask's and runme's documents that needs nothing that is not
// here, and says of each other one why it is not run. What they print is what the documents say that they do.
func TestEveryStepOfOtherRunners(t *testing.T) {
	if _, err := exec.LookPath("node"); err != nil {
		t.Skip("node is not installed (make test-deps)")
	}
	if _, err := os.Stat(wild); err != nil {
		t.Skip("the shared documents are not here: ", err)
	}
	var printed []string
	for _, runner := range []string{"mask", "runme", "shelldoc"} {
		count := &tally{not: map[string]int{}}
		root := filepath.Join(wild, runner) + "/"
		err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || filepath.Ext(path) != ".md" {
				return err
			}
			content, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			name := runner + "/" + strings.TrimPrefix(path, root)
			for i, one := range append([][]byte{content}, embedded(content)...) {
				if i > 0 {
					name = fmt.Sprintf("%s example %d", strings.TrimSuffix(name, fmt.Sprintf(" example %d", i-1)), i)
				}
				if ran := runOthers(t, one, count); len(ran) > 0 {
					printed = append(printed, name+": "+strings.Join(ran, " | "))
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %s", runner, count)
	}
	if diff := cmp.Diff(strings.Split(strings.Trim(asTheySay, "\n"), "\n"), printed); diff != "" {
		t.Error(diff)
	}
}

// runOthers runs what can be run of one document and returns what each step printed, with its outcome unless it passed.
func runOthers(t *testing.T, content []byte, count *tally) []string {
	t.Helper()
	doc := markdown.Parse(content)
	steps, err := command.Steps(doc)
	if err != nil {
		t.Fatal(err)
	}
	count.documents++
	count.steps += len(steps)
	if !slices.ContainsFunc(steps, func(s *step.Step) bool { return s.Marked }) {
		doc.Walk(func(block markdown.Block) {
			if fence, ok := block.(*markdown.Fence); ok && slices.Contains([]string{"js", "python", "ruby", "php", "powershell"}, fence.Info) {
				count.steps++
				count.not["another language, in a document that marks no step"]++
			}
		})
	}
	e := local()
	e.Runners = map[string]string{"js": "node -", "python": "python3 -"}
	e.Variables = map[string]string{"name": "Dana", "file": "a.txt", "test_case": "one", "price": "3", "tax": "2", "service_name": "api", "verbose": "true", // mask's arguments
		"TMPDIR": t.TempDir()}
	j := newJob(t, "", e)
	for _, s := range steps {
		if why := whyNot(s); why != "" {
			count.not[why]++
			continue
		}
		s.Optional, s.Needs = true, nil
		j.Steps = append(j.Steps, s)
	}
	root, err := filepath.EvalSymlinks(j.Host.Workspace)
	if err != nil {
		t.Fatal(err)
	}
	base := filepath.Join(root, "a", "b", "c", "d", "e")
	if err := os.MkdirAll(base, 0o755); err != nil {
		t.Fatal(err)
	}
	j.Host.Workspace = filepath.Join(base, doc.Front.Value("cwd")) // as the command line does
	if cwd := doc.Front.Value("cwd"); filepath.IsAbs(cwd) {
		j.Host.Workspace = cwd
	}
	count.run += len(j.Steps)
	if len(j.Steps) == 0 {
		return nil
	}
	var printed []string
	for _, s := range mustRun(t, j).Steps {
		text := ""
		if s.Stdout != nil {
			text = strings.Join(strings.Fields(s.Stdout.Text), " ")
			if near, err := filepath.Rel(base, text); err == nil && s.Command == "pwd\n" && strings.HasPrefix(text, root) {
				text = "base/" + near
			}
			text = strings.TrimPrefix(text, "/usr/bin/") // "echo $0" in bash
			text = strings.ReplaceAll(made.ReplaceAllString(text, "made"), base, "base")
		}
		if s.Outcome != receipt.Passed {
			text += " (" + string(s.Outcome) + ")"
		}
		printed = append(printed, text)
	}
	return printed
}

var made = regexp.MustCompile(`\S+/runme-\w+`)

const asTheySay = `
mask/README.md example 1: building project...
mask/README.md example 2: Testing one in a.txt
mask/README.md example 3: Running all tests....
mask/README.md example 5: Total: 6
mask/README.md example 6: Color selected = 'RED'
mask/README.md example 7: Running with extra logs...
mask/README.md example 9: Starting service api | Stopping service api
mask/README.md example 10: Starting service api | Stopping service api
runme/examples/README.md: Hello, runme! | Hello, runme! | 1 | 2 | 3 | Hello, runme! Again! | made base made hi! base base | ok (warned) | Enter your name: Hi, ! | Hello World! | Tag A | Tag A,B | Tag A,B,C
runme/examples/envs/README.md:  |  |  |  | 1. Placeholder 1 | 2. Placeholder 2 | 3. | 4. Message |  |  | 1. Placeholder 1 | 2. Placeholder 2 | 3. | 4. Message | 5. Placeholder 5 | 6. Placeholder 6
runme/examples/frontmatter/cwd/ABSOLUTE.md: /tmp | / | /opt
runme/examples/frontmatter/cwd/NONE.md: base/. | base/.. | /opt
runme/examples/frontmatter/cwd/RELATIVE.md: base/../../.. | base/../../../.. | /opt
runme/examples/frontmatter/shells/BASH.md: bash
runme/examples/frontmatter/skipPrompts/DISABLED.md:  | ENV=<insert-env-here>
runme/examples/frontmatter/skipPrompts/ENABLED.md:  | ENV=<insert-env-here>
runme/examples/frontmatter/skipPrompts/NONE.md:  | ENV=<insert-env-here>
runme/examples/frontmatter/skipPrompts/README.md:  | The content of ENV is <insert-env-here>
runme/examples/grpc-client/hello.md: Existent ID | Without ID
runme/examples/grpc-samples/services.md:  | 👆 request and 👇 response
runme/examples/grpc-samples/setup.md:  | 
runme/internal/renderer/testdata/doublecode.md: Hello World | Foo 👀 Bar 🕺 Loo 🚀
runme/internal/renderer/testdata/happy.md: Running
runme/internal/renderer/testdata/intro.md:  | Set up your deno environment | Set up your deno environment
runme/internal/renderer/testdata/singleblock.md: Foo 👀 Bar 🕺 Loo 🚀
runme/pkg/project/testdata/dir-project/ignored.md: ignored
runme/pkg/project/testdata/dir-project/readme.md: my task
runme/pkg/project/testdata/file-project.md: file
runme/pkg/project/testdata/git-project/git-ignored.md: git-ignored
runme/pkg/project/testdata/git-project/ignored.md: ignored
runme/pkg/project/testdata/git-project/nested/git-ignored.md: git-ignored nested
runme/pkg/project/testdata/git-project/readme.md: my task
shelldoc/README.md: Hello | 
shelldoc/pkg/tokenizer/samples/echotrue.md: true, true, true, true, true, true, true, true, true
shelldoc/pkg/tokenizer/samples/failnomatch.md: No (warned)
shelldoc/pkg/tokenizer/samples/fenced.md: Hello World!
shelldoc/pkg/tokenizer/samples/helloworld.md:  | Hello | World | Hello World
shelldoc/pkg/tokenizer/samples/options.md:  | 
`
