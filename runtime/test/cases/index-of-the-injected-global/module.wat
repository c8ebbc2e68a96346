;; Sets global 1, which the instrumented module would have: the fuel counter.
(module
  (global (mut i64) (i64.const 0))
  (func (export "_start") (global.set 1 (i64.const 0x7fffffffffffffff))))
