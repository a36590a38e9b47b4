import { Module } from '@nestjs/common';
import { AuditModule } from '#audit';

/** TileStore, CheckpointStore, CheckpointSigner, SigningHead and Clock come from the global engines module. */
@Module({ imports: [AuditModule] })
export class AuditProofsModule {}
