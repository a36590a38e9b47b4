import { headOfRecord, recordOfHead, type SignedHead, SigningHead } from '#audit-proofs';
import { PartUnavailable } from '#kernel';
import type { RingDatabase } from './ring-database.js';

const READ = 'SELECT revision, head FROM signing_head';
const INSERT = 'INSERT INTO signing_head (id, revision, head) VALUES (1, 1, ?) ON CONFLICT DO NOTHING';
const UPDATE = 'UPDATE signing_head SET revision = revision + 1, head = ? WHERE revision = ?';

/** The signing head as the one row of a table of `keyring.db`. */
export class LocalSigningHead extends SigningHead {
  /** `database`: the open one. PartUnavailable if there is no keyring yet, or it was closed. */
  constructor(private readonly database: () => RingDatabase) {
    super();
  }

  async read(): Promise<{ readonly head: SignedHead; readonly revision: number } | null> {
    const [row] = await this.database().read(READ);
    if (!row) return null;
    const head = headOfRecord(parsed(String(row.head)));
    if (!head) throw new PartUnavailable('keyring', new Error('the signing head in keyring.db is damaged'));
    return { head, revision: Number(row.revision) };
  }

  async advance(head: SignedHead, revision: number): Promise<boolean> {
    const text = JSON.stringify(recordOfHead(head));
    const step = revision === 0 ? { sql: INSERT, params: [text] } : { sql: UPDATE, params: [text, revision] };
    return (await this.database().write([{ ...step, needsChange: true }])) !== 'stopped';
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
