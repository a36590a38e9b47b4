/** What a client shows with each request that needs it. */
export interface Bearer {
  accessToken(): Promise<string>;
  /** The next token after one that was refused. Null: there is none. */
  readonly renewed: ((refused: string) => Promise<string>) | null;
}

/** The key of a service account: always the same, until it ends. */
export class KeyBearer implements Bearer {
  readonly renewed = null;

  constructor(private readonly key: string) {}

  async accessToken(): Promise<string> {
    return this.key;
  }
}
