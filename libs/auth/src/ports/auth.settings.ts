/** The operator's settings for accounts, tokens and sessions. Durations are in seconds. */
export abstract class AuthSettings {
  abstract readonly issuer: string;
  abstract readonly audience: string;
  /** Lifetime of an access token. */
  abstract readonly accessSeconds: number;
  /** Lifetime of a session that is not refreshed. */
  abstract readonly refreshSeconds: number;
  /** Lifetime of a session, however often it is refreshed. */
  abstract readonly sessionSeconds: number;
  /** Whether anybody may create an account. */
  abstract readonly registrationOpen: boolean;
  /** Failed attempts on an account from one network within `lockoutSeconds`, at most. */
  abstract readonly maxFailedLogins: number;
  abstract readonly lockoutSeconds: number;
  /** Whether a code by e-mail counts as a second factor for policies and roles. */
  abstract readonly emailCountsAsMfa: boolean;
}
