package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/touchstone-cs/touchstone/internal/deliverable"
	summary "github.com/touchstone-cs/touchstone/internal/deliverable/feedback"
	"github.com/touchstone-cs/touchstone/internal/evidence/feedback"
	"github.com/touchstone-cs/touchstone/internal/names"
	"github.com/touchstone-cs/touchstone/internal/privacy"
	"github.com/touchstone-cs/touchstone/internal/theme"
	"github.com/touchstone-cs/touchstone/internal/theme/embed"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// pseudonymSecret reads the workspace's secret and makes one where there is none; a new one comes back as a file to write.
func pseudonymSecret(w *workspace.Workspace) (names.Secret, []deliverable.File, error) {
	secret, err := names.ReadSecret(w)
	if !errors.Is(err, names.ErrNoKey) {
		return secret, nil, err
	}
	secret, file, err := names.NewSecret(w, rand.Reader)
	return secret, []deliverable.File{{Path: names.PseudonymsPath(w), Data: file}}, err
}

// pseudonyms are the workspace's; where it has none yet, they come with the file that keeps them.
func pseudonyms(w *workspace.Workspace) (*privacy.Pseudonyms, []deliverable.File, error) {
	secret, made, err := pseudonymSecret(w)
	if err != nil {
		return nil, nil, err
	}
	p, err := secret.Pseudonyms(w)
	return p, made, err
}

func (a *app) feedbackStore(w *workspace.Workspace, key []byte) *feedback.Store {
	return &feedback.Store{Warehouse: a.warehouse(w), Reader: a.engine(), Key: key, Written: func() ([]feedback.Item, error) { return feedback.Notes(w) }}
}

// feedbackSource resolves references to feedback. Without a secret, items are found by their own IDs only.
func (a *app) feedbackSource(w *workspace.Workspace) *feedback.Source {
	secret, _ := names.ReadSecret(w)
	return &feedback.Source{Store: a.feedbackStore(w, secret.Key), Tree: w, Zone: w.Zone}
}

// feedbackDesk is what placing and writing feedback needs.
func (a *app) feedbackDesk(w *workspace.Workspace) (*summary.Desk, error) {
	secret, files, err := pseudonymSecret(w)
	if err != nil {
		return nil, err
	}
	models, err := themeModels(w)
	if err != nil {
		return nil, err
	}
	return &summary.Desk{Store: a.feedbackStore(w, secret.Key), Models: models, Files: files, Anonymizer: func() (*summary.Anonymizer, error) { return anonymizer(w, secret) }}, nil
}

func anonymizer(w *workspace.Workspace, secret names.Secret) (*summary.Anonymizer, error) {
	known, err := names.Finder(w)
	if err != nil {
		return nil, err
	}
	pseudonyms, err := secret.Pseudonyms(w)
	if err != nil {
		return nil, err
	}
	detector, err := privacy.NewDetector(w.Config.Calendar.Country)
	if err != nil {
		return nil, err
	}
	return &summary.Anonymizer{Known: known, Pseudonyms: pseudonyms, Detector: detector}, nil
}

// endpointConfig is the key `embeddings` of touchstone.yaml.
type endpointConfig struct {
	URL        string `yaml:"url"`
	Model      string `yaml:"model"`
	Dimensions int    `yaml:"dimensions"`
	KeyFrom    string `yaml:"key_from"` // the environment variable that holds the key
	Languages  string `yaml:"languages"`
}

// themeModels are the models in the binary, their vectors kept in the cache, or the endpoint that the workspace names:
// for all texts, or (languages: other) for those that are not English.
func themeModels(w *workspace.Workspace) (theme.Models, error) {
	dir := filepath.Join(w.Root, ".touchstone", "vectors")
	var english []embed.Model
	for _, m := range theme.EnglishModels() {
		english = append(english, embed.OnDisk(dir, m))
	}
	models := theme.Models{English: theme.EnglishParts(english)}
	var c endpointConfig
	if err := w.Config.Decode("embeddings", &c); err != nil {
		return models, err
	}
	if c.URL == "" {
		return models, nil
	}
	endpoint := &embed.Endpoint{URL: c.URL, Model: c.Model, Dims: c.Dimensions}
	if c.KeyFrom != "" {
		endpoint.Key = os.Getenv(c.KeyFrom)
	}
	other := []theme.Part{{Model: embed.OnDisk(dir, endpoint), Weight: 1}}
	switch c.Languages {
	case "", "all":
		return theme.Models{English: other, Other: other}, nil
	case "other":
		models.Other = other
		return models, nil
	}
	return models, fmt.Errorf("touchstone.yaml: embeddings: languages is %q, want all or other", c.Languages)
}
