(module (import "env" "g" (global (mut i64))) (func (export "_start")))
