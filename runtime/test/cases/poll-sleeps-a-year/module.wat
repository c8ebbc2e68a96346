;; Sleeps for a year, then answers whether the clock says so: 0 when it does.
(module
  (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "clock_time_get" (func $clock (param i32 i64 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (func (export "_start")
    (i64.store (i32.const 24) (i64.const 31536000000000000))
    (drop (call $poll (i32.const 0) (i32.const 256) (i32.const 1) (i32.const 512)))
    (drop (call $clock (i32.const 1) (i64.const 1) (i32.const 600)))
    (call $exit (i64.ne (i64.load (i32.const 600)) (i64.const 31536000000001000)))))
