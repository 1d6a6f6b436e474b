# The commands of a contributor. `just` lists them; each also works without just, as it is written here.
set shell := ["bash", "-euo", "pipefail", "-c"]

# List the commands.
default:
    @just --list

# Build the program with all formats, optimised.
build:
    cargo build --release --features full

# Run all tests. An argument selects tests by name.
test *ARGS:
    cargo test --features full {{ ARGS }}

# Check format, lints and licences.
lint:
    cargo fmt --check
    cargo clippy --all-targets --features full -- -D warnings
    python3 .ci/licences.py deny.toml <(cargo metadata --format-version 1 --all-features)

# Build the documentation. A warning is an error.
doc:
    RUSTDOCFLAGS=-Dwarnings cargo doc --no-deps --features full

# Rewrite golden tables, README's output block and the list of the public API. Read the diff.
bless:
    COPYDESK_BLESS=1 cargo test --features full --test all golden
    COPYDESK_BLESS=1 cargo test --features full --test all public_api
    git diff --stat tests/golden README.md docs/public-api.txt

# Measure each part of cleaning, in megabytes for each core-second.
bench:
    cargo bench --bench cleaning

# Run everything that a change must pass.
ci:
    bash .ci/run
