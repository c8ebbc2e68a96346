#!/bin/sh
# Builds module.wasm with the first Rust that has a standard library for WASI: rustup's target is called
# wasm32-wasip1, that of Debian wasm32-wasi. A 64 KiB stack below the data traps on overflow and keeps resets cheap.
set -eu
cd "$(dirname "$0")"
export RUSTFLAGS="-Clink-arg=--strip-all -Clink-arg=--stack-first -Clink-arg=-zstack-size=65536"

for rustc in "$(command -v rustc || true)" /usr/bin/rustc; do
  for target in wasm32-wasip1 wasm32-wasi; do
    libraries=$("$rustc" --print target-libdir --target $target 2>/dev/null) || continue
    [ -d "$libraries" ] || continue
    RUSTC=$rustc "$(dirname "$rustc")/cargo" build --release --locked --target $target
    cp target/$target/release/hello.wasm module.wasm
    exit
  done
done
echo "No Rust with a standard library for WASI. Run: rustup target add wasm32-wasip1" >&2
echo "or, on Debian: apt-get install rustc cargo libstd-rust-dev-wasm32 lld" >&2
exit 1
