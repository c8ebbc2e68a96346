#!/bin/sh
# Builds module.wasm; `sh build.sh tables` builds version 2, module-v2.wasm. Needs a Rust with a standard library for
# wasm32-wasi, 1.63 for the very bytes that are here, and once the network, for the crates that Cargo.lock names (exit code 3 where
# it is not there).
# Paths of this machine are mapped away, so that the same sources give the same bytes in any folder. A 64 KiB stack
# below the data traps on overflow and keeps resets cheap.
set -eu
cd "$(dirname "$0")"
output=$(mktemp -d)
trap 'rm -rf "$output"' EXIT

# Any cargo can fetch; an old one may not know the registry's present protocol.
fetch() {
  for cargo in $(which -a cargo) /usr/bin/cargo; do
    "$cargo" vendor --locked vendor >/dev/null 2>"$output/fetch" && return
    rm -rf vendor
  done
  cat "$output/fetch" >&2
  echo "The crates of Cargo.lock could not be fetched." >&2
  exit 3
}
[ -d vendor ] || fetch

export RUSTFLAGS="--remap-path-prefix=$PWD=/markdown -Clink-arg=--strip-all -Clink-arg=--stack-first \
-Clink-arg=-zstack-size=65536"

for rustc in "$(command -v rustc || true)" /usr/bin/rustc; do
  libraries=$("$rustc" --print target-libdir --target wasm32-wasi 2>/dev/null) || continue
  [ -d "$libraries" ] || continue
  RUSTC=$rustc "$(dirname "$rustc")/cargo" build --release --locked --offline --ignore-rust-version \
    --config 'source.crates-io.replace-with="vendored"' --config 'source.vendored.directory="vendor"' \
    --target wasm32-wasi --target-dir "$output" --features "${1:-}"
  cp "$output/wasm32-wasi/release/markdown.wasm" "module${1:+-v2}.wasm"
  exit
done
echo "No Rust with a standard library for wasm32-wasi." >&2
echo "On Debian: apt-get install rustc cargo libstd-rust-dev-wasm32 lld" >&2
exit 1
