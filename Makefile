# Two commands do everything: `make run` and `make test`. Both set up what they need.

SHELL       := /bin/bash
GO          ?= go
BIN         := bin/yipanqi
ASSETS      := web/dist/app.js
PLATFORMS   := linux/amd64 linux/arm64 linux/loong64
VERSION     := $(shell git describe --tags --always --dirty 2>/dev/null || echo unversioned)
BUILD       := $(GO) build -trimpath -ldflags '-s -w -X main.version=$(VERSION)'
SOURCES     := go.mod go.sum $(shell find . -name '*.go' -not -path './bench/*') \
               $(shell find plans web/templates -type f 2>/dev/null)
PORTABLE    := 'SameBits|HashIsPortable' ./measure/portable ./formula ./evaluate ./workspace \
               ./method/air ./method/composite ./method/forecast ./method/network
RUN_ARGS    ?=
SCALE       ?= small
export CGO_ENABLED := 0

.PHONY: run test bench fmt lint build assets setup-test clean

## run: build everything, evaluate the embedded plan, print its scorecard, serve it as a page
run: $(BIN)
	$(BIN) serve $(RUN_ARGS)

## test: set up and run every test
test: $(ASSETS) setup-test lint
	$(GO) test ./...
	cd bench && CGO_ENABLED=1 $(GO) vet ./...
	GOARCH=arm64 $(GO) test -exec qemu-aarch64 -run $(PORTABLE)
	GOARCH=loong64 $(GO) test -exec qemu-loongarch64 -run $(PORTABLE)

## bench: measure beside the peers, in the same run (see bench/README.md)
bench:
	cd bench && export CGO_ENABLED=1 && $(GO) run ./national -scale $(SCALE) && \
	  $(GO) run ./air -scale $(SCALE) && $(GO) run ./asof

## fmt: format Go, the web sources and the embedded package
fmt: $(BIN)
	gofmt -w $$(git ls-files '*.go')
	$(BIN) fmt -w plans/chengyu

## lint: what is cheap to check without running anything
lint: $(ASSETS)
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); exit 1; }
	$(GO) vet ./...

## build: bin/yipanqi for this machine, and one static binary for every platform
build: $(BIN)
	@for p in $(PLATFORMS); do \
	  echo "$(BIN)-$${p//\//-}"; \
	  GOOS=$${p%/*} GOARCH=$${p#*/} $(BUILD) -o $(BIN)-$${p//\//-} ./cmd/yipanqi || exit 1; \
	done

$(BIN): $(ASSETS) $(SOURCES)
	$(BUILD) -o $@ ./cmd/yipanqi

assets: $(ASSETS)

$(ASSETS): web/package-lock.json web/package.json $(wildcard web/assets/*)
	cd web && npm ci --no-audit --no-fund --silent && npm run --silent build
	@touch $@

# User-mode emulators show that every architecture computes the same bits; the pages are looked at in
# a real browser.
setup-test:
	@need=; \
	command -v qemu-aarch64 >/dev/null && command -v qemu-loongarch64 >/dev/null || need="qemu-user"; \
	command -v gcc >/dev/null || need="$$need gcc g++ libc6-dev"; \
	command -v chromium >/dev/null || need="$$need chromium fonts-noto-cjk"; \
	[ -z "$$need" ] || { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $$need >/dev/null; }

clean:
	rm -rf bin web/node_modules
	find web/dist -type f ! -name .gitignore -delete
