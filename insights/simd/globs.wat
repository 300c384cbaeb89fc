;; Patterns of `parse` with wildcards, matched in bytes as matchGlob in glob.ts does. Compiled into globs-kernel.ts by `npm run simd`.
;; Memory is the one of kernel.wat, laid out by layout.ts. At `glob` stands i32 how many literal parts there are, and from 16 on for each part:
;; i32 place of its bytes, i32 their length, i32 whether the number of the wildcard before it is wanted; then what that wildcard is:
;; i32 begin, i32 end, i32 whether it is a plain number, f64 the number (32 bytes).
(module
  (import "kernel" "memory" (memory 1))

  ;; 1 when the same bytes stand at two places.
  (func $same (param $at i32) (param $place i32) (param $length i32) (result i32)
    (local $want i32)
    (loop $next
      (if (i32.le_s (local.get $length) (i32.const 0)) (then (return (i32.const 1))))
      (local.set $want
        (select (i32.const 0xffff) (i32.sub (i32.shl (i32.const 1) (local.get $length)) (i32.const 1)) (i32.ge_s (local.get $length) (i32.const 16))))
      (if (i32.ne
            (i32.and (i8x16.bitmask (i8x16.eq (v128.load (local.get $at)) (v128.load (local.get $place)))) (local.get $want))
            (local.get $want))
        (then (return (i32.const 0))))
      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (local.set $place (i32.add (local.get $place) (i32.const 16)))
      (local.set $length (i32.sub (local.get $length) (i32.const 16)))
      (br $next))
    (unreachable))

  ;; Where the bytes first stand between two places; -1 where they do not. An empty text stands anywhere.
  (func $find (param $at i32) (param $end i32) (param $place i32) (param $length i32) (result i32)
    (local $mask i32) (local $found i32) (local $first v128) (local $last v128)
    (if (i32.eqz (local.get $length)) (then (return (local.get $at))))
    (local.set $end (i32.sub (local.get $end) (local.get $length)))
    (local.set $first (v128.load8_splat (local.get $place)))
    (local.set $last (v128.load8_splat (i32.sub (i32.add (local.get $place) (local.get $length)) (i32.const 1))))
    (loop $block
      (if (i32.gt_s (local.get $at) (local.get $end)) (then (return (i32.const -1))))
      (local.set $mask
        (i8x16.bitmask
          (v128.and
            (i8x16.eq (v128.load (local.get $at)) (local.get $first))
            (i8x16.eq (v128.load (i32.sub (i32.add (local.get $at) (local.get $length)) (i32.const 1))) (local.get $last)))))
      (loop $bits
        (if (local.get $mask)
          (then
            (local.set $found (i32.add (local.get $at) (i32.ctz (local.get $mask))))
            (if (i32.gt_s (local.get $found) (local.get $end)) (then (return (i32.const -1))))
            (if (call $same (local.get $found) (local.get $place) (local.get $length)) (then (return (local.get $found))))
            (local.set $mask (i32.and (local.get $mask) (i32.sub (local.get $mask) (i32.const 1))))
            (br $bits))))
      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (br $block))
    (unreachable))

  ;; Notes the number that a wildcard is, as plainNumber in values.ts reads it: at most 15 characters, a point only between digits.
  (func $number (param $entry i32) (param $at i32) (param $end i32)
    (local $begin i32) (local $digit i32) (local $point i32) (local $m f64)
    (i32.store offset=20 (local.get $entry) (i32.const 0))
    (if (i32.gt_u (i32.sub (i32.sub (local.get $end) (local.get $at)) (i32.const 1)) (i32.const 14)) (then (return)))
    (local.set $begin (local.get $at))
    (loop $next
      (local.set $digit (i32.sub (i32.load8_u (local.get $at)) (i32.const 48)))
      (if (i32.le_u (local.get $digit) (i32.const 9))
        (then (local.set $m (f64.add (f64.mul (local.get $m) (f64.const 10)) (f64.convert_i32_u (local.get $digit)))))
        (else
          (if (i32.or (i32.ne (local.get $digit) (i32.const -2)) (local.get $point)) (then (return)))
          (if (i32.or (i32.eq (local.get $at) (local.get $begin)) (i32.eq (i32.add (local.get $at) (i32.const 1)) (local.get $end))) (then (return)))
          (local.set $point (local.get $at))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $at) (local.get $end))))
    (if (local.get $point)
      (then
        (local.set $point (i32.sub (i32.sub (local.get $end) (local.get $point)) (i32.const 1)))
        (local.set $m (f64.div (local.get $m) (f64.load (i32.add (i32.const 7168) (i32.shl (local.get $point) (i32.const 3))))))))
    (i32.store offset=20 (local.get $entry) (i32.const 1))
    (f64.store offset=24 (local.get $entry) (local.get $m)))

  ;; 1 when the text between two places matches; then its wildcards are noted.
  (func (export "glob") (param $at i32) (param $end i32) (param $glob i32) (result i32)
    (local $entry i32) (local $last i32) (local $found i32) (local $length i32)
    (local.set $entry (i32.add (local.get $glob) (i32.const 16)))
    (local.set $last (i32.add (local.get $glob) (i32.sub (i32.shl (i32.load (local.get $glob)) (i32.const 5)) (i32.const 16))))
    (local.set $length (i32.load offset=4 (local.get $entry)))
    (local.set $at (call $find (local.get $at) (local.get $end) (i32.load (local.get $entry)) (local.get $length)))
    (if (i32.lt_s (local.get $at) (i32.const 0)) (then (return (i32.const 0))))
    (local.set $at (i32.add (local.get $at) (local.get $length)))
    (loop $next
      (if (i32.ge_u (local.get $entry) (local.get $last)) (then (return (i32.const 1))))
      (local.set $entry (i32.add (local.get $entry) (i32.const 32)))
      (local.set $length (i32.load offset=4 (local.get $entry)))
      (local.set $found (call $find (local.get $at) (local.get $end) (i32.load (local.get $entry)) (local.get $length)))
      ;; A wildcard at the very end runs to the end.
      (if (i32.and (i32.eqz (local.get $length)) (i32.eq (local.get $entry) (local.get $last))) (then (local.set $found (local.get $end))))
      (if (i32.lt_s (local.get $found) (i32.const 0)) (then (return (i32.const 0))))
      (i32.store offset=12 (local.get $entry) (local.get $at))
      (i32.store offset=16 (local.get $entry) (local.get $found))
      (if (i32.load offset=8 (local.get $entry)) (then (call $number (local.get $entry) (local.get $at) (local.get $found))))
      (local.set $at (i32.add (local.get $found) (local.get $length)))
      (br $next))
    (unreachable)))
