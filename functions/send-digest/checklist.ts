import type { DigestKind } from '../shared/config/digest-kinds.ts';
import type { ChecklistItem, Link } from '../shared/message/message.ts';
import { cutText } from '../shared/text/cut.ts';
import { hideAddresses } from '../shared/text/hide-addresses.ts';
import { redact } from '../shared/text/redact.ts';
import { certificate } from './items/certificate.ts';
import { channels } from './items/channels.ts';
import { logSizes, restarts, weaviateVolume } from './items/containers.ts';
import { cost } from './items/cost.ts';
import { errors } from './items/errors.ts';
import { frequency } from './items/frequency.ts';
import { health } from './items/health.ts';
import { incidents } from './items/incidents.ts';
import { logVolume } from './items/log-volume.ts';
import { responseTime } from './items/response-time.ts';
import { sentry } from './items/sentry.ts';
import { sentryIssues } from './items/sentry-issues.ts';
import { silentSignals } from './items/silent-signals.ts';
import { atlasKeys, ownUpdate, secrets } from './items/upkeep.ts';
import { disk, memory } from './items/usage.ts';
import type { Answer, Question, Scope } from './scope.ts';

/**
 * The checklists of AtlasML's own monitoring guide (ls1intum/edutelligence, atlas/docs/docs/admin/atlasml-monitoring.md,
 * "Monitoring Checklist"), with what the monitor can add.
 */
export const CHECKLISTS: Record<DigestKind, Question[]> = {
  daily: [health, certificate, errors, incidents, memory, sentry],
  weekly: [
    health,
    disk,
    logVolume,
    weaviateVolume,
    logSizes,
    restarts,
    responseTime,
    frequency,
    sentryIssues,
    silentSignals,
    channels,
  ],
  monthly: [health, frequency, memory, disk, secrets, atlasKeys, sentry, sentryIssues, cost, ownUpdate],
};

const LONGEST_REASON = 200;

function notKnown(error: Error): Answer {
  return { status: 'unknown', fact: `not known: ${cutText(redact(error.message), LONGEST_REASON)}` };
}

/** Fills a checklist in, all items at the same time; what cannot be found out is unknown, with the reason. Redacted. */
export async function fillIn(scope: Scope, links: Link[]): Promise<ChecklistItem[]> {
  const asked = CHECKLISTS[scope.kind].filter(({ isFor }) => isFor?.(scope.config) ?? true);
  const items = await Promise.all(
    asked.map(async ({ what, seen, ask }): Promise<ChecklistItem> => {
      const link = links.find(({ label }) => label === seen);
      const { status, fact, more = [], isMinor } = await ask(scope).catch(notKnown);
      return { what, status, fact: redact(fact), more: more.map(redact), ...(isMinor && { isMinor }), ...(link && { link }) };
    }),
  );
  return scope.config.hideIpAddresses ? hideAddresses(items) : items;
}
