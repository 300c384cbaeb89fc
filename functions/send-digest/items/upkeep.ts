import { secretsOf } from '../../shared/config/secrets-of.ts';
import { plural } from '../../shared/text/words.ts';
import { type Answer, DAY_MS, type Question } from '../scope.ts';

/** @param changedMs when each was last changed; an error where that is not known. */
export function judgeSecrets(changedMs: [string, number | Error][], afterDays: number, nowMs: number): Answer {
  if (changedMs.length === 0) return { status: 'off', fact: 'the monitor has no secrets' };
  const days = (ms: number) => Math.floor((nowMs - ms) / DAY_MS);
  const unknown = changedMs.flatMap(([name, at]) => (at instanceof Error ? [`of unknown age (${at.name}): ${name}`] : []));
  const known = changedMs.flatMap(([name, at]) => (at instanceof Error ? [] : [{ name, age: days(at) }]));
  const due = known.filter(({ age }) => age > afterDays).sort((a, b) => b.age - a.age);
  return {
    status: due.length > 0 ? 'bad' : unknown.length > 0 ? 'unknown' : 'well',
    fact: due.length > 0 ? `${due.length} of ${changedMs.length} due: older than ${afterDays} days` : ages(known, afterDays),
    more: [...due.map(({ name, age }) => `${age} days old: ${name}`), ...unknown],
  };
}

function ages(known: { age: number }[], afterDays: number): string {
  if (known.length === 0) return 'the age of none is known';
  const oldest = Math.max(...known.map(({ age }) => age));
  return `${plural(known.length, 'secret')} of the monitor, the oldest ${plural(oldest, 'day')} old; due after ${afterDays}`;
}

export const secrets: Question = {
  what: 'Keys',
  seen: 'Parameters',
  async ask({ config, ports, nowMs }) {
    const ages = secretsOf(config).map(
      async (name): Promise<[string, number | Error]> => [
        name,
        await ports.secrets.changedMs(name).catch((error: Error) => error),
      ],
    );
    return judgeSecrets(await Promise.all(ages), config.digests.rotateSecretsAfterDays, nowMs);
  },
};

/** What cannot be seen from here. */
function forAPerson(what: string, fact: string): Question {
  return { what, seen: 'Runbook', ask: async () => ({ status: 'person', fact }) };
}

export const atlasKeys = forAPerson(
  "AtlasML's keys",
  'Azure OpenAI, Weaviate and API keys are not seen from here: when were they rotated?',
);
export const ownUpdate = forAPerson('The monitor', 'is there a newer version? `git pull && npm ci && npx cdk deploy`');
