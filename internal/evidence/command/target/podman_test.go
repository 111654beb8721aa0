package target_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence/command/target"
)

// startContainer starts a container with busybox alone in it, made here: nothing is fetched. Podman runs it; a docker on
// the PATH, which hands its words on, speaks to it. It returns the container's name.
func startContainer(t *testing.T) string {
	t.Helper()
	for _, program := range []string{"podman", "busybox", "runc"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("%s is not installed (make test-deps)", program)
		}
	}
	dir := t.TempDir()
	image := makeImage(t, dir)
	podman := []string{"podman", "--root", filepath.Join(dir, "store"), "--runroot", filepath.Join(dir, "run"), "--storage-driver", "vfs", "--cgroup-manager", "cgroupfs", "--runtime", "runc"}
	engine(t, "docker", "exec "+strings.Join(podman, " ")+` "$@"`+"\n")
	docker := func(args ...string) ([]byte, error) { return exec.Command("docker", args...).CombinedOutput() }
	if out, err := docker("import", image, "touchstone-test"); err != nil {
		t.Skipf("podman cannot keep an image here: %s", out)
	}
	name := fmt.Sprintf("touchstone-%d", os.Getpid())
	t.Cleanup(func() {
		docker("rm", "-f", "-t", "0", name)
		if !gone(".*" + regexp.QuoteMeta(dir) + ".*") { // what podman leaves behind to tidy up still writes in its store
			t.Error("podman does not end")
		}
	})
	out, err := docker("run", "-d", "--name", name, "--network", "none", "--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1000:1000", "touchstone-test", "/bin/sleep", "600")
	if err != nil {
		t.Skipf("podman cannot run a container here: %s", out)
	}
	return name
}

// makeImage packs a file system of busybox.
func makeImage(t *testing.T, dir string) string {
	t.Helper()
	bin := filepath.Join(dir, "image", "bin")
	if err := os.MkdirAll(bin, 0o755); err != nil {
		t.Fatal(err)
	}
	source, err := exec.LookPath("busybox")
	if err != nil {
		t.Skip(err)
	}
	if out, err := exec.Command("cp", source, filepath.Join(bin, "busybox")).CombinedOutput(); err != nil {
		t.Fatalf("%s", out)
	}
	for _, name := range []string{"sh", "basename", "cat", "env", "grep", "kill", "ls", "mkdir", "ps", "rm", "setsid", "sleep", "tr", "uname"} {
		if err := os.Symlink("busybox", filepath.Join(bin, name)); err != nil {
			t.Fatal(err)
		}
	}
	image := filepath.Join(dir, "image.tar")
	if out, err := exec.Command("tar", "-C", filepath.Join(dir, "image"), "-cf", image, ".").CombinedOutput(); err != nil {
		t.Fatalf("%s", out)
	}
	return image
}

// TestRealContainer runs in a container without bash and without GNU tools.
func TestRealContainer(t *testing.T) {
	name := startContainer(t)
	s := target.Command(target.Shell{Variables: map[string]string{"A": "it's"}, Nonce: nonce}, target.Docker(name, ""), os.Environ())
	run(t, s, "mkdir d && cd d && export B='b b'")
	if got := run(t, s, `basename "$PWD"; echo "$A $B"; echo e >&2; exit 3`); got.out != "d\nit's b b\n" || got.err != "e\n" || got.Exit != 3 {
		t.Errorf("%+v", got)
	}
	if got := run(t, s, `basename "$PWD"; echo "$A $B"; cat`); got.out != "d\nit's b b\n" || got.Exit != 0 {
		t.Errorf("in the new shell: %+v", got)
	}
	got := runScript(t, s, target.Script{Text: "(setsid sleep 381 &); echo before; sleep 382", Timeout: time.Second})
	if got.Ending != target.TimedOut || got.out != "before\n" {
		t.Errorf("%+v; want a timeout", got)
	}
	run(t, s, "(setsid sleep 383 &); (env -i /bin/setsid /bin/sleep 384 &)") // of which the second sheds its environment
	left, err := s.Close()
	if err != nil || left < 2 {
		t.Errorf("Close = %d, %v; want the daemons ended", left, err)
	}
	if out, _ := exec.Command("docker", "exec", name, "ps").Output(); strings.Contains(string(out), "sleep 38") {
		t.Errorf("left in the container:\n%s", out)
	}
}
