#!/bin/sh
# Builds module.wasm with clang and wasi-libc. A 64 KiB stack below the data traps on overflow and keeps resets cheap.
set -eu
cd "$(dirname "$0")"

clang=$(command -v clang-19 || command -v clang || true)
if [ -z "$clang" ]; then
  echo "No clang. On Debian: apt-get install clang-19 lld-19 wasi-libc libclang-rt-19-dev-wasm32" >&2
  exit 1
fi
# clang would run any wasm-opt on the PATH; nothing but its own folder is needed.
PATH=$(dirname "$(readlink -f "$clang")") "$clang" --target=wasm32-wasi -fuse-ld=lld -std=gnu17 -O2 -Wall -Wextra \
  -Wl,--strip-all,--stack-first,-zstack-size=65536 -o module.wasm main.c
