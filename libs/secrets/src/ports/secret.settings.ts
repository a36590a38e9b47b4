/** What an operator sets about secrets. */
export abstract class SecretSettings {
  /** The last versions that a secret keeps, the current one among them: 1 to 100. */
  abstract readonly versionsKept: number;
  /** How long a deleted secret can be restored, in milliseconds. */
  abstract readonly retentionMs: number;
}
