# preclear: build, test, install. `make help` lists the targets.

PREFIX ?= /usr/local
DESTDIR ?=
STATIC := .build-static/release/preclear
DEBUG := .build/debug/preclear
DEMO := Examples/neotherapeutics
SPARK := .build/venv-spark
# Exclusive access is checked while the tests run, in the debug build; the optimized program does without.
FAST := -Xswiftc -enforce-exclusivity=unchecked

# $(call apt,PACKAGE) installs a package of Debian's.
apt = { sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	  $$sudo apt-get update -qq && $$sudo apt-get install -y -qq --no-install-recommends $(1); }
# Java as Spark finds it, 17 or later: the first line says `… version "17.0.1"`.
has_java = "$${JAVA_HOME:+$$JAVA_HOME/bin/}java" -version 2>&1 | awk -F '[".]' '/ version "/ { found = $$2 >= 17 } END { exit !found }'

.PHONY: help deps java build release install demo test test-spark test-cures test-all bench bench-cures lint golden

help: ## what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

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
	$(DEBUG) test Rules Examples

test-spark: java build $(SPARK)/installed ## the Spark example: two workers find what one process finds
	$(SPARK)/bin/python Examples/spark/test_replay.py

$(SPARK)/installed: Examples/spark/requirements.txt
	rm -rf $(SPARK)
	python3 -m venv $(SPARK)
	$(SPARK)/bin/pip install --quiet --requirement $<
	touch $@

test-cures: deps ## cures against trying every day and every value, in 10,000 random cases, optimized
	CURE_CASES=10000 swift test -c release --scratch-path .build-release --filter CureAgreementTests

test-all: test test-cures ## all of it: `make test`, then what needs a virtual environment
	@if $(MAKE) --no-print-directory java; then $(MAKE) --no-print-directory test-spark; \
	else echo "skipped: make test-spark, for want of Java (how to install it: above)"; fi

bench: release ## time and memory of replay and check, beside the C++ yardstick where its sources are
	@if [ -d ../shared/perf/reference ]; then \
	  $(MAKE) -s -C ../shared/perf/reference BUILD="$(CURDIR)/.build/yardstick" && yardstick="--yardstick .build/yardstick/limit"; \
	fi; python3 Benchmarks/bench.py $$yardstick $(BENCH)

bench-cures: release ## what cures add to a check of each of the example's proposals
	python3 Benchmarks/bench_cures.py $(BENCH)

lint: ## layout and style of the Swift sources
	swift format lint --strict -r Sources Tests Package.swift

golden: deps ## rewrites the expected outputs of the tests; review the difference like code
	UPDATE_GOLDEN=1 swift test
