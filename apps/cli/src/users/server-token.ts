import { readFile } from 'node:fs/promises';
import { CommandFailed } from '#command';
import { writeDurably } from '#kernel';

/** An access token, and what renews it; null: nothing does. */
interface Tokens {
  readonly access: string;
  readonly refresh: string | null;
}

/** Sends a refresh token to the server. Null: the server refuses it. */
export type Refresh = (refreshToken: string) => Promise<unknown>;

/** A token that a header can carry. */
const TOKEN = /^[\w.-]+$/;

/**
 * The access token in a file. The file holds either the token alone, or the answer of a login: JSON with `access_token` and
 * `refresh_token`. With the latter the token is renewed, and the file gets the new pair, since each refresh token works once.
 */
export class ServerToken {
  private renewal: Promise<boolean> | null = null;

  private constructor(
    private readonly file: string,
    private tokens: Tokens,
    private readonly refresh: Refresh,
  ) {}

  /** Throws CommandFailed for a file without a token. */
  static async read(file: string, refresh: Refresh): Promise<ServerToken> {
    const tokens = await tokensIn(file);
    if (!tokens)
      throw new CommandFailed(['--token-file must be a file with an access token, or with the answer of a login.']);
    return new ServerToken(file, tokens, refresh);
  }

  get access(): string {
    return this.tokens.access;
  }

  /**
   * Call it when the server has refused `refused`. True: {@link access} is another one now. It may come from the file, in
   * which somebody wrote a new one. Calls at the same time share one renewal.
   */
  async renew(refused: string): Promise<boolean> {
    if (refused !== this.tokens.access) return true;
    this.renewal ??= this.another().finally(() => {
      this.renewal = null;
    });
    return this.renewal;
  }

  private async another(): Promise<boolean> {
    const written = await tokensIn(this.file);
    if (written && written.access !== this.tokens.access) {
      this.tokens = written;
      return true;
    }
    if (this.tokens.refresh === null) return false;
    const answer = await this.refresh(this.tokens.refresh);
    const renewed = tokensOf(answer);
    if (!renewed) return false;
    this.tokens = renewed;
    // Not more than the two: what else a login answers may be anybody's.
    writeDurably(this.file, `${JSON.stringify({ access_token: renewed.access, refresh_token: renewed.refresh })}\n`);
    return true;
  }
}

async function tokensIn(file: string): Promise<Tokens | null> {
  const text = (await readFile(file, 'utf8').catch(() => '')).trim();
  if (TOKEN.test(text)) return { access: text, refresh: null };
  try {
    return tokensOf(JSON.parse(text));
  } catch {
    return null;
  }
}

function tokensOf(answer: unknown): Tokens | null {
  const { access_token: access, refresh_token: refresh } = (answer ?? {}) as Record<string, unknown>;
  if (typeof access !== 'string' || !TOKEN.test(access)) return null;
  return { access, refresh: typeof refresh === 'string' ? refresh : null };
}
