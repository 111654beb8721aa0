package feedback

import (
	"flag"

	_ "pgregory.net/rapid" // defines the flag
)

// Properties are drawn from one seed, so that a run can be repeated; `make soak` draws others.
var _ = flag.Set("rapid.seed", "20261123")
