;; One look at a JSON object: is it valid, and where are the values of the fields that are wanted? What is not sure is left
;; to JSON.parse: a key or object that comes twice, an escape in a key, a value that is an object, more than 200 values.
;; Compiled into json-kernel.ts by `npm run simd`. Memory is the one of kernel.wat, laid out by layout.ts:
;; RESULTS 4096: for each wanted field i32 kind, i32 begin, i32 end, i32 flags, f64 number (32 bytes).
;;   Kinds: 1 text, 2 number, 3 number to be read elsewhere, 4 true, 5 false, 6 null. Flags: 1 an escape, 2 not all ASCII.
;; STACK 6144: i32 bracket, i32 node, i32 index (16 bytes). POWERS 7168: f64 powers of ten.
;; NODES 8192: i32 first entry, i32 how many. An entry is a key below a node: i32 length, i32 place of its bytes, i64 its first
;;   8 bytes, i64 their mask, i32 node below, i32 result, i32 index in a list, i32 the look in which it was seen (48 bytes).
(module
  (import "kernel" "memory" (memory 1))
  (global $flags (mut i32) (i32.const 0)) (global $look (mut i32) (i32.const 0))
  ;; How many members the last object had that was read.
  (global $members (export "members") (mut i32) (i32.const 0))
  (global $child (mut i32) (i32.const -1)) (global $result (mut i32) (i32.const -1))
  ;; The byte at a place, 0 at the end.
  (func $byte (param $at i32) (param $end i32) (result i32)
    (if (result i32) (i32.lt_u (local.get $at) (local.get $end)) (then (i32.load8_u (local.get $at))) (else (i32.const 0))))
  ;; The first place that holds no white space of JSON.
  (func $skip (param $at i32) (param $end i32) (result i32)
    (local $byte i32)
    (loop $next
      (local.set $byte (call $byte (local.get $at) (local.get $end)))
      (if (i32.gt_u (local.get $byte) (i32.const 32)) (then (return (local.get $at))))
      (if (i32.or (i32.or (i32.eq (local.get $byte) (i32.const 32)) (i32.eq (local.get $byte) (i32.const 9)))
                  (i32.or (i32.eq (local.get $byte) (i32.const 10)) (i32.eq (local.get $byte) (i32.const 13))))
        (then (local.set $at (i32.add (local.get $at) (i32.const 1))) (br $next))))
    (local.get $at))
  ;; 1 when four hexadecimal digits stand at a place.
  (func $hex4 (param $at i32) (result i32)
    (local $to i32) (local $byte i32)
    (local.set $to (i32.add (local.get $at) (i32.const 4)))
    (loop $next
      (local.set $byte (i32.load8_u (local.get $at)))
      (if (i32.gt_u (i32.sub (local.get $byte) (i32.const 48)) (i32.const 9))
        (then
          (if (i32.gt_u (i32.sub (i32.or (local.get $byte) (i32.const 32)) (i32.const 97)) (i32.const 5)) (then (return (i32.const 0))))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $at) (local.get $to))))
    (i32.const 1))
  ;; Where the text ends that begins behind a quote; -1 when it is not valid.
  (func $string (param $at i32) (param $end i32) (result i32)
    (local $v v128) (local $mask i32) (local $quotes i32) (local $escapes i32) (local $wide i32) (local $byte i32) (local $bit i32) (local $place i32)
    (global.set $flags (i32.const 0))
    (loop $next
      (if (i32.ge_u (local.get $at) (local.get $end)) (then (return (i32.const -1))))
      (local.set $v (v128.load (local.get $at)))
      (local.set $quotes (i8x16.bitmask (i8x16.eq (local.get $v) (i8x16.splat (i32.const 34)))))
      (local.set $escapes (i8x16.bitmask (i8x16.eq (local.get $v) (i8x16.splat (i32.const 92)))))
      (local.set $mask
        (i32.or (i32.or (local.get $quotes) (local.get $escapes)) (i8x16.bitmask (i8x16.lt_u (local.get $v) (i8x16.splat (i32.const 32))))))
      (local.set $wide (i8x16.bitmask (local.get $v)))
      ;; A message in an envelope: nothing but escaped quotes, whose places are those of the escapes and one.
      (if (i32.and
            (i32.eq (local.get $quotes) (i32.and (i32.shl (local.get $escapes) (i32.const 1)) (i32.const 0xffff)))
            (i32.eq (i32.or (local.get $quotes) (local.get $escapes)) (local.get $mask)))
        (then
          (global.set $flags (i32.or (global.get $flags) (i32.or (i32.ne (local.get $escapes) (i32.const 0)) (i32.shl (i32.ne (local.get $wide) (i32.const 0)) (i32.const 1)))))
          (local.set $at (i32.sub (i32.add (local.get $at) (i32.const 16)) (i32.shr_u (local.get $escapes) (i32.const 15)))) (br $next)))
      (loop $bits
        (local.set $bit (select (i32.ctz (local.get $mask)) (i32.const 16) (local.get $mask)))
        (local.set $place (i32.add (local.get $at) (local.get $bit)))
        ;; Only what stands before the place is known to be of the text.
        (if (i32.and (local.get $wide) (i32.sub (i32.shl (i32.const 1) (local.get $bit)) (i32.const 1)))
          (then (global.set $flags (i32.or (global.get $flags) (i32.const 2)))))
        (if (i32.eqz (local.get $mask)) (then (local.set $at (local.get $place)) (br $next)))
        (if (i32.ge_u (local.get $place) (local.get $end)) (then (return (i32.const -1)))) (local.set $byte (i32.load8_u (local.get $place)))
        (if (i32.eq (local.get $byte) (i32.const 34)) (then (return (local.get $place)))) (if (i32.ne (local.get $byte) (i32.const 92)) (then (return (i32.const -1))))
        (global.set $flags (i32.or (global.get $flags) (i32.const 1))) (local.set $byte (i32.load8_u offset=1 (local.get $place)))
        (if (i32.eq (local.get $byte) (i32.const 117))
          (then (if (i32.eqz (call $hex4 (i32.add (local.get $place) (i32.const 2)))) (then (return (i32.const -1))))
            (local.set $at (i32.add (local.get $place) (i32.const 6))) (br $next)))
        (if (i32.and (i32.ne (local.get $byte) (i32.const 34)) (i32.and (i32.ne (local.get $byte) (i32.const 92)) (i32.ne (local.get $byte) (i32.const 47))))
          (then
            ;; b f n r t
            (local.set $byte (i32.sub (local.get $byte) (i32.const 98)))
            (if (i32.gt_u (local.get $byte) (i32.const 18)) (then (return (i32.const -1))))
            (if (i32.eqz (i32.and (i32.shr_u (i32.const 331793) (local.get $byte)) (i32.const 1))) (then (return (i32.const -1))))))
        (if (i32.eq (local.get $bit) (i32.const 15)) (then (local.set $at (i32.add (local.get $place) (i32.const 2))) (br $next)))
        (local.set $mask (i32.and (local.get $mask) (i32.xor (i32.const -1) (i32.shl (i32.const 3) (local.get $bit)))))
        (br $bits)))
    (i32.const -1))
  ;; Notes a value; 0 when the field has one already.
  (func $note (param $kind i32) (param $from i32) (param $to i32) (param $number f64) (result i32)
    (local $at i32)
    (if (i32.lt_s (global.get $result) (i32.const 0)) (then (return (i32.const 1))))
    (local.set $at (i32.add (i32.const 4096) (i32.shl (global.get $result) (i32.const 5))))
    (if (i32.load (local.get $at)) (then (return (i32.const 0))))
    (i32.store (local.get $at) (local.get $kind))
    (i32.store offset=4 (local.get $at) (local.get $from)) (i32.store offset=8 (local.get $at) (local.get $to)) (i32.store offset=12 (local.get $at) (global.get $flags))
    (f64.store offset=16 (local.get $at) (local.get $number))
    (i32.const 1))
  ;; Where a number ends; -1 when it is not valid. Up to 15 digits are exact in a double, and so is their quotient by a power of ten.
  (func $number (param $at i32) (param $end i32) (result i32)
    (local $begin i32) (local $digit i32) (local $digits i32) (local $places i32) (local $exponent i32) (local $m f64)
    (local.set $begin (local.get $at))
    (if (i32.eq (call $byte (local.get $at) (local.get $end)) (i32.const 45)) (then (local.set $at (i32.add (local.get $at) (i32.const 1)))))
    (local.set $digit (i32.sub (call $byte (local.get $at) (local.get $end)) (i32.const 48)))
    (if (i32.gt_u (local.get $digit) (i32.const 9)) (then (return (i32.const -1))))
    (local.set $at (i32.add (local.get $at) (i32.const 1))) (local.set $digits (i32.const 1))
    (if (local.get $digit)
      (then
        (local.set $m (f64.convert_i32_u (local.get $digit)))
        (loop $more
          (local.set $digit (i32.sub (call $byte (local.get $at) (local.get $end)) (i32.const 48)))
          (if (i32.le_u (local.get $digit) (i32.const 9))
            (then (local.set $m (f64.add (f64.mul (local.get $m) (f64.const 10)) (f64.convert_i32_u (local.get $digit))))
              (local.set $digits (i32.add (local.get $digits) (i32.const 1)))
              (local.set $at (i32.add (local.get $at) (i32.const 1))) (br $more))))))
    (if (i32.eq (call $byte (local.get $at) (local.get $end)) (i32.const 46))
      (then
        (loop $more
          (local.set $at (i32.add (local.get $at) (i32.const 1)))
          (local.set $digit (i32.sub (call $byte (local.get $at) (local.get $end)) (i32.const 48)))
          (if (i32.le_u (local.get $digit) (i32.const 9))
            (then (local.set $m (f64.add (f64.mul (local.get $m) (f64.const 10)) (f64.convert_i32_u (local.get $digit))))
              (local.set $places (i32.add (local.get $places) (i32.const 1)))
              (br $more))))
        (if (i32.eqz (local.get $places)) (then (return (i32.const -1))))))
    (if (i32.eq (i32.or (call $byte (local.get $at) (local.get $end)) (i32.const 32)) (i32.const 101))
      (then
        (local.set $at (i32.add (local.get $at) (i32.const 1))) (local.set $digit (call $byte (local.get $at) (local.get $end)))
        (if (i32.or (i32.eq (local.get $digit) (i32.const 43)) (i32.eq (local.get $digit) (i32.const 45)))
          (then (local.set $at (i32.add (local.get $at) (i32.const 1)))))
        (local.set $exponent (local.get $at))
        (loop $more
          (if (i32.le_u (i32.sub (call $byte (local.get $at) (local.get $end)) (i32.const 48)) (i32.const 9))
            (then (local.set $at (i32.add (local.get $at) (i32.const 1))) (br $more))))
        (if (i32.eq (local.get $at) (local.get $exponent)) (then (return (i32.const -1))))))
    (local.set $digits (i32.add (local.get $digits) (local.get $places)))
    (if (i32.or (local.get $exponent) (i32.gt_u (local.get $digits) (i32.const 15)))
      (then (return (select (local.get $at) (i32.const -1) (call $note (i32.const 3) (local.get $begin) (local.get $at) (f64.const 0))))))
    (local.set $m (f64.div (local.get $m) (f64.load (i32.add (i32.const 7168) (i32.shl (local.get $places) (i32.const 3))))))
    (if (i32.eq (i32.load8_u (local.get $begin)) (i32.const 45)) (then (local.set $m (f64.neg (local.get $m)))))
    (select (local.get $at) (i32.const -1) (call $note (i32.const 2) (local.get $begin) (local.get $at) (local.get $m))))
  ;; Says what is wanted of a value below a node: by the key that stands between two places, or by its index in a list.
  (func $want (param $node i32) (param $from i32) (param $to i32) (param $index i32) (result i32)
    (local $entry i32) (local $left i32) (local $k i32) (local $length i32)
    (global.set $child (i32.const -1)) (global.set $result (i32.const -1))
    (if (i32.lt_s (local.get $node) (i32.const 0)) (then (return (i32.const 1))))
    (local.set $length (i32.sub (local.get $to) (local.get $from)))
    (local.set $node (i32.add (i32.const 8192) (i32.shl (local.get $node) (i32.const 3)))) (local.set $entry (i32.load (local.get $node)))
    (local.set $left (i32.load offset=4 (local.get $node)))
    (loop $next (if (i32.eqz (local.get $left)) (then (return (i32.const 1))))
      (block $other
        (if (i32.ge_s (local.get $index) (i32.const 0))
          (then (br_if $other (i32.ne (i32.load offset=32 (local.get $entry)) (local.get $index))))
          (else
            (br_if $other (i32.ne (i32.load (local.get $entry)) (local.get $length)))
            (br_if $other
              (i64.ne (i64.and (i64.load (local.get $from)) (i64.load offset=16 (local.get $entry))) (i64.load offset=8 (local.get $entry))))
            (local.set $k (i32.const 8))
            (loop $bytes
              (if (i32.lt_u (local.get $k) (local.get $length))
                (then
                  (br_if $other
                    (i32.ne (i32.load8_u (i32.add (local.get $from) (local.get $k)))
                            (i32.load8_u (i32.add (i32.load offset=4 (local.get $entry)) (local.get $k)))))
                  (local.set $k (i32.add (local.get $k) (i32.const 1))) (br $bytes))))
            (if (i32.eq (i32.load offset=36 (local.get $entry)) (global.get $look)) (then (return (i32.const 0))))
            (i32.store offset=36 (local.get $entry) (global.get $look))))
        (global.set $child (i32.load offset=24 (local.get $entry)))
        (global.set $result (i32.load offset=28 (local.get $entry)))
        (return (i32.const 1)))
      (local.set $entry (i32.add (local.get $entry) (i32.const 48)))
      (local.set $left (i32.sub (local.get $left) (i32.const 1))) (br $next))
    (i32.const 1))
  ;; Reads a key. Where its value begins; -1 when it is not valid or not sure.
  (func $key (param $at i32) (param $end i32) (param $node i32) (result i32)
    (local $to i32)
    (if (i32.ne (call $byte (local.get $at) (local.get $end)) (i32.const 34)) (then (return (i32.const -1))))
    (local.set $at (i32.add (local.get $at) (i32.const 1))) (local.set $to (call $string (local.get $at) (local.get $end)))
    (if (i32.lt_s (local.get $to) (i32.const 0)) (then (return (i32.const -1))))
    (if (i32.and (i32.ge_s (local.get $node) (i32.const 0)) (i32.or (i32.and (global.get $flags) (i32.const 1)) (i32.eq (local.get $at) (local.get $to))))
      (then (return (i32.const -1))))
    (if (i32.eqz (call $want (local.get $node) (local.get $at) (local.get $to) (i32.const -1))) (then (return (i32.const -1))))
    (local.set $at (call $skip (i32.add (local.get $to) (i32.const 1)) (local.get $end)))
    (if (i32.ne (call $byte (local.get $at) (local.get $end)) (i32.const 58)) (then (return (i32.const -1))))
    (call $skip (i32.add (local.get $at) (i32.const 1)) (local.get $end)))
  ;; The length of a word that stands at a place, and its kind: 4, 5 or 6; 0 when none does.
  (func $word (param $at i32) (result i32)
    (local $four i32)
    (local.set $four (i32.load (local.get $at)))
    (if (i32.eq (local.get $four) (i32.const 0x65757274)) (then (return (i32.const 4)))) (if (i32.eq (local.get $four) (i32.const 0x6c6c756e)) (then (return (i32.const 6))))
    (if (i32.eq (local.get $four) (i32.const 0x736c6166))
      (then (if (i32.eq (i32.load8_u offset=4 (local.get $at)) (i32.const 101)) (then (return (i32.const 5))))))
    (i32.const 0))
  ;; 1 for a valid object, with the results from `first` to `last` noted; 0 for what is no object; 2 for what is not sure.
  (func (export "object") (param $at i32) (param $end i32) (param $root i32) (param $first i32) (param $last i32) (result i32)
    (local $top i32) (local $byte i32) (local $to i32) (local $values i32) (local $bracket i32)
    (global.set $look (i32.add (global.get $look) (i32.const 1)))
    (global.set $members (i32.const 0))
    (loop $clear
      (i32.store (i32.add (i32.const 4096) (i32.shl (local.get $first) (i32.const 5))) (i32.const 0))
      (local.set $first (i32.add (local.get $first) (i32.const 1)))
      (br_if $clear (i32.lt_u (local.get $first) (local.get $last))))
    (local.set $at (call $skip (local.get $at) (local.get $end))) (local.set $byte (call $byte (local.get $at) (local.get $end)))
    (if (i32.ne (local.get $byte) (i32.const 123))
      (then
        ;; A byte order mark and the like are white space to JavaScript.
        (return (select (i32.const 2) (i32.const 0) (i32.or (i32.ge_u (local.get $byte) (i32.const 128)) (i32.le_u (i32.sub (local.get $byte) (i32.const 11)) (i32.const 1)))))))
    (global.set $child (local.get $root)) (global.set $result (i32.const -1)) (local.set $top (i32.const 6128))
    (block $unsure
      (loop $value
        (local.set $byte (call $byte (local.get $at) (local.get $end)))
        (block $after
          (if (i32.eq (local.get $byte) (i32.const 34))
            (then
              (local.set $at (i32.add (local.get $at) (i32.const 1))) (local.set $to (call $string (local.get $at) (local.get $end)))
              (br_if $unsure (i32.lt_s (local.get $to) (i32.const 0)))
              (br_if $unsure (i32.eqz (call $note (i32.const 1) (local.get $at) (local.get $to) (f64.const 0))))
              (local.set $values (i32.add (local.get $values) (i32.const 1))) (local.set $at (i32.add (local.get $to) (i32.const 1)))
              (br $after)))
          (if (i32.eq (i32.and (local.get $byte) (i32.const 0xdf)) (i32.const 91))
            (then
              (br_if $unsure (i32.ge_s (global.get $result) (i32.const 0))) (local.set $top (i32.add (local.get $top) (i32.const 16)))
              (br_if $unsure (i32.gt_u (local.get $top) (i32.const 7100)))
              (i32.store (local.get $top) (local.get $byte))
              (i32.store offset=4 (local.get $top) (global.get $child)) (i32.store offset=8 (local.get $top) (i32.const 0))
              (local.set $at (call $skip (i32.add (local.get $at) (i32.const 1)) (local.get $end)))
              (if (i32.eq (call $byte (local.get $at) (local.get $end)) (i32.add (local.get $byte) (i32.const 2)))
                (then (local.set $top (i32.sub (local.get $top) (i32.const 16))) (local.set $at (i32.add (local.get $at) (i32.const 1))) (br $after)))
              (if (i32.eq (local.get $top) (i32.const 6144)) (then (global.set $members (i32.const 1))))
              (if (i32.eq (local.get $byte) (i32.const 91))
                (then (br_if $unsure (i32.eqz (call $want (global.get $child) (i32.const 0) (i32.const 0) (i32.const 0)))))
                (else (local.set $at (call $key (local.get $at) (local.get $end) (global.get $child)))))
              (br_if $unsure (i32.lt_s (local.get $at) (i32.const 0)))
              (br $value)))
          (local.set $values (i32.add (local.get $values) (i32.const 1))) (local.set $to (call $word (local.get $at)))
          (if (local.get $to)
            (then
              (br_if $unsure (i32.eqz (call $note (local.get $to) (local.get $at) (local.get $at) (f64.const 0))))
              (local.set $at (i32.add (local.get $at) (select (i32.const 5) (i32.const 4) (i32.eq (local.get $to) (i32.const 5)))))
              (br $after)))
          (local.set $at (call $number (local.get $at) (local.get $end)))
          (br_if $unsure (i32.lt_s (local.get $at) (i32.const 0))))
        (loop $close
          (local.set $at (call $skip (local.get $at) (local.get $end)))
          (if (i32.lt_u (local.get $top) (i32.const 6144))
            (then (return (select (i32.const 1) (i32.const 2)
                (i32.and (i32.eq (local.get $at) (local.get $end)) (i32.le_u (local.get $values) (i32.const 200)))))))
          (local.set $byte (call $byte (local.get $at) (local.get $end))) (local.set $bracket (i32.load (local.get $top)))
          (local.set $at (i32.add (local.get $at) (i32.const 1)))
          (if (i32.eq (local.get $byte) (i32.add (local.get $bracket) (i32.const 2)))
            (then (local.set $top (i32.sub (local.get $top) (i32.const 16))) (br $close)))
          (br_if $unsure (i32.ne (local.get $byte) (i32.const 44)))
          (if (i32.eq (local.get $top) (i32.const 6144)) (then (global.set $members (i32.add (global.get $members) (i32.const 1)))))
          (local.set $at (call $skip (local.get $at) (local.get $end)))
          (if (i32.eq (local.get $bracket) (i32.const 91))
            (then
              (i32.store offset=8 (local.get $top) (i32.add (i32.load offset=8 (local.get $top)) (i32.const 1)))
              (drop (call $want (i32.load offset=4 (local.get $top)) (i32.const 0) (i32.const 0) (i32.load offset=8 (local.get $top)))))
            (else (local.set $at (call $key (local.get $at) (local.get $end) (i32.load offset=4 (local.get $top))))))
          (br_if $unsure (i32.lt_s (local.get $at) (i32.const 0)))
          (br $value))))
    (i32.const 2)))
