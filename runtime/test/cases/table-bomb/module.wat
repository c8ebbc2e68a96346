(module
  (memory (export "memory") 1)
  (table 1 funcref)
  (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "handle") (param i32 i32) (result i64)
    (loop $more (br_if $more (i32.ne (table.grow (ref.null func) (i32.const 4096)) (i32.const -1))))
    (drop (table.grow (ref.null func) (i32.const -1)))
    (i32.store (i32.const 64) (table.size))
    (i64.const 0x4000000004)))
