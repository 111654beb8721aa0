package review

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/touchstone-cs/touchstone/internal/atomicfile"
	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/merge"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// Generated is what a generation wrote.
type Generated struct {
	Documents []GeneratedDocument
	// Written are the paths of all files that changed, the documents' memories and attachments among them.
	Written []string
}

// GeneratedDocument tells of one document.
type GeneratedDocument struct {
	Path string
	// State is "new", "updated", "unchanged", or "kept" where nothing is remembered and all of it is a person's.
	State string
	// Kept are a person's units that would read otherwise today.
	Kept []merge.Kept
}

// flushEvery bounds how many files wait to be put in place.
const flushEvery = 1500

// Generate writes the documents of a kind: it merges each draft into what is there and puts changed files in place, all
// of a group at once. progress is told after every document and may be nil.
func Generate(ctx context.Context, kind *deliverable.Kind, job deliverable.Job, progress func(done int)) (*Generated, error) {
	if kind.Generate == nil {
		return nil, fmt.Errorf("%s cannot be generated\nhint: `touchstone new %s` makes one from its template", kind.Name, kind.Name)
	}
	g := &generation{workspace: job.Workspace, out: &Generated{}}
	err := kind.Generate(ctx, job, func(draft deliverable.Draft) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := g.draft(draft); err != nil {
			return err
		}
		if progress != nil {
			progress(len(g.out.Documents))
		}
		return nil
	})
	if err != nil {
		g.batch.Discard()
		return g.placed(), err
	}
	err = g.batch.Commit()
	if err == nil {
		g.settled = len(g.out.Written)
	}
	return g.placed(), err
}

type generation struct {
	workspace *workspace.Workspace
	batch     atomicfile.Batch
	out       *Generated
	settled   int // how many of out.Written are in place
}

// placed is what was written; files that were only prepared are left out.
func (g *generation) placed() *Generated {
	g.out.Written = g.out.Written[:g.settled]
	return g.out
}

func (g *generation) draft(draft deliverable.Draft) error {
	current, err := g.workspace.ReadFile(draft.Path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	result, state, err := g.merged(draft, current, err == nil)
	if err != nil {
		return err
	}
	g.out.Documents = append(g.out.Documents, GeneratedDocument{Path: draft.Path, State: state, Kept: result.Kept})
	if state == "kept" {
		return nil
	}
	if state == "new" || !bytes.Equal(current, result.Text) {
		if err := g.prepare(deliverable.File{Path: draft.Path, Data: result.Text}); err != nil {
			return err
		}
	}
	for _, file := range append([]deliverable.File{{Path: merge.MemoryPath(draft.Path), Data: result.Memory.Encode()}}, draft.Files...) {
		if err := g.write(file); err != nil {
			return err
		}
	}
	if g.batch.Len() < flushEvery {
		return nil
	}
	if err := g.batch.Commit(); err != nil {
		return err
	}
	g.settled = len(g.out.Written)
	return nil
}

func (g *generation) merged(draft deliverable.Draft, current []byte, exists bool) (merge.Result, string, error) {
	if !exists {
		return merge.Fresh(draft.Text), "new", nil
	}
	memory, err := g.memory(draft.Path)
	if err != nil {
		return merge.Result{}, "", err
	}
	result := merge.Merge(current, draft.Text, memory)
	if draft.Edited && memory != nil {
		text := merge.KeepFences(current, draft.Text, memory)
		result = merge.Fresh(draft.Text) // what is remembered is what was generated, not what a person put in its place
		result.Text, result.Changed = text, string(text) != string(current)
	}
	switch {
	case memory == nil:
		return result, "kept", nil
	case result.Changed:
		return result, "updated", nil
	}
	return result, "unchanged", nil
}

func (g *generation) memory(path string) (merge.Memory, error) {
	data, err := g.workspace.ReadFile(merge.MemoryPath(path))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return merge.DecodeMemory(merge.MemoryPath(path), data)
}

// write prepares a file unless it already reads so.
func (g *generation) write(file deliverable.File) error {
	current, err := g.workspace.ReadFile(file.Path)
	if err == nil && string(current) == string(file.Data) {
		return nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return g.prepare(file)
}

// prepare has a file put in place by the next commit of the batch.
func (g *generation) prepare(file deliverable.File) error {
	if err := g.workspace.Inside(file.Path); err != nil {
		return err
	}
	if err := g.batch.Add(g.workspace.Path(file.Path), file.Data, 0o644); err != nil {
		return err
	}
	g.out.Written = append(g.out.Written, file.Path)
	return nil
}
