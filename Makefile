# Touchstone: build, demonstrate, test, measure. `make help` lists the targets.

GO ?= go
export CGO_ENABLED = 1

.PHONY: help build demo soak test fuzz bench quality reference clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

build: bin/touchstone ## Build the binary into bin/

.PHONY: bin/touchstone
bin/touchstone: .tools
	@$(GO) build -o bin/touchstone ./cmd/touchstone

.PHONY: .tools
.tools:
	@sh scripts/need.sh

demo: bin/touchstone ## Make two workspaces in .demo, run the main job over them, say what it found
	@rm -rf .demo
	@bin/touchstone demo .demo

test: .tools ## Install what the tests need and run all of them
	@sh scripts/test-deps.sh
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { echo "gofmt these:"; gofmt -l $$(git ls-files '*.go'); exit 1; }
	$(GO) vet ./...
	$(GO) test ./...
	@$(MAKE) --no-print-directory fuzz

# Counted in executions, so that a slow machine does as much as a fast one.
FUZZTIME ?= 300x

fuzz: .tools ## Fuzz the parsers and every rule for a short time (FUZZTIME=30s for longer)
	@GO="$(GO)" sh scripts/fuzz.sh $(FUZZTIME)

clean: ## Remove what was built
	rm -rf bin build .demo

DATA ?= ../shared/data

quality: ## Measure every judgement over DATA (default ../shared/data); writes quality.json
	$(GO) run ./cmd/quality -data $(DATA) -out quality.json

EVENTS ?= 20000000

bench: .tools ## Measure speed beside its floors (EVENTS=100000000 for the large portfolio); writes bench.json
	$(GO) run ./cmd/bench -dir build/bench -events $(EVENTS) -out bench.json

reference: ## Write the generated pages of doc/reference again from the rules and the metrics
	$(GO) test ./cmd/touchstone -run TestReferenceIsFresh -update
	$(GO) test ./internal/metric -run TestReferenceIsFresh -update

soak: ## Draw the properties from other seeds, twenty times as many as make test does
	$(GO) test -timeout 2h -rapid.seed=$$(date +%s) -rapid.checks=2000 $$(git ls-files 'internal/*/seed_test.go' 'cmd/*/seed_test.go' | xargs -n1 dirname | sort -u | sed 's#^#./#')
