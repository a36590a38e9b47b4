/** The facts of one request on which conditions are evaluated. */
export interface RequestFacts {
  /** The client's address. */
  readonly ip: string;
  /** When the request arrived, in milliseconds since 1970. */
  readonly now: number;
  /** When the session last showed a second factor that counts, in milliseconds since 1970; null if it never did. */
  readonly mfaAt: number | null;
}
