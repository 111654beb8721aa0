package general

import (
	"sync"

	"github.com/touchstone-cs/touchstone/internal/names"
	"github.com/touchstone-cs/touchstone/internal/privacy"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// finderCache builds the finder of one workspace once. A workspace is an immutable snapshot, so its pointer identifies it.
type finderCache struct {
	sync.Mutex
	workspace *workspace.Workspace
	finder    *privacy.Known
	err       error
}

func (c *finderCache) of(w *workspace.Workspace) (*privacy.Known, error) {
	c.Lock()
	defer c.Unlock()
	if c.workspace != w {
		c.workspace = w
		c.finder, c.err = names.Finder(w)
	}
	return c.finder, c.err
}
