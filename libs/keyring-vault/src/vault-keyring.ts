import type { KeyObject } from 'node:crypto';
import type { VaultConfig } from '#config';
import { CofferError, PartUnavailable, StartError } from '#kernel';
import { KeyManagement, newKeyBytes, type RingWraps, SECRETS_RING } from '#keys';
import { KvMaster } from './kv-master.js';
import type { MasterKey } from './master-key.js';
import { KvRecords, RingRecords, type StoredWrap } from './ring-records.js';
import { TransitMaster } from './transit-master.js';
import { connectVault, objectOf } from './vault-client.js';
import { type VaultCall, VaultRefusal, VaultSession } from './vault-session.js';

/** Times that a lost race for a ring's record is run again. */
const ATTEMPTS = 5;

/** Key rings in KV version 2 of Vault or OpenBao, wrapped by its Transit engine or by a master key in KV. */
export class VaultKeyring extends KeyManagement {
  private constructor(
    private readonly session: VaultSession,
    private readonly rings: RingRecords,
    private readonly master: MasterKey,
  ) {
    super();
  }

  /**
   * Logs in and looks at the mounts. StartError, with one line, where Vault refuses the login, a mount is not there
   * or is of the wrong kind; PartUnavailable within 2 s where it does not answer or is sealed.
   */
  static async open(config: VaultConfig): Promise<VaultKeyring> {
    const session = new VaultSession(connectVault(config), config.auth);
    try {
      await session.open();
      const call = session.begin();
      await requireMount(call, config.kvMount, 'VAULT_KV_MOUNT', 'kv');
      if (config.mode === 'transit') await requireMount(call, config.transitMount, 'VAULT_TRANSIT_MOUNT', 'transit');
    } catch (error) {
      session.close();
      throw error;
    }
    const records = new KvRecords(config.kvMount);
    const master =
      config.mode === 'transit' ? new TransitMaster(config.transitMount, config.transitKey) : new KvMaster(records);
    return new VaultKeyring(session, new RingRecords(records), master);
  }

  async check(): Promise<void> {
    const versions = await this.master.versions(this.session.begin());
    if (versions.length === 0) throw new PartUnavailable('keyring', new Error('no master key'));
  }

  masterVersions(): Promise<number[]> {
    return this.master.versions(this.session.begin());
  }

  async createMaster(): Promise<'created' | 'exists'> {
    const call = this.session.begin();
    const versions = await this.master.versions(call);
    if (versions.length > 0) return 'exists';
    if ((await this.rings.read(call, SECRETS_RING)).revision > 0) {
      throw new StartError('Vault holds key rings of Coffer and not their master key: restore it from its backup.');
    }
    return this.master.create(call);
  }

  async createRing(ring: string): Promise<'created' | 'exists'> {
    const call = this.session.begin();
    const known = await this.rings.read(call, ring);
    if (known.revision > 0) return 'exists';
    const first = await this.newWrap(call, ring, 1);
    return (await this.rings.write(call, ring, [first], 0)) ? 'created' : 'exists';
  }

  async addVersion(ring: string, next: number): Promise<'created' | 'exists'> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const call = this.session.begin();
      const { wraps, revision } = await this.rings.read(call, ring);
      if (!wraps) throw new CofferError('not_found', 'There is no such key ring.');
      const highest = Math.max(...wraps.map(({ version }) => version));
      if (next <= highest) return 'exists';
      if (next !== highest + 1) throw new RangeError('versions of a ring have no gaps');
      const wrap = await this.newWrap(call, ring, next);
      if (await this.rings.write(call, ring, [...wraps, wrap], revision)) return 'created';
    }
    throw busy();
  }

  async wraps(ring: string): Promise<RingWraps | null> {
    const { wraps, revision } = await this.rings.read(this.session.begin(), ring);
    if (!wraps) return null;
    return {
      versions: wraps.map(({ version, wrapped_under }) => ({ version, wrappedUnder: wrapped_under })),
      revision,
    };
  }

  async openKey(ring: string, version: number): Promise<KeyObject | null> {
    const call = this.session.begin();
    const { wraps } = await this.rings.read(call, ring);
    const found = wraps?.find((wrap) => wrap.version === version);
    return found ? this.master.unwrap(call, { ring, version }, found.wrap, found.wrapped_under) : null;
  }

  async shred(ring: string): Promise<void> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const call = this.session.begin();
      const { wraps, revision } = await this.rings.read(call, ring);
      if (!wraps && revision > 0) return;
      if (await this.rings.write(call, ring, null, revision)) return;
    }
    throw busy();
  }

  async close(): Promise<void> {
    this.session.close();
  }

  private async newWrap(call: VaultCall, ring: string, version: number): Promise<StoredWrap> {
    const raw = newKeyBytes();
    try {
      const { wrap, under } = await this.master.wrap(call, { ring, version }, raw);
      return { version, wrapped_under: under, wrap };
    } finally {
      raw.fill(0);
    }
  }
}

function busy(): CofferError {
  return new CofferError('conflict', 'The key ring was being changed at the same time. Try again.');
}

async function requireMount(call: VaultCall, mount: string, variable: string, type: 'kv' | 'transit'): Promise<void> {
  const answer = await call.read(`sys/internal/ui/mounts/${mount}`).catch((error: unknown) => {
    // Vault says 403 for a mount that is not there as for one that the token may not see.
    if (error instanceof PartUnavailable && error.cause instanceof VaultRefusal && error.cause.status === 403)
      return null;
    throw error;
  });
  const data = objectOf(answer?.body.data);
  if (!answer || answer.status >= 400) {
    throw new StartError(`${variable}: Vault has no mount ${mount}, or its policy does not let this token use it.`);
  }
  const isVersion2 = String(objectOf(data.options).version) === '2';
  if (data.type !== type || (type === 'kv' && !isVersion2)) {
    throw new StartError(`${variable}: the mount ${mount} is not ${type === 'kv' ? 'KV version 2' : 'Transit'}.`);
  }
}
