import { CommandFailed, shown } from '#command';
import { type Answer, type Clock, OutgoingFailed, OutgoingRequests } from '#kernel';

/** How long one answer may take, in milliseconds. */
const PATIENCE_MS = 15_000;
const LARGEST = 1_000_000;
/** How much is shown of a text of the server. */
const LONGEST_TEXT = 200;
/** More hashes than a proof can need: a tree of 2^53 leaves needs 54 (RFC 9162, section 2.1.4). */
const MOST_HASHES = 63;
/** The base64 of 32 bytes. */
const HASH = /^[A-Za-z0-9+/]{43}=$/;

/** Codes by which a server says that it has not what was asked for. */
const MISSING = new Set(['no_checkpoint', 'not_included_yet']);

/** The server did not answer, or cannot now. It is asked again later. */
export class Outage extends Error {
  override readonly name = 'Outage';
}

/**
 * What a server answers when it is asked for a proof:
 * - `none`: that it has none, or something that is no proof.
 * - `archived`: that the records at the smaller size are archived.
 * - `refused`: another status than 200. - `out`: an {@link Outage}, with its message.
 */
export type ProofAnswer =
  | { readonly kind: 'hashes'; readonly hashes: readonly Buffer[] }
  | { readonly kind: 'none' | 'archived' }
  | { readonly kind: 'refused'; readonly status: number }
  | { readonly kind: 'out'; readonly why: string };

/** The audit as a server shows it. Nothing of it is trusted. Errors: Outage. CommandFailed if the server refuses the request. */
export class ServedLog {
  private readonly requests: OutgoingRequests;

  /** `url`: of the server, without a slash at its end. `token`: read for each request, so that a key may be exchanged. */
  constructor(
    private readonly url: string,
    private readonly token: () => Promise<string>,
    private readonly clock: Clock,
  ) {
    this.requests = new OutgoingRequests(clock, 'the server');
  }

  /** The newest note of this kind. Null: the server has none. */
  async checkpoint(kind: 'signed' | 'witnessed'): Promise<Buffer | null> {
    const { status, body } = await this.get(`checkpoint?kind=${kind}`);
    if (status === 200) return body;
    if (MISSING.has(codeIn(body))) return null;
    throw new CommandFailed([refusalLine(status, body)]);
  }

  /** The consistency proof between two sizes. An outage is an answer, too: the server has shown a checkpoint before. */
  async consistency(from: number, to: number): Promise<ProofAnswer> {
    try {
      const { status, body } = await this.get(`consistency?from=${from}&to=${to}`);
      return status === 200 ? proofIn(body) : refusal(status, codeIn(body));
    } catch (error) {
      if (error instanceof Outage) return { kind: 'out', why: error.message };
      throw error;
    }
  }

  private async get(path: string): Promise<Answer> {
    const url = new URL(`${this.url}/api/v1/audit/${path}`);
    const headers = { authorization: `Bearer ${await this.token()}` };
    const until = this.clock.now() + PATIENCE_MS;
    const answer = await this.requests
      .send({ url, method: 'GET', headers, ca: null, until, largest: LARGEST })
      .catch((error: unknown) => {
        throw error instanceof OutgoingFailed ? new Outage(error.message) : error;
      });
    const { status } = answer;
    if (status === 429 || status >= 500) throw new Outage(`the server answered ${status}`);
    return answer;
  }
}

/** What to do about a refusal, by its status. */
const ADVICE: Readonly<Record<number, string>> = {
  401: ' COFFER_TOKEN_FILE must name a file with an API key that works.',
  403: ' The key in COFFER_TOKEN_FILE must have the permission audit:read.',
};

function refusalLine(status: number, body: Buffer): string {
  const { code, detail } = parsed(body);
  const [what, why] = [code, detail].map((text) =>
    typeof text === 'string' ? shown(text.slice(0, LONGEST_TEXT)) : '',
  );
  const end = why ? `: ${why}` : '.';
  return `The server refused GET /api/v1/audit/checkpoint with ${status}${what && ` ${what}`}${end}${ADVICE[status] ?? ''}`;
}

function refusal(status: number, code: string): ProofAnswer {
  if (MISSING.has(code)) return { kind: 'none' };
  return status === 410 && code === 'record_archived' ? { kind: 'archived' } : { kind: 'refused', status };
}

function codeIn(body: Buffer): string {
  const { code } = parsed(body);
  return typeof code === 'string' ? code : '';
}

function proofIn(body: Buffer): ProofAnswer {
  const { hashes } = parsed(body);
  if (!Array.isArray(hashes) || hashes.length > MOST_HASHES || !hashes.every(isHash)) return { kind: 'none' };
  return { kind: 'hashes', hashes: hashes.map((hash) => Buffer.from(hash, 'base64')) };
}

function isHash(hash: unknown): hash is string {
  return typeof hash === 'string' && HASH.test(hash);
}

function parsed(body: Buffer): { readonly code?: unknown; readonly detail?: unknown; readonly hashes?: unknown } {
  try {
    return Object(JSON.parse(body.toString('utf8')));
  } catch {
    return {};
  }
}
