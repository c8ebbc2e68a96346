;; Waits for an hour to pass by looking at the clock.
(module (import "wasi_snapshot_preview1" "clock_time_get" (func $clock (param i32 i64 i32) (result i32))) (memory (export "memory") 1)
  (func (export "_start")
    (loop $more
      (drop (call $clock (i32.const 0) (i64.const 1) (i32.const 8)))
      (br_if $more (i64.lt_u (i64.load (i32.const 8)) (i64.const 3600000000000))))))
