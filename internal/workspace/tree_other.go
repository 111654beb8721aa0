//go:build !linux

package workspace

import (
	"errors"
	"os"
)

const (
	toRead = iota
	toStat
)

// openBeneath leaves it to os.Root where the kernel cannot keep a path inside a folder.
func openBeneath(*os.File, string, uint64) (*os.File, error) { return nil, errors.ErrUnsupported }
