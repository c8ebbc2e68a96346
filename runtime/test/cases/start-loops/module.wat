(module (start $f) (func $f (loop $l (br $l))) (func (export "_start")))
