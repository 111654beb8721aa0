// Package examples holds data for the demonstration, built into the binary.
package examples

import "embed"

// Nova is the event stream of 84 companies; nova-events/README.md tells where it comes from.
//
//go:embed nova-events
var Nova embed.FS
