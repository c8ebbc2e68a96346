: squares 10 0 do i i * . loop cr ;
squares 0 begin 1 + dup . dup 9 = until cr 72 emit 105 emit cr
