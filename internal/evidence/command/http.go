package command

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence/command/step"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/target"
	"github.com/touchstone-cs/touchstone/internal/pattern"
)

// request is one request of an .http block.
type request struct {
	method, url string
	header      [][2]string
	body        string
	bodyFile    string // "< route.json"
}

var (
	placeholder  = pattern.New(`\{\{\s*([^}]*?)\s*\}\}`)
	httpSplit    = pattern.New(`(?m)^###.*$`)
	firstLine    = pattern.New(`^(?:([A-Z]+)\s+)?(\S+)(?:\s+HTTP/[\d.]+)?$`)
	httpVariable = pattern.New(`^@(\w+)\s*=\s*(.*)$`)
)

// parseHTTP reads the .http form: a request line, headers, an empty line, a body or "< file"; "###" between requests,
// comments behind # or //, and @name = value before a request.
func parseHTTP(text string) ([]request, error) {
	var requests []request
	variables := make(map[string]string)
	for _, part := range httpSplit.Split(text, -1) {
		r, err := parseRequest(part, variables)
		if err != nil {
			return nil, err
		}
		if r != nil {
			requests = append(requests, *r)
		}
	}
	if len(requests) == 0 {
		return nil, errors.New("no request line, such as GET https://…")
	}
	return requests, nil
}

func parseRequest(text string, variables map[string]string) (*request, error) {
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	i := 0
	for ; i < len(lines); i++ {
		line := strings.TrimSpace(lines[i])
		if match := httpVariable.FindStringSubmatch(line); match != nil {
			variables[match[1]] = match[2]
			continue
		}
		if line != "" && !strings.HasPrefix(line, "#") && !strings.HasPrefix(line, "//") {
			break
		}
	}
	if i == len(lines) {
		return nil, nil
	}
	fill := func(text string) string {
		return placeholder.ReplaceAllStringFunc(text, func(whole string) string {
			if value, ok := variables[placeholder.FindStringSubmatch(whole)[1]]; ok {
				return value
			}
			return whole
		})
	}
	match := firstLine.FindStringSubmatch(fill(strings.TrimSpace(lines[i])))
	if match == nil {
		return nil, fmt.Errorf("request line %q: want METHOD URL", lines[i])
	}
	r := &request{method: match[1], url: match[2]}
	if r.method == "" {
		r.method = http.MethodGet
	}
	for i++; i < len(lines) && strings.TrimSpace(lines[i]) != ""; i++ {
		line := strings.TrimSpace(lines[i])
		if strings.HasPrefix(line, "?") || strings.HasPrefix(line, "&") {
			r.url += fill(line)
			continue
		}
		name, value, ok := strings.Cut(line, ":")
		if !ok {
			return nil, fmt.Errorf("header %q: want Name: value", line)
		}
		r.header = append(r.header, [2]string{strings.TrimSpace(name), fill(strings.TrimSpace(value))})
	}
	body := strings.Trim(strings.Join(lines[min(i, len(lines)):], "\n"), "\n")
	if file, ok := strings.CutPrefix(body, "< "); ok && !strings.Contains(file, "\n") {
		r.bodyFile = strings.TrimSpace(file)
		return r, nil
	}
	r.body = fill(body)
	return r, nil
}

// names returns the variables that requests ask for.
func namesIn(text string) []string {
	var names []string
	for _, match := range placeholder.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(names, match[1]) {
			names = append(names, match[1])
		}
	}
	slices.Sort(names)
	return names
}

func substitute(text string, values map[string]string) string {
	return placeholder.ReplaceAllStringFunc(text, func(whole string) string {
		return values[placeholder.FindStringSubmatch(whole)[1]]
	})
}

// runHTTP sends the requests over the target's network, one after the other; the last answer is judged. Redirects are
// answers, not followed.
func (x *executor) runHTTP(ctx context.Context, s *step.Step, a *attempt) {
	ctx, cancel := context.WithTimeout(ctx, s.Timeout)
	defer cancel()
	a.Exit, a.Ending = 0, target.Completed
	requests, err := parseHTTP(s.Body)
	if err != nil {
		a.err = err
		return
	}
	transport := &http.Transport{DialContext: x.session.Dial, TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12}}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for _, r := range requests {
		if a.err = x.sendHTTP(ctx, client, r, a); a.err != nil {
			a.Ending = endingOf(ctx)
			if a.Ending != target.Completed {
				a.err = nil
			}
			return
		}
	}
}

func endingOf(ctx context.Context) target.Ending {
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return target.TimedOut
	case ctx.Err() != nil:
		return target.Interrupted
	}
	return target.Completed
}

func (x *executor) sendHTTP(ctx context.Context, client *http.Client, r request, a *attempt) error {
	var asked strings.Builder
	asked.WriteString(r.url + r.body + r.bodyFile)
	for _, h := range r.header {
		asked.WriteString(h[0] + h[1])
	}
	values, err := x.valuesOf(ctx, namesIn(asked.String()))
	if err != nil {
		return err
	}
	body := []byte(substitute(r.body, values))
	if r.bodyFile != "" {
		if body, err = x.readFile(ctx, substitute(r.bodyFile, values)); err != nil {
			return err
		}
	}
	message, err := http.NewRequestWithContext(ctx, r.method, substitute(r.url, values), bytes.NewReader(body))
	if err != nil {
		return err
	}
	for _, h := range r.header {
		message.Header.Add(h[0], substitute(h[1], values))
	}
	if host := message.Header.Get("Host"); host != "" {
		message.Host = host
	}
	response, err := client.Do(message)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	a.status, a.header = response.StatusCode, response.Header
	a.stdout = recorder{stream: x.job.Redactor.NewStream(keepBytes, redactBytes)}
	fmt.Fprintf(&a.stderr, "%s %s\n", response.Proto, response.Status)
	response.Header.Write(&a.stderr)
	_, err = io.Copy(&a.stdout, response.Body)
	return err
}

// readFile reads a file as the session sees it.
func (x *executor) readFile(ctx context.Context, name string) ([]byte, error) {
	var content, complaint bytes.Buffer
	result, err := x.session.Run(ctx, target.Script{Text: "cat -- " + target.Quote(name), Timeout: step.DefaultTimeout}, &content, &complaint)
	if err != nil {
		return nil, err
	}
	if result.Exit != 0 {
		return nil, fmt.Errorf("read %s: %s", name, bytes.TrimSpace(complaint.Bytes()))
	}
	return content.Bytes(), nil
}
