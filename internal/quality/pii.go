package quality

import (
	"os"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/privacy"
)

// PII measures the detection of personal data over texts with marked spans: a span counts where the type agrees and at
// least half of it is covered. Figures are over nine types together, and for each.
func PII() Measure {
	return Measure{Name: "pii", Folder: "pii", Run: func(folder string) (Figures, error) {
		texts, err := privacy.ReadMarked(os.DirFS(folder))
		if err != nil {
			return nil, err
		}
		if len(texts) == 0 {
			return nil, ErrNoRows
		}
		detector, err := privacy.NewDetector("")
		if err != nil {
			return nil, err
		}
		score := privacy.Measure(detector, texts)
		all := score.Total()
		f := Figures{"precision": all.Precision(), "recall": all.Recall(), "n": float64(all.Marked)}
		for kind, c := range score {
			name := strings.ToLower(string(kind))
			f[name+"_precision"], f[name+"_recall"], f[name+"_n"] = c.Precision(), c.Recall(), float64(c.Marked)
		}
		return f, nil
	}}
}
