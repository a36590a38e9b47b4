import { fromBase32, SpeakeasyOneTimePasswords } from '#auth/testing';
import { type Api, type Body, PASSWORD } from '../processes/api.js';
import { timeOf } from '../processes/clock.js';
import type { Coffer } from '../processes/coffer.js';
import { makeAccount, must, tokensOf } from './accounts.js';

const STEP_MS = 30_000;
/** A line of its own in a mail: six digits, or a one-time token. */
const SECRET = /^(\d{6}|[\w-]+\.[\w-]{43})$/m;

/** What a mail brings; undefined for a notice. */
export function secretIn(text: string): string | undefined {
  return SECRET.exec(text)?.[0];
}

/** What an app shows that was given the base32 `seed`, at `time` in milliseconds since 1970. */
export function appCode(seed: string, time: number): string {
  return new SpeakeasyOneTimePasswords().codeAt(fromBase32(seed), Math.floor(time / STEP_MS));
}

/** An account with a mailbox, and its owner's session. */
export class Person {
  /** base32; null until an app is set up. */
  private seed: string | null = null;

  private constructor(
    private readonly coffer: Coffer,
    readonly username: string,
    readonly id: string,
    readonly api: Api,
  ) {}

  /** Makes the account, `fields` as POST /users takes them, and logs in; the suite has mail. */
  static async of(coffer: Coffer, username: string, fields: Body = {}): Promise<Person> {
    const { body } = await makeAccount(coffer.admin, username, fields);
    return new Person(coffer, username, body.id, await coffer.nobody.login(username, PASSWORD));
  }

  /** The code or token of the oldest mail that was not looked at; mails without one are notices. */
  async mailed(): Promise<string> {
    for (;;) {
      const { text } = await this.coffer.mailsTo(`${this.username}@example.org`);
      const secret = secretIn(text);
      if (secret !== undefined) return secret;
    }
  }

  async verifyEmail(): Promise<void> {
    must(await this.api.send('post', '/auth/email/verify/send'));
    must(await this.api.post('/auth/email/verify', { code: await this.mailed() }));
  }

  /** Gives an app its seed, which waits to be confirmed. */
  async beginApp(): Promise<void> {
    this.seed = must(await this.api.send('post', '/auth/mfa/totp')).body.secret;
  }

  /** Sets an app up; the recovery codes. */
  async enrolApp(): Promise<readonly string[]> {
    await this.beginApp();
    return must(await this.api.post('/auth/mfa/totp/confirm', { code: this.shown() })).body.recovery_codes;
  }

  async enrolEmail(): Promise<void> {
    await this.verifyEmail();
    must(await this.api.send('post', '/auth/mfa/email'));
    must(await this.api.post('/auth/mfa/email/confirm', { code: await this.mailed() }));
  }

  /** base32: what the app was given. */
  get appSeed(): string {
    if (this.seed === null) throw new Error(`${this.username} has no app`);
    return this.seed;
  }

  /** What the app shows, `steps` after the present one: each opens one thing. */
  shown(steps = 0): string {
    return appCode(this.appSeed, timeOf(this.coffer.server) + steps * STEP_MS);
  }

  /** The first step of a login that asks for a second one. */
  async mfaToken(): Promise<string> {
    const { mfa_token: token } = must(await this.logIn()).body;
    if (typeof token !== 'string') throw new Error(`${this.username} has no second factor`);
    return token;
  }

  logIn() {
    return this.coffer.nobody.post('/auth/login', { username: this.username, password: PASSWORD });
  }

  tokens() {
    return tokensOf(this.coffer.nobody, this.username);
  }

  /** Another session of the account: its id and an api in it. */
  async anotherSession(): Promise<{ readonly id: string; readonly api: Api }> {
    const api = await this.coffer.nobody.login(this.username, PASSWORD);
    return { id: must(await api.get('/auth/me')).body.session_id, api };
  }
}
