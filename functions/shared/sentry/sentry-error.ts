import type { MonitorConfig } from '../config/schema.ts';
import type { Secrets } from '../ports.ts';

export type SentryProject = NonNullable<MonitorConfig['sentryProject']>;
/** What a token must be allowed, by the documented endpoint: https://docs.sentry.io/api/permissions/ */
export type Scope = 'event:read' | 'alerts:read';

/** Why Sentry did not tell, in one sentence that holds nothing of its answer and nothing of the token. */
export class SentryError extends Error {
  override name = 'SentryError';
  /** The HTTP status, where one came. */
  readonly status: number | undefined;
  /** True where it may pass by itself. */
  readonly passes: boolean;

  constructor(message: string, { status, passes }: { status?: number; passes: boolean }) {
    super(message);
    this.status = status;
    this.passes = passes;
  }
}

/** Who refuses a question, and what to do; `undefined` for an answer. Statuses: "Responses" of each endpoint, and https://docs.sentry.io/api/ratelimits/ */
export function refusalOf(
  status: number,
  { organization, project, tokenParameter }: SentryProject,
  scope: Scope,
  { howToGive }: Pick<Secrets, 'howToGive'>,
): SentryError | undefined {
  if (status === 200) return undefined;
  const answered = `Sentry answered HTTP ${status}`;
  const lasting = (what: string) => new SentryError(`${answered}: ${what}`, { status, passes: false });
  const store = howToGive?.(tokenParameter) ?? `store one in the parameter ${tokenParameter}`;
  if (status === 401) return lasting(`it refuses the token; ${store}`);
  if (status === 403) return lasting(`the token may not read this; give it the scope ${scope}, for the project ${project}`);
  if (status === 404)
    return lasting(`it knows no organization ${organization} with a project ${project}; see sentryProject, and its url`);
  if (status === 400)
    return lasting(
      'it does not understand the question; an older Sentry wants the number of the project in sentryProject.project',
    );
  if (status >= 300 && status < 400) return lasting('no redirect is followed; write the address itself into sentryProject.url');
  return new SentryError(answered, { status, passes: true });
}
