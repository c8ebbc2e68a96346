;; The program's own part of every provable module: it reads the request, calls the guest, keeps its response, and is the
;; guest's WASI. The worker's engine and the machine of docs/proof-of-processing.md run these same instructions.
;;
;; `node runtime/scripts/shim.ts` makes shim.wasm of it, and link.ts joins that to a guest: imports from "guest" become the
;; guest's own functions ($nothing where it has none), exports named as functions of WASI become what the guest imports.
;;
;; Only these functions name the second memory, the window ($io). Its addresses:
;;
;;   0x00     8  length of the request            0x08  8  length of the response
;;   0x10     8  outcome                          0x18  8  length of the log
;;   0x20    32  seed: the request's hash         0x40  8  where the clock starts, ns
;;   0x10000     request (docs/receipts.md)       0x20000  response
;;   0x30000  4  most bytes of the response
;;   0x30004  4  environment of the version: how many variables
;;   0x30008  4    bytes of them, a zero after each
;;   0x30010       each one: its length (4), then NAME=value; at most 32 KiB in all
;;   0x38400     constants of this file
;;   0x39000     scratch: 0x39000 message schedule, 0x39100 random block, 0x39120 digits, 0x39180 exit code
;;   0x40000     log
;;
;; Outcomes: 1 returned or exited with 0, 2 exited with another code, 6 output too large. Whatever else ends the run leaves 0.
;; Errors of WASI: 8 bad descriptor, 28 invalid, 70 not seekable.
(module
  (import "guest" "start" (func $guest_start))
  (import "guest" "_initialize" (func $guest_initialize))
  (import "guest" "_start" (func $guest_main))
  (import "guest" "alloc" (func $guest_alloc (param i32) (result i32)))
  (import "guest" "handle" (func $guest_handle (param i32 i32) (result i64)))

  (memory $guest 0)
  (memory $io 5 5)

  ;; link.ts puts this at 0x38400: K of FIPS 180-4, 4.2.2, and at 0x38500 the names of the CGI variables, of 15, 10, 13, 13
  ;; and 15 bytes, 66 in all
  (data
    "\98\2f\8a\42\91\44\37\71\cf\fb\c0\b5\a5\db\b5\e9\5b\c2\56\39\f1\11\f1\59\a4\82\3f\92\d5\5e\1c\ab"
    "\98\aa\07\d8\01\5b\83\12\be\85\31\24\c3\7d\0c\55\74\5d\be\72\fe\b1\de\80\a7\06\dc\9b\74\f1\9b\c1"
    "\c1\69\9b\e4\86\47\be\ef\c6\9d\c1\0f\cc\a1\0c\24\6f\2c\e9\2d\aa\84\74\4a\dc\a9\b0\5c\da\88\f9\76"
    "\52\51\3e\98\6d\c6\31\a8\c8\27\03\b0\c7\7f\59\bf\f3\0b\e0\c6\47\91\a7\d5\51\63\ca\06\67\29\29\14"
    "\85\0a\b7\27\38\21\1b\2e\fc\6d\2c\4d\13\0d\38\53\54\73\0a\65\bb\0a\6a\76\2e\c9\c2\81\85\2c\72\92"
    "\a1\e8\bf\a2\4b\66\1a\a8\70\8b\4b\c2\a3\51\6c\c7\19\e8\92\d1\24\06\99\d6\85\35\0e\f4\70\a0\6a\10"
    "\16\c1\a4\19\08\6c\37\1e\4c\77\48\27\b5\bc\b0\34\b3\0c\1c\39\4a\aa\d8\4e\4f\ca\9c\5b\f3\6f\2e\68"
    "\ee\82\8f\74\6f\63\a5\78\14\78\c8\84\08\02\c7\8c\fa\ff\be\90\eb\6c\50\a4\f7\a3\f9\be\f2\78\71\c6"
    "REQUEST_METHOD=PATH_INFO=QUERY_STRING=CONTENT_TYPE=CONTENT_LENGTH=")

  ;; ------------------------------------------------------------ the request

  ;; where in the window the parts of the request are
  (global $method (mut i32) (i32.const 0))
  (global $method_length (mut i32) (i32.const 0))
  (global $target (mut i32) (i32.const 0))
  (global $target_length (mut i32) (i32.const 0))
  (global $type (mut i32) (i32.const 0))
  (global $type_length (mut i32) (i32.const 0))
  (global $body (mut i32) (i32.const 0))
  (global $body_length (mut i32) (i32.const 0))
  ;; bytes of stdin that were read
  (global $consumed (mut i32) (i32.const 0))
  ;; a command: stdout is the response, and CGI variables are in the environment
  (global $command (mut i32) (i32.const 0))

  (func $u16 (param $at i32) (result i32)
    (i32.or
      (i32.shl (i32.load8_u $io (local.get $at)) (i32.const 8))
      (i32.load8_u $io offset=1 (local.get $at))))

  ;; 0x01, method, target, content type and body, each after its length, and nothing more. No length leads out of the
  ;; window; bytes that are no request trap.
  (func $read_request (local $at i32)
    (if (i32.ne (i32.load8_u $io (i32.const 0x10000)) (i32.const 1)) (then (unreachable)))
    (global.set $method (i32.const 0x10002))
    (global.set $method_length (i32.load8_u $io (i32.const 0x10001)))
    (local.set $at (i32.add (global.get $method) (global.get $method_length)))
    (global.set $target (i32.add (local.get $at) (i32.const 2)))
    (global.set $target_length (call $u16 (local.get $at)))
    (local.set $at (i32.add (global.get $target) (global.get $target_length)))
    (global.set $type (i32.add (local.get $at) (i32.const 2)))
    (global.set $type_length (call $u16 (local.get $at)))
    (local.set $at (i32.add (global.get $type) (global.get $type_length)))
    (global.set $body (i32.add (local.get $at) (i32.const 4)))
    (global.set $body_length
      (i32.or
        (i32.shl (call $u16 (local.get $at)) (i32.const 16))
        (call $u16 (i32.add (local.get $at) (i32.const 2)))))
    (if (i64.ne
          (i64.add (i64.extend_i32_u (global.get $body)) (i64.extend_i32_u (global.get $body_length)))
          (i64.add (i64.const 0x10000) (i64.load $io (i32.const 0))))
      (then (unreachable))))

  ;; ------------------------------------------------------------ a run

  (func $nothing (export "nothing"))

  (func $end (param $outcome i64)
    (i64.store $io (i32.const 0x10) (local.get $outcome)))

  (func $output_too_large
    (call $end (i64.const 6))
    (unreachable))

  (func $run_command (export "run_command")
    (call $read_request)
    (global.set $clock (i64.load $io (i32.const 0x40)))
    (global.set $command (i32.const 1))
    (call $guest_start)
    (call $guest_main)
    (call $end (i64.const 1)))

  (func $run_handler (export "run_handler") (local $at i32) (local $answer i64) (local $length i32)
    (call $read_request)
    (global.set $clock (i64.load $io (i32.const 0x40)))
    (call $guest_start)
    (call $guest_initialize)
    (local.set $at (call $guest_alloc (global.get $body_length)))
    (memory.copy $guest $io (local.get $at) (global.get $body) (global.get $body_length))
    (local.set $answer (call $guest_handle (local.get $at) (global.get $body_length)))
    (local.set $length (i32.wrap_i64 (local.get $answer)))
    (if (i32.gt_u (local.get $length) (i32.load $io (i32.const 0x30000))) (then (call $output_too_large)))
    (memory.copy $io $guest
      (i32.const 0x20000)
      (i32.wrap_i64 (i64.shr_u (local.get $answer) (i64.const 32)))
      (local.get $length))
    (i64.store $io (i32.const 8) (i64.extend_i32_u (local.get $length)))
    (call $end (i64.const 1)))

  (func (export "proc_exit") (param $code i32)
    (i32.store $io (i32.const 0x39180) (local.get $code))
    (call $end (select (i64.const 2) (i64.const 1) (local.get $code)))
    (unreachable))

  ;; ------------------------------------------------------------ the guest's memory

  ;; traps where the guest has not got all of these bytes
  (func $check (param $at i32) (param $length i64)
    (if (i64.gt_u
          (i64.add (i64.extend_i32_u (local.get $at)) (local.get $length))
          (i64.shl (i64.extend_i32_u (memory.size $guest)) (i64.const 16)))
      (then (unreachable))))

  (func $min (param $a i32) (param $b i32) (result i32)
    (select (local.get $a) (local.get $b) (i32.lt_u (local.get $a) (local.get $b))))

  ;; ------------------------------------------------------------ streams

  ;; `vectors` is a list of pairs: address, length
  (func (export "fd_read") (param $fd i32) (param $vectors i32) (param $count i32) (param $result i32) (result i32)
    (local $to i32) (local $room i32) (local $bytes i32) (local $total i32)
    (if (local.get $fd) (then (return (i32.const 8))))
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $count)))
        (local.set $to (i32.load (local.get $vectors)))
        (local.set $room (i32.load offset=4 (local.get $vectors)))
        (call $check (local.get $to) (i64.extend_i32_u (local.get $room)))
        (local.set $bytes
          (call $min (local.get $room) (i32.sub (global.get $body_length) (global.get $consumed))))
        (memory.copy $guest $io
          (local.get $to)
          (i32.add (global.get $body) (global.get $consumed))
          (local.get $bytes))
        (global.set $consumed (i32.add (global.get $consumed) (local.get $bytes)))
        (local.set $total (i32.add (local.get $total) (local.get $bytes)))
        (br_if $done (i32.lt_u (local.get $bytes) (local.get $room)))
        (local.set $vectors (i32.add (local.get $vectors) (i32.const 8)))
        (local.set $count (i32.sub (local.get $count) (i32.const 1)))
        (br $next)))
    (i32.store (local.get $result) (local.get $total))
    (i32.const 0))

  (func $respond (param $from i32) (param $bytes i32) (local $length i32)
    (local.set $length (i32.load $io (i32.const 8)))
    (if (i32.gt_u (local.get $bytes) (i32.sub (i32.load $io (i32.const 0x30000)) (local.get $length)))
      (then (call $output_too_large)))
    (memory.copy $io $guest
      (i32.add (i32.const 0x20000) (local.get $length))
      (local.get $from)
      (local.get $bytes))
    (i32.store $io (i32.const 8) (i32.add (local.get $length) (local.get $bytes))))

  ;; what does not fit is dropped
  (func $log (param $from i32) (param $bytes i32) (local $length i32)
    (local.set $length (i32.load $io (i32.const 0x18)))
    (local.set $bytes (call $min (local.get $bytes) (i32.sub (i32.const 0x10000) (local.get $length))))
    (memory.copy $io $guest
      (i32.add (i32.const 0x40000) (local.get $length))
      (local.get $from)
      (local.get $bytes))
    (i32.store $io (i32.const 0x18) (i32.add (local.get $length) (local.get $bytes))))

  (func (export "fd_write") (param $fd i32) (param $vectors i32) (param $count i32) (param $result i32) (result i32)
    (local $from i32) (local $bytes i32) (local $total i32) (local $responds i32)
    (if (i32.ge_u (i32.sub (local.get $fd) (i32.const 1)) (i32.const 2)) (then (return (i32.const 8))))
    (local.set $responds (i32.and (i32.eq (local.get $fd) (i32.const 1)) (global.get $command)))
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $count)))
        (local.set $from (i32.load (local.get $vectors)))
        (local.set $bytes (i32.load offset=4 (local.get $vectors)))
        (call $check (local.get $from) (i64.extend_i32_u (local.get $bytes)))
        (if (local.get $responds)
          (then (call $respond (local.get $from) (local.get $bytes)))
          (else (call $log (local.get $from) (local.get $bytes))))
        (local.set $total (i32.add (local.get $total) (local.get $bytes)))
        (local.set $vectors (i32.add (local.get $vectors) (i32.const 8)))
        (local.set $count (i32.sub (local.get $count) (i32.const 1)))
        (br $next)))
    (i32.store (local.get $result) (local.get $total))
    (i32.const 0))

  ;; 0 for the three streams that there are
  (func $stream (param $fd i32) (result i32)
    (select (i32.const 8) (i32.const 0) (i32.gt_u (local.get $fd) (i32.const 2))))

  (func $unseekable (param $fd i32) (result i32)
    (select (i32.const 8) (i32.const 70) (i32.gt_u (local.get $fd) (i32.const 2))))

  (func (export "fd_close") (param $fd i32) (result i32) (call $stream (local.get $fd)))
  (func (export "fd_fdstat_set_flags") (param $fd i32) (param $flags i32) (result i32) (call $stream (local.get $fd)))
  (func (export "fd_tell") (param $fd i32) (param $result i32) (result i32) (call $unseekable (local.get $fd)))
  (func (export "fd_seek") (param $fd i32) (param $by i64) (param $from i32) (param $result i32) (result i32)
    (call $unseekable (local.get $fd)))
  (func (export "fd_prestat_get") (param $fd i32) (param $result i32) (result i32) (i32.const 8))
  (func (export "fd_prestat_dir_name") (param $fd i32) (param $path i32) (param $length i32) (result i32)
    (i32.const 8))

  ;; of unknown type; rights: to read stdin (2), to write the others (64)
  (func (export "fd_fdstat_get") (param $fd i32) (param $result i32) (result i32)
    (if (call $stream (local.get $fd)) (then (return (i32.const 8))))
    (memory.fill $guest (local.get $result) (i32.const 0) (i32.const 24))
    (i64.store offset=8 (local.get $result) (select (i64.const 64) (i64.const 2) (local.get $fd)))
    (i32.const 0))

  (func (export "fd_filestat_get") (param $fd i32) (param $result i32) (result i32)
    (if (call $stream (local.get $fd)) (then (return (i32.const 8))))
    (memory.fill $guest (local.get $result) (i32.const 0) (i32.const 64))
    (i32.const 0))

  ;; ------------------------------------------------------------ arguments and environment

  (func (export "args_sizes_get") (param $count i32) (param $size i32) (result i32)
    (i32.store (local.get $count) (i32.const 0))
    (i32.store (local.get $size) (i32.const 0))
    (i32.const 0))

  (func (export "args_get") (param $pointers i32) (param $text i32) (result i32) (i32.const 0))

  ;; the body's length in decimals, up to 0x39140; answers where it begins
  (func $digits (result i32) (local $at i32) (local $rest i32)
    (local.set $at (i32.const 0x39140))
    (local.set $rest (global.get $body_length))
    (loop $next
      (local.set $at (i32.sub (local.get $at) (i32.const 1)))
      (i32.store8 $io (local.get $at) (i32.add (i32.const 48) (i32.rem_u (local.get $rest) (i32.const 10))))
      (local.set $rest (i32.div_u (local.get $rest) (i32.const 10)))
      (br_if $next (local.get $rest)))
    (local.get $at))

  ;; where the target has its first question mark, or ends
  (func $path_end (result i32) (local $at i32) (local $end i32)
    (local.set $at (global.get $target))
    (local.set $end (i32.add (global.get $target) (global.get $target_length)))
    (block $found
      (loop $next
        (br_if $found (i32.eq (local.get $at) (local.get $end)))
        (br_if $found (i32.eq (i32.load8_u $io (local.get $at)) (i32.const 63)))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $next)))
    (local.get $at))

  (func (export "environ_sizes_get") (param $count i32) (param $size i32) (result i32) (local $bytes i32)
    (i32.store (local.get $count)
      (i32.add (i32.load $io (i32.const 0x30004)) (select (i32.const 5) (i32.const 0) (global.get $command))))
    (local.set $bytes (i32.load $io (i32.const 0x30008)))
    (if (global.get $command)
      (then
        ;; five names and zeros, and values; of the target its question mark is not in them
        (local.set $bytes (i32.add (local.get $bytes) (i32.add (i32.const 71) (global.get $method_length))))
        (local.set $bytes (i32.add (local.get $bytes) (i32.add (global.get $type_length) (global.get $target_length))))
        (if (i32.ne (call $path_end) (i32.add (global.get $target) (global.get $target_length)))
          (then (local.set $bytes (i32.sub (local.get $bytes) (i32.const 1)))))
        (local.set $bytes (i32.add (local.get $bytes) (i32.sub (i32.const 0x39140) (call $digits))))))
    (i32.store (local.get $size) (local.get $bytes))
    (i32.const 0))

  ;; where environ_get writes next
  (global $pointers (mut i32) (i32.const 0))
  (global $text (mut i32) (i32.const 0))

  (func $put (param $from i32) (param $bytes i32)
    (memory.copy $guest $io (global.get $text) (local.get $from) (local.get $bytes))
    (global.set $text (i32.add (global.get $text) (local.get $bytes))))

  (func $variable (param $name i32) (param $name_length i32) (param $value i32) (param $value_length i32)
    (i32.store (global.get $pointers) (global.get $text))
    (global.set $pointers (i32.add (global.get $pointers) (i32.const 4)))
    (call $put (local.get $name) (local.get $name_length))
    (call $put (local.get $value) (local.get $value_length))
    (i32.store8 (global.get $text) (i32.const 0))
    (global.set $text (i32.add (global.get $text) (i32.const 1))))

  (func $cgi_variables (local $path_end i32) (local $query i32) (local $end i32) (local $digits i32)
    (local.set $path_end (call $path_end))
    (local.set $end (i32.add (global.get $target) (global.get $target_length)))
    (local.set $query (call $min (local.get $end) (i32.add (local.get $path_end) (i32.const 1))))
    (local.set $digits (call $digits))
    (call $variable (i32.const 0x38500) (i32.const 15) (global.get $method) (global.get $method_length))
    (call $variable (i32.const 0x3850f) (i32.const 10)
      (global.get $target) (i32.sub (local.get $path_end) (global.get $target)))
    (call $variable (i32.const 0x38519) (i32.const 13)
      (local.get $query) (i32.sub (local.get $end) (local.get $query)))
    (call $variable (i32.const 0x38526) (i32.const 13) (global.get $type) (global.get $type_length))
    (call $variable (i32.const 0x38533) (i32.const 15)
      (local.get $digits) (i32.sub (i32.const 0x39140) (local.get $digits))))

  ;; the version's variables, then a command's
  (func (export "environ_get") (param $to_pointers i32) (param $to_text i32) (result i32)
    (local $at i32) (local $count i32) (local $length i32)
    (global.set $pointers (local.get $to_pointers))
    (global.set $text (local.get $to_text))
    (local.set $count (i32.load $io (i32.const 0x30004)))
    (local.set $at (i32.const 0x30010))
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $count)))
        (local.set $length (i32.load $io (local.get $at)))
        (local.set $at (i32.add (local.get $at) (i32.const 4)))
        (call $variable (local.get $at) (local.get $length) (i32.const 0x30000) (i32.const 0))
        (local.set $at (i32.add (local.get $at) (local.get $length)))
        (local.set $count (i32.sub (local.get $count) (i32.const 1)))
        (br $next)))
    (if (global.get $command) (then (call $cgi_variables)))
    (i32.const 0))

  ;; ------------------------------------------------------------ clock

  ;; one virtual clock under four names: it moves when it is looked at, and when somebody waits
  (global $clock (mut i64) (i64.const 0))

  ;; not beyond 64 bits
  (func $advance (param $by i64)
    (global.set $clock (i64.add (global.get $clock) (local.get $by)))
    (if (i64.lt_u (global.get $clock) (local.get $by)) (then (global.set $clock (i64.const -1)))))

  (func (export "clock_res_get") (param $id i32) (param $result i32) (result i32)
    (if (i32.ge_u (local.get $id) (i32.const 4)) (then (return (i32.const 28))))
    (i64.store (local.get $result) (i64.const 1000))
    (i32.const 0))

  (func (export "clock_time_get") (param $id i32) (param $precision i64) (param $result i32) (result i32)
    (if (i32.ge_u (local.get $id) (i32.const 4)) (then (return (i32.const 28))))
    (call $advance (i64.const 1000))
    (i64.store (local.get $result) (global.get $clock))
    (i32.const 0))

  ;; ns until a subscription is due; a stream is at once
  (func $wait (param $subscription i32) (result i64) (local $time i64)
    (if (i32.load8_u offset=8 (local.get $subscription)) (then (return (i64.const 0))))
    (local.set $time (i64.load offset=24 (local.get $subscription)))
    (if (i32.and (i32.load16_u offset=40 (local.get $subscription)) (i32.const 1))
      (then
        (if (i64.le_u (local.get $time) (global.get $clock)) (then (return (i64.const 0))))
        (return (i64.sub (local.get $time) (global.get $clock)))))
    (local.get $time))

  ;; Subscriptions of 48 bytes, events of 32. Nothing waits: the clock jumps to the first that is due.
  (func (export "poll_oneoff") (param $subscriptions i32) (param $events i32) (param $count i32) (param $result i32) (result i32)
    (local $at i32) (local $left i32) (local $first i64) (local $begin i64) (local $user i64) (local $type i32) (local $ready i32)
    (if (i32.eqz (local.get $count)) (then (return (i32.const 28))))
    (call $check (local.get $subscriptions) (i64.mul (i64.extend_i32_u (local.get $count)) (i64.const 48)))
    (local.set $first (i64.const -1))
    (local.set $at (local.get $subscriptions))
    (local.set $left (local.get $count))
    (loop $next
      (if (i64.lt_u (call $wait (local.get $at)) (local.get $first)) (then (local.set $first (call $wait (local.get $at)))))
      (local.set $at (i32.add (local.get $at) (i32.const 48)))
      (br_if $next (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
    (local.set $at (local.get $subscriptions))
    (local.set $left (local.get $count))
    (loop $next
      (if (i64.le_u (call $wait (local.get $at)) (local.get $first))
        (then
          (local.set $user (i64.load (local.get $at)))
          (local.set $type (i32.load8_u offset=8 (local.get $at)))
          (memory.fill $guest (local.get $events) (i32.const 0) (i32.const 32))
          (i64.store (local.get $events) (local.get $user))
          (i32.store8 offset=10 (local.get $events) (local.get $type))
          (local.set $events (i32.add (local.get $events) (i32.const 32)))
          (local.set $ready (i32.add (local.get $ready) (i32.const 1)))))
      (local.set $at (i32.add (local.get $at) (i32.const 48)))
      (br_if $next (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
    (call $advance (local.get $first))
    (i32.store (local.get $result) (local.get $ready))
    (i32.const 0))

  (func (export "sched_yield") (result i32) (i32.const 0))

  ;; ------------------------------------------------------------ random numbers: sha256(seed || block), block 0, 1, ...

  (global $block (mut i64) (i64.const 0))
  ;; bytes of the last block that nobody has had
  (global $unused (mut i32) (i32.const 0))

  (func (export "random_get") (param $to i32) (param $length i32) (result i32) (local $bytes i32)
    (call $check (local.get $to) (i64.extend_i32_u (local.get $length)))
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $length)))
        (if (i32.eqz (global.get $unused)) (then (call $next_block)))
        (local.set $bytes (call $min (local.get $length) (global.get $unused)))
        (memory.copy $guest $io
          (local.get $to)
          (i32.sub (i32.const 0x39120) (global.get $unused))
          (local.get $bytes))
        (global.set $unused (i32.sub (global.get $unused) (local.get $bytes)))
        (local.set $to (i32.add (local.get $to) (local.get $bytes)))
        (local.set $length (i32.sub (local.get $length) (local.get $bytes)))
        (br $next)))
    (i32.const 0))

  (func $swap (param $word i32) (result i32)
    (i32.or
      (i32.and (i32.rotl (local.get $word) (i32.const 8)) (i32.const 0x00ff00ff))
      (i32.and (i32.rotl (local.get $word) (i32.const 24)) (i32.const 0xff00ff00))))

  ;; 40 bytes are one block of SHA-256: seed, number, 0x80, zeros, 320 bits
  (func $next_block (local $t i32)
    (loop $next
      (i32.store $io offset=0x39000 (local.get $t) (call $swap (i32.load $io offset=0x20 (local.get $t))))
      (local.set $t (i32.add (local.get $t) (i32.const 4)))
      (br_if $next (i32.lt_u (local.get $t) (i32.const 32))))
    (i32.store $io (i32.const 0x39020) (i32.wrap_i64 (i64.shr_u (global.get $block) (i64.const 32))))
    (i32.store $io (i32.const 0x39024) (i32.wrap_i64 (global.get $block)))
    (i32.store $io (i32.const 0x39028) (i32.const 0x80000000))
    (memory.fill $io (i32.const 0x3902c) (i32.const 0) (i32.const 16))
    (i32.store $io (i32.const 0x3903c) (i32.const 320))
    (call $schedule)
    (call $compress)
    (global.set $block (i64.add (global.get $block) (i64.const 1)))
    (global.set $unused (i32.const 32)))

  ;; words 16 to 63 of the message schedule, FIPS 180-4, 6.2.2, step 1
  (func $schedule (local $t i32) (local $x i32) (local $y i32)
    (local.set $t (i32.const 64))
    (loop $next
      (local.set $x (i32.load $io offset=0x38fc4 (local.get $t)))
      (local.set $y (i32.load $io offset=0x38ff8 (local.get $t)))
      (i32.store $io offset=0x39000 (local.get $t)
        (i32.add
          (i32.add
            (i32.load $io offset=0x38fc0 (local.get $t))
            (i32.xor
              (i32.xor (i32.rotr (local.get $x) (i32.const 7)) (i32.rotr (local.get $x) (i32.const 18)))
              (i32.shr_u (local.get $x) (i32.const 3))))
          (i32.add
            (i32.load $io offset=0x38fe4 (local.get $t))
            (i32.xor
              (i32.xor (i32.rotr (local.get $y) (i32.const 17)) (i32.rotr (local.get $y) (i32.const 19)))
              (i32.shr_u (local.get $y) (i32.const 10))))))
      (local.set $t (i32.add (local.get $t) (i32.const 4)))
      (br_if $next (i32.lt_u (local.get $t) (i32.const 256)))))

  ;; steps 2 to 4, from the first hash value; the result is at 0x39100
  (func $compress
    (local $t i32) (local $x i32) (local $y i32)
    (local $a i32) (local $b i32) (local $c i32) (local $d i32)
    (local $e i32) (local $f i32) (local $g i32) (local $h i32)
    (local.set $a (i32.const 0x6a09e667))
    (local.set $b (i32.const 0xbb67ae85))
    (local.set $c (i32.const 0x3c6ef372))
    (local.set $d (i32.const 0xa54ff53a))
    (local.set $e (i32.const 0x510e527f))
    (local.set $f (i32.const 0x9b05688c))
    (local.set $g (i32.const 0x1f83d9ab))
    (local.set $h (i32.const 0x5be0cd19))
    (loop $next
      (local.set $x
        (i32.add
          (i32.add
            (i32.add (local.get $h) (i32.load $io offset=0x38400 (local.get $t)))
            (i32.load $io offset=0x39000 (local.get $t)))
          (i32.add
            (i32.xor
              (i32.xor (i32.rotr (local.get $e) (i32.const 6)) (i32.rotr (local.get $e) (i32.const 11)))
              (i32.rotr (local.get $e) (i32.const 25)))
            (i32.xor
              (i32.and (local.get $e) (local.get $f))
              (i32.and (i32.xor (local.get $e) (i32.const -1)) (local.get $g))))))
      (local.set $y
        (i32.add
          (i32.xor
            (i32.xor (i32.rotr (local.get $a) (i32.const 2)) (i32.rotr (local.get $a) (i32.const 13)))
            (i32.rotr (local.get $a) (i32.const 22)))
          (i32.xor
            (i32.xor (i32.and (local.get $a) (local.get $b)) (i32.and (local.get $a) (local.get $c)))
            (i32.and (local.get $b) (local.get $c)))))
      (local.set $h (local.get $g))
      (local.set $g (local.get $f))
      (local.set $f (local.get $e))
      (local.set $e (i32.add (local.get $d) (local.get $x)))
      (local.set $d (local.get $c))
      (local.set $c (local.get $b))
      (local.set $b (local.get $a))
      (local.set $a (i32.add (local.get $x) (local.get $y)))
      (local.set $t (i32.add (local.get $t) (i32.const 4)))
      (br_if $next (i32.lt_u (local.get $t) (i32.const 256))))
    (i32.store $io (i32.const 0x39100) (call $swap (i32.add (local.get $a) (i32.const 0x6a09e667))))
    (i32.store $io (i32.const 0x39104) (call $swap (i32.add (local.get $b) (i32.const 0xbb67ae85))))
    (i32.store $io (i32.const 0x39108) (call $swap (i32.add (local.get $c) (i32.const 0x3c6ef372))))
    (i32.store $io (i32.const 0x3910c) (call $swap (i32.add (local.get $d) (i32.const 0xa54ff53a))))
    (i32.store $io (i32.const 0x39110) (call $swap (i32.add (local.get $e) (i32.const 0x510e527f))))
    (i32.store $io (i32.const 0x39114) (call $swap (i32.add (local.get $f) (i32.const 0x9b05688c))))
    (i32.store $io (i32.const 0x39118) (call $swap (i32.add (local.get $g) (i32.const 0x1f83d9ab))))
    (i32.store $io (i32.const 0x3911c) (call $swap (i32.add (local.get $h) (i32.const 0x5be0cd19))))))
