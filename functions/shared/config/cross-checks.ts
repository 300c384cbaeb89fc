import { routeFaults, type WithRoutes } from './route-faults.ts';
import { sesIdentityOf } from './ses-identity.ts';
import type { Fault } from './text-faults.ts';

/** What the checks between keys look at; the schema has judged each key by itself. */
type Checked = WithRoutes & {
  endpoints: { timeoutSeconds: number }[];
  maintenance: { name: string }[];
  confirm: { attempts: number; leastAttempts: number; intervalSeconds: number };
  email: string[];
  smtp?: { to?: string[] | undefined } | undefined;
  ses?: { from: string; identity?: string | undefined } | undefined;
};

/** Seconds that a run of check-health may take for its attempts, of the 150 until Lambda ends it. */
const MOST_SECONDS = 120;

/** What each key may be by itself, and not together with the others. */
export function crossFaults(config: Checked): Fault[] {
  return [
    ...windowsOfOneName(config),
    ...tooLong(config),
    ...nobodyToWriteTo(config),
    ...sesFaults(config),
    ...routeFaults(config),
  ];
}

/** Each window becomes a mute rule of its name. */
function windowsOfOneName({ maintenance }: Checked): Fault[] {
  const names = maintenance.map((window) => window.name);
  return names.flatMap((name, i) => {
    const first = names.indexOf(name);
    if (first === i) return [];
    const message = `'${name}' is already the name of maintenance[${first}]; give each window its own name`;
    return [{ path: ['maintenance', i, 'name'], message }];
  });
}

function tooLong({ confirm: { attempts, leastAttempts, intervalSeconds }, endpoints }: Checked): Fault[] {
  const longest = Math.max(...endpoints.map((e) => e.timeoutSeconds));
  // From begin to begin, and half as far again after one that succeeded: `pauseSeconds` in check-health/check.ts.
  const failing = (attempts - 1) * Math.max(longest, intervalSeconds);
  const well = (leastAttempts - 1) * Math.max(longest, 1.5 * intervalSeconds);
  const worst = Math.max(failing, well) + longest;
  if (worst <= MOST_SECONDS) return [];
  const message = `${attempts} attempts of up to ${longest} s take ${worst} s; keep them within ${MOST_SECONDS} s`;
  return [{ path: ['confirm'], message }];
}

function nobodyToWriteTo({ smtp, email }: Checked): Fault[] {
  if (!smtp || smtp.to || email.length > 0) return [];
  return [{ path: ['smtp', 'to'], message: 'nobody gets the e-mails: name addresses here or in email' }];
}

function sesFaults({ ses, email }: Checked): Fault[] {
  if (!ses) return [];
  const identity = sesIdentityOf(ses).toLowerCase();
  const [, domain = ''] = ses.from.toLowerCase().split('@');
  // A domain stands for what is below it, too: https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html
  const isIts = identity.includes('@') ? identity === ses.from.toLowerCase() : `.${domain}`.endsWith(`.${identity}`);
  return [
    ...(email.length > 0 ? [] : [{ path: ['ses'], message: 'nobody gets the e-mails: name addresses in email' }]),
    ...(isIts
      ? []
      : [{ path: ['ses', 'identity'], message: 'is not the one of ses.from: its address, or a domain that it is in' }]),
  ];
}
