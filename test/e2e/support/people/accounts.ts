import { type Answer, type Api, type Body, PASSWORD } from '../processes/api.js';

/** The tokens of a login. */
export interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
}

/** Logs in and returns the tokens. Throws if the login fails. */
export async function tokensOf(api: Api, username: string, password: string = PASSWORD): Promise<Tokens> {
  const { status, body, text } = await api.as(null).post('/auth/login', { username, password });
  if (status !== 200) throw new Error(`login answered ${status} ${text}`);
  return body;
}

/** The fields of a new account that need not change its password. Without roles unless given. */
export function newAccount(username: string, fields: Body = {}): Body {
  const base = { username, email: `${username.trim().toLowerCase()}@example.org`, password: PASSWORD };
  return { ...base, password_change_required: false, roles: [], ...fields };
}

/** Makes an account and returns the answer. */
export async function makeAccount(admin: Api, username: string, fields: Body = {}): Promise<Answer> {
  return must(await admin.make('/users', newAccount(username, fields)));
}

/** Makes a policy with these statements. */
export async function makePolicy(admin: Api, name: string, statements: Body[]): Promise<Answer> {
  return must(await admin.make('/policies', { name, statements }));
}

export async function makeRole(admin: Api, name: string, policies: string[]): Promise<Answer> {
  return must(await admin.make('/roles', { name, policies }));
}

/** Returns the answer. Throws unless it is a success. */
export function must(answer: Answer): Answer {
  if (answer.status >= 300) throw new Error(`a test cannot go on: ${answer.status} ${answer.text}`);
  return answer;
}
