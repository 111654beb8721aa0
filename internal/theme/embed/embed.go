// Package embed turns short texts into vectors without a network: a port of the
// Universal Sentence Encoder Lite and averaged GloVe word vectors, both English,
// their weights in the binary (see weights/NOTICE.md); or asks an
// OpenAI-compatible endpoint that the user names. Vectors are the same on every
// machine and however the texts are batched.
package embed

import "context"

// SentenceModel is the sentence encoder in the binary.
type SentenceModel struct{}

// Name identifies the model and its weights.
func (SentenceModel) Name() string { return "use-lite-int8" }

// Embed gives one vector of 512 a text.
func (SentenceModel) Embed(_ context.Context, texts []string) ([]float32, int, error) {
	e, err := useLite()
	if err != nil {
		return nil, 0, err
	}
	return e.Encode(texts), e.Dims(), nil
}

// WordModel is the averaged word vectors in the binary.
type WordModel struct{}

// Name identifies the model and its weights.
func (WordModel) Name() string { return "glove-sif-int8" }

// Embed gives one vector of 100 a text.
func (WordModel) Embed(_ context.Context, texts []string) ([]float32, int, error) {
	w, err := glove()
	if err != nil {
		return nil, 0, err
	}
	return w.Encode(texts), w.Dims(), nil
}
