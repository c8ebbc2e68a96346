;; Exports called as the runtime's own injected ones: they must not get in its way.
(module
  (memory (export "memory") 1)
  (global $g (export "counter") (mut i64) (i64.const 0x7fffffffffffffff))
  (func (export "start") unreachable)
  (func (export "global0") unreachable)
  (export "__ctr" (global $g))
  (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "handle") (param i32 i32) (result i64) (loop $l (br $l)) (i64.const 0)))
