import type { KeyObject } from 'node:crypto';
import { type CheckpointSigner, RingSigner, type SigningHead } from '#audit-proofs';
import type { VaultConfig } from '#config';
import { type Clock, StartError, SystemClock } from '#kernel';
import {
  CannotOpen,
  KeyManagement,
  MasterStillNeeded,
  newKeyBytes,
  REWRAP_MOST,
  type Rewrapped,
  type RingWraps,
  SECRETS_RING,
  secretKeyOf,
} from '#keys';
import { TransitSigner } from './audit/transit-signer.js';
import { VaultSigningHead } from './audit/vault-signing-head.js';
import { KvMaster } from './kv/kv-master.js';
import { type MasterKey, newestOf } from './master-key.js';
import { KeyringBinding } from './rings/keyring-binding.js';
import { Rewrapping } from './rings/rewrapping.js';
import { KvRecords, RingRecords } from './rings/ring-records.js';
import { RingWalk } from './rings/ring-walk.js';
import { VaultRings } from './rings/vault-rings.js';
import { connectVault } from './session/vault-client.js';
import { requireMount } from './session/vault-mounts.js';
import { requirePolicy } from './session/vault-policy.js';
import { type VaultCall, VaultSession } from './session/vault-session.js';
import { TransitMaster } from './transit/transit-master.js';

/** Keeps key rings in KV version 2 of Vault or OpenBao, wrapped by the Transit engine or by a master key in KV. */
export class VaultKeyring extends KeyManagement {
  /** Of this keyring too: what its log may have signed. */
  readonly head: SigningHead;
  readonly signer: CheckpointSigner;
  private readonly ringCalls: VaultRings;
  private readonly walk: RingWalk;
  private readonly rewrapping: Rewrapping;
  private readonly records: RingRecords;
  private readonly binding: KeyringBinding;

  private constructor(
    private readonly session: VaultSession,
    kv: KvRecords,
    private readonly master: MasterKey,
    signer: (begin: () => VaultCall) => CheckpointSigner | null,
  ) {
    super();
    this.records = new RingRecords(kv);
    this.binding = new KeyringBinding(kv);
    const begin = () => session.begin();
    this.ringCalls = new VaultRings(begin, this.records, master);
    this.rewrapping = new Rewrapping(begin, this.records, master);
    this.walk = new RingWalk(begin, kv, this.records);
    this.head = new VaultSigningHead(begin, kv);
    this.signer = signer(begin) ?? new RingSigner(this);
  }

  /**
   * Logs in, checks the mounts and what the policy allows. StartError, with one line, if Vault refuses the login, or if a mount is missing or of
   * the wrong kind. PartUnavailable within 2 s if Vault does not answer or is sealed.
   */
  static async open(config: VaultConfig, clock: Clock = new SystemClock()): Promise<VaultKeyring> {
    const session = new VaultSession(connectVault(config), config.auth, clock);
    const records = new KvRecords(config.kvMount);
    const keyring = VaultKeyring.on(session, records, config, clock);
    try {
      await session.open(config.namespace);
      const call = session.begin();
      await requireMount(call, config.kvMount, 'VAULT_KV_MOUNT', 'kv');
      if (config.mode === 'transit') await requireMount(call, config.transitMount, 'VAULT_TRANSIT_MOUNT', 'transit');
      await requirePolicy(call, records);
    } catch (error) {
      session.close();
      throw error;
    }
    return keyring;
  }

  private static on(session: VaultSession, records: KvRecords, config: VaultConfig, clock: Clock): VaultKeyring {
    if (config.mode === 'kv') return new VaultKeyring(session, records, new KvMaster(records), () => null);
    const { transitMount, transitKey, auditKey } = config;
    const master = new TransitMaster(transitMount, transitKey, records, clock);
    const signer = (begin: () => VaultCall) => new TransitSigner(begin, transitMount, auditKey, records, clock);
    return new VaultKeyring(session, records, master, signer);
  }

  async check(): Promise<void> {
    newestOf(await this.master.versions(this.session.begin()));
  }

  boundTo(): Promise<string | null> {
    return this.binding.read(this.session.begin());
  }

  bind(to: string, before: string | null): Promise<boolean> {
    return this.binding.write(() => this.session.begin(), to, before);
  }

  masterVersions(): Promise<number[]> {
    return this.master.versions(this.session.begin());
  }

  async createMaster(): Promise<'created' | 'exists'> {
    const call = this.session.begin();
    const versions = await this.master.versions(call);
    if (versions.length > 0) return 'exists';
    if ((await this.records.read(call, SECRETS_RING)).revision > 0) {
      throw new StartError('Vault holds key rings of Coffer but not their master key: restore it from its backup.');
    }
    return this.master.create(call);
  }

  addMasterVersion(next: number): Promise<'created' | 'exists'> {
    return this.master.add(this.session.begin(), next);
  }

  async verifyMaster(version: number): Promise<void> {
    const call = this.session.begin();
    const ref = { ring: 'probe', version };
    const raw = newKeyBytes();
    const { wrap, under } = await this.master.wrap(call, ref, raw);
    const opened = await this.master.unwrap(call, ref, wrap, under);
    if (under !== version || !opened.equals(secretKeyOf(raw))) throw new CannotOpen();
  }

  async rewrap(rings: readonly string[]): Promise<Rewrapped> {
    if (rings.length > REWRAP_MOST) throw new RangeError(`at most ${REWRAP_MOST} rings at a time`);
    return this.rewrapping.run(rings);
  }

  rings(after: string | null, limit: number): Promise<string[]> {
    return this.walk.names(after, limit);
  }

  ringUnder(version: number): Promise<string | null> {
    return this.walk.under(version);
  }

  /** First nothing more is wrapped under the versions, then every ring is read, then they are destroyed. */
  async destroyMaster(version: number): Promise<void> {
    if (!(await this.master.exclude(this.session.begin(), version))) return;
    const needed = await this.walk.under(version);
    if (needed !== null) throw new MasterStillNeeded(needed);
    await this.master.destroy(this.session.begin(), version);
  }

  createRing(ring: string): Promise<'created' | 'exists'> {
    return this.ringCalls.create(ring);
  }

  addVersion(ring: string, next: number): Promise<'created' | 'exists'> {
    return this.ringCalls.addVersion(ring, next);
  }

  dropVersions(ring: string, versions: readonly number[]): Promise<void> {
    return this.ringCalls.dropVersions(ring, versions);
  }

  wraps(ring: string): Promise<RingWraps | null> {
    return this.ringCalls.wraps(ring);
  }

  openKey(ring: string, version: number): Promise<KeyObject | null> {
    return this.ringCalls.openKey(ring, version);
  }

  shred(ring: string): Promise<void> {
    return this.ringCalls.shred(ring);
  }

  async close(): Promise<void> {
    this.session.close();
  }
}
