package embed

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// reservedPieces are the vocabulary's first entries, which no text matches.
const reservedPieces = 6

// unknownPiece is the token of a character that no piece covers.
const unknownPiece = 0

// tokenizer splits a text into SentencePiece unigram pieces: the segmentation
// with the highest sum of scores. It follows the reference implementation to
// the letter, ties (the later one wins) and unknown characters (score 0) included.
type tokenizer struct {
	nodes  []trieNode
	scores []float64
	length []int // of each piece, in runes
}

type trieNode struct {
	next  map[rune]int32
	piece int32 // -1 where no piece ends
}

func newTokenizer(pieces []string, scores []float64) *tokenizer {
	t := &tokenizer{nodes: []trieNode{{piece: -1}}, scores: scores, length: make([]int, len(pieces))}
	for i, p := range pieces {
		runes := []rune(p)
		t.length[i] = len(runes)
		if i >= reservedPieces {
			t.insert(runes, int32(i))
		}
	}
	return t
}

func (t *tokenizer) insert(runes []rune, piece int32) {
	at := int32(0)
	for _, r := range runes {
		next, ok := t.nodes[at].next[r]
		if !ok {
			next = int32(len(t.nodes))
			t.nodes = append(t.nodes, trieNode{piece: -1})
			if t.nodes[at].next == nil {
				t.nodes[at].next = map[rune]int32{}
			}
			t.nodes[at].next[r] = next
		}
		at = next
	}
	t.nodes[at].piece = piece
}

// encode gives the pieces of a text, runs of unknown ones joined.
func (t *tokenizer) encode(text string) []int {
	text = norm.NFKC.String(text)
	if text == "" {
		return nil
	}
	runes := []rune("▁" + strings.ReplaceAll(text, " ", "▁"))
	best := make([]float64, len(runes)+1)
	piece := make([]int32, len(runes)+1)
	offer := func(start, end int, p int32, score float64) {
		total := score + best[start]
		if best[end] == 0 || total >= best[end] {
			best[end], piece[end] = total, p
		}
	}
	for start := range runes {
		found := false
		at := int32(0)
		for i := start; i < len(runes); i++ {
			next, ok := t.nodes[at].next[runes[i]]
			if !ok {
				break
			}
			at = next
			if p := t.nodes[at].piece; p >= 0 {
				found = true
				offer(start, i+1, p, t.scores[p])
			}
		}
		if !found {
			offer(start, start+1, unknownPiece, 0)
		}
	}
	return t.trace(piece)
}

// trace walks the best segmentation from its end.
func (t *tokenizer) trace(piece []int32) []int {
	var out []int
	for i := len(piece) - 1; i > 0; {
		p := int(piece[i])
		if p != unknownPiece || len(out) == 0 || out[len(out)-1] != unknownPiece {
			out = append(out, p)
		}
		i -= max(t.length[p], 1)
	}
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return out
}
