(module (table 70000 funcref) (func (export "_start")))
