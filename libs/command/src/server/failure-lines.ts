import { CofferProblem, NoAnswer, ServerDistrusted, SessionEnded } from '#client';
import { CommandFailed } from '../failure.js';
import { plain } from '../output/plain.js';

/** What a command asked, as far as messages name it. */
export interface Asked {
  /** The server. */
  readonly url: string | null;
  /** The secret. */
  readonly path: string | null;
  /** The variable of the credential. */
  readonly credential: string | null;
}

/** What is wrong is the credential. */
const OF_CREDENTIAL: ReadonlySet<string> = new Set(['unauthenticated', 'invalid_subject_token']);
/** What is wrong may be the path. */
const OF_SECRET: ReadonlySet<string> = new Set(['not_found', 'forbidden', 'secret_expired', 'field_not_found']);

/** What the server says to do, and what does it here. */
const COMMANDS: readonly (readonly [route: string, command: string])[] = [
  ['POST /api/v1/auth/password.', '`coffer password`.'],
  ['refresh it (POST /api/v1/auth/refresh) or log in again', 'log in again'],
  ['GET /api/v1/secrets/{id}/versions', '`coffer history PATH`'],
];

/** What to do about a connection that failed, by the code of the fault. */
const FAULTS: readonly [RegExp, string][] = [
  [/^ERR_SSL_/, 'it speaks no TLS that fits: check https, the host and the port in COFFER_URL'],
  [
    /CERT|SELF_SIGNED|UNABLE_TO_|TLS/,
    'its certificate is not trusted: check its name and its dates, or name your CA in NODE_EXTRA_CA_CERTS',
  ],
  [/ENOTFOUND|EAI_/, 'nobody knows this name: check COFFER_URL'],
  [/REFUSED|RESET|UNREACH|TIMEDOUT|TIMEOUT|SOCKET/, 'check COFFER_URL, and that the server runs and can be reached'],
];

/** One line for each problem: no stack, no value. */
export function failureLines(error: unknown, asked: Asked): readonly string[] {
  const { url } = asked;
  if (error instanceof CommandFailed) return error.lines;
  if (error instanceof CofferProblem) return problemLines(error, asked);
  const host = url === null ? 'The server' : new URL(url).host;
  if (error instanceof NoAnswer) return [noAnswer(error, host)];
  if (error instanceof SessionEnded) return [`${error.message.replace(/[:.].*$/s, '')}: run \`coffer login\`.`];
  if (error instanceof ServerDistrusted) return [`${host}: ${error.message}`];
  const { code, path, name } = (error ?? {}) as { code?: unknown; path?: unknown; name?: unknown };
  if (typeof code === 'string' && typeof path === 'string') return [`${plain(path)}: ${code}`];
  return [
    `Something unexpected stopped the command: ${String(name ?? typeof error)}${typeof code === 'string' ? ` (${code})` : ''}`,
  ];
}

function problemLines(problem: CofferProblem, { url, path, credential }: Asked): string[] {
  const { status, code, detail, errors, requestId } = problem;
  if (code === 'unknown') {
    const host = url === null ? 'the server' : new URL(url).host;
    const moved = status >= 300 && status < 400 ? ' It leads elsewhere: set COFFER_URL to where the server is.' : '';
    return [`What answers at ${host} is not Coffer: status ${status}.${moved}`];
  }
  const secret = path !== null && OF_SECRET.has(code) ? `${plain(path)}: ` : '';
  const source = credential !== null && OF_CREDENTIAL.has(code) ? ` It came from ${credential}.` : '';
  const request = requestId === null ? '' : ` (request ${plain(requestId)})`;
  return [
    `${status} ${plain(code)}: ${secret}${plain(withCommands(detail, path))}${source}${request}`,
    ...errors
      .filter(({ message }) => message !== detail)
      .map(({ field, message }) => (message.startsWith(field) ? plain(message) : plain(`${field}: ${message}`))),
  ];
}

function withCommands(detail: string, path: string | null): string {
  const said = COMMANDS.reduce((text, [route, command]) => text.replace(route, () => command), detail);
  return path === null ? said : said.replace('`coffer history PATH`', () => `\`coffer history ${path}\``);
}

function noAnswer(error: NoAnswer, host: string): string {
  if (error.code === 'timed_out')
    return `${host} did not answer in time: check that the server runs and can be reached.`;
  const code = faultOf(error);
  const advice = FAULTS.find(([pattern]) => pattern.test(code))?.[1] ?? FAULTS.at(-1)?.[1];
  return `${host} does not answer${code === '' ? '' : ` (${code})`}: ${advice}.`;
}

/** The code of the innermost cause, such as ECONNREFUSED. */
function faultOf(error: unknown): string {
  let code = '';
  let cause: unknown = error;
  for (let depth = 0; depth < 8 && typeof cause === 'object' && cause !== null; depth += 1) {
    const { code: own, cause: next, errors } = cause as { code?: unknown; cause?: unknown; errors?: unknown };
    if (typeof own === 'string' && /^[A-Z0-9_]+$/.test(own)) code = own;
    cause = next ?? (Array.isArray(errors) ? errors[0] : undefined);
  }
  return code;
}
