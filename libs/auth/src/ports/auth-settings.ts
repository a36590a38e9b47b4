/** What the operator chose for tokens and sessions. Durations are seconds. */
export abstract class AuthSettings {
  abstract readonly issuer: string;
  abstract readonly audience: string;
  abstract readonly accessSeconds: number;
  /** Without a refresh. */
  abstract readonly refreshSeconds: number;
  /** At all. */
  abstract readonly sessionSeconds: number;
}
