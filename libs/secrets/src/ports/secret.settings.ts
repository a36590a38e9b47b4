/** The settings of the operator for secrets. */
export abstract class SecretSettings {
  /** How many versions a secret keeps, with the current one: 1 to 100. */
  abstract readonly versionsKept: number;
  /** How long a deleted secret can be restored, in milliseconds. */
  abstract readonly retentionMs: number;
  /** Where people reach this server, without `/` at the end. Null: it is not known, and nothing can be shared. */
  abstract readonly publicUrl: string | null;
}
