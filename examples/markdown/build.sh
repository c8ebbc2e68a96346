#!/bin/sh
# Builds module.wasm; `./build.sh tables` builds version 2, module-v2.wasm.
# Paths of this machine are mapped away, so that the same sources give the same bytes in any folder.
set -eu
cd "$(dirname "$0")"
target=$(mktemp -d)
trap 'rm -rf "$target"' EXIT

RUSTFLAGS="--remap-path-prefix=$PWD=/markdown -Clink-arg=--strip-all -Clink-arg=--stack-first -Clink-arg=-zstack-size=65536"
export RUSTFLAGS
cargo build --release --locked --offline --ignore-rust-version \
  --target wasm32-wasi --target-dir "$target" --features "${1:-}"
cp "$target/wasm32-wasi/release/markdown.wasm" "module${1:+-v2}.wasm"
