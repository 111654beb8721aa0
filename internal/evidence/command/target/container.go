package target

// Docker returns the command that runs the words after it in a container.
func Docker(container, user string) []string {
	argv := []string{"docker", "exec", "-i"}
	if user != "" {
		argv = append(argv, "--user", user)
	}
	return append(argv, container)
}

// Pod names a container of a Kubernetes pod.
type Pod struct{ Context, Namespace, Name, Container string }

// Kubectl returns the command that runs the words after it in a pod.
func Kubectl(pod Pod) []string {
	argv := []string{"kubectl"}
	for _, option := range [][2]string{{"--context", pod.Context}, {"--namespace", pod.Namespace}} {
		if option[1] != "" {
			argv = append(argv, option[0], option[1])
		}
	}
	argv = append(argv, "exec", "-i")
	if pod.Container != "" {
		argv = append(argv, "--container", pod.Container)
	}
	return append(argv, pod.Name, "--")
}
