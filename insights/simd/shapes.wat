;; Objects of JSON that are written alike: between their values stand the same bytes as in one that is known to be valid. Then the fields are
;; where they were in that one, and only the values are looked at. See json-shapes.ts. Compiled into shapes-kernel.ts by `npm run simd`.
;; Memory is the one of kernel.wat, laid out by layout.ts. At `table`: i32 how many, i32 the one that fitted last, from 16 on i32 where each
;; begins. A shape is a run of pieces: i32 place of the bytes before a value, i32 their length, i32 result of the value or -1, i32 how the
;; value is written: 0 plainly, 1 in a text of JSON, 2 there is none (16 bytes). RESULTS are those of json.wat; a flag of 4: escaped twice.
(module
  (import "kernel" "memory" (memory 1))
  (global $flags (mut i32) (i32.const 0))
  (global $value (mut f64) (f64.const 0))
  (global $whole (mut i64) (i64.const 0))
  ;; Where results are noted: those of json.wat, or of one of many lines.
  (global $results (mut i32) (i32.const 4096))

  ;; Where the text ends that begins behind a quote; -1 for one that is not valid, or has escapes that are left to JSON.parse.
  (func $text (param $at i32) (param $end i32) (param $twice i32) (result i32)
    (local $v v128) (local $mask i32) (local $wide i32) (local $quotes i32) (local $escapes i32) (local $bit i32) (local $byte i32)
    (global.set $flags (i32.const 0))
    (loop $next
      (if (i32.ge_u (local.get $at) (local.get $end)) (then (return (i32.const -1))))
      (local.set $v (v128.load (local.get $at)))
      (local.set $wide (i8x16.bitmask (local.get $v)))
      (local.set $mask
        (i8x16.bitmask
          (v128.or
            (v128.or (i8x16.eq (local.get $v) (i8x16.splat (i32.const 34))) (i8x16.eq (local.get $v) (i8x16.splat (i32.const 92))))
            (i8x16.lt_u (local.get $v) (i8x16.splat (i32.const 32))))))
      (if (i32.eqz (local.get $mask))
        (then
          (if (local.get $wide) (then (global.set $flags (i32.or (global.get $flags) (i32.const 2)))))
          (local.set $at (i32.add (local.get $at) (i32.const 16)))
          (br $next)))
      (if (i32.eqz (local.get $twice))
        (then
          ;; A message in an envelope: nothing but escaped quotes, whose places are those of the escapes and one.
          (local.set $escapes (i8x16.bitmask (i8x16.eq (local.get $v) (i8x16.splat (i32.const 92)))))
          (local.set $quotes (i8x16.bitmask (i8x16.eq (local.get $v) (i8x16.splat (i32.const 34)))))
          (if (i32.and
                (i32.eq (local.get $quotes) (i32.and (i32.shl (local.get $escapes) (i32.const 1)) (i32.const 0xffff)))
                (i32.eq (i32.or (local.get $quotes) (local.get $escapes)) (local.get $mask)))
            (then
              (global.set $flags (i32.or (global.get $flags) (i32.or (i32.const 1) (i32.shl (i32.ne (local.get $wide) (i32.const 0)) (i32.const 1)))))
              (local.set $at (i32.sub (i32.add (local.get $at) (i32.const 16)) (i32.shr_u (local.get $escapes) (i32.const 15))))
              (br $next)))))
      (local.set $bit (i32.ctz (local.get $mask)))
      ;; Only what stands before the place is known to be of the text.
      (if (i32.and (local.get $wide) (i32.sub (i32.shl (i32.const 1) (local.get $bit)) (i32.const 1)))
        (then (global.set $flags (i32.or (global.get $flags) (i32.const 2)))))
      (local.set $at (i32.add (local.get $at) (local.get $bit)))
      (if (i32.ge_u (local.get $at) (local.get $end)) (then (return (i32.const -1))))
      (local.set $byte (i32.load8_u (local.get $at)))
      (if (local.get $twice)
        (then
          (if (i32.ne (local.get $byte) (i32.const 92)) (then (return (i32.const -1))))
          (local.set $byte (i32.load8_u offset=1 (local.get $at)))
          (if (i32.eq (local.get $byte) (i32.const 34)) (then (return (local.get $at))))
          (if (i32.ne (local.get $byte) (i32.const 92)) (then (return (i32.const -1))))
          (local.set $at (i32.add (local.get $at) (i32.const 2)))
          (local.set $byte (i32.load8_u (local.get $at)))
          ;; The message's own escape of a quote or a backslash is escaped, too.
          (if (i32.eq (local.get $byte) (i32.const 92))
            (then
              (local.set $at (i32.add (local.get $at) (i32.const 1)))
              (local.set $byte (i32.load8_u (local.get $at)))
              (if (i32.and (i32.ne (local.get $byte) (i32.const 34)) (i32.ne (local.get $byte) (i32.const 92))) (then (return (i32.const -1)))))
            (else (if (i32.eqz (call $letter (local.get $byte))) (then (return (i32.const -1)))))))
        (else
          (if (i32.eq (local.get $byte) (i32.const 34)) (then (return (local.get $at))))
          (if (i32.ne (local.get $byte) (i32.const 92)) (then (return (i32.const -1))))
          (local.set $at (i32.add (local.get $at) (i32.const 1)))
          (local.set $byte (i32.load8_u (local.get $at)))
          (if (i32.and (i32.ne (local.get $byte) (i32.const 34)) (i32.ne (local.get $byte) (i32.const 92)))
            (then (if (i32.eqz (call $letter (local.get $byte))) (then (return (i32.const -1))))))))
      (global.set $flags (i32.or (global.get $flags) (i32.add (i32.const 1) (i32.shl (local.get $twice) (i32.const 2)))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br $next))
    (unreachable))

  ;; 1 for a letter that may follow a backslash, but for u: b f n r t and the slash.
  (func $letter (param $byte i32) (result i32)
    (local.set $byte (i32.sub (local.get $byte) (i32.const 98)))
    (if (i32.eq (local.get $byte) (i32.const -51)) (then (return (i32.const 1))))
    (if (i32.gt_u (local.get $byte) (i32.const 18)) (then (return (i32.const 0))))
    (i32.and (i32.shr_u (i32.const 331793) (local.get $byte)) (i32.const 1)))

  ;; Where a run of digits ends. They follow those of `whole`, which is what all are as one number; no matter what it is for more than 15.
  (func $digits (param $at i32) (param $end i32) (result i32)
    (local $eight i64) (local $digit i32)
    ;; Eight at once: each byte must be one of "0" to "9", and pairs, then fours, then all are put together.
    (block $fewer
      (loop $more
        (br_if $fewer (i32.gt_u (i32.add (local.get $at) (i32.const 8)) (local.get $end)))
        (local.set $eight (i64.load (local.get $at)))
        (br_if $fewer
          (i64.ne
            (i64.and
              (i64.or (i64.add (local.get $eight) (i64.const 0x4646464646464646)) (i64.sub (local.get $eight) (i64.const 0x3030303030303030)))
              (i64.const 0x8080808080808080))
            (i64.const 0)))
        (local.set $eight (i64.sub (local.get $eight) (i64.const 0x3030303030303030)))
        (local.set $eight (i64.add (i64.mul (local.get $eight) (i64.const 10)) (i64.shr_u (local.get $eight) (i64.const 8))))
        (local.set $eight
          (i64.shr_u
            (i64.add
              (i64.mul (i64.and (local.get $eight) (i64.const 0x000000ff000000ff)) (i64.const 0x000f424000000064))
              (i64.mul (i64.and (i64.shr_u (local.get $eight) (i64.const 16)) (i64.const 0x000000ff000000ff)) (i64.const 0x0000271000000001)))
            (i64.const 32)))
        (global.set $whole (i64.add (i64.mul (global.get $whole) (i64.const 100000000)) (local.get $eight)))
        (local.set $at (i32.add (local.get $at) (i32.const 8)))
        (br $more)))
    (block $none
      (loop $more
        (br_if $none (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $digit (i32.sub (i32.load8_u (local.get $at)) (i32.const 48)))
        (br_if $none (i32.gt_u (local.get $digit) (i32.const 9)))
        (global.set $whole (i64.add (i64.mul (global.get $whole) (i64.const 10)) (i64.extend_i32_u (local.get $digit))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $more)))
    (local.get $at))

  ;; Where a number ends; -1 for none, and for one with an exponent or more than 15 digits. Its value is exact: see json.wat.
  (func $number (param $at i32) (param $end i32) (result i32)
    (local $digits i32) (local $places i32) (local $negative i32) (local $first i32) (local $m f64)
    (if (i32.eq (i32.load8_u (local.get $at)) (i32.const 45))
      (then (local.set $negative (i32.const 1)) (local.set $at (i32.add (local.get $at) (i32.const 1)))))
    (local.set $first (i32.load8_u (local.get $at)))
    (global.set $whole (i64.const 0))
    (local.set $digits (i32.sub (call $digits (local.get $at) (local.get $end)) (local.get $at)))
    (local.set $at (i32.add (local.get $at) (local.get $digits)))
    (if (i32.eqz (local.get $digits)) (then (return (i32.const -1))))
    (if (i32.and (i32.eq (local.get $first) (i32.const 48)) (i32.gt_u (local.get $digits) (i32.const 1))) (then (return (i32.const -1))))
    (if (i32.and (i32.lt_u (local.get $at) (local.get $end)) (i32.eq (i32.load8_u (local.get $at)) (i32.const 46)))
      (then
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (local.set $places (i32.sub (call $digits (local.get $at) (local.get $end)) (local.get $at)))
        (local.set $at (i32.add (local.get $at) (local.get $places)))
        (if (i32.eqz (local.get $places)) (then (return (i32.const -1))))))
    (if (i32.gt_u (i32.add (local.get $digits) (local.get $places)) (i32.const 15)) (then (return (i32.const -1))))
    (local.set $m (f64.convert_i64_u (global.get $whole)))
    (if (local.get $places)
      (then (local.set $m (f64.div (local.get $m) (f64.load (i32.add (i32.const 7168) (i32.shl (local.get $places) (i32.const 3))))))))
    (if (local.get $negative) (then (local.set $m (f64.neg (local.get $m)))))
    (global.set $value (local.get $m))
    (local.get $at))

  ;; 1 when the object between two places has the shape that begins at a piece.
  (func $fits (param $at i32) (param $end i32) (param $piece i32) (result i32)
    (local $place i32) (local $left i32) (local $want i32) (local $twice i32) (local $begin i32) (local $to i32) (local $kind i32) (local $four i32) (local $result i32)
    (loop $next
      (local.set $place (i32.load (local.get $piece)))
      (local.set $left (i32.load offset=4 (local.get $piece)))
      (if (i32.gt_u (i32.add (local.get $at) (local.get $left)) (local.get $end)) (then (return (i32.const 0))))
      (block $same
        (loop $bytes
          (br_if $same (i32.le_s (local.get $left) (i32.const 0)))
          (local.set $want (select (i32.const 0xffff) (i32.sub (i32.shl (i32.const 1) (local.get $left)) (i32.const 1)) (i32.ge_s (local.get $left) (i32.const 16))))
          (if (i32.ne
                (i32.and (i8x16.bitmask (i8x16.eq (v128.load (local.get $at)) (v128.load (local.get $place)))) (local.get $want))
                (local.get $want))
            (then (return (i32.const 0))))
          (local.set $at (i32.add (local.get $at) (select (i32.const 16) (local.get $left) (i32.ge_s (local.get $left) (i32.const 16)))))
          (local.set $place (i32.add (local.get $place) (i32.const 16)))
          (local.set $left (i32.sub (local.get $left) (i32.const 16)))
          (br $bytes)))
      (local.set $twice (i32.load offset=12 (local.get $piece)))
      (if (i32.eq (local.get $twice) (i32.const 2)) (then (return (i32.eq (local.get $at) (local.get $end)))))
      (if (i32.ge_u (local.get $at) (local.get $end)) (then (return (i32.const 0))))
      (local.set $begin (local.get $at))
      (global.set $flags (i32.const 0))
      (block $value
        (if (select (i32.eq (i32.load16_u (local.get $at)) (i32.const 0x225c)) (i32.eq (i32.load8_u (local.get $at)) (i32.const 34)) (local.get $twice))
          (then
            (local.set $begin (i32.add (i32.add (local.get $at) (i32.const 1)) (local.get $twice)))
            (local.set $to (call $text (local.get $begin) (local.get $end) (local.get $twice)))
            (if (i32.lt_s (local.get $to) (i32.const 0)) (then (return (i32.const 0))))
            (local.set $kind (i32.const 1))
            (local.set $at (i32.add (i32.add (local.get $to) (i32.const 1)) (local.get $twice)))
            (br $value)))
        (local.set $four (i32.load (local.get $at)))
        (local.set $kind (i32.const 0))
        (if (i32.eq (local.get $four) (i32.const 0x65757274)) (then (local.set $kind (i32.const 4))))
        (if (i32.eq (local.get $four) (i32.const 0x6c6c756e)) (then (local.set $kind (i32.const 6))))
        (if (i32.eq (local.get $four) (i32.const 0x736c6166))
          (then (if (i32.eq (i32.load8_u offset=4 (local.get $at)) (i32.const 101)) (then (local.set $kind (i32.const 5))))))
        (if (local.get $kind)
          (then
            (local.set $at (i32.add (local.get $at) (select (i32.const 5) (i32.const 4) (i32.eq (local.get $kind) (i32.const 5)))))
            (local.set $to (local.get $at))
            (br $value)))
        (local.set $at (call $number (local.get $at) (local.get $end)))
        (if (i32.lt_s (local.get $at) (i32.const 0)) (then (return (i32.const 0))))
        (local.set $to (local.get $at))
        (local.set $kind (i32.const 2)))
      (local.set $result (i32.load offset=8 (local.get $piece)))
      (if (i32.ge_s (local.get $result) (i32.const 0))
        (then
          (local.set $result (i32.add (global.get $results) (i32.shl (local.get $result) (i32.const 5))))
          (i32.store (local.get $result) (local.get $kind))
          (i32.store offset=4 (local.get $result) (local.get $begin))
          (i32.store offset=8 (local.get $result) (local.get $to))
          (i32.store offset=12 (local.get $result) (global.get $flags))
          (f64.store offset=16 (local.get $result) (global.get $value))))
      (local.set $piece (i32.add (local.get $piece) (i32.const 16)))
      (br $next))
    (unreachable))

  ;; The number of the shape that an object has, with the first `results` noted; -1 when it has none of them.
  (func $match (export "match") (param $at i32) (param $end i32) (param $results i32) (param $table i32) (result i32)
    (local $shape i32) (local $count i32) (local $last i32) (local $to i32)
    (local.set $count (i32.load (local.get $table)))
    (if (i32.eqz (local.get $count)) (then (return (i32.const -1))))
    (local.set $to (i32.add (global.get $results) (i32.shl (local.get $results) (i32.const 5))))
    (local.set $last (i32.load offset=4 (local.get $table)))
    (local.set $shape (local.get $last))
    (loop $next
      (local.set $results (global.get $results))
      (block $cleared
        (loop $clear
          (br_if $cleared (i32.ge_u (local.get $results) (local.get $to)))
          (i32.store (local.get $results) (i32.const 0))
          (local.set $results (i32.add (local.get $results) (i32.const 32)))
          (br $clear)))
      (if (call $fits (local.get $at) (local.get $end) (i32.load offset=16 (i32.add (local.get $table) (i32.shl (local.get $shape) (i32.const 2)))))
        (then (i32.store offset=4 (local.get $table) (local.get $shape)) (return (local.get $shape))))
      (local.set $shape (i32.add (local.get $shape) (i32.const 1)))
      (if (i32.ge_u (local.get $shape) (local.get $count)) (then (local.set $shape (i32.const 0))))
      (br_if $next (i32.ne (local.get $shape) (local.get $last))))
    (i32.const -1))

  ;; Looks at lines that lines.wat has noted, up to the first that has no shape. How many have one: its number is at 20 of the line then, and
  ;; the results of each stand behind those of the one before, from `out` on.
  (func (export "many") (param $line i32) (param $count i32) (param $results i32) (param $table i32) (param $out i32) (result i32)
    (local $done i32) (local $shape i32)
    (global.set $results (local.get $out))
    (block $end
      (loop $next
        (br_if $end (i32.ge_u (local.get $done) (local.get $count)))
        (local.set $shape
          (call $match (i32.load (local.get $line)) (i32.load offset=4 (local.get $line)) (local.get $results) (local.get $table)))
        (br_if $end (i32.lt_s (local.get $shape) (i32.const 0)))
        (i32.store offset=20 (local.get $line) (local.get $shape))
        (global.set $results (i32.add (global.get $results) (i32.shl (local.get $results) (i32.const 5))))
        (local.set $line (i32.add (local.get $line) (i32.const 24)))
        (local.set $done (i32.add (local.get $done) (i32.const 1)))
        (br $next)))
    (global.set $results (i32.const 4096))
    (local.get $done)))
