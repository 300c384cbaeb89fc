import { beforeEach, describe, expect, test } from 'vitest';
import { allIncidents, obeyAndSave, readCommand } from '../../../functions/report-incident/command.ts';
import { postmortem } from '../../../functions/report-incident/postmortem.ts';
import { type ReportPorts, reportIncident } from '../../../functions/report-incident/report.ts';
import type { AlarmState } from '../../../functions/shared/signals/alarm-state.ts';
import { alarm, definitionsOf, memoryStore, proving, StillClock, TestReceiver, unlimited } from '../../support/fakes.ts';

const CONFIG = { service: 'AtlasML', environment: 'test', deployGraceSeconds: 0, resolveAfterSeconds: 0 };
const MINUTE = 60_000;
const SILENCE = { command: 'silence', minutes: 10, why: 'deploy', by: 'anna' } as const;

let alarms: AlarmState[];
let email: TestReceiver;
let clock: StillClock;
let ports: ReportPorts;
beforeEach(() => {
  alarms = [];
  email = new TestReceiver('email');
  clock = new StillClock();
  let ids = 0;
  const states = async () => alarms;
  ports = {
    alarms: { states },
    store: { ...memoryStore(), observations: async () => proving(alarms, clock.at) },
    configured: definitionsOf([alarm('server-errors', 'OK'), alarm('component-down', 'OK')]),
    receivers: [email],
    clock,
    within: unlimited,
    newId: () => `i${++ids}`,
    links: () => [],
  };
});

/** The alarm goes to a state now, and the reporter runs. */
async function errors(value: AlarmState['value']) {
  alarms = [alarm('server-errors', value, { sinceMs: clock.now() })];
  await reportIncident(CONFIG, ports);
}
const tell = (command: Parameters<typeof obeyAndSave>[0]) => obeyAndSave(command, ports.store, clock);
const told = () => email.got.map((m) => m.kind);

describe('a silence', () => {
  test('hides what comes and goes in it', async () => {
    expect(await tell(SILENCE)).toMatch(/^Silent until .* \(10 min\): deploy\./);
    await errors('ALARM');
    clock.at += 5 * MINUTE;
    await errors('OK');
    clock.at += 60 * MINUTE;
    await errors('OK');
    expect(told()).toEqual([]);
    // It is on record all the same.
    expect(await allIncidents(ports.store)).toEqual([expect.objectContaining({ openedMs: expect.any(Number) })]);
  });

  test('is over by the clock: what lasts is told then, with its true beginning', async () => {
    await tell(SILENCE);
    await errors('ALARM');
    const beganMs = clock.now();
    clock.at += 11 * MINUTE;
    await reportIncident(CONFIG, ports);
    expect(told()).toEqual(['opened']);
    expect(email.got[0]?.headline).toContain('failing for 11 min');
    expect((await ports.store.load()).state.incidents[0]?.openedMs).toBe(beganMs);
  });

  test('ends early when somebody ends it', async () => {
    await tell(SILENCE);
    await errors('ALARM');
    expect(await tell({ command: 'end-silence', by: 'anna' })).toBe('The silence is over.');
    await reportIncident(CONFIG, ports);
    expect(told()).toEqual(['opened']);
    expect(await tell({ command: 'end-silence', by: 'anna' })).toBe('There was no silence.');
  });

  test('never hides the end of what people know of', async () => {
    await errors('ALARM');
    await tell(SILENCE);
    clock.at += MINUTE;
    await errors('OK');
    expect(told()).toEqual(['opened', 'resolved']);
  });

  test('holds back changes and reminders', async () => {
    await errors('ALARM');
    await tell({ ...SILENCE, minutes: 120 });
    clock.at += 61 * MINUTE;
    alarms = [...alarms, alarm('component-down', 'ALARM')];
    await reportIncident(CONFIG, ports);
    expect(told()).toEqual(['opened']);
    clock.at += 60 * MINUTE;
    await reportIncident(CONFIG, ports);
    expect(told()).toEqual(['opened', 'changed']);
  });
});

describe('the time line of an incident says what was silenced', () => {
  const END = { command: 'end-silence', by: 'ben' } as const;
  const PLANNED = { fromMs: 0, untilMs: Number.MAX_SAFE_INTEGER, why: 'planned: backup', by: 'the configuration' };
  const ASKED = expect.stringMatching(/^anna asked for silence until .* UTC \(10 min\): deploy$/);
  const ENDED = 'ben ended the silence';

  test.each<[string, () => Promise<unknown>, unknown[]]>([
    ['asked for while it is open', async () => [await errors('ALARM'), await tell(SILENCE)], [ASKED]],
    ['and ended early', async () => [await errors('ALARM'), await tell(SILENCE), await tell(END)], [ASKED, ENDED]],
    ['asked for before it began', async () => [await tell(SILENCE), await errors('ALARM'), await tell(END)], [ASKED, ENDED]],
    [
      'but not of one that was over before it began',
      async () => {
        await tell(SILENCE);
        clock.at += 11 * MINUTE;
        await errors('ALARM');
      },
      [],
    ],
    ['nor that one was ended that there was not', async () => [await errors('ALARM'), await tell(END)], []],
    [
      'nor a window of the configuration, which nobody asked for',
      async () => {
        await ports.store.save({ ...(await ports.store.load()).state, silence: PLANNED });
        await errors('ALARM');
      },
      [],
    ],
  ])('%s', async (_title, story, notes) => {
    await story();
    const [incident] = await allIncidents(ports.store);
    expect(incident?.changes.flatMap(({ note }) => note ?? [])).toEqual(notes);
  });

  test('and nobody is told because of it', async () => {
    await errors('ALARM');
    await tell(SILENCE);
    await tell(END);
    await reportIncident(CONFIG, ports);
    expect(told()).toEqual(['opened']);
  });

  test('in the postmortem, too', async () => {
    await errors('ALARM');
    await tell(SILENCE);
    const [incident] = await allIncidents(ports.store);
    const lines = incident && postmortem(incident, 'AtlasML test', undefined, clock.now()).flatMap((s) => s.lines);
    expect(lines?.filter((line) => line.includes('anna asked for silence'))).toHaveLength(1);
  });
});

describe('an acknowledgement', () => {
  test('is told with its name, and stops the reminders', async () => {
    await errors('ALARM');
    expect(await tell({ command: 'ack', by: 'anna' })).toMatch(/^anna is on this incident, which began/);
    await reportIncident(CONFIG, ports);
    expect(email.got.at(-1)?.news).toEqual(['anna is on it.']);
    clock.at += 300 * MINUTE;
    await reportIncident(CONFIG, ports);
    expect(told()).toEqual(['opened', 'changed']);
  });

  test('said twice by the same it is no news, by another it is', async () => {
    await errors('ALARM');
    await tell({ command: 'ack', by: 'anna' });
    await reportIncident(CONFIG, ports);
    expect(await tell({ command: 'ack', by: 'anna' })).toMatch(/^anna is already on this incident, which began/);
    await reportIncident(CONFIG, ports);
    expect(told()).toEqual(['opened', 'changed']);
    await tell({ command: 'ack', by: 'ben' });
    await reportIncident(CONFIG, ports);
    expect(told()).toEqual(['opened', 'changed', 'changed']);
    expect(email.got.at(-1)?.news).toEqual(['ben is on it.']);
  });

  test('without an incident says so', async () => {
    expect(await tell({ command: 'ack', by: 'anna' })).toBe('No incident is open.');
  });
});

test('a command that a run of the reporter overtakes is obeyed anew, and neither is lost', async () => {
  await errors('ALARM');
  const { store } = ports;
  let overtaken = false;
  const load: typeof store.load = async (names) => {
    const loaded = await store.load(names);
    if (!overtaken) await store.save({ ...loaded.state, notices: [{ id: 'n', atMs: clock.at, text: 'of the other' }] });
    overtaken = true;
    return loaded;
  };
  await obeyAndSave(SILENCE, { ...store, load }, clock);
  expect((await store.load()).state).toMatchObject({ silence: { by: 'anna' }, notices: [{ id: 'n' }] });
});

describe('what an invocation may say', () => {
  test.each<[string, unknown, string]>([
    [
      'an unknown command',
      { command: 'stop', by: 'a' },
      'there is no command "stop"; known are silence, end-silence, ack, incidents, status, send-test',
    ],
    ['nobody', { command: 'ack' }, 'by must be a text of 1 to 100 characters'],
    ['no reason', { ...SILENCE, why: ' ' }, 'why must be a text of 1 to 100 characters'],
    ['no time', { ...SILENCE, minutes: '10' }, 'minutes must be above 0 and at most 1440, not "10"'],
    ['a time below zero', { ...SILENCE, minutes: -1 }, 'minutes must be above 0'],
    ['more than a day', { ...SILENCE, minutes: 1441 }, 'at most 1440, not 1441'],
    ['no number', { ...SILENCE, minutes: Number.NaN }, 'minutes must be above 0'],
  ])('%s is refused', (_title, event, message) => {
    expect(() => readCommand(event)).toThrow(message);
  });

  test('a wake-up is no command', () => {
    expect(readCommand({ Records: [] })).toBeUndefined();
    expect(readCommand(undefined)).toBeUndefined();
  });
});
