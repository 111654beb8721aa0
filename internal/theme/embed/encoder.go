package embed

import (
	"fmt"
	"math"

	"github.com/touchstone-cs/touchstone/internal/theme/matrix"
)

// Encoder is the Universal Sentence Encoder Lite (Cer et al. 2018, "Universal
// Sentence Encoder"): SentencePiece tokens, two pre-norm transformer layers, the
// mean over tokens, one tanh layer, unit length. It is safe for concurrent use.
type Encoder struct {
	tokens     *tokenizer
	embeddings Tensor
	timing     []float32 // maxTokens × 256
	layers     [2]layer
	out        dense
}

const (
	// Dimensions of a sentence vector.
	encoderDims  = 512
	inputDims    = 256
	hiddenDims   = 1536
	heads        = 4
	maxTokens    = 128
	tokensAtOnce = 256 // rows of one matrix product; texts are batched up to it
)

type dense struct {
	weights matrix.Packed
	bias    []float32
}

type layerNorm struct{ scale, bias []float32 }

type layer struct {
	attentionNorm, feedNorm layerNorm
	residual                *dense // the first layer widens its input
	qkv, attended           dense
	widen, narrow           dense
}

func newEncoder(f *File) (*Encoder, error) {
	r := tensorReader{f: f}
	e := &Encoder{tokens: newTokenizer(f.Words, f.Scores), embeddings: r.tensor("embeddings", 0, inputDims)}
	in := inputDims
	for i := range e.layers {
		p := fmt.Sprintf("layer%d.", i)
		e.layers[i] = layer{
			attentionNorm: r.norm(p+"attention_norm", in),
			feedNorm:      r.norm(p+"feed_norm", encoderDims),
			qkv:           r.dense(p+"qkv", in, 3*in),
			attended:      r.dense(p+"attended", in, encoderDims),
			widen:         r.dense(p+"widen", encoderDims, hiddenDims),
			narrow:        r.dense(p+"narrow", hiddenDims, encoderDims),
		}
		if in != encoderDims {
			d := r.dense(p+"residual", in, encoderDims)
			e.layers[i].residual = &d
		}
		in = encoderDims
	}
	e.out = r.dense("out", encoderDims, encoderDims)
	e.timing = timingSignal(r.tensor("timing", 1, inputDims/2).Data)
	if r.err != nil {
		return nil, r.err
	}
	if len(f.Scores) != len(f.Words) || e.embeddings.Rows < len(f.Words) {
		return nil, fmt.Errorf("weights: %d pieces, %d scores, %d embeddings", len(f.Words), len(f.Scores), e.embeddings.Rows)
	}
	return e, nil
}

// tensorReader takes tensors out of a file and remembers the first that is
// absent or of another shape.
type tensorReader struct {
	f   *File
	err error
}

// tensor takes a tensor; rows 0 accepts any number.
func (r *tensorReader) tensor(name string, rows, cols int) Tensor {
	t, ok := r.f.Tensors[name]
	if r.err == nil && (!ok || t.Cols != cols || rows > 0 && t.Rows != rows) {
		r.err = fmt.Errorf("weights: tensor %s is %d×%d, not %d×%d", name, t.Rows, t.Cols, rows, cols)
	}
	if r.err != nil {
		return Tensor{Rows: rows, Cols: cols, Data: make([]float32, rows*cols)}
	}
	return t
}

func (r *tensorReader) dense(name string, in, out int) dense {
	return dense{
		weights: matrix.Pack(r.tensor(name+".weights", in, out).Data, in, out),
		bias:    r.tensor(name+".bias", 1, out).Data,
	}
}

func (r *tensorReader) norm(name string, n int) layerNorm {
	return layerNorm{r.tensor(name+".scale", 1, n).Data, r.tensor(name+".bias", 1, n).Data}
}

// timingSignal is sin and cos of position × frequency, for every position.
func timingSignal(frequencies []float32) []float32 {
	half := len(frequencies)
	out := make([]float32, maxTokens*2*half)
	for pos := range maxTokens {
		row := out[pos*2*half:]
		for i, f := range frequencies {
			s, c := math.Sincos(float64(float32(pos) * f))
			row[i], row[half+i] = float32(s), float32(c)
		}
	}
	return out
}

// Dims is the length of a vector.
func (e *Encoder) Dims() int { return encoderDims }

// Encode gives a unit vector for each text, in one row-major matrix. A text
// without a token (empty) gives zeros. Only the first 128 tokens count.
func (e *Encoder) Encode(texts []string) []float32 {
	out := make([]float32, len(texts)*encoderDims)
	matrix.Parallel(len(texts), 64, func(from, to int) {
		e.encodeSome(texts[from:to], out[from*encoderDims:to*encoderDims])
	})
	return out
}

// encodeSome runs texts through the network, as many at a time as fill the
// matrix products.
func (e *Encoder) encodeSome(texts []string, out []float32) {
	var b batch
	first := 0
	for i, t := range texts {
		ids := e.tokens.encode(clip(t))
		if len(ids) > maxTokens {
			ids = ids[:maxTokens]
		}
		b.add(e, ids)
		if b.rows() >= tokensAtOnce || i == len(texts)-1 {
			e.run(&b, out[first*encoderDims:])
			first, b = i+1, batch{}
		}
	}
}

// clip bounds the work on a huge text: 128 tokens never reach past it.
func clip(text string) string {
	const most = 4000
	n := 0
	for i := range text {
		if n == most {
			return text[:i]
		}
		n++
	}
	return text
}

// batch is several texts' tokens, one row each; starts has one more entry than
// there are texts.
type batch struct {
	x      []float32
	starts []int
}

func (b *batch) rows() int { return b.starts[len(b.starts)-1] }

// add appends a text: twice the token's embedding plus the timing signal, as
// the published graph has it.
func (b *batch) add(e *Encoder, ids []int) {
	if len(b.starts) == 0 {
		b.starts = []int{0}
	}
	for pos, id := range ids {
		row := e.embeddings.Data[id*inputDims : (id+1)*inputDims]
		for i, v := range row {
			b.x = append(b.x, v+(v+e.timing[pos*inputDims+i]))
		}
	}
	b.starts = append(b.starts, b.rows()+len(ids))
}

func (e *Encoder) run(b *batch, out []float32) {
	x, n := b.x, b.rows()
	for i := range e.layers {
		x = e.layers[i].forward(x, n, b.starts)
	}
	means := make([]float32, (len(b.starts)-1)*encoderDims)
	for t := range len(b.starts) - 1 {
		meanRows(means[t*encoderDims:(t+1)*encoderDims], x[b.starts[t]*encoderDims:b.starts[t+1]*encoderDims])
	}
	y := e.out.apply(means, len(b.starts)-1)
	for t := range len(b.starts) - 1 {
		row := out[t*encoderDims : (t+1)*encoderDims]
		if b.starts[t+1] == b.starts[t] {
			continue
		}
		for i, v := range y[t*encoderDims : (t+1)*encoderDims] {
			row[i] = float32(math.Tanh(float64(v)))
		}
		Normalize(row)
	}
}

func meanRows(mean, rows []float32) {
	n := len(rows) / len(mean)
	for r := range n {
		for i, v := range rows[r*len(mean) : (r+1)*len(mean)] {
			mean[i] += v
		}
	}
	for i := range mean {
		mean[i] /= float32(max(n, 1))
	}
}

// forward runs one layer over n rows and gives n rows of 512.
func (l *layer) forward(x []float32, n int, starts []int) []float32 {
	normed := l.attentionNorm.apply(x, n)
	width := len(l.attentionNorm.scale)
	y := l.attended.apply(attend(l.qkv.apply(normed, n), width, starts), n)
	residual := x
	if l.residual != nil {
		residual = l.residual.apply(x, n)
	}
	addTo(y, residual)
	h := l.widen.apply(l.feedNorm.apply(y, n), n)
	for i, v := range h {
		h[i] = max(v, 0)
	}
	z := l.narrow.apply(h, n)
	addTo(z, y)
	return z
}

func addTo(dst, src []float32) {
	for i, v := range src {
		dst[i] += v
	}
}

// apply computes n rows of x·weights + bias.
func (d *dense) apply(x []float32, n int) []float32 {
	y := make([]float32, n*d.weights.Stride())
	matrix.Mul(y, x, n, d.weights)
	for r := range n {
		addTo(y[r*len(d.bias):(r+1)*len(d.bias)], d.bias)
	}
	return y
}

func (l *layerNorm) apply(x []float32, n int) []float32 {
	w := len(l.scale)
	out := make([]float32, n*w)
	for r := range n {
		row, to := x[r*w:(r+1)*w], out[r*w:(r+1)*w]
		var sum, squares float64
		for _, v := range row {
			sum += float64(v)
		}
		mean := sum / float64(w)
		for _, v := range row {
			squares += (float64(v) - mean) * (float64(v) - mean)
		}
		inv := 1 / math.Sqrt(squares/float64(w)+1e-6)
		for i, v := range row {
			to[i] = float32((float64(v)-mean)*inv)*l.scale[i] + l.bias[i]
		}
	}
	return out
}

// attend is scaled dot-product attention by text and head. A row of qkv is
// queries, keys and values of the given width each.
func attend(qkv []float32, width int, starts []int) []float32 {
	n := len(qkv) / (3 * width)
	size := width / heads
	scale := float32(1 / math.Sqrt(float64(size)))
	out := make([]float32, n*width)
	weights := make([]float64, maxTokens)
	for t := range len(starts) - 1 {
		from, to := starts[t], starts[t+1]
		for h := range heads {
			at := h * size
			for i := from; i < to; i++ {
				query := qkv[i*3*width+at:][:size]
				for j := from; j < to; j++ {
					key := qkv[j*3*width+width+at:][:size]
					weights[j-from] = float64(dot(query, key) * scale)
				}
				softmax(weights[:to-from])
				sum := out[i*width+at:][:size]
				for j := from; j < to; j++ {
					w := float32(weights[j-from])
					for d, v := range qkv[j*3*width+2*width+at:][:size] {
						sum[d] += float32(w * v)
					}
				}
			}
		}
	}
	return out
}

func dot(a, b []float32) float32 {
	var s float32
	for i, v := range a {
		s += float32(v * b[i])
	}
	return s
}

func softmax(x []float64) {
	top := math.Inf(-1)
	for _, v := range x {
		top = max(top, v)
	}
	var sum float64
	for i, v := range x {
		x[i] = math.Exp(v - top)
		sum += x[i]
	}
	for i := range x {
		x[i] /= sum
	}
}

// Normalize scales a vector to unit length; zeros stay.
func Normalize(x []float32) {
	var s float64
	for _, v := range x {
		s += float64(v) * float64(v)
	}
	if s == 0 {
		return
	}
	inv := 1 / math.Sqrt(s)
	for i := range x {
		x[i] = float32(float64(x[i]) * inv)
	}
}
