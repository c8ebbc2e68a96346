(module (func (export "_start") (local v128)))
