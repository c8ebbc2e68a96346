;; Recursion without end; how deep it got is left in memory.
(module
  (memory (export "memory") 1)
  (global $next (mut i32) (i32.const 4096))
  (func (export "alloc") (param $n i32) (result i32)
    (global.get $next)
    (global.set $next (i32.add (global.get $next) (local.get $n))))
  (func $down (param $a i32) (param $b i64) (result i32)
    (i32.store (i32.const 64) (i32.add (i32.load (i32.const 64)) (i32.const 1)))
    (i32.add (i32.const 1) (call $down (local.get $a) (i64.add (local.get $b) (i64.const 1)))))
  (func (export "handle") (param $p i32) (param $n i32) (result i64)
    (i64.extend_i32_u (call $down (local.get $n) (i64.const 0)))))
