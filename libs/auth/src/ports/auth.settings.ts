/** What the operator chose for accounts, tokens and sessions. Durations are seconds. */
export abstract class AuthSettings {
  abstract readonly issuer: string;
  abstract readonly audience: string;
  abstract readonly accessSeconds: number;
  /** Without a refresh. */
  abstract readonly refreshSeconds: number;
  /** At all. */
  abstract readonly sessionSeconds: number;
  /** Whether anyone may make an account. */
  abstract readonly registrationOpen: boolean;
  /** Failed attempts of an account from one network within `lockoutSeconds`. */
  abstract readonly maxFailedLogins: number;
  abstract readonly lockoutSeconds: number;
  /** Whether a code by e-mail is a second factor for policies and roles. */
  abstract readonly emailCountsAsMfa: boolean;
}
