(module (start $f) (func $f unreachable) (func (export "_start")))
