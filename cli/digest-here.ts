import { composeDigest } from '../functions/send-digest/digest.ts';
import type { DigestKind } from '../functions/shared/config/digest-kinds.ts';
import type { MonitorConfig } from '../functions/shared/config/schema.ts';
import { type Email, renderEmail } from '../functions/shared/message/email.ts';
import { issueSourceOf } from '../functions/shared/sentry/issue-source-of.ts';
import { keptSource } from '../local/follow/kept-source.ts';
import { machineViewConfig } from '../local/view/stored-view.ts';
import { machineSecrets } from '../local/watch/machine-secrets.ts';
import { readMachineStore } from './machine-store.ts';
import type { Outcome } from './usage-error.ts';

/** Lets a checklist be filled in from the store of this machine, by the function that fills it in there and in AWS. Nothing is written. */
export function digestHere(
  data: string,
  asked: MonitorConfig,
  environment: NodeJS.ProcessEnv,
  run: (preview: (kind: DigestKind) => Promise<Email>) => Promise<Outcome>,
): Promise<Outcome> {
  return readMachineStore(data, asked, Date.now, async (store) => {
    const config = machineViewConfig(asked, await store.state.observations());
    const secrets = machineSecrets({ environment });
    const clock = { now: Date.now, sleep: async () => {} };
    const issues = issueSourceOf(config, { secrets, clock });
    const ports = {
      clock,
      metrics: store,
      store: store.state,
      secrets,
      ...(issues && { issues }),
      // What went well is in no store, so that it cannot be counted there.
      kept: keptSource(store),
      links: () => [],
    };
    return run(async (kind) => renderEmail(await composeDigest(kind, config, ports)));
  });
}
