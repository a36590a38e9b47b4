import { type Environment, variable } from '../environment.js';
import { failed } from '../failure.js';
import { readBytes } from '../files/read-bytes.js';

/** What a program shows, by the variables that name it. */
export type Credential =
  /** A key or an access token. */
  | { readonly kind: 'token'; readonly token: string }
  /** The token of a platform, which is read anew for each exchange. */
  | { readonly kind: 'workload'; readonly serviceAccount: string; readonly subjectToken: () => Promise<string> };

const SOURCES = ['COFFER_TOKEN', 'COFFER_TOKEN_FILE', 'COFFER_JWT_FILE'] as const;
const SERVICE_ACCOUNT = 'COFFER_SERVICE_ACCOUNT';
/** A key or an access token as a header can carry it. */
const TOKEN = /^[\w.~+/=-]{1,16384}$/;
const LONGEST_FILE = 65_536;

/** The variable that names a credential. Null: none does, so the stored session counts. */
export function credentialSource(environment: Environment): string | null {
  return SOURCES.find((name) => variable(environment, name) !== null) ?? null;
}

/** The credential that the environment names. Null: it names none, so the stored session counts. */
export async function credentialOf(environment: Environment): Promise<Credential | null> {
  const given = SOURCES.filter((name) => variable(environment, name) !== null);
  if (given.length > 1) throw failed(`${given.join(' and ')} are set: keep one of them.`);
  const serviceAccount = variable(environment, SERVICE_ACCOUNT);
  const [source] = given;
  if (serviceAccount !== null && source !== 'COFFER_JWT_FILE') {
    throw failed(`${SERVICE_ACCOUNT} is set without COFFER_JWT_FILE.`);
  }
  if (source === undefined) return null;
  const text = variable(environment, source) ?? '';
  if (source === 'COFFER_TOKEN') return { kind: 'token', token: checked(text.trim(), source) };
  if (source === 'COFFER_TOKEN_FILE') return { kind: 'token', token: await tokenIn(text, source) };
  if (serviceAccount === null) throw failed(`COFFER_JWT_FILE needs ${SERVICE_ACCOUNT}, the account that you act as.`);
  return { kind: 'workload', serviceAccount, subjectToken: () => tokenIn(text, source) };
}

async function tokenIn(file: string, source: string): Promise<string> {
  const bytes = await readBytes({ file, called: `The file of ${source}`, most: LONGEST_FILE });
  return checked(new TextDecoder().decode(bytes).trim(), source);
}

function checked(token: string, source: string): string {
  if (!TOKEN.test(token)) throw failed(`${source} holds no token: it must be one word.`);
  return token;
}
