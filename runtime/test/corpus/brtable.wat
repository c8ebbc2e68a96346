;; A little stack machine that runs the input as its program.
(module
  (memory (export "memory") 1)
  (global $next (mut i32) (i32.const 4096))
  (func (export "alloc") (param $n i32) (result i32)
    (global.get $next)
    (global.set $next (i32.add (global.get $next) (local.get $n))))
  (func $answer (param $p i32) (param $n i32) (result i64)
    (i64.or (i64.shl (i64.extend_i32_u (local.get $p)) (i64.const 32)) (i64.extend_i32_u (local.get $n))))
  (func (export "handle") (param $p i32) (param $n i32) (result i64)
    (local $end i32) (local $a i32) (local $b i32) (local $steps i32)
    (local.set $end (i32.add (local.get $p) (local.get $n)))
    (local.set $a (i32.const 1))
    (loop $next
      (local.set $steps (i32.add (local.get $steps) (i32.const 1)))
      (block $done
        (br_if $done (i32.ge_u (local.get $p) (local.get $end)))
        (block $other (block $swap (block $xor (block $mul (block $add
          (br_table $add $mul $xor $swap $other (i32.rem_u (i32.load8_u (local.get $p)) (i32.const 6))))
          (local.set $a (i32.add (local.get $a) (i32.load8_u (local.get $p)))) (br $other))
          (local.set $a (i32.mul (local.get $a) (i32.const 31))) (br $other))
          (local.set $a (i32.xor (local.get $a) (i32.shl (local.get $b) (i32.const 3)))) (br $other))
          (local.set $b (local.get $a)) (local.set $a (i32.rotl (local.get $a) (i32.const 7))))
        (local.set $p (i32.add (local.get $p) (i32.const 1)))
        (br $next)))
    (i32.store (i32.const 32768) (local.get $a))
    (i32.store (i32.const 32772) (local.get $b))
    (i32.store (i32.const 32776) (local.get $steps))
    (call $answer (i32.const 32768) (i32.const 12))))
