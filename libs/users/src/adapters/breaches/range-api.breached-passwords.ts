import { BreachedPasswords } from '../../ports/breached-passwords.js';
import { passwordDigest } from './password-digest.js';

/** Hex digits of the digest that leave the server: 20 bits, which about 1,000 known passwords share (k-anonymity). */
const PREFIX = 5;
/** Milliseconds for a whole answer. */
const TIME_LIMIT_MS = 2_000;
/** Bytes. A padded answer of Pwned Passwords has about 60,000. */
const LARGEST_ANSWER = 1_048_576;

/**
 * Asks a server with the range API of Pwned Passwords: `GET <url>/<first 5 digits>` answers lines
 * `<other 35 digits>:<count>`. With `Add-Padding` the length of the answer tells nothing; lines of count 0 are padding.
 */
export class RangeApiBreachedPasswords extends BreachedPasswords {
  constructor(
    private readonly url: string,
    private readonly onFailure: (cause: unknown) => void,
    private readonly timeLimitMs = TIME_LIMIT_MS,
  ) {
    super();
  }

  override async includes(password: string): Promise<boolean> {
    const digest = passwordDigest(password);
    try {
      const answer = await this.ask(digest.slice(0, PREFIX));
      return answer.split(/\r?\n/).some((line) => isLost(line, digest.slice(PREFIX)));
    } catch (error) {
      this.onFailure(error);
      return false;
    }
  }

  private async ask(prefix: string): Promise<string> {
    const response = await fetch(`${this.url.replace(/\/$/, '')}/${prefix}`, {
      headers: { 'add-padding': 'true', 'user-agent': 'Coffer' },
      redirect: 'error',
      signal: AbortSignal.timeout(this.timeLimitMs),
    });
    if (response.status !== 200 || !response.body) throw new Error(`the answer is ${response.status}`);
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const part of response.body) {
      size += part.byteLength;
      if (size > LARGEST_ANSWER) throw new Error('the answer is too long');
      parts.push(part);
    }
    return Buffer.concat(parts).toString('latin1');
  }
}

function isLost(line: string, rest: string): boolean {
  const [digits, count] = line.trim().toUpperCase().split(':');
  return digits === rest && count !== '0';
}
