/** By what a signal ended the process, in the C library's words (strsignal). */
const SIGNALS =
  '(?:Segmentation fault|Killed|Aborted|Illegal instruction|Bus error|Floating point exception|Trace/breakpoint trap|Bad system call)';

/** A shell's own name, the line of its script and the process; the command stands behind. */
const SHELL = '(?:[^ "]+: (?:line )?[0-9]+: +(?:[0-9]+ +)?)?';

/**
 * What the kernel, the C library, a shell and Python write when native code or a kill ends the process: no line of AtlasML's.
 * Only after a signal's name in full, with its dump or its command, or at the line's end: "Killed by …" is a text.
 */
export const CRASH_LINE =
  `(?:Fatal (?:Python|glibc) error: |${SHELL}${SIGNALS}(?: *\\(core dumped\\)[^\\n]*| {2,}[^\\n]*)?\\s*$|` +
  '(?:\\*\\*\\* Error in `[^`]*: )?(?:free|[a-z_]*alloc|munmap_chunk|malloc_consolidate)\\(\\): [a-z]|' +
  'double free or corruption|corrupted (?:size|double|unsorted)|\\*\\*\\* (?:stack smashing|SIG[A-Z]+ received)|' +
  'pure virtual method called|libc\\+\\+abi: |terminate called )';
