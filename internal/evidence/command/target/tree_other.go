//go:build !linux

package target

import (
	"syscall"
	"time"
)

func ownSession() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setsid: true} }

func register(int)   {}
func unregister(int) {}
func adoptOrphans()  {}

func orphans() []string { return nil }

// killTree ends the shell's process group. Without Linux's /proc, daemons that left the group are not found.
func killTree(shell int, _ string, _ time.Time, _ bool) int {
	syscall.Kill(-shell, syscall.SIGKILL)
	return 0
}
