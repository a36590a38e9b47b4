import { Module, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import { AuditModule, AuditRuntime } from '#audit';
import { CheckpointRounds } from './application/checkpoints/checkpoint-rounds.js';
import { PublishedCheckpoints } from './application/checkpoints/published.js';
import { StartCheck } from './application/checkpoints/start-check.js';
import { TreeScrub } from './application/scrubbing/tree-scrub.js';
import { KeyRotationController } from './http/key-rotation.controller.js';
import { ProofPartsModule } from './proof-parts.module.js';

/** The tree and the checkpoints of this node, checked at its start and made as long as it runs. */
@Module({
  imports: [AuditModule, ProofPartsModule],
  controllers: [KeyRotationController],
  exports: [ProofPartsModule],
})
export class AuditProofsModule implements OnModuleInit, OnApplicationBootstrap {
  constructor(
    private readonly runtime: AuditRuntime,
    private readonly startCheck: StartCheck,
    private readonly published: PublishedCheckpoints,
    private readonly rounds: CheckpointRounds,
    private readonly scrub: TreeScrub,
  ) {}

  /** Before the first request, and before anything is settled on a store that was taken back. */
  async onModuleInit(): Promise<void> {
    await this.startCheck.run();
    await this.published.newest();
  }

  onApplicationBootstrap(): void {
    this.runtime.beforeRelease(() => this.rounds.finish());
    this.rounds.start();
    this.runtime.beforeRelease(() => this.scrub.stop());
    this.scrub.start();
  }
}
