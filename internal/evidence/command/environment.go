package command

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"filippo.io/age"

	"github.com/touchstone-cs/touchstone/internal/evidence/command/target"
	"github.com/touchstone-cs/touchstone/internal/pattern"
	"github.com/touchstone-cs/touchstone/internal/redact"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// Environment is a place where steps run, as account.yaml declares it under "environments".
type Environment struct {
	Name      string                  `yaml:"-"`
	Where     string                  `yaml:"where"` // customer (the default) or elsewhere
	SSH       *SSHConfig              `yaml:"ssh"`
	Docker    *DockerConfig           `yaml:"docker"`
	Kubectl   *KubectlConfig          `yaml:"kubectl"` // none of the three: a local shell
	Directory string                  `yaml:"directory"`
	Variables map[string]string       `yaml:"variables"`
	Inherit   []string                `yaml:"inherit"` // variables of the operator's that a local shell gets
	Secrets   map[string]SecretSource `yaml:"secrets"`
	Databases map[string]string       `yaml:"databases"` // connection strings; {{NAME}} is a variable or secret
	Runners   map[string]string       `yaml:"runners"`   // command by language; reads the program, or has {file}
	Versions  map[string]string       `yaml:"versions"`  // commands whose answers are part of the fingerprint
	Product   string                  `yaml:"product"`   // command that prints the product's version
	// Configuration are commands, by setting, that print a setting's value; it is part of the fingerprint as it stands.
	Configuration map[string]string `yaml:"configuration"`
	MaxAge        string            `yaml:"max_age"` // of receipts, in days such as 90d
}

// SSHConfig names a host.
type SSHConfig struct {
	Host       string   `yaml:"host"`
	User       string   `yaml:"user"`
	Key        string   `yaml:"key"`
	KnownHosts []string `yaml:"known_hosts"`
}

// DockerConfig names a container.
type DockerConfig struct {
	Container string `yaml:"container"`
	User      string `yaml:"user"`
}

// KubectlConfig names a container of a pod.
type KubectlConfig struct {
	Context   string `yaml:"context"`
	Namespace string `yaml:"namespace"`
	Pod       string `yaml:"pod"`
	Container string `yaml:"container"`
}

// SecretSource says where a secret's value comes from: a variable of the operator's, a command's first line, or an age
// file that the identity opens. A value is never written in the workspace.
type SecretSource struct {
	Env      string `yaml:"env"`
	Command  string `yaml:"command"`
	Age      string `yaml:"age"`
	Identity string `yaml:"identity"`
}

// ErrEnvironment says that an environment is not declared, or not rightly.
var ErrEnvironment = errors.New("environment")

// DefaultMaxAge is how long a receipt stands where its environment says nothing.
const DefaultMaxAge = 180 * 24 * time.Hour

// Environments reads an account's environments, by name.
func Environments(account *workspace.Account) (map[string]*Environment, error) {
	declared := make(map[string]*Environment)
	if account == nil {
		return declared, nil
	}
	if err := account.Decode("environments", &declared); err != nil {
		return nil, err
	}
	for name, e := range declared {
		if e == nil {
			e = new(Environment)
			declared[name] = e
		}
		e.Name = name
		if err := e.check(); err != nil {
			return nil, fmt.Errorf("%s:%d: %w %q: %w", account.Path, account.Line("environments"), ErrEnvironment, name, err)
		}
	}
	return declared, nil
}

// LocalEnvironment is a plain shell of this machine, for documents without an account.
func LocalEnvironment() *Environment { return &Environment{Name: "local", Where: "elsewhere"} }

var variableName = pattern.New(`^[A-Za-z_][A-Za-z0-9_]*$`)

func (e *Environment) check() error {
	if e.Where == "" {
		e.Where = "customer"
	}
	if e.Where != "customer" && e.Where != "elsewhere" {
		return fmt.Errorf("where %q: want customer or elsewhere", e.Where)
	}
	targets := 0
	for _, set := range []bool{e.SSH != nil, e.Docker != nil, e.Kubectl != nil} {
		if set {
			targets++
		}
	}
	if targets > 1 {
		return errors.New("ssh, docker and kubectl exclude each other")
	}
	for _, name := range slices.Concat(slices.Sorted(maps.Keys(e.Variables)), slices.Sorted(maps.Keys(e.Secrets))) {
		if !variableName.MatchString(name) {
			return fmt.Errorf("%q is no name of a variable", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(e.Secrets)) {
		s := e.Secrets[name]
		if s.Env == "" && s.Command == "" && s.Age == "" {
			return fmt.Errorf("secret %s: want env, command or age: a secret's value has no place in the workspace", name)
		}
	}
	_, err := parseDays(e.MaxAge)
	return err
}

func parseDays(text string) (time.Duration, error) {
	if text == "" {
		return DefaultMaxAge, nil
	}
	if days, ok := strings.CutSuffix(text, "d"); ok {
		d, err := time.ParseDuration(days + "h")
		return d * 24, err
	}
	return time.ParseDuration(text)
}

// Target says where the environment is, for a person.
func (e *Environment) Target() string {
	switch {
	case e.SSH != nil:
		return "ssh"
	case e.Docker != nil:
		return "docker " + e.Docker.Container
	case e.Kubectl != nil:
		return "kubectl " + e.Kubectl.Pod
	}
	return "local shell"
}

// Host is what an environment takes from the machine and the person that run it.
type Host struct {
	Environ   []string // of this process
	Home      string
	Workspace string // folder that relative paths start from
	Nonce     func() string
}

func (h Host) lookup(name string) string {
	for _, variable := range h.Environ {
		if value, ok := strings.CutPrefix(variable, name+"="); ok {
			return value
		}
	}
	return ""
}

func (h Host) path(name string) string {
	switch rest, inHome := strings.CutPrefix(name, "~/"); {
	case inHome:
		return filepath.Join(h.Home, rest)
	case filepath.IsAbs(name):
		return name
	}
	return filepath.Join(h.Workspace, name)
}

// Unlock resolves the environment's secrets. An error names the secret, never a value.
func (e *Environment) Unlock(ctx context.Context, host Host) ([]redact.Secret, error) {
	var secrets []redact.Secret
	for _, name := range slices.Sorted(maps.Keys(e.Secrets)) {
		value, err := e.Secrets[name].read(ctx, host)
		if err != nil {
			return nil, fmt.Errorf("secret %s of %s: %w", name, e.Name, err)
		}
		secrets = append(secrets, redact.Secret{Name: name, Value: value})
	}
	return secrets, nil
}

func (s SecretSource) read(ctx context.Context, host Host) (string, error) {
	switch {
	case s.Env != "":
		if value := host.lookup(s.Env); value != "" {
			return value, nil
		}
		return "", fmt.Errorf("the variable %s is not set\nhint: export %s=…", s.Env, s.Env)
	case s.Command != "":
		command := exec.CommandContext(ctx, "sh", "-c", s.Command)
		command.Env, command.Dir = host.Environ, host.Workspace
		answer, err := command.Output()
		if err != nil {
			return "", fmt.Errorf("its command: %w", err)
		}
		first, _, _ := strings.Cut(string(answer), "\n")
		return first, nil
	}
	return s.decrypt(host)
}

func (s SecretSource) decrypt(host Host) (string, error) {
	keys, err := os.Open(host.path(s.Identity))
	if err != nil {
		return "", fmt.Errorf("age identity: %w", err)
	}
	defer keys.Close()
	identities, err := age.ParseIdentities(keys)
	if err != nil {
		return "", fmt.Errorf("age identity: %w", err)
	}
	sealed, err := os.ReadFile(host.path(s.Age))
	if err != nil {
		return "", err
	}
	plain, err := age.Decrypt(bytes.NewReader(sealed), identities...)
	if err != nil {
		return "", fmt.Errorf("%s: %w", s.Age, err)
	}
	value, err := io.ReadAll(plain)
	return strings.TrimRight(string(value), "\n"), err
}

// Open starts a session. extra are variables beside those declared, such as the one that is varied.
func (e *Environment) Open(host Host, secrets []redact.Secret, extra map[string]string) target.Session {
	shell := target.Shell{Variables: make(map[string]string), Directory: e.Directory, Nonce: host.Nonce}
	maps.Copy(shell.Variables, e.Variables)
	for _, secret := range secrets {
		shell.Variables[secret.Name] = secret.Value
	}
	maps.Copy(shell.Variables, extra)
	switch {
	case e.SSH != nil:
		return target.SSH(shell, e.sshHost(host))
	case e.Docker != nil:
		return target.Command(shell, target.Docker(e.Docker.Container, e.Docker.User), host.Environ)
	case e.Kubectl != nil:
		k := e.Kubectl
		return target.Command(shell, target.Kubectl(target.Pod{Context: k.Context, Namespace: k.Namespace, Name: k.Pod, Container: k.Container}), host.Environ)
	}
	if shell.Directory == "" {
		shell.Directory = host.Workspace
	} else {
		shell.Directory = host.path(shell.Directory)
	}
	return target.Local(shell, host.Environ, e.Inherit)
}

func (e *Environment) sshHost(host Host) target.Host {
	h := target.Host{Address: e.SSH.Host, User: e.SSH.User, AgentSocket: host.lookup("SSH_AUTH_SOCK")}
	if h.User == "" {
		h.User = host.lookup("USER")
	}
	if e.SSH.Key != "" {
		h.KeyFile = host.path(e.SSH.Key)
	}
	for _, file := range e.SSH.KnownHosts {
		h.KnownHosts = append(h.KnownHosts, host.path(file))
	}
	if len(h.KnownHosts) == 0 {
		h.KnownHosts = []string{filepath.Join(host.Home, ".ssh", "known_hosts")}
	}
	return h
}

var secretName = pattern.New(`(?i)passw|secret|token|api_?key|access_?key|private_?key|credential|passphrase|_dsn$|database_url`)

// operatorSecrets are the values of the operator's own variables that look like secrets: an "env" in a step, or a
// program's error, must not carry them into a receipt.
func operatorSecrets(environ []string) []redact.Secret {
	var secrets []redact.Secret
	for _, variable := range environ {
		name, value, _ := strings.Cut(variable, "=")
		if secretName.MatchString(name) && len(value) >= 8 {
			secrets = append(secrets, redact.Secret{Name: name, Value: value})
		}
	}
	return secrets
}

// NewRedactor makes the redactor of a run in the environment.
func (e *Environment) NewRedactor(host Host, secrets []redact.Secret, otherCustomers []string) (*redact.Redactor, error) {
	all := slices.Concat(secrets, operatorSecrets(host.Environ))
	for _, dsn := range e.Databases {
		if password := passwordOf(dsn); len(password) >= redact.MinSecret && !strings.Contains(password, "{{") {
			all = append(all, redact.Secret{Name: "database password", Value: password})
		}
	}
	return redact.New(redact.Options{Secrets: all, Names: otherCustomers})
}

var dsnPassword = pattern.New(`(?:://[^:@/]*:([^@]+)@|password=(\S+))`)

func passwordOf(dsn string) string {
	match := dsnPassword.FindStringSubmatch(dsn)
	if match == nil {
		return ""
	}
	return match[1] + match[2]
}
