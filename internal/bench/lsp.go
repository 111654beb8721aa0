package bench

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/textproto"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	lspBytes     = 50 << 10
	lspStrokes   = 40
	lspNeighbor  = 200 // documents in the same workspace
	healthReport = 2   // its place among the shapes
)

// LanguageServer measures the time from a keystroke in a 50 KB document (the whole text is sent, unsaved) to its diagnostics, in a workspace of 200
// other documents, with a client on the server's streams; beside one goldmark parse of the same text.
func LanguageServer(ctx context.Context, dir string, _ int64, _ int) (Figures, error) {
	touchstone, root, _, err := corpusIn(ctx, dir, lspNeighbor, (*docWriter).denseSection)
	if err != nil {
		return nil, err
	}
	path, source := newDocWriter(corpusSeed, healthReport).document(lspBytes, (*docWriter).denseSection)
	client, err := startServer(ctx, touchstone, root)
	if err != nil {
		return nil, err
	}
	strokes, used, err := client.typing("file://"+filepath.Join(root, "customer-success", filepath.FromSlash(path)), source)
	if err := errors.Join(err, client.end()); err != nil {
		return nil, fmt.Errorf("language server: %w", err)
	}
	parser := bareParser()
	floor, err := median(lspStrokes, func() error { bareParse(parser, []byte(source)); return nil })
	if err != nil {
		return nil, err
	}
	slices.Sort(strokes)
	out := Figures{}
	out.cost("lsp", "goldmark", floor)
	out.set("lsp", "document_kilobytes", float64(len(source))/1024)
	out.set("lsp", "diagnostics_ms", strokes[len(strokes)/2])
	out.goal("lsp", "diagnostics_ms", 20)
	out.set("lsp", "diagnostics_p90_ms", strokes[len(strokes)*9/10])
	out.set("lsp", "diagnostics_processor_ms", used*1000/lspStrokes)
	out.goal("lsp", "diagnostics_processor_ms", 20)
	out.set("lsp", "diagnostics_per_goldmark", strokes[len(strokes)/2]/1000/floor.wall)
	return out, nil
}

// client speaks to a language server.
type client struct {
	command *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
	said    bytes.Buffer
}

func startServer(ctx context.Context, touchstone, root string) (*client, error) {
	c := &client{command: exec.CommandContext(ctx, touchstone, "lsp", "--now", "2026-11-02")}
	c.command.Dir, c.command.Stderr, c.command.Env = root, &c.said, os.Environ()
	var err error
	if c.in, err = c.command.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := c.command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	c.out = bufio.NewReaderSize(out, 1<<16)
	if err := c.command.Start(); err != nil {
		return nil, err
	}
	if err := c.send(map[string]any{"id": 1, "method": "initialize", "params": map[string]any{"rootUri": "file://" + root}}); err != nil {
		return nil, err
	}
	_, err = c.read()
	return c, err
}

// typing opens the document and changes one word of it again and again; it returns the time to each publication, in milliseconds, and the
// processor time that the server took for all of them, in seconds.
func (c *client) typing(uri, source string) (strokes []float64, used float64, err error) {
	open := map[string]any{"textDocument": map[string]any{"uri": uri, "languageId": "markdown", "version": 1, "text": source}}
	if err := c.exchange("textDocument/didOpen", open); err != nil {
		return nil, 0, err
	}
	before := processorOf(c.command.Process.Pid)
	for i := range lspStrokes {
		changed := source + strings.Repeat("x", i) + "\n"
		params := map[string]any{"textDocument": map[string]any{"uri": uri, "version": i + 2}, "contentChanges": []any{map[string]any{"text": changed}}}
		start := time.Now()
		if err := c.exchange("textDocument/didChange", params); err != nil {
			return nil, 0, err
		}
		strokes = append(strokes, float64(time.Since(start).Microseconds())/1000)
	}
	return strokes, processorOf(c.command.Process.Pid) - before, nil
}

// processorOf returns the processor time of another process so far, in seconds, at the kernel's grain of a hundredth; 0 where that is not to be known.
func processorOf(pid int) float64 {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(data), ") ") // the name may have blanks
	const user, system = 11, 12
	fields := strings.Fields(rest)
	if len(fields) <= system {
		return 0
	}
	var ticks float64
	for _, i := range []int{user, system} {
		n, _ := strconv.ParseFloat(fields[i], 64)
		ticks += n
	}
	return ticks / 100
}

// exchange sends a notification and waits for the diagnostics.
func (c *client) exchange(method string, params any) error {
	if err := c.send(map[string]any{"method": method, "params": params}); err != nil {
		return err
	}
	answer, err := c.read()
	if err != nil {
		return err
	}
	if answer.Method != "textDocument/publishDiagnostics" {
		return fmt.Errorf("answered %s: %s", answer.Method, answer.Params)
	}
	return nil
}

func (c *client) send(message map[string]any) error {
	message["jsonrpc"] = "2.0"
	body, err := json.Marshal(message)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(c.in, "Content-Length: %d\r\n\r\n%s", len(body), body)
	return err
}

type answer struct {
	Method string
	Params json.RawMessage
}

func (c *client) read() (answer, error) {
	var a answer
	header, err := textproto.NewReader(c.out).ReadMIMEHeader()
	if err != nil {
		return a, err
	}
	size, err := strconv.Atoi(header.Get("Content-Length"))
	if err != nil {
		return a, err
	}
	body := make([]byte, size)
	if _, err := io.ReadFull(c.out, body); err != nil {
		return a, err
	}
	return a, json.Unmarshal(body, &a)
}

func (c *client) end() error {
	err := c.send(map[string]any{"method": "exit"})
	if err := errors.Join(err, c.in.Close(), c.command.Wait()); err != nil {
		return fmt.Errorf("%w\n%s", err, c.said.Bytes())
	}
	return nil
}
