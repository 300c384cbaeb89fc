import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readWakeUps } from '../../../../functions/report-incident/wake-up.ts';
import { digestLinks } from '../../../../functions/send-digest/links.ts';
import { resolveConfig } from '../../../../functions/shared/config/load.ts';
import { alarmPage } from '../../../../functions/shared/message/console.ts';
import { consoleLinks } from '../../../../functions/shared/message/console-links.ts';

const WINDOW = { startMs: Date.UTC(2026, 10, 26), endMs: Date.UTC(2026, 10, 27) };
const PARTITIONS: [string, string, string][] = [
  ['the commercial partition', 'eu-central-1', 'console.aws.amazon.com'],
  ['China', 'cn-north-1', 'console.amazonaws.cn'],
  ['GovCloud', 'us-gov-west-1', 'console.amazonaws-us-gov.com'],
  ['the European Sovereign Cloud', 'eusc-de-east-1', 'console.amazonaws-eusc.eu'],
];

describe('U50: links lead to the console of the partition that the region is in', () => {
  test.each(PARTITIONS)('%s', (_title, region, host) => {
    const logs = { group: 'g', region };
    const config = resolveConfig({ endpoints: [{ name: 'health', url: 'https://a.test/' }], logs, dashboard: true });
    const links = [...consoleLinks(config, region, WINDOW), ...digestLinks(config, region, WINDOW)].filter(
      (l) => l.label !== 'Bill',
    );
    expect(links.map((l) => l.label)).toEqual(['Logs', 'Alarms', 'Dashboard', 'Logs', 'Alarms', 'Dashboard', 'Parameters']);
    for (const { url } of links) {
      expect(new URL(url).host).toBe(`${region}.${host}`);
      expect(new URL(url).searchParams.get('region')).toBe(region);
    }
    expect(new URL(alarmPage(region, 'a b')).hash).toBe('#alarmsV2:alarm/a%20b');
  });

  test('the log group may be in another region than the monitor', () => {
    const logs = { group: 'g', region: 'us-east-1' };
    const config = resolveConfig({ endpoints: [{ name: 'health', url: 'https://a.test/' }], logs, dashboard: true });
    expect(consoleLinks(config, 'eu-central-1', WINDOW).map((l) => new URL(l.url).host.split('.')[0])).toEqual([
      'us-east-1',
      'eu-central-1',
      'eu-central-1',
    ]);
  });

  test.each(PARTITIONS)('the bills of %s', (_title, region, host) => {
    const config = resolveConfig({ endpoints: [{ name: 'health', url: 'https://a.test/' }] });
    const bill = digestLinks(config, region, WINDOW).find((l) => l.label === 'Bill')?.url;
    // GovCloud is billed to its standard account.
    expect(bill).toBe(`https://${region.startsWith('us-gov') ? 'console.aws.amazon.com' : host}/billing/home#/bills`);
  });

  test.each(PARTITIONS)('a wake-up by an alarm of %s', (_title, region, host) => {
    const change = {
      AlarmName: 'a',
      OldStateValue: 'OK',
      NewStateValue: 'ALARM',
      AlarmArn: `arn:aws:cloudwatch:${region}:1:alarm:a`,
    };
    const woken = JSON.stringify(readWakeUps({ Records: [{ body: JSON.stringify({ Message: JSON.stringify(change) }) }] }));
    expect(woken).toContain(`https://${region}.${host}/cloudwatch/home?region=${region}#alarmsV2:alarm/a`);
  });
});

test('no code writes a partition, or the host of a console, beside console.ts', () => {
  const files = globSync('{bin,cli,functions,lib,local}/**/*.ts').filter(
    (file) => file !== 'functions/shared/message/console.ts',
  );
  expect(files.length).toBeGreaterThan(200);
  const wrong = files.filter((file) =>
    /arn:aws[:-]|console\.a(ws|mazonaws)|\.amazonaws\.com\.cn/.test(readFileSync(file, 'utf8')),
  );
  expect(wrong).toEqual([]);
});
