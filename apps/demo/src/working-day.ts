import type { ApiClient } from './api-client.js';
import type { Username } from './company.js';
import { DemoError } from './demo-error.js';

interface Deed {
  readonly who: Username;
  readonly path: string;
  /** For `X-Access-Reason`. */
  readonly why?: string;
}

/** The reveals of one day. Some are allowed and some denied, so that an auditor finds both. */
const REVEALS: readonly Deed[] = [
  { who: 'joan', path: 'prod/payments/db/password', why: 'INC-214: payments cannot reach its database' },
  { who: 'joan', path: 'prod/root/db/password', why: 'INC-214: need to look at the server itself' },
  { who: 'margaret', path: 'dev/payments/stripe/api-key' },
  { who: 'margaret', path: 'prod/payments/stripe/api-key', why: 'just for a test' },
  { who: 'barbara', path: 'infra/ci/deploy-token', why: 'Rotation of the quarter' },
  { who: 'radia', path: 'prod/root/cloud/password', why: 'has not enrolled a second factor yet' },
  { who: 'ci_payments', path: 'staging/payments/db/password' },
  { who: 'ci_payments', path: 'prod/payments/db/password' },
  { who: 'ci_payments', path: 'prod/orders/db/password' },
  { who: 'dennis', path: 'dev/catalog/db/password' },
  { who: 'dennis', path: 'infra/backup/passphrase' },
  { who: 'katherine', path: 'prod/tls/private-key' },
];

/** Numbers of allowed and denied reveals. */
export interface Reveals {
  readonly allowed: number;
  readonly denied: number;
}

/** Logs new people in and makes their reveals. `admin` looks up the ids. The passwords of existing people are unknown. */
export async function workingDay(
  anonymous: ApiClient,
  admin: ApiClient,
  people: readonly string[],
  password: string,
): Promise<Reveals> {
  let allowed = 0;
  let denied = 0;
  for (const username of people) {
    const client = await anonymous.login(username, password);
    if (!client) throw new DemoError(`${username} was created and cannot log in`);
    for (const { path, why } of REVEALS.filter(({ who }) => who === username)) {
      const found = await admin.must('GET', `/secrets/by-path?path=${encodeURIComponent(path)}`, undefined, [
        'not_found',
      ]);
      if (found.status !== 200) continue;
      const reason: Record<string, string> = why ? { 'x-access-reason': why } : {};
      const { status } = await client.send('GET', `/secrets/${found.body.id}/reveal`, undefined, reason);
      if (status === 200) allowed += 1;
      if (status === 403 || status === 404) denied += 1;
    }
  }
  return { allowed, denied };
}
