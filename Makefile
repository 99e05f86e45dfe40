# preclear: build, test, install. `make help` lists the targets.

PREFIX ?= /usr/local
DESTDIR ?=
STATIC := .build-static/release/preclear
DEBUG := .build/debug/preclear
DEMO := Examples/neotherapeutics
SPARK := .build/venv-spark
BROWSER := .build/venv-desk
DESK := .build-desk/release/preclear-desk
FORMATS := .build/venv-formats
HOOKS := .build/venv-hooks
SCHEMA := .build/venv-schema
TLOG := .build/venv-journal
# Exclusive access is checked while the tests run, in the debug build; the optimized program does without.
# Types of collections are made by the types that the compiler knows, not by looking for their conformances when first used.
FAST := -Xswiftc -enforce-exclusivity=unchecked \
  -Xswiftc -Xfrontend -Xswiftc -disable-concrete-type-metadata-mangled-name-accessors
# What tries hundreds of thousands of cases runs optimized.
CASES ?= 2000
OPTIMIZED_TEST := swift test -c release --scratch-path .build-release

# $(call apt,PACKAGE) installs a package of Debian's.
apt = { sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	  $$sudo apt-get update -qq && $$sudo apt-get install -y -qq --no-install-recommends $(1); }
# Java as Spark finds it, 17 or later: the first line says `… version "17.0.1"`.
has_java = "$${JAVA_HOME:+$$JAVA_HOME/bin/}java" -version 2>&1 | awk -F '[".]' '/ version "/ { found = $$2 >= 17 } END { exit !found }'

.PHONY: help deps java build release install desk install-desk demo test test-spark test-schema test-formats test-gate test-journal \
  test-mutation test-cures test-desk test-all bench bench-cures bench-desk bench-gate bench-journal lint golden

help: ## what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

deps: ## libyaml, from the system's packages, if it is not there
	@if pkg-config --exists yaml-0.1 2>/dev/null || [ -e /usr/include/yaml.h ]; then :; \
	elif command -v apt-get >/dev/null; then $(call apt,libyaml-dev); \
	elif command -v brew >/dev/null; then brew install libyaml; \
	else echo "install the development files of libyaml 0.2" >&2; exit 1; fi

java: ## a Java that runs Spark, from the system's packages, if it is not there
	@$(has_java) || { command -v apt-get >/dev/null && $(call apt,default-jre-headless) && $(has_java); } || { \
	  echo "Spark needs Java 17 or later, in PATH or at JAVA_HOME, and it is not there. To install it:" >&2; \
	  echo "  Debian, Ubuntu: sudo apt-get install openjdk-17-jre-headless; macOS: brew install openjdk@17" >&2; exit 1; }

build: deps ## the program, for development
	swift build

release: deps ## the program, optimized; on Linux one static file
ifeq ($(shell uname -s),Linux)
	swift build -c release --product preclear -Xswiftc -static-executable $(FAST) --scratch-path .build-static
else
	swift build -c release --product preclear --scratch-path .build-static
endif

install: release ## program and rules under PREFIX (/usr/local), staged in DESTDIR
	install -d "$(DESTDIR)$(PREFIX)/bin" "$(DESTDIR)$(PREFIX)/share/preclear"
	install -m 755 $(STATIC) "$(DESTDIR)$(PREFIX)/bin/preclear"
	strip "$(DESTDIR)$(PREFIX)/bin/preclear"
	rm -rf "$(DESTDIR)$(PREFIX)/share/preclear/Rules"
	cp -R Rules "$(DESTDIR)$(PREFIX)/share/preclear/"

desk: deps ## the page in the browser: the program that `preclear serve` runs, optimized
ifeq ($(shell uname -s),Linux)
	swift build --package-path Desk -c release --product preclear-desk -Xswiftc -static-executable $(FAST) --scratch-path .build-desk
else
	swift build --package-path Desk -c release --product preclear-desk --scratch-path .build-desk
endif

install-desk: desk ## the desk's program beside the installed one
	install -d "$(DESTDIR)$(PREFIX)/bin"
	install -m 755 $(DESK) "$(DESTDIR)$(PREFIX)/bin/preclear-desk"
	strip "$(DESTDIR)$(PREFIX)/bin/preclear-desk"

demo: build ## checks the example's proposals one by one, to be read
	@for proposal in $(DEMO)/proposals/*.yaml; do \
	  echo "\$$ preclear check $$proposal"; echo; \
	  $(DEBUG) check "$$proposal"; code=$$?; \
	  echo; echo "(exit code $$code)"; echo; \
	  case $$code in 0|1|3) ;; *) exit 1 ;; esac; \
	done

test: deps lint ## style, Swift tests, then the rule tests of every pack and example
	swift build
	swift test
	$(DEBUG) test Rules Examples --coverage --threshold 100 --output .build/coverage.txt

test-mutation: build ## small changes to the packs, each of which a rule test must notice; takes minutes
	$(DEBUG) test Rules Examples --mutate --survivors Rules/survivors.yaml

test-spark: java build $(SPARK)/installed ## the Spark example: two workers find what one process finds
	$(SPARK)/bin/python Examples/spark/test_replay.py

$(SPARK)/installed: Examples/spark/requirements.txt
	rm -rf $(SPARK)
	python3 -m venv $(SPARK)
	$(SPARK)/bin/pip install --quiet --requirement $<
	touch $@

test-cures: deps ## cures, headroom and plans against trying everything, in CASES random cases (2000), optimized
	CURE_CASES=$(CASES) $(OPTIMIZED_TEST) --filter '(Cure|Room|Plan)AgreementTests'

test-desk: build $(BROWSER)/installed ## the desk: its Swift tests, its HTTP interface, its page in a browser
	swift test --package-path Desk
	cd Desk/Tests/Browser && ../../../$(BROWSER)/bin/python test_http.py
	cd Desk/Tests/Browser && ../../../$(BROWSER)/bin/python test_page.py

$(BROWSER)/installed: Desk/Tests/Browser/requirements.txt
	rm -rf $(BROWSER)
	python3 -m venv $(BROWSER)
	$(BROWSER)/bin/pip install --quiet --requirement $<
	touch $@

test-formats: build $(FORMATS)/installed ## every format of a report, read back by readers from PyPI
	$(FORMATS)/bin/python Tests/Formats/test_formats.py

test-gate: build $(HOOKS)/installed ## the hooks for pre-commit and the job for a forge, at work
	$(HOOKS)/bin/python Tests/Hooks/test_hooks.py

test-schema: build $(SCHEMA)/installed ## the schemas, by a validator of the standard
	$(SCHEMA)/bin/python Tests/SchemaFiles/test_schema.py

$(SCHEMA)/installed: Tests/SchemaFiles/requirements.txt
$(FORMATS)/installed: Tests/Formats/requirements.txt
$(HOOKS)/installed: Tests/Hooks/requirements.txt
$(SCHEMA)/installed $(FORMATS)/installed $(HOOKS)/installed:
	rm -rf $(@D)
	python3 -m venv $(@D)
	$(@D)/bin/pip install --quiet --requirement $<
	touch $@

test-journal: build $(TLOG)/installed ## the journal: every flipped bit, a verifier in Python, kills, writers at once, a full disk
	PRECLEAR_THOROUGH=1 $(OPTIMIZED_TEST) --filter VerificationTests
	$(TLOG)/bin/python Tests/Journal/test_journal.py

$(TLOG)/installed: Tests/Journal/requirements.txt
	rm -rf $(TLOG)
	python3 -m venv $(TLOG)
	$(TLOG)/bin/pip install --quiet --requirement $<
	touch $@

test-all: test test-mutation test-cures ## all of it: `make test`, then what takes long or needs a virtual environment
	$(MAKE) --no-print-directory test-schema test-formats test-gate test-journal
	@if $(MAKE) --no-print-directory java; then $(MAKE) --no-print-directory test-spark; \
	else echo "skipped: make test-spark, for want of Java (how to install it: above)"; fi
	@$(MAKE) --no-print-directory test-desk

bench: release ## time and memory of replay and check, beside the C++ yardstick where its sources are
	@if [ -d ../shared/perf/reference ]; then \
	  $(MAKE) -s -C ../shared/perf/reference BUILD="$(CURDIR)/.build/yardstick" && yardstick="--yardstick .build/yardstick/limit"; \
	fi; python3 Benchmarks/bench.py $$yardstick $(BENCH)

bench-cures: release ## what cures add to a check of each of the example's proposals
	python3 Benchmarks/bench_cures.py $(BENCH)

bench-desk: release desk $(BROWSER)/installed ## the desk: time of a check over HTTP beside a process, memory, the page
	$(BROWSER)/bin/python Benchmarks/bench_desk.py $(BENCH)

bench-gate: release ## time of a gate over one and over 200 proposals, beside a check
	python3 Benchmarks/gate.py

bench-journal: release ## the journal: verifying and appending, beside sha256sum, a JSON parse, and plain writes with fsync
	python3 Benchmarks/journal.py $(BENCH)

lint: build ## layout and style of the Swift sources, layout of the rules, and what lint finds in them
	swift format lint --strict -r Sources Tests Package.swift Desk/Sources Desk/Tests Desk/Package.swift
	$(DEBUG) fmt --check Rules Examples
	$(DEBUG) lint Rules Examples

golden: deps ## rewrites the expected outputs of the tests; review the difference like code
	UPDATE_GOLDEN=1 swift test
