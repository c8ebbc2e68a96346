: prime dup 2 < if drop 0 else 1 swap dup 2 do dup i mod 0 = if swap drop 0 swap then loop drop then ;
: primes 2 do i prime if i . then loop cr ;
60 primes
