import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { screenOf } from '../cli/screen.ts';
import { healthRuns } from './scale/health.ts';
import { page } from './scale/page.ts';
import { profilesOf } from './scale/services.ts';

/**
 * How far one stack and one account go, written to docs/scale.md: check-health with 200 endpoints of which 50, and all, never answer; what 200
 * endpoints deploy and cost; 1,000 services by simulation. Some five minutes. `npm run bench:scale`
 */
const { print } = screenOf(process);
const folder = mkdtempSync(join(tmpdir(), 'bench-scale-'));
const health = [];
for (const hanging of [50, 200]) {
  print(`check-health, 200 endpoints of which ${hanging} never answer …`);
  const runs = await healthRuns(200, hanging, folder);
  health.push({ hanging, runs });
  for (const { what, up, tookMs, cpuMs, peakMegabytes } of runs)
    print(`  ${what}: ${up} up, ${(tookMs / 1000).toFixed(1)} s, ${cpuMs.toFixed(0)} ms of CPU, ${peakMegabytes.toFixed(0)} MB`);
}
print('what a run asks of AWS …');
const profiles = await profilesOf(folder);
rmSync(folder, { recursive: true, force: true });
const text = await page(health, profiles);
writeFileSync('docs/scale.md', text);
print(text);
