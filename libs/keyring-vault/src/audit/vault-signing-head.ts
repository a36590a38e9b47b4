import { headOfRecord, recordOfHead, type SignedHead, SigningHead } from '#audit-proofs';
import { DamagedRecord, type KvRecords } from '../rings/ring-records.js';
import type { VaultCall } from '../session/vault-session.js';
import { signing } from './signing-rights.js';

const PATH = 'audit_head';

/** The signing head as the record `audit_head` of KV. Its version in KV is the revision. */
export class VaultSigningHead extends SigningHead {
  constructor(
    private readonly begin: () => VaultCall,
    private readonly records: KvRecords,
  ) {
    super();
  }

  read(): Promise<{ readonly head: SignedHead; readonly revision: number } | null> {
    return signing(async () => {
      const found = await this.records.read(this.begin(), PATH);
      if (!found) return null;
      const head = headOfRecord(found.data);
      if (!head) throw new DamagedRecord('the signing head (audit_head) is damaged');
      return { head, revision: found.version };
    });
  }

  advance(head: SignedHead, revision: number): Promise<boolean> {
    return signing(() => this.records.write(this.begin(), PATH, recordOfHead(head), revision));
  }
}
