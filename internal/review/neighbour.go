package review

import (
	"slices"
	"strings"
	"sync"

	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/rule"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// neighbourhood finds the documents about one account. Those under review are not parsed again.
type neighbourhood struct {
	workspace *workspace.Workspace
	all       []string // all documents of the workspace, sorted, where they are known

	mu      sync.Mutex
	parsed  map[string]*markdown.Document // of the present chunk
	folders map[string]*folder

	templates sync.Map // by kind: its comments
}

type folder struct {
	once sync.Once
	docs []rule.Neighbour
}

// load makes the chunk's documents known and forgets those of the last one.
func (n *neighbourhood) load(subjects []*subject) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.parsed, n.folders = map[string]*markdown.Document{}, map[string]*folder{}
	for _, s := range subjects {
		if s.doc != nil {
			n.parsed[s.path] = s.doc
		}
	}
}

// of gives a document's neighbours when a rule first asks; nil where there is no workspace or no account.
func (n *neighbourhood) of(s *subject) func() []rule.Neighbour {
	if n.workspace == nil || s.account == nil {
		return func() []rule.Neighbour { return nil }
	}
	return func() []rule.Neighbour {
		all := n.folder(s.account.Dir)
		others := make([]rule.Neighbour, 0, len(all))
		for _, other := range all {
			if other.Path != s.path {
				others = append(others, other)
			}
		}
		return others
	}
}

func (n *neighbourhood) folder(dir string) []rule.Neighbour {
	n.mu.Lock()
	f := n.folders[dir]
	if f == nil {
		f = &folder{}
		n.folders[dir] = f
	}
	n.mu.Unlock()
	f.once.Do(func() { f.docs = n.read(dir) })
	return f.docs
}

// read lists the folder. A file that cannot be read is no neighbour here; checking it tells why.
func (n *neighbourhood) read(dir string) []rule.Neighbour {
	names, err := n.documents(dir)
	if err != nil {
		return nil
	}
	var docs []rule.Neighbour
	for _, name := range names {
		doc := n.parsed[name]
		if doc == nil {
			data, err := n.workspace.ReadFile(name)
			if err != nil {
				continue
			}
			doc = markdown.Parse(data)
		}
		if strings.TrimSpace(doc.Front.Value("kind")) != "" {
			docs = append(docs, rule.Neighbour{Path: name, Doc: doc})
		}
	}
	return docs
}

// documents lists those of a folder.
func (n *neighbourhood) documents(dir string) ([]string, error) {
	if n.all == nil {
		return n.workspace.Documents(dir)
	}
	from, _ := slices.BinarySearch(n.all, dir+"/")
	to, _ := slices.BinarySearch(n.all, dir+"0") // what follows a slash
	return n.all[from:to], nil
}
