package review

import (
	"slices"
	"sync"

	"github.com/touchstone-cs/touchstone/internal/claim"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/rule"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// neighbourhood finds the documents about one account and what they tell. A document is parsed for it once, and those under review not again.
type neighbourhood struct {
	workspace *workspace.Workspace
	all       []string // all documents of the workspace, sorted, where they are known

	folders   sync.Map // by path: *folder
	templates sync.Map // by kind: its comments
}

type folder struct {
	once sync.Once
	docs []rule.Neighbour
}

// tell makes known what a document under review tells, where there is another to be told. A buffer is not told of: the others see what is saved.
func (n *neighbourhood) tell(s *subject, buffer bool) {
	if n.workspace != nil && s.account != nil && !buffer && !n.alone(s) {
		n.told(s.path, s.doc)
	}
}

// alone reports whether a document is known to be the only one of its account.
func (n *neighbourhood) alone(s *subject) bool {
	if n.all == nil {
		return false
	}
	names, err := n.documents(s.account.Dir)
	return err == nil && (len(names) == 0 || len(names) == 1 && names[0] == s.path)
}

// told is what the document at path tells; doc is nil where it is to be read. Nil where it cannot be read (checking it tells why) or has no kind.
func (n *neighbourhood) told(path string, doc *markdown.Document) *claim.Told {
	told, _ := workspace.Memo(n.workspace, "review.told:"+path, func() (*claim.Told, error) {
		if doc == nil {
			data, err := n.workspace.ReadFile(path)
			if err != nil {
				return nil, err
			}
			doc = markdown.Parse(data)
		}
		if doc.Front.Value("kind") == "" {
			return nil, nil
		}
		told := claim.Tell(doc)
		return &told, nil
	})
	return told
}

// of gives a document's neighbours when a rule first asks; nil where there is no workspace or no account.
func (n *neighbourhood) of(s *subject) func() []rule.Neighbour {
	return sync.OnceValue(func() []rule.Neighbour {
		if n.workspace == nil || s.account == nil || n.alone(s) {
			return nil
		}
		return slices.DeleteFunc(slices.Clone(n.folder(s.account.Dir)), func(other rule.Neighbour) bool { return other.Path == s.path })
	})
}

func (n *neighbourhood) folder(dir string) []rule.Neighbour {
	kept, _ := n.folders.LoadOrStore(dir, &folder{})
	f := kept.(*folder)
	f.once.Do(func() { f.docs = n.read(dir) })
	return f.docs
}

// read lists the folder.
func (n *neighbourhood) read(dir string) []rule.Neighbour {
	names, err := n.documents(dir)
	if err != nil {
		return nil
	}
	var docs []rule.Neighbour
	for _, name := range names {
		if told := n.told(name, nil); told != nil {
			docs = append(docs, rule.Neighbour{Path: name, Told: told})
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
