;; What is done to every byte of a file: looking for texts and counting lines, 16 bytes at a time.
;; Compiled into kernel.ts by `npm run simd`; a test compares the two.
;;
;; Memory: a table of texts from 0, one in 512 bytes, then the chunk that is searched. 64 bytes and the longest text
;; behind the chunk's end must be readable; what stands there changes nothing.
;; An entry: i32 length, i32 and i32 the places of two rare bytes in the text, then from 16 on four vectors:
;; the first byte, its mask, the second byte, its mask; from 80 on the text's bytes, from 288 on their masks.
;; A mask is 0x20 for a letter whose case does not matter, else 0.
(module
  (memory (export "memory") 1)

  ;; 1 when the text of an entry stands at a place and ends before `end`.
  (func $matches (param $at i32) (param $entry i32) (param $end i32) (result i32)
    (local $k i32) (local $length i32)
    (local.set $length (i32.load (local.get $entry)))
    (if (i32.gt_u (i32.add (local.get $at) (local.get $length)) (local.get $end)) (then (return (i32.const 0))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $k) (local.get $length)))
        (if (i32.ne
              (i32.or (i32.load8_u (i32.add (local.get $at) (local.get $k)))
                      (i32.load8_u offset=288 (i32.add (local.get $entry) (local.get $k))))
              (i32.load8_u offset=80 (i32.add (local.get $entry) (local.get $k))))
          (then (return (i32.const 0))))
        (local.set $k (i32.add (local.get $k) (i32.const 1)))
        (br $next)))
    (i32.const 1))

  ;; Which of the 16 places from `at` on have the two rare bytes of an entry where its text has them.
  (func $candidates (param $at i32) (param $entry i32) (result i32)
    (i8x16.bitmask
      (v128.and
        (i8x16.eq
          (v128.or (v128.load (i32.add (local.get $at) (i32.load offset=4 (local.get $entry)))) (v128.load offset=32 (local.get $entry)))
          (v128.load offset=16 (local.get $entry)))
        (i8x16.eq
          (v128.or (v128.load (i32.add (local.get $at) (i32.load offset=8 (local.get $entry)))) (v128.load offset=64 (local.get $entry)))
          (v128.load offset=48 (local.get $entry))))))

  ;; What `find` says of the first text alone, 64 places at a time.
  (func $findOne (param $from i32) (param $end i32) (result i32)
    (local $a i32) (local $b i32) (local $at i32) (local $bits i64)
    (local $byte1 v128) (local $mask1 v128) (local $byte2 v128) (local $mask2 v128)
    (local $v0 v128) (local $v1 v128) (local $v2 v128) (local $v3 v128)
    (local.set $byte1 (v128.load offset=16 (i32.const 0)))
    (local.set $mask1 (v128.load offset=32 (i32.const 0)))
    (local.set $byte2 (v128.load offset=48 (i32.const 0)))
    (local.set $mask2 (v128.load offset=64 (i32.const 0)))
    (local.set $a (i32.add (local.get $from) (i32.load offset=4 (i32.const 0))))
    (local.set $b (i32.add (local.get $from) (i32.load offset=8 (i32.const 0))))
    (loop $block
      (if (i32.ge_u (local.get $from) (local.get $end)) (then (return (i32.const -1))))
      (local.set $v0
        (v128.and
          (i8x16.eq (v128.or (v128.load (local.get $a)) (local.get $mask1)) (local.get $byte1))
          (i8x16.eq (v128.or (v128.load (local.get $b)) (local.get $mask2)) (local.get $byte2))))
      (local.set $v1
        (v128.and
          (i8x16.eq (v128.or (v128.load offset=16 (local.get $a)) (local.get $mask1)) (local.get $byte1))
          (i8x16.eq (v128.or (v128.load offset=16 (local.get $b)) (local.get $mask2)) (local.get $byte2))))
      (local.set $v2
        (v128.and
          (i8x16.eq (v128.or (v128.load offset=32 (local.get $a)) (local.get $mask1)) (local.get $byte1))
          (i8x16.eq (v128.or (v128.load offset=32 (local.get $b)) (local.get $mask2)) (local.get $byte2))))
      (local.set $v3
        (v128.and
          (i8x16.eq (v128.or (v128.load offset=48 (local.get $a)) (local.get $mask1)) (local.get $byte1))
          (i8x16.eq (v128.or (v128.load offset=48 (local.get $b)) (local.get $mask2)) (local.get $byte2))))
      (if (v128.any_true (v128.or (v128.or (local.get $v0) (local.get $v1)) (v128.or (local.get $v2) (local.get $v3))))
        (then
          (local.set $bits (call $bits64 (local.get $v0) (local.get $v1) (local.get $v2) (local.get $v3)))
          (loop $candidates
            (local.set $at (i32.add (local.get $from) (i32.wrap_i64 (i64.ctz (local.get $bits)))))
            (if (call $matches (local.get $at) (i32.const 0) (local.get $end)) (then (return (local.get $at))))
            (local.set $bits (i64.and (local.get $bits) (i64.sub (local.get $bits) (i64.const 1))))
            (br_if $candidates (i64.ne (local.get $bits) (i64.const 0))))))
      (local.set $from (i32.add (local.get $from) (i32.const 64)))
      (local.set $a (i32.add (local.get $a) (i32.const 64)))
      (local.set $b (i32.add (local.get $b) (i32.const 64)))
      (br $block))
    (unreachable))

  ;; The first place from `from` on, before `end`, where one of `count` texts stands; -1 when there is none.
  (func (export "find") (param $from i32) (param $end i32) (param $count i32) (result i32)
    (local $mask i32) (local $entry i32) (local $last i32) (local $at i32)
    (if (i32.eq (local.get $count) (i32.const 1)) (then (return (call $findOne (local.get $from) (local.get $end)))))
    (local.set $last (i32.shl (local.get $count) (i32.const 9)))
    (loop $block
      (if (i32.ge_u (local.get $from) (local.get $end)) (then (return (i32.const -1))))
      (local.set $mask (i32.const 0))
      (local.set $entry (i32.const 0))
      (loop $texts
        (local.set $mask (i32.or (local.get $mask) (call $candidates (local.get $from) (local.get $entry))))
        (local.set $entry (i32.add (local.get $entry) (i32.const 512)))
        (br_if $texts (i32.lt_u (local.get $entry) (local.get $last))))
      (block $none
        (loop $bits
          (br_if $none (i32.eqz (local.get $mask)))
          (local.set $at (i32.add (local.get $from) (i32.ctz (local.get $mask))))
          (local.set $entry (i32.const 0))
          (loop $texts
            (if (call $matches (local.get $at) (local.get $entry) (local.get $end)) (then (return (local.get $at))))
            (local.set $entry (i32.add (local.get $entry) (i32.const 512)))
            (br_if $texts (i32.lt_u (local.get $entry) (local.get $last))))
          (local.set $mask (i32.and (local.get $mask) (i32.sub (local.get $mask) (i32.const 1))))
          (br $bits)))
      (local.set $from (i32.add (local.get $from) (i32.const 16)))
      (br $block))
    (i32.const -1))

  ;; A bit for each of 64 bytes, which are set or not.
  (func $bits64 (param $v0 v128) (param $v1 v128) (param $v2 v128) (param $v3 v128) (result i64)
    (i64.or
      (i64.extend_i32_u
        (i32.or (i8x16.bitmask (local.get $v0)) (i32.shl (i8x16.bitmask (local.get $v1)) (i32.const 16))))
      (i64.shl
        (i64.extend_i32_u
          (i32.or (i8x16.bitmask (local.get $v2)) (i32.shl (i8x16.bitmask (local.get $v3)) (i32.const 16))))
        (i64.const 32))))

  ;; A bit for each of 64 bytes that equals a byte.
  (func $equal64 (param $at i32) (param $byte v128) (result i64)
    (call $bits64
      (i8x16.eq (v128.load (local.get $at)) (local.get $byte))
      (i8x16.eq (v128.load offset=16 (local.get $at)) (local.get $byte))
      (i8x16.eq (v128.load offset=32 (local.get $at)) (local.get $byte))
      (i8x16.eq (v128.load offset=48 (local.get $at)) (local.get $byte))))

  ;; How many lines end between two places, without those that hold nothing, or nothing but a carriage return.
  (func (export "lines") (param $from i32) (param $end i32) (result i32)
    (local $newlines i64) (local $returns i64) (local $before i64) (local $two i64) (local $returned i64) (local $count i64) (local $left i32)
    ;; Before the first byte stands the end of a line.
    (local.set $before (i64.const 1))
    (block $done
      (loop $block
        (br_if $done (i32.ge_u (local.get $from) (local.get $end)))
        (local.set $newlines (call $equal64 (local.get $from) (i8x16.splat (i32.const 10))))
        (local.set $returns (call $equal64 (local.get $from) (i8x16.splat (i32.const 13))))
        (local.set $left (i32.sub (local.get $end) (local.get $from)))
        (if (i32.lt_u (local.get $left) (i32.const 64))
          (then
            (local.set $newlines
              (i64.and (local.get $newlines) (i64.sub (i64.shl (i64.const 1) (i64.extend_i32_u (local.get $left))) (i64.const 1))))))
        (local.set $count
          (i64.add (local.get $count)
            (i64.popcnt
              (i64.and (local.get $newlines)
                (i64.xor (i64.const -1)
                  (i64.or
                    (i64.or (i64.shl (local.get $newlines) (i64.const 1)) (local.get $before))
                    (i64.and
                      (i64.or (i64.shl (local.get $returns) (i64.const 1)) (local.get $returned))
                      (i64.or
                        (i64.shl (local.get $newlines) (i64.const 2))
                        (i64.or (i64.shl (local.get $before) (i64.const 1)) (local.get $two))))))))))
        (local.set $before (i64.shr_u (local.get $newlines) (i64.const 63)))
        (local.set $two (i64.and (i64.shr_u (local.get $newlines) (i64.const 62)) (i64.const 1)))
        (local.set $returned (i64.shr_u (local.get $returns) (i64.const 63)))
        (local.set $from (i32.add (local.get $from) (i32.const 64)))
        (br $block)))
    (i32.wrap_i64 (local.get $count)))

  ;; Where of 16 places a backslash stands before the letter u.
  (func $escapes (param $at i32) (result v128)
    (v128.and
      (i8x16.eq (v128.load (local.get $at)) (i8x16.splat (i32.const 92)))
      (i8x16.eq (v128.load offset=1 (local.get $at)) (i8x16.splat (i32.const 117)))))

  ;; 1 when somewhere between two places stands \u00 and a digit from 2 to 7, as JSON may write ASCII.
  (func (export "escaped") (param $from i32) (param $end i32) (result i32)
    (local $bits i64) (local $at i32) (local $v0 v128) (local $v1 v128) (local $v2 v128) (local $v3 v128)
    (loop $block
      (if (i32.ge_u (local.get $from) (local.get $end)) (then (return (i32.const 0))))
      (local.set $v0 (call $escapes (local.get $from)))
      (local.set $v1 (call $escapes (i32.add (local.get $from) (i32.const 16))))
      (local.set $v2 (call $escapes (i32.add (local.get $from) (i32.const 32))))
      (local.set $v3 (call $escapes (i32.add (local.get $from) (i32.const 48))))
      (if (v128.any_true (v128.or (v128.or (local.get $v0) (local.get $v1)) (v128.or (local.get $v2) (local.get $v3))))
        (then
          (local.set $bits (call $bits64 (local.get $v0) (local.get $v1) (local.get $v2) (local.get $v3)))
          (loop $each
            (local.set $at (i32.add (local.get $from) (i32.wrap_i64 (i64.ctz (local.get $bits)))))
            (if (i32.ge_u (local.get $at) (local.get $end)) (then (return (i32.const 0))))
            (if (i32.and
                  (i32.eq (i32.load16_u offset=2 (local.get $at)) (i32.const 0x3030))
                  (i32.le_u (i32.sub (i32.load8_u offset=4 (local.get $at)) (i32.const 50)) (i32.const 5)))
              (then (return (i32.const 1))))
            (local.set $bits (i64.and (local.get $bits) (i64.sub (local.get $bits) (i64.const 1))))
            (br_if $each (i64.ne (local.get $bits) (i64.const 0))))))
      (local.set $from (i32.add (local.get $from) (i32.const 64)))
      (br $block))
    (unreachable)))
