import type { MonitorConfig } from '../../config/schema.ts';
import { renderTeams, renderTeamsPlain } from '../../message/teams.ts';
import type { Clock, Receiver, Secrets } from '../../ports.ts';
import { addressProblem } from '../address-problem.ts';
import { askedHost, down, type Judged } from '../asked-address.ts';
import { DeliveryError } from '../delivery-error.ts';
import { postTo } from '../post-to.ts';
import { missingSecret, readSecret } from '../secret.ts';
import { sendForms } from '../send-forms.ts';
import { classifyTeams } from './answer.ts';

const NAME = 'Teams';
const WHAT = 'the address of the workflow';
const EXAMPLE = 'https://….api.powerplatform.com/…, as Teams shows it under Workflows';
/**
 * Where the addresses of workflows are: since 2025 the Power Platform, before that Logic Apps. Sources:
 * https://learn.microsoft.com/en-us/power-automate/oauth-authentication and
 * https://learn.microsoft.com/en-us/answers/questions/5606972/your-flow-has-a-new-trigger-url
 */
const TEAMS_HOSTS = /\.(?:api\.powerplatform\.com|logic\.azure\.com)$/;

type TeamsConfig = NonNullable<MonitorConfig['teams']>;

/** Microsoft Teams: one card for each change, through the workflow whose address the parameter holds. */
export function teamsReceiver(
  { webhookParameter: parameter, webhookHosts }: TeamsConfig,
  { secrets, clock }: { secrets: Secrets; clock: Clock },
): Receiver {
  return {
    name: 'teams',
    async deliver(message, _thread, { signal } = {}) {
      const url = await readSecret(NAME, secrets, parameter, WHAT);
      const problem = teamsProblem(url, parameter, webhookHosts);
      if (problem) throw new DeliveryError(`${NAME}: ${problem}`, 'permanent-config');
      const send = async (payload: unknown) => {
        // Without the charset a workflow counts two bytes for each character.
        const headers = { 'content-type': 'application/json; charset=utf-8' };
        return classifyTeams(await postTo(NAME, url, { headers, body: JSON.stringify(payload), signal }), parameter, clock.now());
      };
      await sendForms([renderTeams(message), renderTeamsPlain(message)], send, clock);
    },
  };
}

/** Looks at the address, and whether its host answers: the workflow itself cannot be asked without starting it. */
export async function askTeams(
  { webhookParameter: parameter, webhookHosts }: TeamsConfig,
  { secrets }: { secrets: Secrets },
): Promise<Judged> {
  const url = await secrets.read(parameter).catch(() => undefined);
  if (url === undefined) return down(NAME, missingSecret(secrets, parameter, WHAT));
  const problem = teamsProblem(url, parameter, webhookHosts);
  return problem ? down(NAME, problem) : askedHost(NAME, url);
}

/** Why no card may go to an address; undefined when it may. */
export const teamsProblem = (url: string, parameter: string, hosts: readonly string[]) =>
  addressProblem(url, parameter, {
    isAllowed: (host) => TEAMS_HOSTS.test(host) || hosts.includes(host),
    example: EXAMPLE,
  });
