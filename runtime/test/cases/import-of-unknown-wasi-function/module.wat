(module (import "wasi_snapshot_preview1" "constructor" (func)) (func (export "_start")))
