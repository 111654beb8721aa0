package service

import (
	"context"
	"flag"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"
)

// Main serves the API until it is interrupted, prints its address (and writes it to -file), and returns an exit status.
func Main(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("routing-service", flag.ContinueOnError)
	flags.SetOutput(stderr)
	address := flags.String("addr", "127.0.0.1:0", "address to listen on")
	file := flags.String("file", "", "file to write the base URL to")
	var config Config
	flags.StringVar(&config.Version, "version", "4.6.9", "version to be")
	flags.StringVar(&config.Token, "token", "demo-token-routing-4711", "the valid bearer token")
	flags.StringVar(&config.Fault, "fault", "", "what is broken: "+strings.Join(slices.Sorted(maps.Keys(Faults)), ", "))
	if flags.Parse(args) != nil {
		return 2
	}
	if _, known := Faults[config.Fault]; !known && config.Fault != "" {
		fmt.Fprintf(stderr, "routing-service: there is no fault %q\n", config.Fault)
		return 2
	}
	if err := serve(*address, *file, config, stdout); err != nil {
		fmt.Fprintln(stderr, "routing-service:", err)
		return 1
	}
	return 0
}

func serve(address, file string, config Config, stdout io.Writer) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	base := "http://" + listener.Addr().String()
	fmt.Fprintln(stdout, base)
	if file != "" {
		if err := os.WriteFile(file, []byte(base+"\n"), 0o644); err != nil {
			return err
		}
	}
	server := &http.Server{Handler: New(config), ReadHeaderTimeout: 5 * time.Second}
	go func() {
		<-ctx.Done()
		server.Close()
	}()
	if err := server.Serve(listener); err != http.ErrServerClosed {
		return err
	}
	return nil
}
