package embed

import (
	"bytes"
	_ "embed"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"sync"
)

//go:embed weights/use-lite.bin
var useLiteFile []byte

//go:embed weights/glove.bin
var gloveFile []byte

// Tensor is a matrix of a weights file: Rows×Cols in row-major order.
type Tensor struct {
	Rows, Cols int
	Data       []float32
}

// A weights file is a line of JSON (fileHeader), then the tensors' bytes. An
// int8 tensor is Scales float32 numbers followed by Rows×Cols signed bytes; the
// scale belongs to a row or a column, whichever Scales counts. A float32 tensor
// is its numbers. All are little-endian.
type fileHeader struct {
	Source  string         `json:"source"`
	Licence string         `json:"licence"`
	Words   []string       `json:"words,omitempty"`
	Scores  []float64      `json:"scores,omitempty"`
	Tensors []tensorHeader `json:"tensors"`
}

type tensorHeader struct {
	Name   string `json:"name"`
	Rows   int    `json:"rows"`
	Cols   int    `json:"cols"`
	Kind   string `json:"kind"`  // int8 or float32
	ByRow  bool   `json:"byRow"` // an int8 tensor's scales belong to rows
	Offset int    `json:"offset"`
}

// File is a weights file in memory, tensors dequantised.
type File struct {
	Words   []string
	Scores  []float64
	Tensors map[string]Tensor
}

// ReadFile decodes a weights file.
func ReadFile(data []byte) (*File, error) {
	line, body, ok := bytes.Cut(data, []byte("\n"))
	if !ok {
		return nil, fmt.Errorf("weights: no header line")
	}
	var h fileHeader
	if err := json.Unmarshal(line, &h); err != nil {
		return nil, fmt.Errorf("weights: header: %w", err)
	}
	f := &File{Words: h.Words, Scores: h.Scores, Tensors: map[string]Tensor{}}
	for _, th := range h.Tensors {
		t, err := readTensor(th, body)
		if err != nil {
			return nil, fmt.Errorf("weights: tensor %s: %w", th.Name, err)
		}
		f.Tensors[th.Name] = t
	}
	return f, nil
}

func readTensor(h tensorHeader, body []byte) (Tensor, error) {
	t := Tensor{Rows: h.Rows, Cols: h.Cols, Data: make([]float32, h.Rows*h.Cols)}
	if h.Offset < 0 || h.Offset+tensorSize(h) > len(body) {
		return t, fmt.Errorf("needs %d bytes at %d, file holds %d", tensorSize(h), h.Offset, len(body))
	}
	body = body[h.Offset:]
	switch h.Kind {
	case "float32":
		readFloats(t.Data, body)
	case "int8":
		scales := make([]float32, scaleCount(h))
		readFloats(scales, body)
		body = body[4*len(scales):]
		for i := range t.Data {
			s := i % h.Cols
			if h.ByRow {
				s = i / h.Cols
			}
			t.Data[i] = scales[s] * float32(int8(body[i]))
		}
	default:
		return t, fmt.Errorf("unknown kind %q", h.Kind)
	}
	return t, nil
}

func readFloats(dst []float32, src []byte) {
	for i := range dst {
		dst[i] = math.Float32frombits(binary.LittleEndian.Uint32(src[4*i:]))
	}
}

func scaleCount(h tensorHeader) int {
	if h.ByRow {
		return h.Rows
	}
	return h.Cols
}

func tensorSize(h tensorHeader) int {
	if h.Kind == "float32" {
		return 4 * h.Rows * h.Cols
	}
	return 4*scaleCount(h) + h.Rows*h.Cols
}

// WriteFile encodes a weights file; every tensor is stored as its entry in
// kinds says: "float32", "int8" (scales by column) or "int8 by row". names
// gives their order.
func WriteFile(source, licence string, f *File, names []string, kinds map[string]string) ([]byte, error) {
	h := fileHeader{Source: source, Licence: licence, Words: f.Words, Scores: f.Scores}
	var body bytes.Buffer
	for _, name := range names {
		t, kind := f.Tensors[name], kinds[name]
		th := tensorHeader{Name: name, Rows: t.Rows, Cols: t.Cols, Kind: kind, Offset: body.Len()}
		if kind == "int8 by row" {
			th.Kind, th.ByRow = "int8", true
		}
		h.Tensors = append(h.Tensors, th)
		writeTensor(&body, t, th)
	}
	line, err := json.Marshal(h)
	if err != nil {
		return nil, err
	}
	return append(append(line, '\n'), body.Bytes()...), nil
}

func writeTensor(w *bytes.Buffer, t Tensor, h tensorHeader) {
	if h.Kind == "float32" {
		writeFloats(w, t.Data)
		return
	}
	scales := make([]float32, scaleCount(h))
	scaleOf := func(i int) int {
		if h.ByRow {
			return i / h.Cols
		}
		return i % h.Cols
	}
	for i, v := range t.Data {
		s := &scales[scaleOf(i)]
		*s = max(*s, float32(math.Abs(float64(v)))/127)
	}
	writeFloats(w, scales)
	for i, v := range t.Data {
		var q float64
		if s := scales[scaleOf(i)]; s > 0 {
			q = math.RoundToEven(float64(v) / float64(s))
		}
		w.WriteByte(byte(int8(q)))
	}
}

func writeFloats(w *bytes.Buffer, xs []float32) {
	var b [4]byte
	for _, x := range xs {
		binary.LittleEndian.PutUint32(b[:], math.Float32bits(x))
		w.Write(b[:])
	}
}

// The models are decoded on first use: most commands never embed anything.
var (
	useLite = sync.OnceValues(func() (*Encoder, error) {
		f, err := ReadFile(useLiteFile)
		if err != nil {
			return nil, err
		}
		return newEncoder(f)
	})
	glove = sync.OnceValues(func() (*WordVectors, error) {
		f, err := ReadFile(gloveFile)
		if err != nil {
			return nil, err
		}
		return newWordVectors(f)
	})
)
