/** The base of all errors of this library: a stable code, and a message that never contains a secret. */
export class CofferClientError extends Error {
  override readonly name: string = 'CofferClientError';

  constructor(
    readonly code: string,
    message: string,
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
  }
}

/** The server did not answer in time. It is unknown whether the request was carried out. */
export class NoAnswer extends CofferClientError {
  override readonly name = 'NoAnswer';

  constructor(
    override readonly code: 'no_answer' | 'timed_out',
    cause?: unknown,
  ) {
    super(code, code === 'timed_out' ? 'The server did not answer in time.' : 'The server does not answer.', cause);
  }
}

/** There is no session, or it is not of the account that acts. Log in again. */
export class SessionEnded extends CofferClientError {
  override readonly name = 'SessionEnded';

  /**
   * `refresh_lost`: the answer to a refresh did not arrive. A refresh token works once, so it is not tried again.
   * `other_account`: another account logged in with the same client or token store. Nothing was sent with its token.
   */
  constructor(
    override readonly code: 'not_logged_in' | 'session_ended' | 'refresh_lost' | 'other_account',
    cause?: unknown,
  ) {
    super(code, SESSION_MESSAGES[code], cause);
  }
}

const SESSION_MESSAGES = {
  not_logged_in: 'Nobody is logged in.',
  session_ended: 'The session has ended: log in again.',
  refresh_lost: 'The answer to a refresh was lost: log in again.',
  other_account: 'Another account is logged in here.',
} as const;

/** Acts of a server that an honest server never does, or that only the user can tell from an attack. */
export const DISTRUST_MESSAGES = {
  kdf_too_weak: 'The server asks for a key derivation that is too cheap to attack.',
  kdf_too_costly: 'The server asks for a key derivation that no client could do.',
  kdf_weakened: 'The server asks for a weaker key derivation than before.',
  salt_changed: 'The server names another salt than before: was the password changed on another device?',
  keys_changed: 'The server said two different things about the keys of the account.',
  account_changed: 'The server names another account under this username than before.',
  cannot_open: 'What the server holds does not open: it is not what was stored, or not under these keys.',
  rolled_back: 'The server shows an older state than it has shown before.',
  generation_rolled_back: 'The server shows an older generation of the vault: was it restored on another device?',
  entry_vanished: 'An entry is gone that nobody deleted.',
  malformed_answer: 'The server answered with something else than what was asked for.',
} as const;

export type DistrustCode = keyof typeof DISTRUST_MESSAGES;

/** The answer of the server was refused. Nothing of it was used. */
export class ServerDistrusted extends CofferClientError {
  override readonly name = 'ServerDistrusted';

  /** `subject`: the id of the entry or the name of the field that was wrong. */
  constructor(
    override readonly code: DistrustCode,
    readonly subject: string | null = null,
    cause?: unknown,
  ) {
    super(code, subject === null ? DISTRUST_MESSAGES[code] : `${DISTRUST_MESSAGES[code]} (${subject})`, cause);
  }
}
