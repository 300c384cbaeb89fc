;; What is done to every line of a file: where it begins and ends, its time, its length, texts that come again, escapes of JSON.
;; Compiled into lines-kernel.ts by `npm run simd`. Memory is the one of kernel.wat, laid out by layout.ts:
;; LINES 32768: i32 begin, i32 end, f64 epoch ms or NaN, i32 where the time ends (24 bytes), at most 1024; where to go on stands before it.
;; KNOWN 65536: slots of texts in one half of 4 MiB, their key, i32 number and one, i32 place (16 bytes); from 4259840 on texts longer than 7 bytes, each
;; behind its length.
(module
  (import "kernel" "memory" (memory 1))
  ;; The first 16 bytes of the last time that was read, `2026-11-25 10:31`, and what they are: ms of the day, and second of the day.
  (global $known (mut v128) (v128.const i64x2 0 0))
  (global $day (mut f64) (f64.const 0))
  (global $second (mut i32) (i32.const 0))
  (global $ends (mut i32) (i32.const 0))
  (global $texts (mut i32) (i32.const 0))
  (global $free (mut i32) (i32.const 4259840))
  ;; Where the slots of texts begin and end, and how far the hash of a key is shifted to be the number of one: 4096 slots, or more.
  (global $slots (mut i32) (i32.const 65536))
  (global $slotsEnd (mut i32) (i32.const 131072))
  (global $shift (mut i64) (i64.const 52))
  (global $touch (mut i32) (i32.const 0))

  ;; Two digits; what is none makes a number that is too great for every part of a time.
  (func $two (param $at i32) (result i32)
    (local $tens i32) (local $ones i32)
    (local.set $tens (i32.sub (i32.load8_u (local.get $at)) (i32.const 48)))
    (local.set $ones (i32.sub (i32.load8_u offset=1 (local.get $at)) (i32.const 48)))
    (if (i32.or (i32.gt_u (local.get $tens) (i32.const 9)) (i32.gt_u (local.get $ones) (i32.const 9))) (then (return (i32.const 100000))))
    (i32.add (i32.mul (local.get $tens) (i32.const 10)) (local.get $ones)))

  ;; Days since 1970 in the Gregorian calendar, by counting years from March.
  (func $days (param $year i32) (param $month i32) (param $day i32) (result i32)
    (local $era i32)
    (if (i32.le_u (local.get $month) (i32.const 2)) (then (local.set $year (i32.sub (local.get $year) (i32.const 1)))))
    (local.set $month (i32.rem_u (i32.add (local.get $month) (i32.const 9)) (i32.const 12)))
    (local.set $era (i32.div_u (local.get $year) (i32.const 400)))
    (local.set $year (i32.rem_u (local.get $year) (i32.const 400)))
    (i32.add
      (i32.add
        (i32.add (i32.mul (local.get $year) (i32.const 365)) (i32.sub (i32.div_u (local.get $year) (i32.const 4)) (i32.div_u (local.get $year) (i32.const 100))))
        (i32.add (i32.div_u (i32.add (i32.mul (local.get $month) (i32.const 153)) (i32.const 2)) (i32.const 5)) (i32.sub (local.get $day) (i32.const 1))))
      (i32.sub (i32.mul (local.get $era) (i32.const 146097)) (i32.const 719468))))

  ;; The time that begins at a place, as stamp.ts reads it; NaN when there is none.
  (func $stamp (param $at i32) (param $end i32) (result f64)
    (local $begin v128) (local $year i32) (local $month i32) (local $day i32) (local $second i32) (local $ms f64) (local $scale f64) (local $byte i32)
    (if (i32.lt_s (i32.sub (local.get $end) (local.get $at)) (i32.const 19)) (then (return (f64.const nan))))
    (local.set $begin (v128.load (local.get $at)))
    (if (i32.eqz (i8x16.all_true (i8x16.eq (local.get $begin) (global.get $known))))
      (then
        (if (i32.or
              (i32.or (i32.ne (i32.load8_u offset=4 (local.get $at)) (i32.const 45)) (i32.ne (i32.load8_u offset=7 (local.get $at)) (i32.const 45)))
              (i32.ne (i32.load8_u offset=13 (local.get $at)) (i32.const 58)))
          (then (return (f64.const nan))))
        (local.set $byte (i32.load8_u offset=10 (local.get $at)))
        (if (i32.and (i32.ne (local.get $byte) (i32.const 32)) (i32.ne (local.get $byte) (i32.const 84))) (then (return (f64.const nan))))
        (local.set $year (i32.add (i32.mul (call $two (local.get $at)) (i32.const 100)) (call $two (i32.add (local.get $at) (i32.const 2)))))
        (local.set $month (call $two (i32.add (local.get $at) (i32.const 5))))
        (local.set $day (call $two (i32.add (local.get $at) (i32.const 8))))
        (if (i32.gt_u (i32.sub (local.get $year) (i32.const 1000)) (i32.const 8999)) (then (return (f64.const nan))))
        (if (i32.or (i32.gt_u (i32.sub (local.get $month) (i32.const 1)) (i32.const 11)) (i32.gt_u (i32.sub (local.get $day) (i32.const 1)) (i32.const 30)))
          (then (return (f64.const nan))))
        (local.set $second
          (i32.add (i32.mul (call $two (i32.add (local.get $at) (i32.const 11))) (i32.const 3600))
                   (i32.mul (call $two (i32.add (local.get $at) (i32.const 14))) (i32.const 60))))
        (if (i32.gt_u (local.get $second) (i32.const 86400)) (then (return (f64.const nan))))
        (global.set $day (f64.mul (f64.convert_i32_s (call $days (local.get $year) (local.get $month) (local.get $day))) (f64.const 86400000)))
        (global.set $second (local.get $second))
        (global.set $known (local.get $begin))))
    (if (i32.ne (i32.load8_u offset=16 (local.get $at)) (i32.const 58)) (then (return (f64.const nan))))
    (local.set $second (i32.add (global.get $second) (call $two (i32.add (local.get $at) (i32.const 17)))))
    (if (i32.gt_u (local.get $second) (i32.const 86400)) (then (return (f64.const nan))))
    (local.set $ms (f64.add (global.get $day) (f64.mul (f64.convert_i32_u (local.get $second)) (f64.const 1000))))
    (local.set $at (i32.add (local.get $at) (i32.const 19)))
    (local.set $byte (i32.load8_u (local.get $at)))
    (if (i32.or (i32.eq (local.get $byte) (i32.const 46)) (i32.eq (local.get $byte) (i32.const 44)))
      (then
        (local.set $scale (f64.const 100))
        (loop $digits
          (local.set $at (i32.add (local.get $at) (i32.const 1)))
          (local.set $byte (i32.sub (i32.load8_u (local.get $at)) (i32.const 48)))
          (if (i32.and (i32.lt_u (local.get $at) (local.get $end)) (i32.le_u (local.get $byte) (i32.const 9)))
            (then
              (local.set $ms (f64.add (local.get $ms) (f64.mul (f64.convert_i32_u (local.get $byte)) (f64.trunc (local.get $scale)))))
              (local.set $scale (f64.div (local.get $scale) (f64.const 10)))
              (br $digits))))))
    (if (i32.eq (i32.load8_u (local.get $at)) (i32.const 90)) (then (local.set $at (i32.add (local.get $at) (i32.const 1)))))
    (global.set $ends (local.get $at))
    (local.get $ms))

  ;; Notes the lines that hold something, without their ends; with `stamped` also their times. How many they are.
  (func (export "split") (param $from i32) (param $end i32) (param $stamped i32) (result i32)
    (local $at i32) (local $to i32) (local $out i32) (local $mask i32)
    (local.set $out (i32.const 32768))
    (block $full
      (loop $line
        (br_if $full (i32.or (i32.ge_u (local.get $from) (local.get $end)) (i32.ge_u (local.get $out) (i32.const 57344))))
        (local.set $at (local.get $from))
        (block $found
          (loop $search
            (local.set $mask (i8x16.bitmask (i8x16.eq (v128.load (local.get $at)) (i8x16.splat (i32.const 10)))))
            (br_if $found (local.get $mask))
            (local.set $at (i32.add (local.get $at) (i32.const 16)))
            (br_if $search (i32.lt_u (local.get $at) (local.get $end)))))
        (if (local.get $mask) (then (local.set $at (i32.add (local.get $at) (i32.ctz (local.get $mask))))))
        (if (i32.gt_u (local.get $at) (local.get $end)) (then (local.set $at (local.get $end))))
        (local.set $to (local.get $at))
        (if (i32.gt_u (local.get $to) (local.get $from))
          (then
            (if (i32.eq (i32.load8_u (i32.sub (local.get $to) (i32.const 1))) (i32.const 13)) (then (local.set $to (i32.sub (local.get $to) (i32.const 1)))))))
        (if (i32.gt_u (local.get $to) (local.get $from))
          (then
            (i32.store (local.get $out) (local.get $from))
            (i32.store offset=4 (local.get $out) (local.get $to))
            (if (local.get $stamped)
              (then
                (f64.store offset=8 (local.get $out) (call $stamp (local.get $from) (local.get $to)))
                (i32.store offset=16 (local.get $out) (global.get $ends))))
            (local.set $out (i32.add (local.get $out) (i32.const 24)))))
        (local.set $from (i32.add (local.get $at) (i32.const 1)))
        (br $line)))
    (i32.store (i32.const 32764) (local.get $from))
    (i32.div_u (i32.sub (local.get $out) (i32.const 32768)) (i32.const 24)))

  ;; Passes the whole lines between two places; where the line begins that is not whole. Noted are i32 how many lines that hold something begin
  ;; and end with a brace at 32752, how many do not at 32756, and where the first of these begins at 32760.
  (func (export "pass") (param $from i32) (param $end i32) (result i32)
    (local $at i32) (local $mask i32) (local $to i32) (local $last i32) (local $objects i32) (local $others i32) (local $first i32)
    (local.set $at (local.get $from))
    (block $done
      (loop $search
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $mask (i8x16.bitmask (i8x16.eq (v128.load (local.get $at)) (i8x16.splat (i32.const 10)))))
        (loop $lines
          (if (local.get $mask)
            (then
              (local.set $to (i32.add (local.get $at) (i32.ctz (local.get $mask))))
              (br_if $done (i32.ge_u (local.get $to) (local.get $end)))
              (local.set $last (i32.sub (local.get $to) (i32.const 1)))
              (if (i32.gt_u (local.get $to) (local.get $from))
                (then
                  (if (i32.eq (i32.load8_u (local.get $last)) (i32.const 13)) (then (local.set $last (i32.sub (local.get $last) (i32.const 1)))))
                  (if (i32.ge_u (local.get $last) (local.get $from))
                    (then
                      (if (i32.and
                            (i32.eq (i32.load8_u (local.get $from)) (i32.const 123))
                            (i32.eq (i32.load8_u (local.get $last)) (i32.const 125)))
                        (then (local.set $objects (i32.add (local.get $objects) (i32.const 1))))
                        (else
                          (if (i32.eqz (local.get $others)) (then (local.set $first (local.get $from))))
                          (local.set $others (i32.add (local.get $others) (i32.const 1)))))))))
              (local.set $from (i32.add (local.get $to) (i32.const 1)))
              (local.set $mask (i32.and (local.get $mask) (i32.sub (local.get $mask) (i32.const 1))))
              (br $lines))))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br $search)))
    (i32.store (i32.const 32752) (local.get $objects))
    (i32.store (i32.const 32756) (local.get $others))
    (i32.store (i32.const 32760) (local.get $first))
    (local.get $from))

  ;; Where the next line ends at or behind a place; `end` where none does before.
  (func $ends (export "ends") (param $at i32) (param $end i32) (result i32)
    (local $mask i32)
    (loop $search
      (if (i32.ge_u (local.get $at) (local.get $end)) (then (return (local.get $end))))
      (local.set $mask (i8x16.bitmask (i8x16.eq (v128.load (local.get $at)) (i8x16.splat (i32.const 10)))))
      (if (i32.eqz (local.get $mask)) (then (local.set $at (i32.add (local.get $at) (i32.const 16))) (br $search))))
    (local.set $at (i32.add (local.get $at) (i32.ctz (local.get $mask))))
    (select (local.get $end) (local.get $at) (i32.gt_u (local.get $at) (local.get $end))))

  ;; Notes the line in which a place lies as `split` notes the first one with its time, and where it ends.
  (func (export "around") (param $at i32) (param $start i32) (param $end i32)
    (local $from i32) (local $to i32) (local $mask i32)
    (local.set $to (call $ends (local.get $at) (local.get $end)))
    (i32.store (i32.const 32764) (local.get $to))
    ;; The 16 bytes before the place, then those before them.
    (local.set $from (local.get $at))
    (block $found
      (loop $search
        (br_if $found (i32.le_u (local.get $from) (local.get $start)))
        (local.set $mask (i8x16.bitmask (i8x16.eq (v128.load (i32.sub (local.get $from) (i32.const 16))) (i8x16.splat (i32.const 10)))))
        (if (local.get $mask)
          (then
            (local.set $from (i32.sub (local.get $from) (i32.sub (i32.clz (local.get $mask)) (i32.const 16))))
            (br $found)))
        (local.set $from (i32.sub (local.get $from) (i32.const 16)))
        (br $search)))
    (if (i32.lt_u (local.get $from) (local.get $start)) (then (local.set $from (local.get $start))))
    (if (i32.gt_u (local.get $to) (local.get $from))
      (then
        (if (i32.eq (i32.load8_u (i32.sub (local.get $to) (i32.const 1))) (i32.const 13)) (then (local.set $to (i32.sub (local.get $to) (i32.const 1)))))))
    (i32.store (i32.const 32768) (local.get $from))
    (i32.store (i32.const 32772) (local.get $to))
    (f64.store (i32.const 32776) (call $stamp (local.get $from) (local.get $to))))

  ;; Eight bytes of a text, or what is left of it with zeros behind.
  (func $eight (param $at i32) (param $to i32) (result i64)
    (local $left i32)
    (local.set $left (i32.sub (local.get $to) (local.get $at)))
    (if (result i64) (i32.ge_u (local.get $left) (i32.const 8))
      (then (i64.load (local.get $at)))
      (else
        (i64.and (i64.load (local.get $at))
          (i64.sub (i64.shl (i64.const 1) (i64.extend_i32_u (i32.shl (local.get $left) (i32.const 3)))) (i64.const 1))))))

  ;; What a text is looked for by: up to 7 bytes are the key themselves, with their number in the last one; of more it is a hash, with a bit
  ;; that no such number has.
  (func $key (param $from i32) (param $to i32) (result i64)
    (local $hash i64) (local $length i32)
    (local.set $length (i32.sub (local.get $to) (local.get $from)))
    (local.set $hash (i64.extend_i32_u (local.get $length)))
    (if (i32.lt_u (local.get $length) (i32.const 8))
      (then (return (i64.or (call $eight (local.get $from) (local.get $to)) (i64.shl (local.get $hash) (i64.const 56))))))
    (loop $words
      (local.set $hash
        (i64.mul (i64.xor (local.get $hash) (call $eight (local.get $from) (local.get $to))) (i64.const 0x9e3779b97f4a7c15)))
      (local.set $hash (i64.xor (local.get $hash) (i64.shr_u (local.get $hash) (i64.const 32))))
      (local.set $from (i32.add (local.get $from) (i32.const 8)))
      (br_if $words (i32.lt_u (local.get $from) (local.get $to))))
    (i64.or (local.get $hash) (i64.const 0x8000000000000000)))

  ;; The slot where a key is looked for first.
  (func $slot (param $key i64) (result i32)
    (i32.add (global.get $slots)
      (i32.shl
        (i32.wrap_i64
          (i64.shr_u
            (i64.mul (i64.xor (local.get $key) (i64.shr_u (local.get $key) (i64.const 32))) (i64.const 0x9e3779b97f4a7c15))
            (global.get $shift)))
        (i32.const 4))))

  ;; The slot behind another.
  (func $behind (param $at i32) (result i32)
    (select (global.get $slots) (i32.add (local.get $at) (i32.const 16)) (i32.eq (i32.add (local.get $at) (i32.const 16)) (global.get $slotsEnd))))

  ;; Twice as many slots, in the half of their room that is not used.
  (func $grow
    (local $at i32) (local $end i32) (local $to i32) (local $bytes i32)
    (local.set $at (global.get $slots))
    (local.set $end (global.get $slotsEnd))
    (local.set $bytes (i32.shl (i32.sub (local.get $end) (local.get $at)) (i32.const 1)))
    (global.set $slots (i32.xor (global.get $slots) (i32.const 2097152)))
    (global.set $slotsEnd (i32.add (global.get $slots) (local.get $bytes)))
    (global.set $shift (i64.sub (global.get $shift) (i64.const 1)))
    (memory.fill (global.get $slots) (i32.const 0) (local.get $bytes))
    (loop $next
      (if (i32.load offset=8 (local.get $at))
        (then
          (local.set $to (call $slot (i64.load (local.get $at))))
          (block $free
            (loop $probe
              (br_if $free (i32.eqz (i32.load offset=8 (local.get $to))))
              (local.set $to (call $behind (local.get $to)))
              (br $probe)))
          (v128.store (local.get $to) (v128.load (local.get $at)))))
      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (br_if $next (i32.lt_u (local.get $at) (local.get $end)))))

  ;; 1 when the text is the one at a place, which begins with its length.
  (func $same (param $from i32) (param $to i32) (param $place i32) (result i32)
    (if (i32.ne (i32.load8_u (local.get $place)) (i32.sub (local.get $to) (local.get $from))) (then (return (i32.const 0))))
    (local.set $place (i32.add (local.get $place) (i32.const 1)))
    (loop $words
      (if (i64.ne (call $eight (local.get $from) (local.get $to)) (call $eight (local.get $place) (i32.add (local.get $place) (i32.sub (local.get $to) (local.get $from)))))
        (then (return (i32.const 0))))
      (local.set $from (i32.add (local.get $from) (i32.const 8)))
      (local.set $place (i32.add (local.get $place) (i32.const 8)))
      (br_if $words (i32.lt_u (local.get $from) (local.get $to))))
    (i32.const 1))

  ;; The number of a text of which the key is known: see `intern`.
  (func $numberOf (param $from i32) (param $to i32) (param $key i64) (result i32)
    (local $at i32) (local $length i32) (local $number i32)
    (local.set $at (call $slot (local.get $key)))
    (block $new
      (loop $probe
        (local.set $number (i32.load offset=8 (local.get $at)))
        (br_if $new (i32.eqz (local.get $number)))
        (if (i64.eq (i64.load (local.get $at)) (local.get $key))
          (then
            (if (i64.ge_s (local.get $key) (i64.const 0)) (then (return (i32.sub (local.get $number) (i32.const 1)))))
            (if (call $same (local.get $from) (local.get $to) (i32.load offset=12 (local.get $at)))
              (then (return (i32.sub (local.get $number) (i32.const 1)))))))
        (local.set $at (call $behind (local.get $at)))
        (br $probe)))
    (local.set $length (i32.sub (local.get $to) (local.get $from)))
    (if (i32.or (i32.ge_u (global.get $texts) (i32.const 65536)) (i32.gt_u (i32.add (global.get $free) (local.get $length)) (i32.const 6356980)))
      (then (return (i32.const 0x80000000))))
    (if (i32.gt_u (i32.shl (global.get $texts) (i32.const 5)) (i32.sub (global.get $slotsEnd) (global.get $slots)))
      (then (call $grow) (return (call $numberOf (local.get $from) (local.get $to) (local.get $key)))))
    (global.set $texts (i32.add (global.get $texts) (i32.const 1)))
    (i64.store (local.get $at) (local.get $key))
    (i32.store offset=8 (local.get $at) (global.get $texts))
    (if (i64.lt_s (local.get $key) (i64.const 0))
      (then
        (i32.store offset=12 (local.get $at) (global.get $free))
        (i32.store8 (global.get $free) (local.get $length))
        (memory.copy (i32.add (global.get $free) (i32.const 1)) (local.get $from) (local.get $length))
        (global.set $free (i32.add (global.get $free) (i32.add (local.get $length) (i32.const 1))))))
    (i32.sub (i32.const 0) (global.get $texts)))

  ;; The number of a text; -1 and less when it is new: -1 minus its number; the least number when it is not kept.
  (func (export "intern") (param $from i32) (param $to i32) (result i32)
    (if (i32.gt_u (i32.sub (local.get $to) (local.get $from)) (i32.const 64)) (then (return (i32.const 0x80000000))))
    (call $numberOf (local.get $from) (local.get $to) (call $key (local.get $from) (local.get $to))))

  ;; Notes at 24 of results of many lines, which stand so many bytes apart, what `intern` says of those that are texts without escapes.
  ;; How many of the texts are new. All slots are touched before the first is read, so that none waits for the one before.
  (func (export "interns") (param $result i32) (param $apart i32) (param $count i32) (result i32)
    (local $at i32) (local $end i32) (local $from i32) (local $to i32) (local $before i32)
    (local.set $before (global.get $texts))
    (local.set $end (i32.add (local.get $result) (i32.mul (local.get $apart) (local.get $count))))
    (local.set $at (local.get $result))
    (block $touched
      (loop $next
        (br_if $touched (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $from (i32.load offset=4 (local.get $at)))
        (local.set $to (i32.load offset=8 (local.get $at)))
        (i32.store offset=24 (local.get $at) (i32.const 0x80000000))
        (i32.store offset=28 (local.get $at) (i32.const 0))
        (if (i32.and
              (i32.and (i32.eq (i32.load (local.get $at)) (i32.const 1)) (i32.le_u (i32.sub (local.get $to) (local.get $from)) (i32.const 64)))
              (i32.eqz (i32.and (i32.load offset=12 (local.get $at)) (i32.const 1))))
          (then
            (i64.store offset=16 (local.get $at) (call $key (local.get $from) (local.get $to)))
            (i32.store offset=28 (local.get $at) (i32.const 1))
            (global.set $touch (i32.load (call $slot (i64.load offset=16 (local.get $at)))))))
        (local.set $at (i32.add (local.get $at) (local.get $apart)))
        (br $next)))
    (loop $next
      (if (i32.ge_u (local.get $result) (local.get $end)) (then (return (i32.sub (global.get $texts) (local.get $before)))))
      (if (i32.load offset=28 (local.get $result))
        (then
          (i32.store offset=24 (local.get $result)
            (call $numberOf (i32.load offset=4 (local.get $result)) (i32.load offset=8 (local.get $result)) (i64.load offset=16 (local.get $result))))))
      (local.set $result (i32.add (local.get $result) (local.get $apart)))
      (br $next))
    (unreachable))

  ;; How many bytes of UTF-8 begin a character.
  (func (export "points") (param $at i32) (param $end i32) (result i32)
    (local $count i32) (local $mask i32)
    (loop $next
      (if (i32.ge_u (local.get $at) (local.get $end)) (then (return (local.get $count))))
      (local.set $mask (i8x16.bitmask (i8x16.ge_s (v128.load (local.get $at)) (i8x16.splat (i32.const -64)))))
      (if (i32.lt_u (i32.sub (local.get $end) (local.get $at)) (i32.const 16))
        (then (local.set $mask (i32.and (local.get $mask) (i32.sub (i32.shl (i32.const 1) (i32.sub (local.get $end) (local.get $at))) (i32.const 1))))))
      (local.set $count (i32.add (local.get $count) (i32.popcnt (local.get $mask))))
      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (br $next))
    (unreachable))

  (func $hex (param $at i32) (result i32)
    (local $value i32) (local $byte i32) (local $to i32)
    (local.set $to (i32.add (local.get $at) (i32.const 4)))
    (loop $next
      (local.set $byte (i32.load8_u (local.get $at)))
      (local.set $value
        (i32.add (i32.shl (local.get $value) (i32.const 4))
          (i32.add (i32.and (local.get $byte) (i32.const 15)) (i32.mul (i32.shr_u (local.get $byte) (i32.const 6)) (i32.const 9)))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $at) (local.get $to))))
    (local.get $value))

  ;; Writes a valid text of JSON as it is without its escapes. Its length; -1 for half a pair of surrogates, which UTF-8 has not.
  (func (export "unescape") (param $at i32) (param $end i32) (param $out i32) (result i32)
    (local $v v128) (local $mask i32) (local $byte i32) (local $begin i32) (local $n i32)
    (local.set $begin (local.get $out))
    (loop $next
      (if (i32.ge_u (local.get $at) (local.get $end)) (then (return (i32.sub (local.get $out) (local.get $begin)))))
      (local.set $v (v128.load (local.get $at)))
      (v128.store (local.get $out) (local.get $v))
      (local.set $mask (i8x16.bitmask (i8x16.eq (local.get $v) (i8x16.splat (i32.const 92)))))
      (local.set $n (select (i32.ctz (local.get $mask)) (i32.const 16) (local.get $mask)))
      (if (i32.ge_u (i32.add (local.get $at) (local.get $n)) (local.get $end))
        (then (return (i32.sub (i32.add (local.get $out) (i32.sub (local.get $end) (local.get $at))) (local.get $begin)))))
      (local.set $at (i32.add (local.get $at) (local.get $n)))
      (local.set $out (i32.add (local.get $out) (local.get $n)))
      (br_if $next (i32.eqz (local.get $mask)))
      (local.set $byte (i32.load8_u offset=1 (local.get $at)))
      (local.set $at (i32.add (local.get $at) (i32.const 2)))
      (if (i32.eq (local.get $byte) (i32.const 117))
        (then
          (local.set $n (call $hex (local.get $at)))
          (local.set $at (i32.add (local.get $at) (i32.const 4)))
          (if (i32.eq (i32.and (local.get $n) (i32.const 0xf800)) (i32.const 0xd800))
            (then
              (if (i32.or (i32.ge_u (local.get $n) (i32.const 0xdc00)) (i32.ne (i32.load16_u (local.get $at)) (i32.const 0x755c))) (then (return (i32.const -1))))
              (local.set $byte (call $hex (i32.add (local.get $at) (i32.const 2))))
              (if (i32.ne (i32.and (local.get $byte) (i32.const 0xfc00)) (i32.const 0xdc00)) (then (return (i32.const -1))))
              (local.set $at (i32.add (local.get $at) (i32.const 6)))
              (local.set $n (i32.add (i32.shl (i32.sub (local.get $n) (i32.const 0xd7c0)) (i32.const 10)) (i32.and (local.get $byte) (i32.const 0x3ff))))))
          (local.set $out (call $utf8 (local.get $n) (local.get $out)))
          (br $next)))
      (if (i32.gt_u (local.get $byte) (i32.const 92))
        (then
          (if (i32.eq (local.get $byte) (i32.const 110)) (then (local.set $byte (i32.const 10))))
          (if (i32.eq (local.get $byte) (i32.const 116)) (then (local.set $byte (i32.const 9))))
          (if (i32.eq (local.get $byte) (i32.const 114)) (then (local.set $byte (i32.const 13))))
          (if (i32.eq (local.get $byte) (i32.const 98)) (then (local.set $byte (i32.const 8))))
          (if (i32.eq (local.get $byte) (i32.const 102)) (then (local.set $byte (i32.const 12))))))
      (i32.store8 (local.get $out) (local.get $byte))
      (local.set $out (i32.add (local.get $out) (i32.const 1)))
      (br $next))
    (unreachable))

  ;; Writes a code point, and says where the next one goes.
  (func $utf8 (param $n i32) (param $out i32) (result i32)
    (if (i32.lt_u (local.get $n) (i32.const 0x80)) (then (i32.store8 (local.get $out) (local.get $n)) (return (i32.add (local.get $out) (i32.const 1)))))
    (if (i32.lt_u (local.get $n) (i32.const 0x800))
      (then (i32.store8 (local.get $out) (i32.or (i32.shr_u (local.get $n) (i32.const 6)) (i32.const 0xc0))) (return (call $rest (local.get $n) (local.get $out) (i32.const 1)))))
    (if (i32.lt_u (local.get $n) (i32.const 0x10000))
      (then (i32.store8 (local.get $out) (i32.or (i32.shr_u (local.get $n) (i32.const 12)) (i32.const 0xe0))) (return (call $rest (local.get $n) (local.get $out) (i32.const 2)))))
    (i32.store8 (local.get $out) (i32.or (i32.shr_u (local.get $n) (i32.const 18)) (i32.const 0xf0)))
    (call $rest (local.get $n) (local.get $out) (i32.const 3)))

  (func $rest (param $n i32) (param $out i32) (param $left i32) (result i32)
    (loop $next
      (local.set $out (i32.add (local.get $out) (i32.const 1)))
      (local.set $left (i32.sub (local.get $left) (i32.const 1)))
      (i32.store8 (local.get $out)
        (i32.or (i32.and (i32.shr_u (local.get $n) (i32.mul (local.get $left) (i32.const 6))) (i32.const 0x3f)) (i32.const 0x80)))
      (br_if $next (local.get $left)))
    (i32.add (local.get $out) (i32.const 1))))
