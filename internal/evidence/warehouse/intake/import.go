package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/mapping"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/staging"
)

// Options say what to import and how.
type Options struct {
	Mapping *mapping.Mapping
	// Paths are files, folders, globs, "-" for standard input, or one postgres:// address.
	Paths []string
	Stdin io.Reader
	// Now is the clock: it dates the snapshot, and times after it are in the future.
	Now time.Time
	// DryRun does everything but keeping: the summary has the first rows of each fact.
	DryRun   bool
	Identity Identity
	// Memory bounds each engine, such as "2GB"; "" is 2 GB. Limit bounds the time of the whole import; 0 is an hour.
	Memory string
	Limit  time.Duration
	// Progress, where set, hears what is being done, and how many of how many bytes; total 0 where nobody knows.
	Progress func(stage string, done, total int64)
	// Inspect, where set, looks at the new rows before they are kept; its bytes lie beside the snapshot as quality.json.
	Inspect func(ctx context.Context, c Candidate) ([]byte, error)
}

// Candidate is what a snapshot would hold.
type Candidate struct {
	Segments map[string][]warehouse.Segment
	// Known are the segments of the snapshot before.
	Known map[string][]warehouse.Segment
	Path  func(warehouse.Segment) string
	// Cache is the warehouse's folder for what can be computed again.
	Cache  string
	Source string
	Inputs []warehouse.Input
	// Before are the inputs of the source's import before this one; nil where there was none.
	Before []warehouse.Input
	Now    time.Time
}

// Rejected is a row that was not kept.
type Rejected struct {
	File   string `json:"file,omitempty"`
	Line   int64  `json:"line,omitempty"`
	Fact   string `json:"fact,omitempty"`
	Reason string `json:"reason"`
	Row    string `json:"row,omitempty"`
}

// FactSummary counts what became of one fact's rows.
type FactSummary struct {
	Fact     string `json:"fact"`
	Mapped   int64  `json:"mapped"`
	Kept     int64  `json:"kept"`
	Replaced int64  `json:"replaced"`
	Repeated int64  `json:"repeated"`
	Rejected int64  `json:"rejected"`
	// Sample has the first rows, column by column, of a dry run.
	Columns []string   `json:"columns,omitempty"`
	Sample  [][]string `json:"sample,omitempty"`
}

// Summary is what an import did. Snapshot is "" where it added nothing.
type Summary struct {
	Source   string            `json:"source"`
	Snapshot string            `json:"snapshot"`
	Before   string            `json:"before,omitempty"`
	DryRun   bool              `json:"dry_run,omitempty"`
	Inputs   []warehouse.Input `json:"inputs"`
	Read     int64             `json:"read"`
	Kept     int64             `json:"kept"`
	Rejected int64             `json:"rejected"`
	Repeated int64             `json:"repeated"`
	Replaced int64             `json:"replaced"`
	Resolved int64             `json:"resolved,omitempty"`
	Facts    []FactSummary     `json:"facts"`
	// Rejects are the first rejected rows; RejectedFile has all of them.
	Rejects      []Rejected `json:"rejects,omitempty"`
	RejectedFile string     `json:"rejected_file,omitempty"`
	// Skipped counts Singer streams that the mapping does not name, and files that no table takes.
	Skipped []string `json:"skipped,omitempty"`
	Bytes   int64    `json:"bytes"`
}

// ErrNothing is returned where every row was rejected.
var ErrNothing = errors.New("no row could be kept")

const (
	defaultMemory = "2GB"
	defaultLimit  = time.Hour
)

type run struct {
	options  Options
	store    *warehouse.Store
	act      *warehouse.Act
	writer   *engine
	segments map[string][]warehouse.Segment
	summary  *Summary
	inputs   map[string][]staged
	rejects  *rejectLog
	extra    map[string][]byte
	files    int
	dirty    bool
}

// Import adds what the mapping makes of the inputs to the warehouse, as one snapshot. Nothing is kept where it fails.
func Import(ctx context.Context, store *warehouse.Store, o Options) (_ *Summary, err error) {
	if o.Memory == "" {
		o.Memory = defaultMemory
	}
	if o.Limit == 0 {
		o.Limit = defaultLimit
	}
	ctx, cancel := context.WithTimeout(ctx, o.Limit)
	defer cancel()
	act, err := store.Begin(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, act.Close()) }()
	r := &run{options: o, store: store, act: act, segments: cloneSegments(act.Base().Segments), extra: map[string][]byte{},
		summary: &Summary{Source: o.Mapping.Name, Before: act.Base().ID(), DryRun: o.DryRun}}
	if r.rejects, err = newRejectLog(filepath.Join(act.Dir(), "rejected.jsonl")); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, r.rejects.close()) }()
	if r.writer, err = openEngine(ctx, o.Memory, act.Dir()); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, r.writer.close()) }()
	if err := r.stage(ctx); err != nil {
		return nil, err
	}
	if err := r.resolve(ctx); err != nil {
		return nil, err
	}
	if err := r.mapFacts(ctx); err != nil {
		return nil, err
	}
	return r.summary, r.finish(ctx)
}

func (r *run) report(stage string, done, total int64) {
	if r.options.Progress != nil {
		r.options.Progress(stage, done, total)
	}
}

// mapFacts runs the mapping and admits its rows, fact by fact.
func (r *run) mapFacts(ctx context.Context) (err error) {
	users, _ := warehouse.FactByName("users")
	paths := make([]string, 0)
	for _, segment := range r.segments[users.Name] {
		paths = append(paths, r.act.Path(segment))
	}
	p, err := openMapper(ctx, r.options.Mapping, r.act.Dir(), r.inputs, mapperOptions{
		memory: r.options.Memory, identity: r.options.Identity, members: warehouse.Relation(users, paths) + " WHERE account IS NOT NULL"})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	for at, fact := range r.options.Mapping.Facts {
		if r.absent(p.statements[at]) {
			continue
		}
		r.report("mapping "+fact.Fact.Name, int64(at), int64(len(r.options.Mapping.Facts)))
		files, err := p.fact(ctx, at)
		if err != nil {
			return err
		}
		if err := r.take(ctx, p, fact, files); err != nil {
			return fmt.Errorf("import %s: %w", fact.Fact.Name, tidy(err))
		}
	}
	for _, bad := range p.rejected {
		r.summary.Rejected++
		if err := r.rejects.add(bad); err != nil {
			return err
		}
	}
	r.countInputs(p)
	return nil
}

// absent says whether none of a statement's tables was given.
func (r *run) absent(statement mapping.Statement) bool {
	return !slices.ContainsFunc(statement.Tables, func(name string) bool { return len(r.inputs[name]) > 0 })
}

// take rejects, admits and keeps the mapped files of one fact.
func (r *run) take(ctx context.Context, p *mapper, fact mapping.Fact, files []mapped) error {
	count := FactSummary{Fact: fact.Fact.Name}
	var fresh []string
	for _, file := range files {
		count.Mapped += file.rows
		if fact.Fact.Name == "users" {
			if err := p.joinMembers(ctx, file); err != nil {
				return err
			}
		}
		if file.careful {
			rejected, err := r.reject(ctx, fact.Fact, &file)
			if err != nil {
				return err
			}
			count.Rejected += rejected
		}
		if r.options.DryRun && len(count.Sample) < sampleRows {
			if err := r.sample(ctx, fact.Fact, file.path, &count); err != nil {
				return err
			}
		}
		done, err := r.admit(ctx, fact, file)
		if err != nil {
			return err
		}
		count.Kept, count.Repeated, count.Replaced = count.Kept+done.added, count.Repeated+done.repeated, count.Replaced+done.replaced
		if done.path == "" {
			continue
		}
		fresh = append(fresh, done.path)
		if len(files) > 1 { // the next file of this import must see these rows
			if err := r.keep(ctx, fact.Fact, done.path); err != nil {
				return err
			}
		}
	}
	if len(files) == 1 && len(fresh) == 1 {
		if err := r.keep(ctx, fact.Fact, fresh[0]); err != nil {
			return err
		}
	}
	r.dirty = r.dirty || len(fresh) > 0
	r.summary.Facts = append(r.summary.Facts, count)
	r.summary.Kept += count.Kept
	r.summary.Rejected += count.Rejected
	r.summary.Repeated += count.Repeated
	r.summary.Replaced += count.Replaced
	return nil
}

func (r *run) keep(ctx context.Context, fact warehouse.Fact, path string) error {
	segments, err := keepFile(ctx, r.writer, r.act, fact, r.options.Mapping.Name, path)
	r.segments[fact.Name] = append(r.segments[fact.Name], segments...)
	return err
}

const sampleRows = 10

func (r *run) sample(ctx context.Context, fact warehouse.Fact, path string, count *FactSummary) (err error) {
	rows, err := r.writer.db.QueryContext(ctx, "SELECT COLUMNS(*)::VARCHAR FROM "+warehouse.Files([]string{path})+fmt.Sprintf(" LIMIT %d", sampleRows-len(count.Sample)))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	count.Columns = fact.Names()
	for rows.Next() {
		values := make([]*string, len(count.Columns))
		into := make([]any, len(values))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return err
		}
		row := make([]string, len(values))
		for i, value := range values {
			if value != nil {
				row[i] = *value
			}
		}
		count.Sample = append(count.Sample, row)
	}
	return rows.Err()
}

// finish commits what changed.
func (r *run) finish(ctx context.Context) error {
	s := r.summary
	if s.Kept+s.Replaced+s.Repeated == 0 && s.Rejected > 0 {
		first := Rejected{}
		if len(r.rejects.first) > 0 {
			first = r.rejects.first[0]
		}
		return &staging.InputError{Name: first.File, Line: first.Line, Reason: fmt.Sprintf("%s (%v: %d rejected)", first.Reason, ErrNothing, s.Rejected)}
	}
	s.Rejects = r.rejects.first
	if r.options.DryRun || (!r.dirty && s.Resolved == 0) {
		return nil
	}
	joined, err := r.joinSmall(ctx)
	if err != nil {
		return err
	}
	commit := warehouse.Commit{Created: r.options.Now, Act: "import", Source: s.Source, Identity: r.options.Identity.Digest(), Inputs: s.Inputs,
		Segments: r.segments, Attachments: r.extra, Moved: map[string]string{}}
	if r.options.Inspect != nil {
		r.report("checking", 0, 0)
		quality, err := r.options.Inspect(ctx, Candidate{Segments: r.segments, Known: r.act.Base().Segments, Path: r.act.Path, Cache: filepath.Join(r.store.Dir(), warehouse.CacheFolder),
			Source: s.Source, Inputs: s.Inputs, Before: r.before(), Now: r.options.Now})
		if err != nil {
			return fmt.Errorf("check data: %w", err)
		}
		r.extra["quality.json"] = quality
	}
	if s.Rejected > 0 {
		if err := r.rejects.flush(); err != nil {
			return err
		}
		commit.Moved["rejected.jsonl"] = r.rejects.path
	}
	snapshot, err := r.act.Commit(commit)
	if err != nil {
		return err
	}
	s.Snapshot = snapshot.ID()
	if err := r.discard(joined); err != nil {
		return err
	}
	if s.Rejected > 0 {
		s.RejectedFile = snapshot.Attachment("rejected.jsonl")
	}
	return nil
}

// before finds the inputs of the source's last import.
func (r *run) before() []warehouse.Input {
	for at := r.act.Base(); at != nil && at.Number > 0; {
		if at.Source == r.options.Mapping.Name && at.Act == "import" {
			return at.Inputs
		}
		parent, err := r.act.Snapshot(at.Parent)
		if err != nil {
			return nil
		}
		at = parent
	}
	return nil
}

// countInputs writes down what was read.
func (r *run) countInputs(p *mapper) {
	for _, table := range r.options.Mapping.Tables {
		for _, file := range p.files[table.Name] {
			r.summary.Inputs = append(r.summary.Inputs, warehouse.Input{Name: filepath.Base(file.Name), Table: table.Name, Digest: file.Digest, Rows: file.Rows, Columns: file.Columns, Kinds: file.kinds})
			r.summary.Read += file.Rows
			r.summary.Bytes += file.Bytes
		}
	}
}

// stage copies every input into the act's folder, by table.
func (r *run) stage(ctx context.Context) error {
	r.inputs = map[string][]staged{}
	var read, total int64
	copier := &staging.Copier{Dir: r.act.Dir(), Progress: func(n int64) {
		read += n
		r.report("reading", read, total)
	}}
	var files []string
	for _, path := range r.options.Paths {
		switch {
		case path == "-":
			if err := r.stageStdin(ctx, copier); err != nil {
				return err
			}
		case staging.IsPostgres(path):
			if err := r.stagePostgres(ctx, copier, path); err != nil {
				return err
			}
		default:
			found, err := staging.Expand([]string{path})
			if err != nil {
				return err
			}
			files = append(files, found...)
		}
	}
	for _, file := range files {
		if info, err := os.Stat(file); err == nil {
			total += info.Size()
		}
	}
	for _, file := range files {
		table, ok := r.options.Mapping.TableFor(filepath.Base(file))
		if !ok {
			if table, ok = r.only(len(files)); !ok {
				r.summary.Skipped = append(r.summary.Skipped, file)
				continue
			}
		}
		copier.Delimiter = 0
		if table.Delimiter != "" {
			copier.Delimiter = table.Delimiter[0]
		}
		in, err := copier.File(ctx, file, table.Format)
		if err != nil {
			return err
		}
		r.inputs[table.Name] = append(r.inputs[table.Name], staged{File: in})
	}
	return r.complete()
}

// only is the mapping's single table of files: a single file that is named on the command line goes there whatever its name.
func (r *run) only(files int) (mapping.Table, bool) {
	var found []mapping.Table
	for _, table := range r.options.Mapping.Tables {
		if len(table.Files) > 0 {
			found = append(found, table)
		}
	}
	if len(found) == 1 && files == 1 {
		return found[0], true
	}
	return mapping.Table{}, false
}

// complete refuses an import in which a table that the mapping needs was not given.
func (r *run) complete() error {
	var missing, wanted []string
	for _, table := range r.options.Mapping.Tables {
		wanted = append(wanted, table.Files...)
		if len(r.inputs[table.Name]) == 0 && !table.Optional {
			missing = append(missing, table.Name+" ("+strings.Join(table.Files, ", ")+")")
		}
	}
	if len(r.inputs) == 0 {
		return fmt.Errorf("%s: no input is a file that the mapping %s takes: %s", strings.Join(r.options.Paths, ", "), r.options.Mapping.Name, strings.Join(wanted, ", "))
	}
	if len(missing) > 0 {
		return fmt.Errorf("%s: the mapping %s needs %s too\nhint: mark a table that may be absent with optional: true", strings.Join(r.options.Paths, ", "), r.options.Mapping.Name, strings.Join(missing, ", "))
	}
	return nil
}

func (r *run) stageStdin(ctx context.Context, copier *staging.Copier) error {
	wanted := map[string]bool{}
	byStream := map[string]string{}
	for _, table := range r.options.Mapping.Tables {
		if table.Stream != "" {
			wanted[table.Stream], byStream[table.Stream] = true, table.Name
		}
	}
	if len(wanted) == 0 {
		table := r.options.Mapping.Tables[0]
		in, err := copier.Stream(ctx, r.options.Stdin, "standard input", table.Format, 0)
		if err != nil {
			return err
		}
		r.inputs[table.Name] = append(r.inputs[table.Name], staged{File: in})
		return nil
	}
	files, skipped, state, err := copier.Singer(ctx, r.options.Stdin, "standard input", wanted)
	if err != nil {
		return err
	}
	for stream, file := range files {
		r.inputs[byStream[stream]] = append(r.inputs[byStream[stream]], staged{File: file})
	}
	for stream, rows := range skipped {
		r.summary.Skipped = append(r.summary.Skipped, fmt.Sprintf("stream %s (%d records)", stream, rows))
	}
	slices.Sort(r.summary.Skipped)
	if len(state) > 0 {
		r.extra["singer-state.json"] = append(state, '\n')
	}
	return nil
}

func (r *run) stagePostgres(ctx context.Context, copier *staging.Copier, address string) error {
	for _, table := range r.options.Mapping.Tables {
		if table.Query == "" {
			continue
		}
		in, err := copier.Postgres(ctx, address, table.Query)
		if err != nil {
			return err
		}
		in.Name += " (" + table.Name + ")"
		r.inputs[table.Name] = append(r.inputs[table.Name], staged{File: in})
	}
	return nil
}
