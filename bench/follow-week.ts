import { enableCompileCache, flushCompileCache } from 'node:module';
import { giveBackHeap } from '../local/watch/give-back-heap.ts';
import { giveBackMemory, leaveCompilerBehind } from '../local/watch/give-back-memory.ts';
import { keepHeapSmall } from '../local/watch/small-heap.ts';

/**
 * `npm run bench:week -- [--days=7] [--gigabytes=2]`: check-logs over a log that grows for so long by a simulated clock, is rotated each
 * day, and is checked each minute; each count is compared with what was written. The files are real, the other checks do not run.
 * It begins as `watch` does (bin/atlasml-monitor.ts), for its memory is measured.
 */
enableCompileCache();
giveBackMemory(process);
keepHeapSmall();
const { runWeek } = await import('./follow-week-run.ts');
leaveCompilerBehind(process, flushCompileCache);
giveBackHeap();
await runWeek();
