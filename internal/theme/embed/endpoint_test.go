package embed

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// service answers each text with a vector of the given number of dimensions.
func service(t *testing.T, dims func(text string) int, calls *int) *Endpoint {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		*calls++
		var asked struct {
			Model string
			Input []string
		}
		if err := json.NewDecoder(r.Body).Decode(&asked); err != nil || r.URL.Path != "/v1/embeddings" || r.Header.Get("Authorization") != "Bearer k" {
			http.Error(w, "bad request", http.StatusBadRequest)
			return
		}
		var data []map[string]any
		for i := len(asked.Input) - 1; i >= 0; i-- { // out of order, as the interface allows
			v := make([]float32, dims(asked.Input[i]))
			v[len(asked.Input[i])%len(v)] = 2
			data = append(data, map[string]any{"index": i, "embedding": v})
		}
		json.NewEncoder(w).Encode(map[string]any{"data": data})
	}))
	t.Cleanup(server.Close)
	return &Endpoint{URL: server.URL + "/v1", Model: "m", Key: "k"}
}

func TestEndpointGivesUnitVectorsInOrder(t *testing.T) {
	calls := 0
	e := service(t, func(string) int { return 4 }, &calls)
	texts := make([]string, 300)
	for i := range texts {
		texts[i] = strings.Repeat("x", 1+i%4)
	}
	x, dims, err := e.Embed(context.Background(), texts)
	if err != nil || dims != 4 || len(x) != 1200 || calls != 3 {
		t.Fatalf("%d numbers of %d, %d calls: %v", len(x), dims, calls, err)
	}
	if diff := cmp.Diff([]float32{0, 1, 0, 0, 0, 0, 1, 0}, x[:8]); diff != "" {
		t.Error(diff)
	}
}

func TestEndpointFailuresAreClear(t *testing.T) {
	calls := 0
	changing := service(t, func(text string) int { return len(text) }, &calls)
	refusing := service(t, func(string) int { return 4 }, &calls)
	refusing.Key = "wrong"
	other := service(t, func(string) int { return 4 }, &calls)
	other.Dims = 3
	for name, e := range map[string]*Endpoint{"down": {URL: "http://127.0.0.1:1/v1"}, "changing": changing, "refusing": refusing, "another dimension": other} {
		_, _, err := e.Embed(context.Background(), []string{"a", "bb"})
		if !errors.Is(err, ErrEndpoint) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestVectorsAreKeptOnDisk(t *testing.T) {
	calls := 0
	e := service(t, func(string) int { return 4 }, &calls)
	dir := filepath.Join(t.TempDir(), "vectors")
	want, _, err := OnDisk(dir, e).Embed(context.Background(), []string{"a", "bb", "a"})
	if err != nil {
		t.Fatal(err)
	}
	got, _, err := OnDisk(dir, e).Embed(context.Background(), []string{"a", "bb", "a"})
	if err != nil || calls != 1 || !cmp.Equal(want, got) {
		t.Errorf("%d calls, %v, want %v: %v", calls, got, want, err)
	}
	files, _ := os.ReadDir(dir)
	if err := os.WriteFile(filepath.Join(dir, files[0].Name()), []byte("damaged"), 0o644); err != nil {
		t.Fatal(err)
	}
	if got, _, err = OnDisk(dir, e).Embed(context.Background(), []string{"a", "bb", "a"}); err != nil || !cmp.Equal(want, got) {
		t.Errorf("after damage: %v, %v", got, err)
	}
}
