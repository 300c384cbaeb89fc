import type { Envelope, Unwrapped } from './envelope.ts';
import { RFC_3339, readRfc3339 } from './stamps.ts';

/** Colours that a tool puts around what it adds. */
const COLOUR = '(?:\\x1b\\[[0-9;]*m)*';
/**
 * docker compose: the name, padded, and a bar, in a colour (cmd/formatter/logs.go of docker/compose, `setPrefix`); docker service
 * logs: `name.1.id@node    | `.
 */
const COMPOSE = `${COLOUR}(?<source>[\\w.@-]+) *${COLOUR}\\| ?${COLOUR}`;
/** kubectl logs --prefix: https://kubernetes.io/docs/reference/kubectl/generated/kubectl_logs/ */
const KUBECTL = `${COLOUR}\\[(?<source>pod/[^\\]\\s]+)\\]${COLOUR} `;
/** docker logs -t: https://docs.docker.com/reference/cli/docker/container/logs/ ; kubectl --timestamps; exports to S3. */
const STAMP = `${COLOUR}(?<at>${RFC_3339})${COLOUR}(?: |$)`;
/** `host tag[pid]: `: journalctl -o short and its kin, and rsyslog's files (https://man7.org/linux/man-pages/man1/journalctl.1.html). */
const HOST_AND_TAG = '\\S+ (?<source>[^\\s:\\[]+)(?:\\[\\d+\\])?: ?';
const MONTH_DAY = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ \\d]\\d \\d{2}:\\d{2}:\\d{2}(?:\\.\\d+)?';
/** https://www.rfc-editor.org/rfc/rfc5424#section-6 */
const RFC_5424 = `<\\d{1,3}>1 (?<at>${RFC_3339}) \\S+ (?<source>\\S+) \\S+ \\S+ (?:-|(?:\\[(?:[^\\]\\\\]|\\\\.)*\\])+)(?: \\ufeff?|$)`;
/** https://github.com/kubernetes/design-proposals-archive/blob/main/node/kubelet-cri-logging.md : P for a piece, F for its end. */
const CRI = `(?<at>${RFC_3339}) (?<channel>stdout|stderr) (?<tag>[PF])(?::\\S*)?(?: |$)`;

/**
 * The tools that write lines, by what they put before each. `aws logs tail` writes `isoformat` and the stream, with --format
 * short a time in UTC that names no zone (awscli/customizations/logs/tail.py of aws/aws-cli).
 */
export const TEXT_ENVELOPES: readonly Envelope[] = [
  { name: 'plain lines', read: (text) => ({ text }) },
  { name: 'plain lines with a blank before each', read: (line) => (line.startsWith(' ') ? { text: line.slice(1) } : undefined) },
  prefixed('docker compose logs', COMPOSE, true),
  prefixed('docker compose logs -t', COMPOSE + STAMP, true),
  prefixed('docker logs -t', STAMP),
  prefixed('kubectl logs --prefix', KUBECTL, true),
  prefixed('kubectl logs --prefix --timestamps', KUBECTL + STAMP, true),
  prefixed('container logs of Kubernetes (CRI)', CRI, true),
  prefixed('aws logs tail', `(?<at>${RFC_3339}) (?<source>\\S+) `),
  prefixed('aws logs tail --format short', '(?<utc>\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}) '),
  prefixed('journalctl -o short', `(?:<\\d{1,3}>)?${MONTH_DAY} ${HOST_AND_TAG}`),
  prefixed('journalctl -o short-iso', `(?<at>${RFC_3339}) ${HOST_AND_TAG}`),
  prefixed('journalctl -o short-unix', `(?<unix>\\d{9,10}\\.\\d+) ${HOST_AND_TAG}`),
  prefixed('journalctl -o short-full', `\\w{3} \\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2}(?:\\.\\d+)? \\S+ ${HOST_AND_TAG}`),
  prefixed('syslog (RFC 5424)', RFC_5424),
];

/** A longer one is none; on a line of megabytes a pattern runs out of stack. */
const LONGEST_PREFIX = 8_192;

/** An envelope that is a prefix, by its pattern with named groups. @param isStrict see Envelope */
function prefixed(name: string, pattern: string, isStrict = false): Envelope {
  const expression = new RegExp(`^${pattern}`);
  return {
    name,
    isStrict,
    read(line) {
      const match = expression.exec(line.length > LONGEST_PREFIX ? line.slice(0, LONGEST_PREFIX) : line);
      if (!match) return undefined;
      const { at, utc, unix, source, channel, tag } = match.groups ?? {};
      const arrivalMs = at !== undefined ? readRfc3339(at) : utc !== undefined ? readRfc3339(`${utc}Z`) : unixMs(unix);
      const found: Unwrapped = { text: line.slice(match[0].length) };
      if (arrivalMs !== undefined) found.arrivalMs = arrivalMs;
      if (source !== undefined) found.source = source;
      if (channel !== undefined) found.channel = channel;
      if (tag === 'P') found.isPartial = true;
      return found;
    },
  };
}

const unixMs = (seconds: string | undefined) => (seconds === undefined ? undefined : Math.floor(Number(seconds) * 1000));
