package embed

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// Endpoint is an OpenAI-compatible /v1/embeddings service that the user runs or
// rents. Texts leave the machine, to URL and nowhere else.
type Endpoint struct {
	URL   string // up to and with /v1, or the whole path
	Model string
	Key   string // sent as a bearer token; empty sends none
	Dims  int    // what the model is to give; 0 takes what it gives
	HTTP  *http.Client
}

// ErrEndpoint is wrapped by every failure of an endpoint: it is down, refuses,
// or answers something else than vectors.
var ErrEndpoint = errors.New("embeddings endpoint")

const (
	textsAtOnce  = 128
	maxAnswer    = 64 << 20
	endpointWait = 60 * time.Second
)

// Name identifies the service and the model.
func (e *Endpoint) Name() string { return "endpoint-" + e.URL + "-" + e.Model }

func (e *Endpoint) address() string {
	u := strings.TrimSuffix(e.URL, "/")
	if !strings.HasSuffix(u, "/embeddings") {
		u += "/embeddings"
	}
	return u
}

// Embed asks for the vectors, 128 texts at a time, and normalises them.
func (e *Endpoint) Embed(ctx context.Context, texts []string) ([]float32, int, error) {
	var out []float32
	dims := e.Dims
	for from := 0; from < len(texts); from += textsAtOnce {
		some := texts[from:min(from+textsAtOnce, len(texts))]
		rows, err := e.ask(ctx, some)
		if err != nil {
			return nil, 0, err
		}
		for _, row := range rows {
			if dims == 0 {
				dims = len(row)
			}
			if len(row) != dims {
				return nil, 0, fmt.Errorf("%w %s: a vector of %d numbers, want %d", ErrEndpoint, e.address(), len(row), dims)
			}
			Normalize(row)
			out = append(out, row...)
		}
	}
	return out, dims, nil
}

func (e *Endpoint) ask(ctx context.Context, texts []string) ([][]float32, error) {
	ctx, cancel := context.WithTimeout(ctx, endpointWait)
	defer cancel()
	filled := make([]string, len(texts))
	for i, t := range texts {
		filled[i] = t
		if strings.TrimSpace(t) == "" {
			filled[i] = " . " // services refuse an empty input
		}
	}
	body, err := json.Marshal(map[string]any{"model": e.Model, "input": filled, "encoding_format": "float"})
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, e.address(), bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrEndpoint, err)
	}
	request.Header.Set("Content-Type", "application/json")
	if e.Key != "" {
		request.Header.Set("Authorization", "Bearer "+e.Key)
	}
	client := e.HTTP
	if client == nil {
		client = http.DefaultClient
	}
	response, err := client.Do(request)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrEndpoint, err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err != nil {
		return nil, fmt.Errorf("%w %s: %w", ErrEndpoint, e.address(), err)
	}
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%w %s: %s: %s", ErrEndpoint, e.address(), response.Status, strings.TrimSpace(string(answer[:min(len(answer), 200)])))
	}
	return decodeVectors(e.address(), answer, len(texts))
}

func decodeVectors(address string, answer []byte, want int) ([][]float32, error) {
	var decoded struct {
		Data []struct {
			Index     int       `json:"index"`
			Embedding []float32 `json:"embedding"`
		} `json:"data"`
	}
	if err := json.Unmarshal(answer, &decoded); err != nil {
		return nil, fmt.Errorf("%w %s: %w", ErrEndpoint, address, err)
	}
	rows := make([][]float32, want)
	for _, d := range decoded.Data {
		if d.Index < 0 || d.Index >= want || rows[d.Index] != nil {
			return nil, fmt.Errorf("%w %s: a vector for text %d of %d", ErrEndpoint, address, d.Index, want)
		}
		rows[d.Index] = d.Embedding
	}
	for i, r := range rows {
		if len(r) == 0 {
			return nil, fmt.Errorf("%w %s: no vector for text %d of %d", ErrEndpoint, address, i, want)
		}
	}
	return rows, nil
}
