// Package embed turns short texts into vectors without a network: a port of the
// Universal Sentence Encoder Lite and averaged GloVe word vectors, both English,
// their weights in the binary (see weights/NOTICE.md); or asks an
// OpenAI-compatible endpoint that the user names. Vectors are the same on every
// machine and however the texts are batched.
package embed

// Sentences gives the encoder in the binary.
func Sentences() (*Encoder, error) { return useLite() }

// WordAverages gives the word vectors in the binary.
func WordAverages() (*WordVectors, error) { return glove() }
