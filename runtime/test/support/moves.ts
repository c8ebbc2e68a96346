import { wat } from './wat.ts'

const NaN32 = '(f32.reinterpret_i32 (i32.const 0x7fa00001))'
const NaN64 = '(f64.reinterpret_i64 (i64.const 0xfff4000000000001))'

/** A handler that moves signalling NaNs in all ways there are, for any request but an empty one, and answers their bits. */
export const movesNaNs = wat(`(module (memory (export "memory") 1)
  (func $f (param f32) (result f32) (local.get 0)) (global $g (mut f32) (f32.const nan:0x200007))
  (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "handle") (param $p i32) (param $n i32) (result i64) (local $x f32) (local $y f64)
    (local.set $x (f32.const -nan:0x212345)) (local.set $y (f64.const nan:0x4000000000123))
    (f32.store (i32.const 64) (local.get $x)) (f64.store (i32.const 68) (local.get $y))
    (f32.store (i32.const 76) (call $f ${NaN32})) (f64.store (i32.const 80) (select ${NaN64} (f64.const 0) (local.get $n)))
    (global.set $g (f32.load (i32.const 76))) (i32.store (i32.const 88) (i32.reinterpret_f32 (global.get $g)))
    (i32.store (i32.const 92) (i32.reinterpret_f32 (block (result f32) (br 0 (local.get $x)))))
    (i64.const 0x4000000020)))`)

/** What it answers, in words. */
export const movedNaNs = ['ffa12345', '123', '7ff40000', '7fa00001', '1', 'fff40000', '7fa00001', 'ffa12345']
