(module
  (type $t (func (param i64)))
  (table 2 funcref)
  (elem (i32.const 0) $a $b)
  (func $a (type $t) (call_indirect (type $t) (local.get 0) (i32.const 1)))
  (func $b (type $t) (call_indirect (type $t) (local.get 0) (i32.const 0)))
  (func (export "_start") (call $a (i64.const 1))))
