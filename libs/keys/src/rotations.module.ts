import { Logger, Module, type OnApplicationBootstrap, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { AuditModule } from '#audit';
import { PoliciesModule } from '#policies';
import { KeyAdministration } from './application/administration/key-administration.js';
import { MasterReferences } from './application/administration/master-references.js';
import { RingDescriptors } from './application/rings/ring-descriptors.js';
import { RingInventory } from './application/rings/ring-inventory.js';
import { MasterPass } from './application/rotations/master-pass.js';
import { MisdatedRotations } from './application/rotations/misdated-rotations.js';
import { RingPass } from './application/rotations/ring-pass.js';
import { RotationEndings } from './application/rotations/rotation-endings.js';
import { RotationPass } from './application/rotations/rotation-pass.js';
import { RotationPreparation } from './application/rotations/rotation-preparation.js';
import { RotationRunner } from './application/rotations/rotation-runner.js';
import { RotationSteps } from './application/rotations/rotation-steps.js';
import { RotationWait } from './application/rotations/rotation-wait.js';
import { CanaryHolder } from './application/sealing/canary-holder.js';
import { SealedHolders } from './application/sealing/sealed-holders.js';
import { KeysController } from './http/keys.controller.js';
import { KeysModule } from './keys.module.js';
import { RotationRequestsModule } from './rotation-requests.module.js';

/** What an operator can do about a rotation that fails, by the name of the error. */
const HINTS: Readonly<Record<string, string>> = {
  KeyringOlderThanStore:
    'the keyring lacks versions that the store names: restore its newest backup, and the rotation goes on.',
  MasterStillNeeded: 'a ring came back under an old version of the master key: it is moved, and the rotation goes on.',
};

/** Works on rotations in this process. The start fails unless every feature that keeps sealed values is loaded. */
@Module({
  imports: [AuditModule, PoliciesModule, KeysModule, RotationRequestsModule],
  controllers: [KeysController],
  providers: [
    CanaryHolder,
    KeyAdministration,
    MasterPass,
    MasterReferences,
    MisdatedRotations,
    RingDescriptors,
    RingInventory,
    RingPass,
    RotationEndings,
    RotationPass,
    RotationPreparation,
    RotationRunner,
    RotationSteps,
    RotationWait,
  ],
  exports: [RotationRequestsModule],
})
export class RotationsModule implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  constructor(
    private readonly runner: RotationRunner,
    private readonly waiting: RotationWait,
    private readonly holders: SealedHolders,
    private readonly canary: CanaryHolder,
    private readonly inventory: RingInventory,
  ) {}

  onModuleInit(): void {
    this.holders.register(this.canary);
  }

  /** By now every feature has registered its holder. */
  onApplicationBootstrap(): void {
    this.holders.requireAll();
    const logger = new Logger('keys');
    this.runner.start((ring, error) => {
      const hint = HINTS[error] ?? 'it is tried again.';
      logger.warn(`The rotation of ${ring} failed with ${error}; ${hint}`);
    });
    void this.compare(logger);
  }

  async onModuleDestroy(): Promise<void> {
    this.waiting.end();
    await this.runner.stop();
  }

  /** In the background: with 100,000 rings it takes some seconds. Store and keyring that do not answer say so elsewhere. */
  private async compare(logger: Logger): Promise<void> {
    const { described, missing } = await this.inventory.take().catch(() => ({ described: 0, missing: 0 }));
    if (missing === 0) return;
    logger.warn(
      `The keyring is older than the store: it lacks ${missing} of ${described} key rings. What they sealed does not open. Restore the newest backup of the keyring.`,
    );
  }
}
