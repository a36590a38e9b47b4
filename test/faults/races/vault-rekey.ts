import { must } from '../../e2e/support/people/accounts.js';
import type { Api } from '../../e2e/support/processes/api.js';
import { beginRekey, entriesOf, rekeyed, type ShownEntry } from '../support/own-vault.js';
import type { Shot } from './volley.js';

/** A client that re-keys its vault while others write. It seals changed entries again until the whole vault is published. */
export class RekeyUnderFire {
  /** The entries that were sealed again, and the vault as it must be afterwards. */
  resealed: readonly ShownEntry[] = [];
  published: readonly ShownEntry[] = [];
  private manifest: readonly string[] = [];
  private open: { readonly id: string; readonly generation: number } | null = null;

  constructor(private readonly api: Api) {}

  /** Seals the vault again in its current state. */
  async stage(): Promise<void> {
    this.open ??= await beginRekey(this.api);
    this.resealed = await entriesOf(this.api);
    const { method: _, path, body } = this.stages();
    must(await this.api.put(path, body));
  }

  /** Stages it with one request. */
  stages(): Shot {
    if (!this.open) throw new Error('no re-key is open');
    const { batch, staged, manifest } = rekeyed(this.resealed, this.open.generation);
    this.published = staged;
    this.manifest = manifest;
    return { method: 'PUT', path: `/entries/rekeys/${this.open.id}/entries`, body: { entries: batch }, api: this.api };
  }

  /** Repeats until it is published. Throws on every refusal except that the vault has changed. */
  async publish(): Promise<void> {
    for (;;) {
      const path = `/entries/rekeys/${this.open?.id}/publish`;
      const answer = await this.api.post(path, { manifest: this.manifest });
      if (answer.body.code !== 'manifest_mismatch') return void must(answer);
      await this.stage();
    }
  }
}
