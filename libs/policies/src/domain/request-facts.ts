/** The facts of one request on which conditions are evaluated. */
export interface RequestFacts {
  /** The client's address. Null: it is not known, so no condition on it can be evaluated. */
  readonly ip: string | null;
  /** When the request arrived, in milliseconds since 1970. */
  readonly now: number;
  /** When the session last showed a second factor that counts, in milliseconds since 1970; null if it never did. */
  readonly mfaAt: number | null;
}
