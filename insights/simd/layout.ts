/** Where what stands in WebAssembly's memory, in bytes; the modules' texts (*.wat) have the same numbers. */

/** Texts to look for: kernel.wat. */
export const ENTRY_BYTES = 512;
export const MOST_NEEDLES = 8;

/** What was found in an object of JSON: json.wat. */
export const RESULTS = 4096;
export const RESULT_BYTES = 32;
export const MOST_RESULTS = 64;
export const POWERS = 7168;
export const NODES = 8192;
export const NODE_BYTES = 8;
export const MOST_NODES = 128;
export const ENTRIES = 9216;
export const KEY_BYTES = 48;
export const MOST_ENTRIES = 256;
export const KEYS = 21_504;
export const KEYS_END = 29_696;

/** What is known of lines that were passed: lines.wat. */
export const PASSED = 32_752;

/** Lines that were noted: lines.wat. Before them stands where to go on. */
export const LINES = 32_768;
export const LINE_BYTES = 24;

/** A text without its escapes, and 16 bytes that may be written behind it; before it stand the texts that lines.wat knows. */
export const SCRATCH = 6_356_992;
export const SCRATCH_BYTES = 65_536;

/** Objects of JSON that are written alike, of lines and of messages: shapes.wat. */
export const LINE_SHAPES = 6_430_720;
export const MESSAGE_SHAPES = LINE_SHAPES + 65_536;
export const SHAPES_BYTES = 65_536;
export const MOST_SHAPES = 8;
export const PIECE_BYTES = 16;

/** Patterns with wildcards: globs.wat. */
export const GLOBS = MESSAGE_SHAPES + SHAPES_BYTES;
export const GLOB_BYTES = 32;
export const GLOBS_END = GLOBS + 32_768;

/** Templates of lines: templates.wat. */
export const TEMPLATE_STATE = GLOBS_END;
export const WORDS = TEMPLATE_STATE + 64;
export const EXACT_WORDS = WORDS + 65_536;
export const TEMPLATES_END = 16_359_488;

/** The results of many lines: shapes.wat. */
export const MANY = TEMPLATES_END;
export const MANY_BYTES = 32_768;

/** The chunk of the file. */
export const DATA = MANY + MANY_BYTES;
