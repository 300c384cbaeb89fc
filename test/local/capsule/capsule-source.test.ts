import { describe, expect, test } from 'vitest';
import { servedCapsule } from './served.ts';

const at = (time: string) => Date.parse(`2026-11-25T${time}Z`);
const served = servedCapsule();

// biome-ignore lint/suspicious/noExplicitAny: what the page gets is any JSON
const get = async (path: string): Promise<any> => (await fetch(new URL(path, served.page.url))).json();
const post = (path: string, body: unknown) =>
  fetch(new URL(path, served.page.url), {
    method: 'POST',
    headers: { origin: new URL(served.page.url).origin, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const go = (time: string) => post('/api/replay/play', { toMs: at(time), isPlaying: false });

describe('a capsule on the page', () => {
  test('says that it is not now, and begins a little before the incident', async () => {
    const html = await (await fetch(served.page.url)).text();
    expect(html).toContain('This is how it was then, not how it is now.');
    expect(html).toContain('Of the log only what the monitor kept is here');
    expect(served.source.clock.now()).toBeLessThan(at('17:46:00'));
    expect(served.source.clock.speed).toBe(0);
  });

  test('shows how it stood at each moment: before, in it, and back again', async () => {
    await go('17:30:00');
    expect((await get('/api/replay/now')).now.verdict).toBe('unknown');
    expect(await get('/api/replay/incidents')).toEqual([]);
    await go('17:46:45');
    const { now } = await get('/api/replay/now');
    expect([now.verdict, now.sentence]).toEqual(['down', 'AtlasML replay is down: Weaviate unreachable.']);
    const [row] = await get('/api/replay/incidents');
    const incident = await get(`/api/replay/incident?id=${row.id}`);
    expect(incident.messages.map((m: { subject: string }) => m.subject)).toEqual([
      '[DOWN] AtlasML replay: Weaviate unreachable since 17:46 UTC',
    ]);
    const alarms: { state: string }[] = await get('/api/replay/alarms');
    expect(alarms[0]?.state).toBe('ALARM');
    await go('17:30:00');
    expect(await get('/api/replay/incidents')).toEqual([]);
  });

  test('shows no line and no value of what came later', async () => {
    await go('17:47:00');
    const { lines } = await get('/api/replay/lines');
    expect(lines.length).toBeGreaterThan(0);
    expect(Math.max(...lines.map((l: { atMs: number }) => l.atMs))).toBeLessThanOrEqual(at('17:47:00'));
    const timeline = await get('/api/replay/timeline?range=1h');
    expect(timeline.toMs).toBeLessThanOrEqual(at('17:48:00'));
    const up = timeline.charts.find((c: { id: string }) => c.id === 'states').curves[0];
    expect(up.values.some((v: number | null) => v === 0)).toBe(true);
  });

  test('moves with the time while it is played', async () => {
    await go('17:46:00');
    await post('/api/replay/play', { isPlaying: true, speed: 60 });
    served.elapsedMs += 1_000;
    expect(await get('/api/replay/now')).toMatchObject({ clockMs: at('17:47:00'), speed: 60 });
    await post('/api/replay/play', { isPlaying: false });
  });

  test('takes no order, and no wish that it does not know', async () => {
    const refused = await post('/api/replay/order', { order: 'test' });
    expect([refused.status, ((await refused.json()) as { error: string }).error]).toEqual([
      400,
      expect.stringContaining('nobody can be told'),
    ]);
    expect((await post('/api/replay/play', { speed: 7 })).status).toBe(400);
  });
});
