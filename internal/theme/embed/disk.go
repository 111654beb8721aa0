package embed

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/touchstone-cs/touchstone/internal/atomicfile"
)

// OnDisk keeps a model's vectors in a file of the folder, by the text's digest: a
// cache that may be deleted. A damaged file is begun anew. Vectors come out of it
// with the bits they had.
func OnDisk(dir string, model Model) Model {
	return &onDisk{model: model, path: filepath.Join(dir, fileName(model.Name())+".vectors")}
}

func fileName(model string) string {
	return string(bytes.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '.' {
			return r
		}
		return '-'
	}, []byte(model)))
}

type digest [16]byte

// onDisk's file is the magic, the number of dimensions (uint32), then records of
// a text's digest and its vector, all little-endian.
type onDisk struct {
	model Model
	path  string

	mu     sync.Mutex
	loaded bool
	dims   int
	rows   map[digest][]float32
}

const vectorMagic = "TSVEC1\n\x00"

func (o *onDisk) Name() string { return o.model.Name() }

func (o *onDisk) Embed(ctx context.Context, texts []string) ([]float32, int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.loaded {
		if err := o.load(); err != nil {
			return nil, 0, err
		}
	}
	keys := make([]digest, len(texts))
	var missing []string
	asked := map[digest]bool{}
	for i, t := range texts {
		sum := sha256.Sum256([]byte(t))
		copy(keys[i][:], sum[:])
		if _, ok := o.rows[keys[i]]; !ok && !asked[keys[i]] {
			asked[keys[i]] = true
			missing = append(missing, t)
		}
	}
	if len(missing) > 0 {
		if err := o.fill(ctx, missing); err != nil {
			return nil, 0, err
		}
	}
	out := make([]float32, 0, len(texts)*o.dims)
	for _, k := range keys {
		out = append(out, o.rows[k]...)
	}
	return out, o.dims, nil
}

// fill embeds texts and writes the file. A cache that cannot be written is no
// reason to fail.
func (o *onDisk) fill(ctx context.Context, texts []string) error {
	x, dims, err := o.model.Embed(ctx, texts)
	if err != nil {
		return err
	}
	if dims != o.dims { // another model under the same name
		o.rows, o.dims = map[digest][]float32{}, dims
	}
	for i, t := range texts {
		var k digest
		sum := sha256.Sum256([]byte(t))
		copy(k[:], sum[:])
		o.rows[k] = x[i*dims : (i+1)*dims]
	}
	if err := os.MkdirAll(filepath.Dir(o.path), 0o755); err == nil {
		_ = atomicfile.Write(o.path, o.encode(), 0o644)
	}
	return nil
}

func (o *onDisk) encode() []byte {
	keys := make([]digest, 0, len(o.rows))
	for k := range o.rows {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b digest) int { return bytes.Compare(a[:], b[:]) })
	out := make([]byte, 0, len(vectorMagic)+4+len(keys)*(16+4*o.dims))
	out = append(out, vectorMagic...)
	out = binary.LittleEndian.AppendUint32(out, uint32(o.dims))
	for _, k := range keys {
		out = append(out, k[:]...)
		for _, v := range o.rows[k] {
			out = binary.LittleEndian.AppendUint32(out, math.Float32bits(v))
		}
	}
	return out
}

func (o *onDisk) load() error {
	o.loaded, o.rows = true, map[digest][]float32{}
	data, err := os.ReadFile(o.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	head := len(vectorMagic) + 4
	if len(data) < head || string(data[:len(vectorMagic)]) != vectorMagic {
		return nil
	}
	dims := int(binary.LittleEndian.Uint32(data[len(vectorMagic):]))
	size := 16 + 4*dims
	body := data[head:]
	if dims == 0 || dims > 1<<16 || len(body)%size != 0 {
		return nil
	}
	o.dims = dims
	for ; len(body) > 0; body = body[size:] {
		var k digest
		copy(k[:], body)
		row := make([]float32, dims)
		readFloats(row, body[16:])
		o.rows[k] = row
	}
	return nil
}
