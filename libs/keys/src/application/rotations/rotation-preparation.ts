import { Injectable } from '@nestjs/common';
import { Clock, newId } from '#kernel';
import { CannotOpen, KeyringOlderThanStore, ringGone } from '../../domain/key-errors.js';
import { activate, activeVersion, type KeyRing, MASTER_RING } from '../../domain/key-ring.js';
import type { Rotation } from '../../domain/rotation.js';
import { prepared } from '../../domain/rotation-course.js';
import { KeyManagement } from '../../ports/key-management.js';
import { RingDescriptors } from '../rings/ring-descriptors.js';
import type { HeldRotation } from './held-rotation.js';

/**
 * Gives a ring, or the master key, its new version [R59]. The keyring makes it; then it is opened once; then the
 * descriptor makes it active by compare-and-set. Each step continues what an interrupted one left. Versions that the
 * keyring holds and the descriptor does not list are adopted, and the newest of them becomes the active one.
 */
@Injectable()
export class RotationPreparation {
  constructor(
    private readonly keyring: KeyManagement,
    private readonly descriptors: RingDescriptors,
    private readonly clock: Clock,
  ) {}

  async run(held: HeldRotation, ring: KeyRing): Promise<void> {
    const { rotation } = held;
    if ((activeVersion(ring) ?? 0) < rotation.version) {
      const newest = await this.make(rotation);
      if (newest !== rotation.version) await held.save({ ...rotation, version: newest });
      await this.verify(rotation.ring, newest);
      await this.activate(rotation.ring, newest);
    }
    await held.save(prepared(held.rotation, this.clock.now()));
  }

  /**
   * Makes the rotation's version unless the keyring has it, or a newer one. Returns the newest that it has then. A keyring
   * that was restored from a backup older than a rotation lacks versions. Those of the master key wrap nothing in it, so
   * they are made again. Those of a ring seal values of the store: KeyringOlderThanStore.
   */
  private async make({ ring, version }: Rotation): Promise<number> {
    const held = await this.heldBy(ring);
    const newest = Math.max(...held);
    if (newest >= version) return newest;
    if (ring === MASTER_RING) {
      for (let next = newest + 1; next <= version; next++) await this.keyring.addMasterVersion(next);
      return version;
    }
    if (newest < version - 1) throw new KeyringOlderThanStore(ring);
    await this.keyring.addVersion(ring, version);
    return version;
  }

  private async verify(ring: string, version: number): Promise<void> {
    if (ring === MASTER_RING) return this.keyring.verifyMaster(version);
    if (!(await this.keyring.openKey(ring, version))) throw new CannotOpen();
  }

  private async activate(ring: string, version: number): Promise<void> {
    const held = (await this.heldBy(ring)).filter((known) => known <= version);
    await this.descriptors.change(ring, newId(), (known) =>
      (activeVersion(known) ?? 0) >= version ? known : activate(known, held, this.clock.now()),
    );
  }

  private async heldBy(ring: string): Promise<readonly number[]> {
    if (ring === MASTER_RING) return this.keyring.masterVersions();
    const wraps = await this.keyring.wraps(ring);
    if (!wraps) throw ringGone();
    return wraps.versions.map(({ version }) => version);
  }
}
