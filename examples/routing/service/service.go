// Package service is a small routing API to integrate with: bearer tokens with scopes, an address import, bulk routes,
// and faults that can be switched on. It keeps everything in memory.
package service

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
)

// Config says which version the service is and what is broken.
type Config struct {
	Version string // from 4.7.0 on, bulk routes above 500 stops fail: the planted bug
	Token   string // the one valid bearer token
	Fault   string // what is broken; "": nothing. See Faults
}

// Faults are the ways in which the service can be broken, and what is wrong then.
var Faults = map[string]string{
	"auth":      "every token is refused",
	"open":      "every token is taken",
	"scope":     "tokens lack the scope routes:write",
	"migration": "every tenth address is rejected",
	"silent":    "every tenth address is lost, and nothing says so",
	"upload":    "routes are answered with 500",
	"repeat":    "a route that is sent twice is stored twice",
}

// Service is the API. It is safe for concurrent use.
type Service struct {
	config Config
	mux    *http.ServeMux

	mutex     sync.Mutex
	addresses map[string][]string // by batch
	routes    map[string]int      // stops by key
}

// New makes a service.
func New(config Config) *Service {
	s := &Service{config: config, mux: http.NewServeMux(), addresses: map[string][]string{}, routes: map[string]int{}}
	s.mux.HandleFunc("GET /version", s.version)
	s.mux.HandleFunc("GET /v2/whoami", s.authorised(s.whoami))
	s.mux.HandleFunc("GET /v2/addresses", s.authorised(s.countAddresses))
	s.mux.HandleFunc("POST /v2/addresses/{batch}", s.authorised(s.importAddresses))
	s.mux.HandleFunc("DELETE /v2/addresses/{batch}", s.authorised(s.deleteAddresses))
	s.mux.HandleFunc("POST /v2/routes/bulk", s.authorised(s.bulkRoutes))
	s.mux.HandleFunc("GET /v2/routes/{key}", s.authorised(s.route))
	return s
}

func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

func (s *Service) authorised(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if s.config.Fault != "open" && (!ok || token != s.config.Token || s.config.Fault == "auth") {
			answer(w, http.StatusUnauthorized, map[string]any{"error": "invalid token"})
			return
		}
		next(w, r)
	}
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(body)
}

func (s *Service) version(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusOK, map[string]any{"version": s.config.Version})
}

func (s *Service) whoami(w http.ResponseWriter, _ *http.Request) {
	scopes := []string{"routes:read", "routes:write"}
	if s.config.Fault == "scope" {
		scopes = scopes[:1]
	}
	answer(w, http.StatusOK, map[string]any{"client": "acme", "scopes": scopes})
}

func (s *Service) countAddresses(w http.ResponseWriter, _ *http.Request) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	count := 0
	for _, batch := range s.addresses {
		count += len(batch)
	}
	answer(w, http.StatusOK, map[string]any{"count": count})
}

// importAddresses takes CSV with a header: street,number,city.
func (s *Service) importAddresses(w http.ResponseWriter, r *http.Request) {
	rows, err := csv.NewReader(r.Body).ReadAll()
	if err != nil || len(rows) == 0 {
		answer(w, http.StatusBadRequest, map[string]any{"error": fmt.Sprintf("CSV: %v", err)})
		return
	}
	var kept []string
	rejected := 0
	for i, row := range rows[1:] {
		if lost := i%10 == 9; lost && s.config.Fault == "migration" {
			rejected++
			continue
		} else if lost && s.config.Fault == "silent" {
			continue
		}
		kept = append(kept, strings.Join(row, " "))
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.addresses[r.PathValue("batch")] = kept
	answer(w, http.StatusOK, map[string]any{"imported": len(kept), "rejected": rejected})
}

func (s *Service) deleteAddresses(w http.ResponseWriter, r *http.Request) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	deleted := len(s.addresses[r.PathValue("batch")])
	delete(s.addresses, r.PathValue("batch"))
	answer(w, http.StatusOK, map[string]any{"deleted": deleted})
}

const maxBody = 4 << 20

func (s *Service) bulkRoutes(w http.ResponseWriter, r *http.Request) {
	var route struct {
		Key   string            `json:"key"`
		Stops []json.RawMessage `json:"stops"`
	}
	err := json.NewDecoder(io.LimitReader(r.Body, maxBody)).Decode(&route)
	if err == nil && route.Key == "" {
		err = errors.New("key is missing")
	}
	if err != nil {
		answer(w, http.StatusBadRequest, map[string]any{"error": err.Error()})
		return
	}
	if s.config.Fault == "upload" {
		answer(w, http.StatusInternalServerError, map[string]any{"error": "planner: connection refused"})
		return
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if len(route.Stops) > 500 && s.config.Version >= "4.7.0" {
		s.routes[route.Key] = 500 // stored in part, as the escalation reports
		answer(w, http.StatusGatewayTimeout, map[string]any{"error": "batch 6: deadline exceeded"})
		return
	}
	if stops, known := s.routes[route.Key]; known && stops == len(route.Stops) && s.config.Fault != "repeat" {
		answer(w, http.StatusOK, map[string]any{"key": route.Key, "stops": stops, "repeated": true})
		return
	}
	s.routes[route.Key] = len(route.Stops)
	answer(w, http.StatusAccepted, map[string]any{"key": route.Key, "stops": len(route.Stops)})
}

func (s *Service) route(w http.ResponseWriter, r *http.Request) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	stops, known := s.routes[r.PathValue("key")]
	if !known {
		answer(w, http.StatusNotFound, map[string]any{"error": "no such route"})
		return
	}
	answer(w, http.StatusOK, map[string]any{"key": r.PathValue("key"), "stops": stops})
}
