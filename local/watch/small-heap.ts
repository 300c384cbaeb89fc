import { setFlagsFromString } from 'node:v8';

/**
 * V8 lets a heap grow to several times what lives in it before it looks for what does not: a process that reads a busy log would take
 * 300 MB for 30. Both flags are read at each collection (src/heap/heap-controller.cc, src/heap/heap.cc), so that they may be set late.
 * Before anything else is loaded: a young heap that has grown to 33 MB stays so.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--heap-growing-percent=25');
  setFlagsFromString('--semi-space-growth-factor=1');
}
