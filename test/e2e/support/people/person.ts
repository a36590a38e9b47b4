import { fromBase32, SpeakeasyOneTimePasswords } from '#auth/testing';
import { type Api, type Body, PASSWORD } from '../processes/api.js';
import { timeOf } from '../processes/clock.js';
import type { Coffer } from '../processes/coffer.js';
import { makeAccount, makePolicy, makeRole, must, tokensOf } from './accounts.js';

const STEP_MS = 30_000;
/** A whole line of a mail: six digits or a one-time token. */
const SECRET = /^(\d{6}|[\w-]+\.[\w-]{43})$/m;

/** The code or token of a mail; undefined for a notice. */
export function secretIn(text: string): string | undefined {
  return SECRET.exec(text)?.[0];
}

/** The code that an app with the base32 `seed` shows at `time`, in milliseconds since 1970. */
export function appCode(seed: string, time: number): string {
  return new SpeakeasyOneTimePasswords().codeAt(fromBase32(seed), Math.floor(time / STEP_MS));
}

/** An account with a mailbox, and its session. */
export class Person {
  /** The app's seed in base32; null until an app is enrolled. */
  private seed: string | null = null;

  private constructor(
    private readonly coffer: Coffer,
    readonly username: string,
    readonly id: string,
    readonly api: Api,
  ) {}

  /** Makes the account with these fields of POST /users and logs in. The suite needs mail. */
  static async of(coffer: Coffer, username: string, fields: Body = {}): Promise<Person> {
    const { body } = await makeAccount(coffer.admin, username, fields);
    return new Person(coffer, username, body.id, await coffer.nobody.login(username, PASSWORD));
  }

  /** The code or token of the oldest unread mail. Skips notices, which have none. `address`: the person's, or a new one. */
  async mailed(address = `${this.username}@example.org`): Promise<string> {
    for (;;) {
      const { text } = await this.coffer.mailsTo(address);
      const secret = secretIn(text);
      if (secret !== undefined) return secret;
    }
  }

  async verifyEmail(): Promise<void> {
    must(await this.api.send('post', '/auth/email/verify/send'));
    must(await this.api.post('/auth/email/verify', { code: await this.mailed() }));
  }

  /** Starts the enrolment of an app. The seed is not confirmed yet. */
  async beginApp(): Promise<void> {
    this.seed = must(await this.api.send('post', '/auth/mfa/totp')).body.secret;
  }

  /** Enrols an app. Returns the recovery codes. */
  async enrolApp(): Promise<readonly string[]> {
    await this.beginApp();
    return must(await this.api.post('/auth/mfa/totp/confirm', { code: this.shown() })).body.recovery_codes;
  }

  /** Asks for a change of the address. Returns the code of the new one. */
  async beginEmailChange(address = `${this.username}.new@example.org`): Promise<string> {
    must(await this.api.post('/auth/email/change', { email: address }));
    return this.mailed(address);
  }

  async enrolEmail(): Promise<void> {
    await this.verifyEmail();
    must(await this.api.send('post', '/auth/mfa/email'));
    must(await this.api.post('/auth/mfa/email/confirm', { code: await this.mailed() }));
  }

  /** The app's seed in base32. */
  get appSeed(): string {
    if (this.seed === null) throw new Error(`${this.username} has no app`);
    return this.seed;
  }

  /** The app's code, `steps` after the current one. Each code works once. */
  shown(steps = 0): string {
    return appCode(this.appSeed, timeOf(this.coffer.server) + steps * STEP_MS);
  }

  /** The first step of a login with a second factor. Returns the MFA token. */
  async mfaToken(): Promise<string> {
    const { mfa_token: token } = must(await this.logIn()).body;
    if (typeof token !== 'string') throw new Error(`${this.username} has no second factor`);
    return token;
  }

  /** Opens a session with the password and a code by e-mail. */
  async logInByMail(): Promise<Api> {
    const mfa_token = await this.mfaToken();
    must(await this.coffer.nobody.post('/auth/mfa/email/send', { mfa_token }));
    const body = { mfa_token, method: 'email', code: await this.mailed() };
    return this.coffer.nobody.as(must(await this.coffer.nobody.post('/auth/mfa/verify', body)).body.access_token);
  }

  logIn() {
    return this.coffer.nobody.post('/auth/login', { username: this.username, password: PASSWORD });
  }

  tokens() {
    return tokensOf(this.coffer.nobody, this.username);
  }

  /** Shares a secret that the person may no longer see afterwards. `code`: the id of the share; `token`: what opens it. */
  async share(): Promise<{
    readonly id: string;
    readonly name: string;
    readonly code: string;
    readonly token: string;
  }> {
    const { admin } = this.coffer;
    const name = `matrix/${this.username}`;
    const { id } = must(await admin.post('/secrets', { path: name, value: 'shared' })).body;
    const { roles } = must(await admin.get(`/users/${this.id}`)).body;
    const grant = [{ effect: 'allow', actions: ['secret:share', 'secret:reveal'], resources: [`secret:${name}`] }];
    const role = `share-${this.id}`;
    await makePolicy(admin, role, grant);
    await makeRole(admin, role, [role]);
    must(await admin.put(`/users/${this.id}`, { roles: [...roles, role] }));
    const made = must(await this.api.post(`/secrets/${id}/share`, {})).body;
    must(await admin.put(`/users/${this.id}`, { roles }));
    return { id, name, code: made.id, token: made.token };
  }

  /** Opens another session of the account. Returns its id and its api. */
  async anotherSession(): Promise<{ readonly id: string; readonly api: Api }> {
    const api = await this.coffer.nobody.login(this.username, PASSWORD);
    return { id: must(await api.get('/auth/me')).body.session_id, api };
  }
}
