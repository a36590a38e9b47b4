import { CofferClient, CofferProblem, type LoginResult, type SecondStep, ZeroKnowledgeAccount } from '#client';
import { failed, misused } from '../failure.js';
import { plain } from '../output/plain.js';
import { namedUrl, reaching } from '../server/connection.js';
import { credentialOf } from '../server/credentials.js';
import { serverUrl } from '../server/server-url.js';
import type { Terminal } from '../terminal.js';
import type { Workplace } from '../workplace.js';
import { SessionFile } from './session-file.js';

export interface LoginOptions {
  readonly username?: string;
  readonly passwordStdin?: true;
  readonly zeroKnowledge?: true;
}

type Step = Pick<SecondStep, 'methods' | 'sendEmail'> & {
  verify(...proof: Parameters<SecondStep['verify']>): Promise<unknown>;
};

const MOST_CODES = 3;

/** Logs a person in and stores the session. Nothing secret is an argument: passwords and codes are asked for or read. */
export async function logIn(place: Workplace, given: string | undefined, options: LoginOptions): Promise<void> {
  const { environment, terminal } = place;
  if ((await credentialOf(environment)) !== null) {
    throw failed(
      'COFFER_TOKEN, COFFER_TOKEN_FILE or COFFER_JWT_FILE is set and would count before the session: unset it.',
    );
  }
  const url = given === undefined ? namedUrl(environment) : serverUrl(given, 'URL', environment);
  if (url === null) throw misused('Name the server: `coffer login URL`, or set COFFER_URL.');
  place.found(url);
  const username = await usernameOf(options, terminal);
  const password = await passwordOf(options, terminal);
  const owner = { url, username };
  const tokens = await new SessionFile(environment).storeOf(owner);
  const client = new CofferClient({ ...reaching(url), tokens });
  const step = await firstStep(client, { username, password }, options);
  if (step !== null) await secondStep(step, terminal);
  const { data: me } = await client.get('/api/v1/auth/me');
  if (me.password_change_required) terminal.complain('Change your password first: `coffer password`.');
  terminal.tell(`Logged in to ${new URL(url).host} as ${plain(me.username)}.`);
}

/** Null: the password was enough. */
async function firstStep(
  client: CofferClient,
  login: { username: string; password: string },
  { zeroKnowledge }: LoginOptions,
): Promise<Step | null> {
  if (zeroKnowledge) return (await ZeroKnowledgeAccount.logIn(client, login)).secondStep;
  const result: LoginResult = await client.logIn(login);
  return result.secondStep;
}

async function secondStep(step: Step, terminal: Terminal): Promise<void> {
  if (!terminal.canAnswer) throw failed('The account has a second factor: log in where you can type its code.');
  const [first = 'totp', ...others] = step.methods;
  const asked = others.length === 0 ? first : await terminal.line(`Second factor (${step.methods.join(', ')}):`);
  const method = step.methods.find((one) => one === asked?.trim()) ?? first;
  if (method === 'email') await step.sendEmail();
  for (let attempt = 1; ; attempt += 1) {
    const code = (await terminal.line(method === 'recovery' ? 'Recovery code:' : 'Code:')) ?? '';
    try {
      await step.verify(method, code.trim());
      return;
    } catch (error) {
      const isWrong = error instanceof CofferProblem && error.code === 'invalid_code';
      if (!isWrong || attempt === MOST_CODES) throw error;
      terminal.complain('This code is not valid.');
    }
  }
}

async function usernameOf({ username, passwordStdin }: LoginOptions, terminal: Terminal): Promise<string> {
  const typed = username ?? (passwordStdin ? null : await terminal.line('Username:'));
  if (typed === null) throw misused('Name the account with --username.');
  if (typed.trim() === '') throw failed('The username must not be empty.');
  return typed.trim();
}

async function passwordOf({ passwordStdin }: LoginOptions, terminal: Terminal): Promise<string> {
  if (!passwordStdin && !terminal.canAnswer) throw misused('Nobody can type a password here: give --password-stdin.');
  const password = await terminal.secret('Password');
  if (password === '') throw failed('The password must not be empty.');
  return password;
}
