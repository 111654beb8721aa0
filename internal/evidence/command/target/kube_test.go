package target_test

import (
	"bufio"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence/command/target"
)

// startKube starts test/kube, Kubernetes's own way from its API server to a node's runtime, and returns its address. What runs
// in its pod web-0 are processes of this machine, or what runs behind the words of prefix.
func startKube(t *testing.T, prefix ...string) string {
	t.Helper()
	if _, err := exec.LookPath("kubectl"); err != nil {
		t.Skip("kubectl is not installed (make test)")
	}
	kube, err := filepath.Abs("../../../../build/kube")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(kube); err != nil {
		t.Skip("build/kube is not built (make test)")
	}
	process := exec.Command(kube, prefix...)
	said, err := process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { process.Process.Kill(); process.Wait() })
	address, err := bufio.NewReader(said).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(address)
}

// inPod opens a session in the pod of the cluster at the address.
func inPod(t *testing.T, address string, environ ...string) target.Session {
	t.Helper()
	config := filepath.Join(t.TempDir(), "config")
	write(t, config, `apiVersion: v1
kind: Config
clusters: [{name: c, cluster: {server: "http://`+address+`"}}]
users: [{name: u, user: {}}]
contexts: [{name: test, context: {cluster: c, user: u}}]
`)
	pod := target.Pod{Context: "test", Namespace: "shop", Name: "web-0", Container: "app"}
	shell := target.Shell{Variables: map[string]string{"A": "it's"}, Directory: "/", Nonce: nonce}
	return target.Command(shell, target.Kubectl(pod), append(os.Environ(), append(environ, "KUBECONFIG="+config)...))
}

func TestKubectl(t *testing.T) {
	address := startKube(t)
	for name, environ := range map[string]string{"WebSocket": "KUBECTL_REMOTE_COMMAND_WEBSOCKETS=true", "SPDY": "KUBECTL_REMOTE_COMMAND_WEBSOCKETS=false"} {
		t.Run(name, func(t *testing.T) {
			s := inPod(t, address, environ)
			run(t, s, "cd "+t.TempDir()+"; mkdir d && cd d && export B='b b'")
			for _, step := range []struct {
				text, out, err string
				exit           int
			}{
				{`basename "$PWD"; echo "$A $B"; echo e >&2; (exit 3)`, "d\nit's b b\n", "e\n", 3},
				{`cat; echo empty`, "empty\n", "", 0},
				{`echo out; echo err >&2; exit 7`, "out\n", "err\n", 7},
				{`basename "$PWD"; echo "$A $B"`, "d\nit's b b\n", "", 0},
				{`echo out; kill -9 $$`, "out\n", "", 137},
				{`exec sh -c 'exit 1'`, "", "", 1},
				{`(sleep 352 &); exec echo replaced`, "replaced\n", "", 0},
				{`head -c 3000000 /dev/zero | tr '\0' x | wc -c`, "3000000\n", "", 0},
			} {
				got := run(t, s, step.text)
				if got.out != step.out || got.err != step.err || got.Exit != step.exit || got.Ending != target.Completed {
					t.Errorf("%s: %+v", step.text, got)
				}
			}
			if got := run(t, s, `head -c 3000000 /dev/zero | tr '\0' x`); len(got.out) != 3000000 {
				t.Errorf("%d bytes arrived", len(got.out))
			}
			got := runScript(t, s, target.Script{Text: "(env -i setsid sleep 353 &); echo before; env -i sleep 354", Timeout: time.Second})
			if got.Ending != target.TimedOut || got.out != "before\n" || !gone("sleep 35[34]") {
				t.Errorf("%+v; want a timeout that ends the whole tree", got)
			}
			run(t, s, sheddingAll)
			run(t, s, "(setsid sleep 355 &); (env -i setsid sleep 356 &); sleep .1")
			if left, err := s.Close(); err != nil || left < 3 || !gone("(/bin/)?sleep (345|35[1-6])") {
				t.Errorf("Close = %d, %v; want the daemons ended", left, err)
			}
		})
	}
}

// TestKubectlContainer: in a pod whose container has busybox alone.
func TestKubectlContainer(t *testing.T) {
	name := startContainer(t)
	s := inPod(t, startKube(t, "docker", "exec", "-i", name))
	run(t, s, "mkdir d && cd d && export B='b b'")
	if got := run(t, s, `basename "$PWD"; echo "$A $B"; kill -9 $$`); got.out != "d\nit's b b\n" || got.err != "" || got.Exit != 137 {
		t.Errorf("%+v", got)
	}
	if got := run(t, s, `basename "$PWD"; echo "$A $B"`); got.out != "d\nit's b b\n" || got.Exit != 0 {
		t.Errorf("in the new shell: %+v", got)
	}
	got := runScript(t, s, target.Script{Text: "(setsid sleep 391 &); echo before; sleep 392", Timeout: time.Second})
	if got.Ending != target.TimedOut || got.out != "before\n" {
		t.Errorf("%+v; want a timeout", got)
	}
	run(t, s, "(setsid sleep 393 &); (env -i /bin/setsid /bin/sleep 394 &)")
	if left, err := s.Close(); err != nil || left < 2 {
		t.Errorf("Close = %d, %v; want the daemons ended", left, err)
	}
	if out, _ := exec.Command("docker", "exec", name, "ps").Output(); strings.Contains(string(out), "sleep 39") {
		t.Errorf("left in the container:\n%s", out)
	}
}

// TestKubectlInterrupt: Ctrl-C ends the pod's processes too, which kubectl alone does not do.
func TestKubectlInterrupt(t *testing.T) {
	s := inPod(t, startKube(t))
	marker := filepath.Join(t.TempDir(), "runs")
	ctx, cancel := context.WithCancel(context.Background())
	go cutWhenThere(marker, cancel)
	var stdout strings.Builder
	result, err := s.Run(ctx, target.Script{Text: "echo before; (env -i setsid sleep 357 &); touch " + marker + "; env -i sleep 358"}, &stdout, io.Discard)
	if err != nil || result.Ending != target.Interrupted || stdout.String() != "before\n" {
		t.Errorf("Run = %+v, %v, %q", result, err, stdout.String())
	}
	if !gone("sleep 35[78]") {
		t.Error("processes are left in the pod")
	}
	if _, err := s.Close(); err != nil {
		t.Error(err)
	}
}

// TestKubectlConnectionLost: a line to the API server that drops is no exit status of the step's, and what runs in the pod is
// ended there.
func TestKubectlConnectionLost(t *testing.T) {
	line := layCable(t, startKube(t))
	s := inPod(t, line.address)
	marker := filepath.Join(t.TempDir(), "runs")
	go cutWhenThere(marker, line.cut)
	got := runScript(t, s, target.Script{Text: "echo before; (env -i setsid sleep 377 &); touch " + marker + "; env -i sleep 378", Timeout: 60 * time.Second})
	if got.Ending != target.Lost || got.Exit != -1 || got.out != "before\n" {
		t.Errorf("%+v; want what is known: the output before, and that the connection was lost", got)
	}
	if _, err := s.Close(); err == nil {
		t.Error("Close = nil; want that nobody sees what is left")
	}
	if !gone("sleep 37[78]") {
		t.Error("processes are left in the pod")
	}
}

func TestKubectlUnreachable(t *testing.T) {
	s := inPod(t, "127.0.0.1:1")
	_, err := s.Run(context.Background(), target.Script{Text: "true"}, io.Discard, io.Discard)
	if err == nil || !strings.Contains(err.Error(), "127.0.0.1:1") {
		t.Errorf("Run = %v; want why the cluster cannot be reached", err)
	}
	s.Close()
}
