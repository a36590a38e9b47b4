import type { Answer, Api } from '../processes/api.js';
import { NOTHING, type RouteUnderTest, UNKNOWN } from './route-under-test.js';

/** Where a route for clients of Vault is. */
export function isOfVault(key: string): boolean {
  return key.includes(' /v1/');
}

/** Statuses that are others below `/v1`, as far as guards and shapes give them. */
export function vaultStatus(key: string, status: number): number {
  return isOfVault(key) && status === 401 ? 403 : status;
}

/** Words of `errors`, by the code of the same refusal below `/api/v1`. The first that fits counts. */
const WORDS: readonly (readonly [words: RegExp, code: string])[] = [
  [/access token|^permission denied The key|Authorization header/, 'unauthenticated'],
  [/Change your password first/, 'password_change_required'],
  [/second factor is required/, 'second_factor_required'],
  [/Prove again who you are/, 'reauthentication_required'],
  [/roles do not allow this|requires a second factor, which a program/, 'forbidden'],
  [/./, 'validation_failed'],
];

/** The code of a refusal, also where `errors` has it in words alone. */
export function codeOfAnswer({ body }: Pick<Answer, 'body'>): string | undefined {
  if (!Array.isArray(body.errors) || typeof body.errors[0] !== 'string') return body.code;
  const text = body.errors.join(' ');
  return WORDS.find(([words]) => words.test(text))?.[1];
}

type Verb = 'post' | 'put';

const read = (path: string): RouteUnderTest => ({
  action: 'auth:me',
  call: (api) => api.get(`./v1/${path}`),
  status: 200,
  changes: false,
  malformed: (api) => api.get(`./v1/${path}?no_such=1`),
});

const sends = (verb: Verb, path: string, of: Pick<RouteUnderTest, 'action' | 'status'>, body: object) => ({
  ...{ ...of, changes: false },
  call: (api: Api) => api.send(verb, `./v1/${path}`, { body }),
  malformed: (api: Api) => api.send(verb, `./v1/${path}`, { body: UNKNOWN }),
});

/** What is sent by POST or by PUT. */
const both = (path: string, route: (verb: Verb) => RouteUnderTest): Record<string, RouteUnderTest> => ({
  [`post /v1/${path}`]: route('post'),
  [`put /v1/${path}`]: route('put'),
});

/** The routes for clients of Vault that need a token. Their statuses are those of Vault. */
export const VAULT_ROUTES: Readonly<Record<string, RouteUnderTest>> = {
  'get /v1/auth/token/lookup-self': read('auth/token/lookup-self'),
  'get /v1/sys/mounts': read('sys/mounts'),
  'get /v1/sys/internal/ui/mounts': read('sys/internal/ui/mounts'),
  'get /v1/sys/internal/ui/mounts/{path}': read('sys/internal/ui/mounts/secret/prod/db'),
  ...both('sys/capabilities-self', (verb) =>
    sends(verb, 'sys/capabilities-self', { action: 'auth:me', status: 200 }, { paths: ['secret/data/prod/db'] }),
  ),
  ...both('auth/token/renew-self', (verb) =>
    sends(verb, 'auth/token/renew-self', { action: 'auth:refresh', status: 400 }, { increment: 0 }),
  ),
  ...both('auth/token/revoke-self', (verb) => ({
    ...{ action: 'auth:logout', status: 204, changes: true },
    call: (api) => api.send(verb, './v1/auth/token/revoke-self'),
    malformed: (api) => api.send(verb, './v1/auth/token/revoke-self?no_such=1'),
    prepare: async () => NOTHING,
  })),
};
