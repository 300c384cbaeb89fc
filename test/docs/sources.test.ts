import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { MULTILINE_PATTERN } from '../../functions/shared/atlasml/log-format.ts';
import { DEFAULTS } from '../../functions/shared/config/defaults.ts';
import { resolveConfig } from '../../functions/shared/config/load.ts';
import { METRICS, type MetricKey, NAMESPACE } from '../../functions/shared/signals/metrics.ts';
import { isOnlyLogged } from '../../functions/shared/signals/sent.ts';
import { recorded } from '../support/corpus.ts';
import { dashboard } from './grafana/dashboards.ts';

const read = (name: string) => readFileSync(`docs/examples/${name}`, 'utf8');
// biome-ignore lint/suspicious/noExplicitAny: each tool has a form of its own
const yaml = (name: string): any => parse(read(name), { strict: true });
const SOURCES = readFileSync('docs/sources.md', 'utf8');

test('the page names each example that is there', () => {
  const named = [...SOURCES.matchAll(/\(examples\/([\w.-]+)\)/g)].map(([, name = '']) => name);
  expect(named.filter((name) => !existsSync(`docs/examples/${name}`))).toEqual([]);
  expect(new Set(named)).toEqual(
    new Set([
      'docker-compose-logging.yml',
      'vector.yaml',
      'fluent-bit.yaml',
      'telegraf.conf',
      'cloudwatch-agent.json',
      'atlasml-metrics.py',
      'prometheus.yml',
      'prometheus-rules.yml',
      'grafana-cloudwatch.json',
      'grafana-prometheus.json',
    ]),
  );
});

describe("the pattern of Docker's awslogs driver", () => {
  const { awslogs } = yaml('docker-compose-logging.yml')['x-logging'];

  test('is the one that check-logs names, and the option that hides lines is not there', () => {
    expect(awslogs.options['awslogs-multiline-pattern']).toBe(MULTILINE_PATTERN);
    expect(awslogs.options['awslogs-datetime-format']).toBeUndefined();
  });

  test.each(['docker/logs/d_server_errors', 'docker/logs/d_weaviate_down', 'docker/logs/g_slow'])(
    'begins an event at each line of AtlasML and uvicorn in %s, and at no line of a traceback',
    (name) => {
      const begins = new RegExp(MULTILINE_PATTERN);
      const lines = recorded(name).flatMap(({ message }) => message.split('\n'));
      const written = lines.filter((line) =>
        /^(?:\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2} - [A-Z]+ - |(?:INFO|WARNING|ERROR): {4})/.test(line),
      );
      expect(written.filter((line) => !begins.test(line))).toEqual([]);
      const inTraceback = lines.filter((line) =>
        /^(?: {2}File "| {4}\S|Traceback |\w+(?:\.\w+)*(?:Error|Exception)\b)/.test(line),
      );
      expect(inTraceback.length).toBeGreaterThan(0);
      expect(inTraceback.filter((line) => begins.test(line))).toEqual([]);
    },
  );
});

/** The options of each part that the example uses, from excerpts of the manuals and from memory; the addresses say where they can be held against. */
const VECTOR: Record<string, string[]> = {
  // https://vector.dev/docs/reference/configuration/sources/syslog/
  syslog: ['type', 'mode', 'address'],
  // https://vector.dev/docs/reference/configuration/sources/fluent/
  fluent: ['type', 'address'],
  // https://vector.dev/docs/reference/configuration/sources/socket/ with framing.method chunked_gelf and decoding.codec gelf
  socket: ['type', 'mode', 'address', 'framing', 'decoding'],
  // https://vector.dev/docs/reference/configuration/transforms/remap/
  remap: ['type', 'inputs', 'source'],
  // https://vector.dev/docs/reference/configuration/sinks/aws_cloudwatch_logs/
  aws_cloudwatch_logs: [
    'type',
    'inputs',
    'region',
    'group_name',
    'stream_name',
    'create_missing_group',
    'create_missing_stream',
    'encoding',
  ],
};
const FLUENT_BIT: Record<string, string[]> = {
  // https://docs.fluentbit.io/manual/data-pipeline/inputs/syslog
  syslog: ['name', 'tag', 'mode', 'listen', 'port', 'parser', 'buffer_chunk_size'],
  // https://docs.fluentbit.io/manual/data-pipeline/inputs/forward
  forward: ['name', 'listen', 'port'],
  // https://docs.fluentbit.io/manual/data-pipeline/outputs/cloudwatch
  cloudwatch_logs: ['name', 'match', 'region', 'log_group_name', 'log_stream_name', 'log_key', 'auto_create_group'],
};

describe('what stands between Docker and CloudWatch', () => {
  const { options: syslog } = yaml('docker-compose-logging.yml')['x-logging'].syslog;
  const { options: fluentd } = yaml('docker-compose-logging.yml')['x-logging'].fluentd;
  const { options: gelf } = yaml('docker-compose-logging.yml')['x-logging'].gelf;
  const portOf = (address: string) => address.split(':').at(-1);

  test('Vector: each option is known, each part is joined, the ports are those of Docker', () => {
    const { sources, transforms, sinks } = yaml('vector.yaml');
    const parts: Record<string, { type: string; inputs?: string[] }> = { ...sources, ...transforms, ...sinks };
    for (const [name, part] of Object.entries(parts)) {
      expect(
        Object.keys(part).filter((key) => !VECTOR[part.type]?.includes(key)),
        name,
      ).toEqual([]);
      expect(
        (part.inputs ?? []).filter((input) => !parts[input]),
        name,
      ).toEqual([]);
    }
    expect(transforms.line.inputs).toEqual(Object.keys(sources));
    expect(sinks.cloudwatch.encoding).toEqual({ codec: 'text' });
    expect(portOf(sources.docker_syslog.address)).toBe(portOf(syslog['syslog-address']));
    expect(portOf(sources.docker_fluentd.address)).toBe(portOf(fluentd['fluentd-address']));
    expect(portOf(sources.docker_gelf.address)).toBe(portOf(gelf['gelf-address']));
  });

  test('Fluent Bit: each option is known, each input has its output, the ports are those of Docker', () => {
    const { pipeline } = yaml('fluent-bit.yaml');
    for (const part of [...pipeline.inputs, ...pipeline.outputs]) {
      expect(
        Object.keys(part).filter((key) => !FLUENT_BIT[part.name]?.includes(key)),
        part.name,
      ).toEqual([]);
    }
    const [bySyslog, byForward] = pipeline.inputs;
    // Of the forward protocol the tag is the one that Docker is given.
    expect(pipeline.outputs.map(({ match }: { match: string }) => match)).toEqual([bySyslog.tag, fluentd.tag]);
    expect(String(bySyslog.port)).toBe(portOf(syslog['syslog-address']));
    expect(String(byForward.port)).toBe(portOf(fluentd['fluentd-address']));
  });
});

describe('memory, CPU and disk', () => {
  /** What Telegraf's docker input puts on the two measurements, as its manual lists them under "Metrics". */
  const TAGS = [
    ...['engine_host', 'server_version', 'container_image', 'container_name', 'container_status', 'container_version'],
    ...['source', 'cpu'],
  ];
  /** outputs.cloudwatch: BuildDimensions keeps this many, by the alphabet. */
  const MOST_DIMENSIONS = 10;

  test('Telegraf sends exactly the dimensions that the configuration beside it names', () => {
    const telegraf = read('telegraf.conf');
    const given = (key: string) => JSON.parse(new RegExp(`^\\s*${key} = (.+)$`, 'm').exec(telegraf)?.[1] ?? 'null');
    const left = TAGS.filter((tag) => !given('tagexclude').includes(tag));
    expect(left).toEqual(['container_name', 'cpu']);
    expect(left.length).toBeLessThan(MOST_DIMENSIONS);
    expect(given('omit_hostname')).toBe(true);
    expect(given('docker_label_exclude')).toEqual(['*']);
    const written = [...telegraf.matchAll(/^#\s+(memory|cpu): (\{.*\}),$/gm)].map(([, key, source]) => [key, source]);
    const asked = resolveConfig({
      endpoints: [{ name: 'health', url: 'https://atlasml.example.org/api/v1/health/' }],
      ...Object.fromEntries(written.map(([key, source]) => [key, Function(`return ${source}`)()])),
    });
    expect(asked.memory).toMatchObject({ source: 'telegraf', dimensions: { container_name: 'atlasml' } });
    expect(Object.keys((asked.cpu as { dimensions: object }).dimensions).sort()).toEqual(left.toSorted());
    expect(given('namespace')).toBe((asked.memory as { namespace: string }).namespace);
    expect(given('namepass').map((name: string) => `${name}_${given('fieldinclude')[0]}`)).toEqual([
      'docker_container_mem_usage_percent',
      'docker_container_cpu_usage_percent',
    ]);
  });

  test('the CloudWatch agent measures what memory and disk read', () => {
    const { agent, metrics } = JSON.parse(read('cloudwatch-agent.json'));
    expect(agent.omit_hostname).toBe(true);
    expect(metrics.namespace).toBe('CWAgent');
    expect(
      Object.entries<{ measurement: string[] }>(metrics.metrics_collected).map(
        ([name, { measurement }]) => `${name}_${measurement}`,
      ),
    ).toEqual(['mem_used_percent', 'disk_used_percent']);
  });
});

describe('Prometheus and Grafana', () => {
  test('the page that AtlasML is given has the names that check-health looks for', () => {
    const code = read('atlasml-metrics.py');
    expect(code).toContain(`"${DEFAULTS.metrics.weaviate}"`);
    // The other two are the instrumentator's own: test/fixtures/app-metrics/instrumentator.txt.
    const page = readFileSync('test/fixtures/app-metrics/instrumentator.txt', 'utf8');
    for (const name of [DEFAULTS.metrics.requests, DEFAULTS.metrics.duration]) expect(page).toContain(`# TYPE ${name} `);
  });

  test.each(['cloudwatch', 'prometheus'] as const)(
    'the dashboard for %s is the one that the table of metrics gives',
    (source) => {
      expect(JSON.parse(read(`grafana-${source}.json`)), 'run npm run grafana').toEqual(
        JSON.parse(JSON.stringify(dashboard(source))),
      );
    },
  );

  test('what the dashboard for CloudWatch asks for is published', () => {
    const { panels } = JSON.parse(read('grafana-cloudwatch.json'));
    const targets = panels.flatMap((panel: { targets: { namespace: string; metricName: string }[] }) => panel.targets) as {
      namespace: string;
      metricName: string;
    }[];
    const keys = (Object.keys(METRICS) as MetricKey[]).filter((key) => !isOnlyLogged(key));
    const names = keys.map((key) => METRICS[key].name as string);
    expect(targets.filter(({ namespace, metricName }) => namespace !== NAMESPACE || !names.includes(metricName))).toEqual([]);
  });
});
