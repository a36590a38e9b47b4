import { CommandFailed } from '#command';
import { type Clock, HASH_BYTES, OutgoingFailed, OutgoingRequests } from '#kernel';

/** How long one answer may take, in milliseconds. */
const PATIENCE_MS = 15_000;
const LARGEST = 1_000_000;

/** Codes by which a server says that it has not what was asked for. */
const MISSING = new Set(['no_checkpoint', 'not_included_yet']);

/** The server did not answer, or cannot now. It is asked again later. */
export class Outage extends Error {
  override readonly name = 'Outage';
}

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
    return this.get(`checkpoint?kind=${kind}`);
  }

  /** The consistency proof between two sizes. Null: the server gives none, or an answer that is no proof. */
  async consistency(from: number, to: number): Promise<readonly Buffer[] | null> {
    const body = await this.get(`consistency?from=${from}&to=${to}`);
    return body && hashesIn(body);
  }

  private async get(path: string): Promise<Buffer | null> {
    const url = new URL(`${this.url}/api/v1/audit/${path}`);
    const headers = { authorization: `Bearer ${await this.token()}` };
    const until = this.clock.now() + PATIENCE_MS;
    const { status, body } = await this.requests
      .send({ url, method: 'GET', headers, ca: null, until, largest: LARGEST })
      .catch((error: unknown) => {
        throw error instanceof OutgoingFailed ? new Outage(error.message) : error;
      });
    if (status === 200) return body;
    if (status === 429 || status >= 500) throw new Outage(`the server answered ${status}`);
    if (MISSING.has(codeIn(body))) return null;
    throw new CommandFailed([`The server refused GET /api/v1/audit/${path.split('?')[0]} with ${status}.`]);
  }
}

function codeIn(body: Buffer): string {
  const { code } = parsed(body);
  return typeof code === 'string' ? code : '';
}

function hashesIn(body: Buffer): readonly Buffer[] | null {
  const { hashes } = parsed(body);
  if (!Array.isArray(hashes)) return null;
  const bytes = hashes.map((hash) => Buffer.from(String(hash), 'base64'));
  return bytes.every(({ length }) => length === HASH_BYTES) ? bytes : null;
}

function parsed(body: Buffer): { readonly code?: unknown; readonly hashes?: unknown } {
  try {
    return Object(JSON.parse(body.toString('utf8')));
  } catch {
    return {};
  }
}
