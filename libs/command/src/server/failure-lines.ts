import { CofferProblem, NoAnswer, ServerDistrusted, SessionEnded } from '#client';
import { CommandFailed } from '../failure.js';
import { plain } from '../output/plain.js';

/** What to do about a refusal, by its code. */
const ADVICE: Readonly<Record<string, string>> = {
  unauthenticated: 'The credential is not valid, or is no longer.',
};

/** What the server says to do, and the command that does it. */
const COMMANDS: readonly (readonly [string, string])[] = [['POST /api/v1/auth/password.', '`coffer password`.']];

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

/** One line for each problem: no stack, no value. `url`: the server that was asked; null: none was. */
export function failureLines(error: unknown, url: string | null): readonly string[] {
  if (error instanceof CommandFailed) return error.lines;
  if (error instanceof CofferProblem) return problemLines(error, url);
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

function problemLines({ status, code, detail, errors, requestId }: CofferProblem, url: string | null): string[] {
  if (code === 'unknown') {
    const host = url === null ? 'the server' : new URL(url).host;
    const moved = status >= 300 && status < 400 ? ' It leads elsewhere: set COFFER_URL to where the server is.' : '';
    return [`What answers at ${host} is not Coffer: status ${status}.${moved}`];
  }
  const advice = ADVICE[code] === undefined ? '' : ` ${ADVICE[code]}`;
  const request = requestId === null ? '' : ` (request ${plain(requestId)})`;
  return [
    `${status} ${plain(code)}: ${plain(withCommands(detail))}${advice}${request}`,
    ...errors
      .filter(({ message }) => message !== detail)
      .map(({ field, message }) => (message.startsWith(field) ? plain(message) : plain(`${field}: ${message}`))),
  ];
}

function withCommands(detail: string): string {
  return COMMANDS.reduce((text, [route, command]) => text.replace(route, command), detail);
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
