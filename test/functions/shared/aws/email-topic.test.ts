import { SNSClient } from '@aws-sdk/client-sns';
import { describe, expect, test } from 'vitest';
import { judge } from '../../../../functions/check-health/verdict.ts';
import { errorKinds } from '../../../../functions/check-logs/evidence.ts';
import { errorLines, sightings } from '../../../../functions/report-incident/diagnose/evidence.ts';
import { topicPublisher } from '../../../../functions/shared/aws/email-topic.ts';
import { resolveConfig } from '../../../../functions/shared/config/load.ts';
import { emailReceiver } from '../../../../functions/shared/delivery/email.ts';
import type { Message } from '../../../../functions/shared/message/message.ts';
import { testMessage } from '../../../../functions/shared/message/test-message.ts';
import { serve } from '../../../support/servers.ts';

const NOW = Date.parse('2026-11-26T10:00:00Z');
const message: Message = testMessage({ service: 'AtlasML', environment: 'test' }, NOW);

/** A server that takes what the real client of SNS sends, and the receiver that sends there. */
async function sns() {
  const got: URLSearchParams[] = [];
  const endpoint = await serve(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    got.push(new URLSearchParams(body));
    response
      .writeHead(200, { 'content-type': 'text/xml' })
      .end('<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>');
  });
  const client = new SNSClient({ endpoint, region: 'eu-central-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
  return { got, receiver: emailReceiver(topicPublisher('arn:aws:sns:eu-central-1:1:alerts', client)) };
}

describe('the real client of SNS sends', () => {
  test('U01: an error text that was cut within an emoji', async () => {
    const text = `${'x'.repeat(198)}📚 Graphs`;
    const evidence = errorKinds([
      { '@timestamp': '2026-11-26 10:00:00.000', '@message': `2026-11-26 10:00:00 - ERROR - atlasml.utils - ${text}` },
    ]);
    expect(evidence.map((kind) => [kind.text.isWellFormed(), kind.fingerprint.isWellFormed()])).toEqual([[true, true]]);
    const errors = errorLines({ check: 'logs', atMs: NOW, window: { startMs: 0, endMs: NOW }, evidence, notes: [] });
    const { got, receiver } = await sns();
    await receiver.deliver({ ...message, errors });
    expect(got[0]?.get('Message')).toContain('📚 Graphs');
  });

  test('U02: what a component says of itself, cut within an emoji', async () => {
    const endpoint = resolveConfig({ endpoints: [{ name: 'health', url: 'https://a.example/' }] }).endpoints[0];
    if (!endpoint) throw new Error('there is no endpoint');
    const body = { status: 'error', components: { weaviate: { status: 'error', message: `${'x'.repeat(199)}🔥 disk` } } };
    const answer = { status: 503, headers: {}, body: JSON.stringify(body) } as Parameters<typeof judge>[0];
    const { verdict, fault, components } = judge(answer, endpoint, NOW);
    const sentence = fault?.sentence ?? '';
    expect({ verdict, wellFormed: sentence.isWellFormed() }).toEqual({ verdict: 'down', wellFormed: true });
    const seen = sightings(
      [
        {
          check: 'health',
          atMs: NOW,
          endpoints: [
            {
              endpoint: 'health',
              verdict: 'down',
              sentence,
              attempts: 3,
              timings: { totalMs: 1 },
              components,
              earlierFaults: [],
            },
          ],
        },
      ],
      NOW,
    );
    const { got, receiver } = await sns();
    await receiver.deliver({ ...message, seen, cause: sentence });
    expect(got[0]?.get('Message')).toContain('🔥 disk');
  });

  test.each([
    ['half of a pair in the cause', { cause: 'disk \ud83d' }],
    ['half of a pair in the subject', { subject: 'disk \udd25' }],
    ['half of a pair where it is least expected', { links: [{ label: '\ud83d', url: 'https://a.example/\ud83d' }] }],
    ['a subject of nothing that SNS takes', { subject: '🔥🔥' }],
  ])('%s', async (_title, more) => {
    const { got, receiver } = await sns();
    await receiver.deliver({ ...message, ...more });
    expect(got[0]?.get('Subject')).toMatch(/^[\x20-\x7e]{1,99}$/);
    expect(got[0]?.get('Message')?.isWellFormed()).toBe(true);
  });
});
