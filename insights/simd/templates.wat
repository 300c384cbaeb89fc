;; The template of a line for the command `pattern`, word by word: see message-templates.ts, which makes the template of each word that is new.
;; Compiled into templates-kernel.ts by `npm run simd`. Memory is the one of kernel.wat, laid out by layout.ts:
;; STATE 6594560: i32 begin, i32 end of a word that is not known, i32 its place in WORDS or EXACT.
;; WORDS 6594624: for each node of the trie i32 number of the word's template; 0 not known, -1 only the word itself tells. EXACT 6660160: the same
;; for the numbers of `intern`. LONGER 6922304: a table of i32 begin of a line and word, i32 the longer begin (8 bytes).
;; TRIE 7970880: words by their bytes, where one digit is as good as another; 128 of i32 next node for each of 16384 nodes.
(module
  (import "kernel" "memory" (memory 1))
  (import "line" "intern" (func $intern (param i32 i32) (result i32)))
  (global $nodes (mut i32) (i32.const 1))
  (global $lines (mut i32) (i32.const 1))

  ;; What the tables held must have been wiped.
  (func (export "reset") (global.set $nodes (i32.const 1)) (global.set $lines (i32.const 1)))

  ;; The node behind a symbol; -1 when there is no room for it, or was none before.
  (func $to (param $node i32) (param $symbol i32) (result i32)
    (local $at i32) (local $next i32)
    (if (i32.lt_s (local.get $node) (i32.const 0)) (then (return (i32.const -1))))
    (local.set $at (i32.shl (i32.add (i32.shl (local.get $node) (i32.const 7)) (local.get $symbol)) (i32.const 2)))
    (local.set $next (i32.load offset=7970880 (local.get $at)))
    (if (local.get $next) (then (return (local.get $next))))
    (if (i32.eq (global.get $nodes) (i32.const 16384)) (then (return (i32.const -1))))
    (local.set $next (global.get $nodes))
    (i32.store offset=7970880 (local.get $at) (local.get $next))
    (global.set $nodes (i32.add (local.get $next) (i32.const 1)))
    (local.get $next))

  ;; The node behind the byte at a place. 0x begins a hexadecimal number, so that its zero is not any digit.
  (func $step (param $node i32) (param $at i32) (param $end i32) (result i32)
    (local $byte i32)
    (local.set $byte (i32.load8_u (local.get $at)))
    (if (i32.le_u (i32.sub (local.get $byte) (i32.const 48)) (i32.const 9))
      (then
        (if (i32.ne (local.get $byte) (i32.const 48)) (then (return (call $to (local.get $node) (i32.const 49)))))
        (return
          (call $to (local.get $node)
            (select (i32.const 48) (i32.const 49)
              (i32.and
                (i32.lt_u (i32.add (local.get $at) (i32.const 1)) (local.get $end))
                (i32.eq (i32.load8_u offset=1 (local.get $at)) (i32.const 120))))))))
    (if (i32.le_u (i32.sub (local.get $byte) (i32.const 32)) (i32.const 95)) (then (return (call $to (local.get $node) (local.get $byte)))))
    ;; No plain character of ASCII: two more symbols behind an escape.
    (local.set $node (call $to (local.get $node) (i32.const 1)))
    (local.set $node (call $to (local.get $node) (i32.shr_u (local.get $byte) (i32.const 4))))
    (call $to (local.get $node) (i32.and (local.get $byte) (i32.const 15))))

  ;; The begin of a line that is longer by a word; -1 when it has no number.
  (func $longer (param $line i32) (param $word i32) (result i32)
    (local $key i32) (local $slot i32) (local $at i32)
    (local.set $key (i32.add (i32.shl (local.get $line) (i32.const 13)) (local.get $word)))
    (local.set $slot (i32.shr_u (i32.mul (local.get $key) (i32.const 0x9e3779b1)) (i32.const 15)))
    (loop $probe
      (local.set $at (i32.shl (i32.and (local.get $slot) (i32.const 131071)) (i32.const 3)))
      (if (i32.eq (i32.load offset=6922304 (local.get $at)) (local.get $key)) (then (return (i32.load offset=6922308 (local.get $at)))))
      (if (i32.eqz (i32.load offset=6922304 (local.get $at)))
        (then
          (if (i32.eq (global.get $lines) (i32.const 65536)) (then (return (i32.const -1))))
          (i32.store offset=6922304 (local.get $at) (local.get $key))
          (i32.store offset=6922308 (local.get $at) (global.get $lines))
          (global.set $lines (i32.add (global.get $lines) (i32.const 1)))
          (return (i32.load offset=6922308 (local.get $at)))))
      (local.set $slot (i32.add (local.get $slot) (i32.const 1)))
      (br $probe))
    (unreachable))

  ;; Which of 16 bytes are digits.
  (func $digits (param $at i32) (result i32)
    (i8x16.bitmask (i8x16.lt_u (i8x16.sub (v128.load (local.get $at)) (i8x16.splat (i32.const 48))) (i8x16.splat (i32.const 10)))))

  ;; Where `2026-11-25 10:31:12` ends that begins the line, with a fraction; 0 when it does not, or no space or end follows.
  (func $stamp (param $at i32) (param $end i32) (result i32)
    (local $next i32)
    (if (i32.lt_u (i32.sub (local.get $end) (local.get $at)) (i32.const 19)) (then (return (i32.const 0))))
    ;; Digits at 0 to 3, 5, 6, 8, 9, 11, 12, 14, 15; from 3 on at 15 and 14 for 18 and 17.
    (if (i32.ne (call $digits (local.get $at)) (i32.const 0xdb6f)) (then (return (i32.const 0))))
    (if (i32.ne (i32.and (call $digits (i32.add (local.get $at) (i32.const 3))) (i32.const 0xe000)) (i32.const 0xc000)) (then (return (i32.const 0))))
    (if (i32.or
          (i32.or (i32.ne (i32.load8_u offset=4 (local.get $at)) (i32.const 45)) (i32.ne (i32.load8_u offset=7 (local.get $at)) (i32.const 45)))
          (i32.or (i32.ne (i32.load8_u offset=10 (local.get $at)) (i32.const 32))
            (i32.or (i32.ne (i32.load8_u offset=13 (local.get $at)) (i32.const 58)) (i32.ne (i32.load8_u offset=16 (local.get $at)) (i32.const 58)))))
      (then (return (i32.const 0))))
    (local.set $at (i32.add (local.get $at) (i32.const 19)))
    (local.set $next (i32.add (local.get $at) (i32.const 1)))
    (if (i32.and
          (i32.lt_u (local.get $next) (local.get $end))
          (i32.or (i32.eq (i32.load8_u (local.get $at)) (i32.const 44)) (i32.eq (i32.load8_u (local.get $at)) (i32.const 46))))
      (then
        (if (i32.le_u (i32.sub (i32.load8_u (local.get $next)) (i32.const 48)) (i32.const 9))
          (then
            (local.set $at (local.get $next))
            (block $done
              (loop $more
                (local.set $at (i32.add (local.get $at) (i32.const 1)))
                (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
                (br_if $more (i32.le_u (i32.sub (i32.load8_u (local.get $at)) (i32.const 48)) (i32.const 9)))))))))
    (if (i32.eq (local.get $at) (local.get $end)) (then (return (local.get $at))))
    (select (local.get $at) (i32.const 0) (i32.eq (i32.load8_u (local.get $at)) (i32.const 32))))

  ;; 1 where a word ends: at the end, and at a space unless what may be a date stands before it, for behind a date may stand a time.
  (func $ends (param $at i32) (param $from i32) (param $end i32) (result i32)
    (if (i32.ge_u (local.get $at) (local.get $end)) (then (return (i32.const 1))))
    (if (i32.ne (i32.load8_u (local.get $at)) (i32.const 32)) (then (return (i32.const 0))))
    (if (i32.lt_u (i32.sub (local.get $at) (local.get $from)) (i32.const 6)) (then (return (i32.const 1))))
    (i32.or
      (i32.ne (i32.load8_u (i32.sub (local.get $at) (i32.const 3))) (i32.const 45))
      (i32.ne (i32.load8_u (i32.sub (local.get $at) (i32.const 6))) (i32.const 45))))

  ;; Says which word is not known, and where it is to be noted.
  (func $ask (param $at i32) (param $end i32) (param $place i32)
    (i32.store (i32.const 6594560) (local.get $at))
    (i32.store (i32.const 6594564) (local.get $end))
    (i32.store (i32.const 6594568) (local.get $place)))

  ;; The number of the template of the line between two places; -1 when it has none; -2 when a word is not known, -3 one that tells itself.
  (func (export "template") (param $from i32) (param $end i32) (result i32)
    (local $at i32) (local $to i32) (local $node i32) (local $word i32) (local $line i32) (local $byte i32)
    (local.set $at (call $stamp (local.get $from) (local.get $end)))
    ;; A date is template number 1.
    (if (local.get $at)
      (then (local.set $line (call $longer (i32.const 0) (i32.const 1))) (if (i32.lt_s (local.get $line) (i32.const 0)) (then (return (i32.const -1)))))
      (else (local.set $at (local.get $from))))
    (loop $next
      (if (i32.ge_u (local.get $at) (local.get $end)) (then (return (local.get $line))))
      (local.set $node (i32.const 0))
      (local.set $to (local.get $at))
      ;; Most letters are plain and known: what is done for them stands here, for a call would take longer.
      (loop $letters
        (local.set $byte (i32.load8_u (local.get $to)))
        (local.set $byte (select (i32.const 49) (local.get $byte) (i32.le_u (i32.sub (local.get $byte) (i32.const 49)) (i32.const 8))))
        (block $stepped
          (if (i32.and
                (i32.and (i32.le_u (i32.sub (local.get $byte) (i32.const 32)) (i32.const 95)) (i32.ne (local.get $byte) (i32.const 48)))
                (i32.ge_s (local.get $node) (i32.const 0)))
            (then
              (local.set $word
                (i32.load offset=7970880 (i32.shl (i32.add (i32.shl (local.get $node) (i32.const 7)) (local.get $byte)) (i32.const 2))))
              (if (local.get $word) (then (local.set $node (local.get $word)) (br $stepped)))))
          (local.set $node (call $step (local.get $node) (local.get $to) (local.get $end))))
        (local.set $to (i32.add (local.get $to) (i32.const 1)))
        (br_if $letters (i32.and (i32.lt_u (local.get $to) (local.get $end)) (i32.ne (i32.load8_u (local.get $to)) (i32.const 32))))
        (br_if $letters (i32.eqz (call $ends (local.get $to) (local.get $from) (local.get $end)))))
      (local.set $word (i32.const -1))
      (if (i32.ge_s (local.get $node) (i32.const 0))
        (then
          (local.set $word (i32.load offset=6594624 (i32.shl (local.get $node) (i32.const 2))))
          (if (i32.eqz (local.get $word)) (then (call $ask (local.get $at) (local.get $to) (local.get $node)) (return (i32.const -2))))))
      (if (i32.lt_s (local.get $word) (i32.const 0))
        (then
          (local.set $word (call $intern (local.get $at) (local.get $to)))
          (if (i32.eq (local.get $word) (i32.const 0x80000000)) (then (return (i32.const -1))))
          (if (i32.lt_s (local.get $word) (i32.const 0)) (then (local.set $word (i32.sub (i32.const -1) (local.get $word)))))
          (local.set $node (local.get $word))
          (local.set $word (i32.load offset=6660160 (i32.shl (local.get $node) (i32.const 2))))
          (if (i32.eqz (local.get $word)) (then (call $ask (local.get $at) (local.get $to) (local.get $node)) (return (i32.const -3))))))
      (local.set $line (call $longer (local.get $line) (local.get $word)))
      (if (i32.lt_s (local.get $line) (i32.const 0)) (then (return (i32.const -1))))
      (local.set $at (local.get $to))
      (br $next))
    (unreachable)))
