// Command routing-service serves the example's API on the loopback interface until it is interrupted.
package main

import (
	"os"

	"github.com/touchstone-cs/touchstone/examples/routing/service"
)

func main() { os.Exit(service.Main(os.Args[1:], os.Stdout, os.Stderr)) }
