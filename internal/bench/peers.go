package bench

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/atomicfile"
)

// The linters of others, at the versions that were tried. They are installed into the folder of generated data, and only there.
const (
	valeModule   = "github.com/vale-cli/vale/v3"
	valeVersion  = "v3.26.0"
	markdownlint = "markdownlint-cli2@0.23.0"
)

// valeBuild is the module that builds Vale. The commit of cascadia that Vale asks for is not on every module proxy: its last release stands in.
const valeBuild = `module peers

go 1.26

tool ` + valeModule + `/cmd/vale

require ` + valeModule + ` ` + valeVersion + `

replace github.com/andybalholm/cascadia => github.com/andybalholm/cascadia v1.3.3
`

// peers measures other linters over the same documents. One that cannot be installed here is reported as absent.
func peers(ctx context.Context, out Figures, dir, root string, repeat int) error {
	bin, err := filepath.Abs(filepath.Join(dir, "peers"))
	if err != nil {
		return err
	}
	if err := os.MkdirAll(bin, 0o755); err != nil {
		return err
	}
	folder := filepath.Join(root, "customer-success")
	if vale, err := installVale(ctx, bin); err != nil {
		out.absent("lint", "vale", err)
	} else if err := measureVale(ctx, out, vale, bin, folder); err != nil {
		return err
	}
	if tool, err := installMarkdownlint(ctx, bin); err != nil {
		out.absent("lint", "markdownlint", err)
	} else {
		p := process{dir: folder, findings: true, args: []string{tool, "**/*.md"}}
		c, _, err := p.cost(ctx, 1) // half a minute a run
		if err != nil {
			return err
		}
		out.peer("markdownlint", c)
	}
	return nil
}

// peer sets another linter's cost and how often ours goes into it.
func (f Figures) peer(name string, c cost) {
	f.cost("lint", name, c)
	f.against("lint", name, "dense_check")
}

func installVale(ctx context.Context, bin string) (string, error) {
	path := filepath.Join(bin, "vale")
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	folder := filepath.Join(bin, "vale-build")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return "", err
	}
	if err := atomicfile.Write(filepath.Join(folder, "go.mod"), []byte(valeBuild), 0o644); err != nil {
		return "", err
	}
	for _, args := range [][]string{{"mod", "tidy", "-e"}, {"build", "-o", path, valeModule + "/cmd/vale"}} {
		c := exec.CommandContext(ctx, "go", args...)
		c.Dir = folder
		if said, err := c.CombinedOutput(); err != nil {
			return "", fmt.Errorf("go %s: %w\n%s", strings.Join(args, " "), err, lastLines(said))
		}
	}
	return path, nil
}

// lastLines leaves of a long output what says why it ended.
func lastLines(said []byte) string {
	lines := strings.Split(strings.TrimSpace(string(said)), "\n")
	return strings.Join(lines[max(0, len(lines)-5):], "\n")
}

func installMarkdownlint(ctx context.Context, bin string) (string, error) {
	path := filepath.Join(bin, "node_modules", ".bin", "markdownlint-cli2")
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	c := exec.CommandContext(ctx, "npm", "install", "--no-audit", "--no-fund", "--prefix", bin, markdownlint)
	if said, err := c.CombinedOutput(); err != nil {
		return "", fmt.Errorf("npm install %s: %w\n%s", markdownlint, err, lastLines(said))
	}
	return path, nil
}

// measureVale runs Vale with 5 rules and with 32.
func measureVale(ctx context.Context, out Figures, vale, bin, folder string) error {
	for _, n := range []int{5, len(valeRules)} {
		config, err := writeValeStyle(filepath.Join(bin, fmt.Sprintf("style-%d", n)), valeRules[:n])
		if err != nil {
			return err
		}
		p := process{dir: folder, findings: true, args: []string{vale, "--config", config, "--no-exit", "--output", "line", "."}}
		c, _, err := p.cost(ctx, 1)
		if err != nil {
			return err
		}
		out.peer(fmt.Sprintf("vale_%d_rules", n), c)
	}
	return nil
}
