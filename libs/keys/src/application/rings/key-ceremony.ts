import { Injectable } from '@nestjs/common';
import { asSealed, Clock, newId, StartError, StoreEngine } from '#kernel';
import { CANARY, CANARY_CONTEXT } from '../../domain/canary.js';
import { CannotOpen } from '../../domain/key-errors.js';
import { activeVersion, describeRing, type KeyRing, MASTER_RING, SECRETS_RING } from '../../domain/key-ring.js';
import { KeyManagement } from '../../ports/key-management.js';
import { KeyRingStore } from '../../ports/key-ring.store.js';
import { Sealing } from '../sealing/sealing.js';
import { KeyRings } from './key-rings.js';
import { StoreBinding } from './store-binding.js';

const LOST = 'The keyring holds no master key, but the store was made with one: restore the keyring from its backup.';
const FOREIGN =
  'The keyring is not the one that this store was made with: its keys do not open the values of the store.';
const UNDESCRIBED = 'The store holds documents but none that describes its keys: restore it from its backup.';

/**
 * Runs first at each start: it makes sure that the keyring and the store belong together [R64].
 *
 * The first start makes these things in this order: the master key (only while the store is empty), the `secrets` ring,
 * its descriptor, the `master` descriptor with the canary, the id of the store, and the binding of the keyring to that id.
 * Each step continues what an interrupted start left. Nothing else may be written to the store before.
 */
@Injectable()
export class KeyCeremony {
  constructor(
    private readonly engine: StoreEngine,
    private readonly keyring: KeyManagement,
    private readonly store: KeyRingStore,
    private readonly rings: KeyRings,
    private readonly sealing: Sealing,
    private readonly binding: StoreBinding,
    private readonly clock: Clock,
  ) {}

  /** Resolves if the keyring and the store belong together. StartError, with one line, if they do not. */
  async start(): Promise<void> {
    // This is asked first: another node that starts at the same time writes its descriptors before anything else.
    const empty = await this.engine.isEmpty();
    const master = await this.descriptor(MASTER_RING);
    const secrets = await this.descriptor(SECRETS_RING);
    if (!master && !secrets && !empty) throw new StartError(UNDESCRIBED);
    if (master && !secrets) throw new StartError(UNDESCRIBED);
    const isFirst = empty && !master && !secrets;
    if (isFirst) await this.binding.requireUnused();
    await this.requireMaster(isFirst);
    await this.requireSecretsRing(secrets);
    await this.requireCanary(master ?? (await this.finish()));
    await this.binding.require();
  }

  private async descriptor(id: string): Promise<KeyRing | null> {
    return (await this.store.rings.load(id))?.value ?? null;
  }

  private async requireMaster(mayCreate: boolean): Promise<void> {
    if ((await this.keyring.masterVersions()).length > 0) return;
    if (!mayCreate) throw new StartError(LOST);
    await this.keyring.createMaster();
  }

  private async requireSecretsRing(known: KeyRing | null): Promise<void> {
    try {
      if (!known) await this.rings.make(SECRETS_RING, newId());
      else if (!(await this.keyring.openKey(SECRETS_RING, activeVersion(known) ?? 1))) throw new StartError(FOREIGN);
    } catch (error) {
      throw error instanceof CannotOpen ? new StartError(FOREIGN) : error;
    }
  }

  private async finish(): Promise<KeyRing> {
    const versions = await this.keyring.masterVersions();
    const canary = await this.sealing.seal(SECRETS_RING, CANARY_CONTEXT, CANARY);
    const master = { ...describeRing(MASTER_RING, versions, this.clock.now()), canary };
    if ((await this.store.rings.insert(master, newId())) === 'inserted') return master;
    const other = await this.descriptor(MASTER_RING);
    if (!other) throw new StartError(UNDESCRIBED);
    return other;
  }

  private async requireCanary(master: KeyRing): Promise<void> {
    try {
      const opened = await this.sealing.open(SECRETS_RING, CANARY_CONTEXT, asSealed(master.canary ?? ''));
      if (opened !== CANARY) throw new CannotOpen();
    } catch (error) {
      throw error instanceof CannotOpen ? new StartError(FOREIGN) : error;
    }
  }
}
