import { expect, test } from 'vitest';
import { replyInSlack } from '../../../../../functions/shared/delivery/slack/reply.ts';
import { serviceStandIn } from '../../../../support/service-stand-in.ts';

test('a name that somebody wrote at a link calls nobody and hides no address', async () => {
  const slack = await serviceStandIn([200, 'ok']);
  const said = '<!channel> <https://evil.example|look> & co (email link) said so already.';
  await replyInSlack(`${slack.origin}/actions/T1`, said, [new URL(slack.origin).hostname]);
  expect(slack.sent()).toEqual([
    {
      response_type: 'ephemeral',
      replace_original: false,
      text: '&lt;!channel&gt; &lt;https://evil.example|look&gt; &amp; co (email link) said so already.',
    },
  ]);
});
