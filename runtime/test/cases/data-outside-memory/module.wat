(module (memory 1) (data (i32.const 65535) "too long") (func (export "_start")))
