package prose

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
)

// trained is what the regression found for one set: log-odds by label.
type trained struct {
	Bias  map[string]float64            `json:"bias"`
	Signs map[string]map[string]float64 `json:"signs"`
}

//go:embed weights.json
var weightsFile []byte

// trainedWeights reads the committed weights. A sign without any keeps its author's.
var trainedWeights = sync.OnceValue(func() map[string]trained {
	w := map[string]trained{}
	if err := json.Unmarshal(weightsFile, &w); err != nil {
		panic(fmt.Sprintf("prose: weights.json: %v", err)) // a broken build, found by any test
	}
	return w
})

// said puts the found words into a reason.
func said(why, text string, span Span) string {
	if !strings.Contains(why, "%q") {
		return why
	}
	words := strings.Join(strings.Fields(text[span.Start:span.End]), " ")
	return strings.ReplaceAll(why, "%q", "“"+words+"”")
}
