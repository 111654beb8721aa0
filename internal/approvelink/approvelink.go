// Package approvelink serves the one-time link: one plain page that shows a person the words they are asked to approve,
// and takes one answer.
package approvelink

import (
	"bytes"
	"crypto/sha256"
	"crypto/subtle"
	_ "embed"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence/approval"
)

//go:embed page.html
var pageSource string

// NewToken makes the secret part of a link from random, and what the record keeps of it: its digest, bound to the
// request and the person.
func NewToken(random io.Reader, r approval.Request) (token, kept string, err error) {
	var secret [24]byte
	if _, err := io.ReadFull(random, secret[:]); err != nil {
		return "", "", fmt.Errorf("one-time link: %w", err)
	}
	token = base64.RawURLEncoding.EncodeToString(secret[:])
	return token, bind(token, r), nil
}

// bind ties a token to the words, the person and the last day: a link for one opens no other.
func bind(token string, r approval.Request) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{token, r.ID, r.Digest, r.By, r.AnswerBy.String(), r.Nonce}, "\x00")))
	return hex.EncodeToString(sum[:])
}

// Desk is where the server gets requests and leaves answers.
type Desk interface {
	// Open returns a request by its ID with the canonical words of its document as they are now.
	Open(id string) (r approval.Request, words string, err error)
	// Answer signs and records an answer line ("approve", "approve except 2", "refuse, REASON").
	Answer(r approval.Request, words, answer string, now time.Time) error
}

// Server answers GET and POST on /approve/ID/TOKEN.
type Server struct {
	Desk   Desk
	Vendor string
	Now    func() time.Time

	answering sync.Mutex
	page      *template.Template
}

// New makes the server's handler.
func New(desk Desk, vendor string, now func() time.Time) (http.Handler, error) {
	page, err := template.New("page").Parse(pageSource)
	if err != nil {
		return nil, fmt.Errorf("one-time link: %w", err)
	}
	s := &Server{Desk: desk, Vendor: vendor, Now: now, page: page}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /approve/{id}/{token}", s.show)
	mux.HandleFunc("POST /approve/{id}/{token}", s.take)
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		s.write(w, http.StatusNotFound, view{Title: "There is nothing here"})
	})
	return protect(mux), nil
}

// protect keeps the page out of frames, caches and other sites.
func protect(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
		h.Set("Cache-Control", "no-store")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Content-Type-Options", "nosniff")
		if r.Method == http.MethodPost && r.Header.Get("Sec-Fetch-Site") != "" && r.Header.Get("Sec-Fetch-Site") != "same-origin" {
			http.Error(w, "answers come from the page itself", http.StatusForbidden)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, 16<<10)
		next.ServeHTTP(w, r)
	})
}

type view struct {
	Title, Message, Vendor, Words string
	Request                       *approval.Request
}

// Number counts quotes from 1.
func (view) Number(i int) int { return i + 1 }

// refusal is why a link does not open, as the person reads it.
type refusal struct {
	status         int
	title, message string
}

func (r refusal) Error() string { return r.title }

func (s *Server) open(r *http.Request) (approval.Request, string, error) {
	request, words, err := s.Desk.Open(r.PathValue("id"))
	unknown := refusal{http.StatusNotFound, "This link does not work", "It may be mistyped, or its question was withdrawn. Please ask whoever sent it."}
	if errors.Is(err, fs.ErrNotExist) {
		return request, "", unknown
	}
	if err != nil {
		return request, "", unknown
	}
	want := bind(r.PathValue("token"), request)
	if request.Link == "" || subtle.ConstantTimeCompare([]byte(want), []byte(request.Link)) != 1 {
		return request, "", unknown
	}
	switch now := s.Now(); {
	case request.Answer != nil:
		return request, "", refusal{http.StatusGone, "This question has been answered", "The link works once. Nothing more is needed."}
	case !request.AnswerBy.IsZero() && !now.Before(request.AnswerBy.AddDate(0, 0, 1)):
		return request, "", refusal{http.StatusGone, "The time to answer is over", "It ended on " + request.AnswerBy.String() + ". Please ask for a new link."}
	case approval.Digest(words) != request.Digest:
		return request, "", refusal{http.StatusConflict, "The words have changed", "Somebody edited the document after you were asked, so this question no longer stands. You will be asked again."}
	}
	return request, words, nil
}

func (s *Server) show(w http.ResponseWriter, r *http.Request) {
	request, words, err := s.open(r)
	if err != nil {
		s.refuse(w, err)
		return
	}
	s.write(w, http.StatusOK, view{Title: "Do you approve these words?", Vendor: s.Vendor, Words: words, Request: &request})
}

func (s *Server) take(w http.ResponseWriter, r *http.Request) {
	s.answering.Lock() // one answer, also of two clicks at once
	defer s.answering.Unlock()
	request, words, err := s.open(r)
	if err != nil {
		s.refuse(w, err)
		return
	}
	if err := r.ParseForm(); err != nil {
		s.refuse(w, refusal{http.StatusBadRequest, "The answer could not be read", "Please try again."})
		return
	}
	answer, thanks := answerOf(r)
	if err := s.Desk.Answer(request, words, answer, s.Now()); err != nil {
		s.refuse(w, refusal{http.StatusInternalServerError, "Your answer could not be recorded", "Nothing was kept. Please try again, or answer by mail."})
		return
	}
	s.write(w, http.StatusOK, view{Title: thanks, Message: "It is recorded with the digest " + request.Digest + "."})
}

func answerOf(r *http.Request) (answer, thanks string) {
	if r.PostForm.Get("answer") != "approve" {
		reason := strings.Join(strings.Fields(r.PostForm.Get("reason")), " ")
		return strings.TrimRight("refuse, "+reason, ", "), "Thank you: you refused"
	}
	if except := r.PostForm["except"]; len(except) > 0 {
		return "approve except " + strings.Join(except, ", "), "Thank you: you approved part of it"
	}
	return "approve", "Thank you: you approved"
}

func (s *Server) refuse(w http.ResponseWriter, err error) {
	var r refusal
	if !errors.As(err, &r) {
		r = refusal{http.StatusInternalServerError, "Something went wrong", "Please try again later."}
	}
	s.write(w, r.status, view{Title: r.title, Message: r.message})
}

func (s *Server) write(w http.ResponseWriter, status int, v view) {
	var b bytes.Buffer
	if err := s.page.Execute(&b, v); err != nil {
		http.Error(w, "the page could not be made", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // the reader has gone where this fails
}
