/** What the modules of WebAssembly give: see *.wat. */
export interface Exports {
  memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  find(from: number, end: number, count: number): number;
  lines(from: number, end: number): number;
  escaped(from: number, end: number): number;
}

/** What is done to lines; places are absolute. See lines.wat. */
export interface LineExports {
  split(from: number, end: number, stamped: number): number;
  pass(from: number, end: number): number;
  ends(at: number, end: number): number;
  intern(from: number, to: number): number;
  interns(result: number, apart: number, count: number): number;
  around(at: number, start: number, end: number): void;
  unescape(from: number, end: number, out: number): number;
  points(from: number, end: number): number;
}

/** See json.wat; places are absolute. */
export interface JsonExports {
  object(from: number, end: number, root: number, first: number, last: number): number;
  /** How many members the last object had that was read. */
  readonly members: { readonly value: number };
}

/** See shapes.wat; places are absolute. */
export interface ShapeExports {
  match(from: number, end: number, results: number, table: number): number;
  many(line: number, count: number, results: number, table: number, out: number): number;
}

/** See globs.wat; places are absolute. */
export interface GlobExports {
  glob(from: number, end: number, glob: number): number;
}

/** See templates.wat; places are absolute. */
export interface TemplateExports {
  template(from: number, end: number): number;
  reset(): void;
}

/** The types of Node have the namespace but not its classes. */
export const { Module, Instance } = (globalThis as unknown as { WebAssembly: WebAssemblyClasses }).WebAssembly;
interface WebAssemblyClasses {
  Module: new (code: Uint8Array) => object;
  Instance: new (module: object, imports?: object) => { exports: unknown };
}
