// Quality runs every measure of judgement over a folder of labelled data, prints a table and writes quality.json.
//
//	quality [-data DIR] [-out FILE]
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/touchstone-cs/touchstone/internal/atomicfile"
	"github.com/touchstone-cs/touchstone/internal/quality"
)

func main() {
	data := flag.String("data", filepath.FromSlash("../shared/data"), "folder of labelled data, in the layout of its README")
	out := flag.String("out", "quality.json", "file to write the figures to")
	flag.Parse()
	if err := run(os.Stdout, *data, *out); err != nil {
		fmt.Fprintln(os.Stderr, "quality:", err)
		os.Exit(2)
	}
}

func run(w io.Writer, data, out string) error {
	if _, err := os.Stat(data); err != nil {
		return fmt.Errorf("data: %w", err)
	}
	results, err := quality.Run(data, quality.Measures())
	if printErr := quality.Print(w, results); printErr != nil {
		return printErr
	}
	file, jsonErr := quality.JSON(results)
	if jsonErr != nil {
		return jsonErr
	}
	if writeErr := atomicfile.Write(out, file, 0o644); writeErr != nil {
		return writeErr
	}
	return err
}
