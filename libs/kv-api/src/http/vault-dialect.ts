import { type Dialect, PROBLEMS } from '#access';
import { CofferError, type ErrorCode, invalidField } from '#kernel';
import { listRedirect } from '../domain/list-redirect.js';
import { unknownPathWords } from '../domain/unknown-path.js';

/** Every path of Vault begins with it. */
export const VAULT_PREFIX = '/v1/';

/** The codes whose status is another one for clients of Vault. They know few: 400, 403, 404, 405, 412, 429 and 5xx. */
const OTHER_STATUSES: Readonly<Partial<Record<ErrorCode, number>>> = {
  invalid_credentials: 400,
  invalid_subject_token: 400,
  // Vault has no 412 of its own for a lost check-and-set: it answers 400.
  precondition_failed: 400,
  store_full: 503,
};
const BY_STATUS: Readonly<Record<number, number>> = {
  401: 403,
  408: 400,
  409: 400,
  410: 404,
  415: 400,
  417: 400,
  422: 400,
};

/** The words by which clients know an error of this status. Ours come behind them. */
const KNOWN_WORDS: Readonly<Record<number, string>> = { 403: 'permission denied', 405: 'unsupported operation' };

/** The language of Vault's clients: its token header, its errors and its statuses. `mount`: where the secrets are. */
export function vaultDialect(mount: string): Dialect {
  return {
    prefix: VAULT_PREFIX,
    tokenHeader: 'x-vault-token',
    checkHeaders,
    statusOf,
    answer: (error) => ({ status: statusOf(error.code), body: { errors: wordsOf(error) } }),
    unknownPath: (path) => unknownPathWords(mount, path),
    redirectOf: listRedirect,
  };
}

function statusOf(code: ErrorCode): number {
  const { status } = PROBLEMS[code];
  return OTHER_STATUSES[code] ?? BY_STATUS[status] ?? status;
}

/** An error without a message has no words: so Vault says that there is nothing at a path which the caller may read. */
function wordsOf({ code, message, details }: CofferError): string[] {
  if (message === '') return [];
  const known = KNOWN_WORDS[statusOf(code)];
  const fields = details.fields?.map((field) => field.message) ?? [];
  const ours = fields.length > 0 ? fields : [message];
  const decision = details.decisionId === undefined ? [] : [`decision_id: ${details.decisionId}`];
  return [...(known === undefined ? [] : [known]), ...ours, ...decision];
}

/** Headers that would change what the answer means. Left alone they would promise what is not done. */
function checkHeaders(headers: Readonly<Record<string, string | string[] | undefined>>): void {
  const namespace = textOf(headers['x-vault-namespace']).replaceAll('/', '');
  if (namespace !== '' && namespace !== 'root') {
    throw invalidField('X-Vault-Namespace', 'unsupported', 'Coffer has no namespaces: leave out X-Vault-Namespace.');
  }
  const ttl = textOf(headers['x-vault-wrap-ttl']);
  if (ttl !== '' && ttl !== '0') {
    throw invalidField('X-Vault-Wrap-TTL', 'unsupported', 'Coffer wraps no answers: leave out X-Vault-Wrap-TTL.');
  }
}

function textOf(header: string | string[] | undefined): string {
  return typeof header === 'string' ? header.trim() : '';
}
