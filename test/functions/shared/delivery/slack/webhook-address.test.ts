import { describe, expect, test } from 'vitest';
import { webhookProblem } from '../../../../../functions/shared/delivery/slack/webhook-address.ts';

describe('where a webhook may be', () => {
  const LISTED = ['127.0.0.1', '[::1]', 'chat.example.org'];
  test.each<[string, RegExp | undefined]>([
    ['https://hooks.slack.com/services/T/B/secret', undefined],
    ['https://hooks.slack-gov.com/services/T/B/secret', undefined],
    ['https://HOOKS.slack.com/triggers/T/secret', undefined],
    ['  https://hooks.slack.com/services/T/B/secret\n', undefined],
    ['https://chat.example.org:8443/hooks/secret', undefined],
    ['http://127.0.0.1:8080/services/secret', undefined],
    ['http://[::1]:8080/services/secret', undefined],
    ['http://hooks.slack.com/services/T/B/secret', /does not begin with https:\/\//],
    ['http://chat.example.org/hooks/secret', /does not begin with https:\/\//],
    ['ftp://hooks.slack.com/secret', /does not begin with https:\/\//],
    ['https://hooks.slack.com.evil.example/services/secret', /another service/],
    ['https://hooks.slack.com@evil.example/services/secret', /another service/],
    ['https://evil.example/hooks.slack.com/secret', /another service/],
    ['http://localhost:8080/services/secret', /another service/],
    ['https://events.pagerduty.com/secret', /another service/],
    ['mailto:secret@example.org', /another service/],
    ['changeme-secret', /holds no URL/],
  ])('%s', (url, problem) => {
    const found = webhookProblem(url, LISTED, '/hook');
    if (!problem) expect(found).toBeUndefined();
    else {
      expect(found).toMatch(problem);
      expect(found).toContain('/hook');
      expect(found).not.toMatch(/secret|evil|pagerduty/);
    }
  });
});
