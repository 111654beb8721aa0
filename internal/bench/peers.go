package bench

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// The linters of others, at the versions that were tried. They are installed into the folder of generated data, and only there.
const (
	valeModule   = "github.com/vale-cli/vale/v3/cmd/vale@v3.25.1"
	markdownlint = "markdownlint-cli2@0.23.0"
)

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
	f.against("lint", name, "check")
}

func installVale(ctx context.Context, bin string) (string, error) {
	path := filepath.Join(bin, "vale")
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	c := exec.CommandContext(ctx, "go", "install", valeModule)
	c.Dir, c.Env = bin, append(os.Environ(), "GOBIN="+bin, "CGO_ENABLED=0")
	if said, err := c.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go install %s: %w\n%s", valeModule, err, said)
	}
	return path, nil
}

func installMarkdownlint(ctx context.Context, bin string) (string, error) {
	path := filepath.Join(bin, "node_modules", ".bin", "markdownlint-cli2")
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	c := exec.CommandContext(ctx, "npm", "install", "--no-audit", "--no-fund", "--prefix", bin, markdownlint)
	if said, err := c.CombinedOutput(); err != nil {
		return "", fmt.Errorf("npm install %s: %w\n%s", markdownlint, err, said)
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
