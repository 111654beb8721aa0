package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The extension for VS Code builds, and what is built loads and can be activated. VS Code itself is not here: a stand-in for its module answers.
func TestVSCodeExtensionBuilds(t *testing.T) {
	const dir = "../../editors/vscode"
	if _, err := os.Stat(filepath.Join(dir, "node_modules", ".bin", "esbuild")); err != nil {
		t.Skip("the extension's npm packages are not installed: scripts/test-deps.sh installs them")
	}
	bundle := filepath.Join(t.TempDir(), "extension.js")
	build := exec.CommandContext(t.Context(), "npm", "run", "--silent", "build", "--", "--outfile="+bundle, "--log-level=warning")
	build.Dir = dir
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("npm run build: %v\n%s", err, out)
	}
	const load = `
const module_ = require("module"), load = module_._load;
const any = new Proxy(function () {}, { get: (_, key) => key === Symbol.toPrimitive ? () => "1.82.0" : any, apply: () => any, construct: () => any });
module_._load = function (name, ...rest) { return name === "vscode" ? any : load.call(this, name, ...rest); };
const extension = require(process.argv[1]);
console.log(Object.keys(extension).sort().map((name) => name + ":" + typeof extension[name]).join(" "));`
	out, err := exec.CommandContext(t.Context(), "node", "-e", load, bundle).CombinedOutput()
	if got := strings.TrimSpace(string(out)); err != nil || got != "activate:function deactivate:function" {
		t.Errorf("%v\n%s", err, got)
	}
}
