import { expect, test } from 'vitest';
import { compose, type Occasion } from '../../../../functions/report-incident/tell/compose.ts';
import { renderEmail } from '../../../../functions/shared/message/email.ts';
import { renderSlack, renderSlackPlain, renderSlackWorkflow } from '../../../../functions/shared/message/slack.ts';
import type { Observation } from '../../../../functions/shared/observation.ts';
import type { SignalId } from '../../../../functions/shared/signals/signal.ts';
import { renderServices } from '../../../support/render-services.ts';
import { config, incident, links, logs, member, NOW } from '../support.ts';

test('planted secrets and students’ text reach no channel', async () => {
  const planted = [
    'jane.doe@example.org',
    'sk-test-0000000000000000',
    'Bearer abc.def.ghi',
    'hooks.slack.com/services/T0/B0/planted',
    'lecture essay',
  ];
  const secrets = planted.slice(0, 4).join(' ');
  const text = `Request body was: lecture essay ${planted.join(' ')}`;
  const observations: Observation[] = [
    {
      check: 'health',
      atMs: NOW,
      endpoints: [
        {
          endpoint: 'health',
          verdict: 'down',
          sentence: secrets,
          attempts: 1,
          timings: { totalMs: 1 },
          components: [],
          earlierFaults: [],
        },
      ],
    },
    {
      check: 'logs',
      atMs: NOW,
      window: { startMs: 0, endMs: 0 },
      unknown: secrets,
      notes: [],
      evidence: [
        {
          fingerprint: 'f',
          level: 'ERROR',
          logger: 'atlasml.app',
          text,
          count: 1,
          newestMs: NOW,
          exception: `ValueError: ${secrets}`,
          where: [`atlasml/app.py:7 in ${secrets}`],
        },
      ],
      startFailure: { exception: `weaviate.Error: ${secrets}`, where: [secrets] },
      lastWords: [secrets],
    },
    { check: 'memory', atMs: NOW, memory: { state: 'unknown', reason: secrets } },
  ];
  const occasion: Occasion = {
    incident: incident([member('endpoint-down', 2, { subject: 'health' })]),
    kind: 'opened',
    observations,
    nowMs: NOW,
  };
  const message = compose(occasion, config, links, [secrets]);
  const all = JSON.stringify([renderEmail(message), renderSlack(message), renderServices(message)]);
  for (const secret of ['jane.doe', 'sk-test', 'abc.def.ghi', 'T0/B0/planted', 'lecture essay'])
    expect(all).not.toContain(secret);
});

test('tricky-bodies: nothing of what students wrote, and no key of theirs, reaches any channel', async () => {
  const seen = await logs('logs/tricky-bodies');
  const signals: SignalId[] = ['new-error-kind', 'server-errors', 'critical-lines', 'unfinished-requests', 'crash-loop'];
  const observations: Observation[] = [
    { ...seen, evidence: seen.evidence.map((kind) => ({ ...kind, firstSeenMs: seen.window.endMs })) },
  ];
  for (const signal of signals) {
    const occasion: Occasion = {
      incident: incident([member(signal, 1)]),
      kind: 'opened',
      observations,
      nowMs: NOW,
    };
    const message = compose(occasion, config, links);
    const all = JSON.stringify([
      seen,
      renderEmail(message),
      renderSlack(message),
      renderSlackPlain(message),
      renderSlackWorkflow(message),
      renderServices(message),
    ]);
    for (const text of ['jane.doe', 'sk-test-0', 'abc.def.ghi', 'CRITICAL thinking', 'fake.logger', 'user text', 'aaaaaaaaaa']) {
      expect(all, signal).not.toContain(text);
    }
  }
});
