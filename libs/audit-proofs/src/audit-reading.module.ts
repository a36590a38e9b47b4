import { Module } from '@nestjs/common';
import { CursorCodec } from '#access';
import { AuditLog, AuditModule, AuditTrail } from '#audit';
import { Config } from '#config';
import { Clock } from '#kernel';
import { Authorizer, PoliciesModule } from '#policies';
import { BundleWriter } from './application/bundles/bundle-writer.js';
import { PublishedCheckpoints } from './application/checkpoints/published.js';
import { AuditBundles } from './application/reading/audit-bundles.js';
import { BulkReads } from './application/reading/bulk-reads.js';
import { CheckpointWaits } from './application/reading/checkpoint-waits.js';
import { NO_WITNESSES, type Witnesses } from './application/reading/policy-file.js';
import { ProofMaker } from './application/reading/proof-maker.js';
import { PublishedLog } from './application/reading/published-log.js';
import { Receipts } from './application/reading/receipts.js';
import { RecordProofs } from './application/reading/record-proofs.js';
import { Tree } from './application/tree/tree.js';
import { AuditProofsModule } from './audit-proofs.module.js';
import { AuditBundlesController } from './http/bundles.controller.js';
import { AuditCheckpointsController } from './http/checkpoints.controller.js';
import { AuditReceiptsController } from './http/receipts.controller.js';
import { AuditRecordProofsController } from './http/record-proofs.controller.js';
import { AuditTilesController } from './http/tiles.controller.js';
import { CheckpointStore } from './ports/checkpoint.store.js';
import { TileStore } from './ports/tile.store.js';
import { WITNESSES, WitnessModule } from './witness.module.js';

/** After so many seconds a client asks again if no checkpoints are made, which an operator may change. */
const WITHOUT_CHECKPOINTS_S = 60;

function retrySeconds({ audit }: Config): number {
  return audit.checkpointSeconds ?? WITHOUT_CHECKPOINTS_S;
}

/** What auditors, and owners of records, read of the tree. The stores, Clock and Config come from the global engines module. */
@Module({
  imports: [AuditModule, AuditProofsModule, PoliciesModule, WitnessModule],
  controllers: [
    AuditCheckpointsController,
    AuditTilesController,
    AuditRecordProofsController,
    AuditReceiptsController,
    AuditBundlesController,
  ],
  providers: [
    CursorCodec,
    {
      provide: PublishedLog,
      inject: [Tree, PublishedCheckpoints, AuditTrail, Clock, Config, WITNESSES],
      useFactory: (...[tree, published, trail, clock, config, witnesses]: LogParts) => {
        const bulk = new BulkReads(trail, clock);
        return new PublishedLog(tree, published, trail, bulk, witnesses ?? NO_WITNESSES, retrySeconds(config));
      },
    },
    {
      provide: RecordProofs,
      inject: [AuditLog, Tree, PublishedCheckpoints, CheckpointStore, AuditTrail, Clock, Config],
      useFactory: (...[log, tree, published, kept, trail, clock, config]: ProofParts) => {
        const waits = new CheckpointWaits(published, clock);
        const parts = { log, maker: new ProofMaker(tree), published, kept, waits, trail };
        return new RecordProofs(parts, retrySeconds(config));
      },
    },
    {
      provide: Receipts,
      inject: [AuditLog, Tree, PublishedCheckpoints, AuditTrail, Clock],
      useFactory: (...[log, tree, published, trail, clock]: ReceiptParts) =>
        new Receipts(log, new ProofMaker(tree), published, trail, clock),
    },
    {
      provide: AuditBundles,
      inject: [AuditLog, TileStore, CheckpointStore, Clock, WITNESSES, Authorizer, AuditTrail],
      useFactory: (...[log, tiles, checkpoints, clock, witnesses, authorizer, trail]: BundleParts) => {
        const writer = new BundleWriter(log, tiles, checkpoints, clock, witnesses ?? NO_WITNESSES);
        return new AuditBundles(writer, authorizer, trail);
      },
    },
  ],
})
export class AuditReadingModule {}

type LogParts = [Tree, PublishedCheckpoints, AuditTrail, Clock, Config, Witnesses | null];
type ProofParts = [AuditLog, Tree, PublishedCheckpoints, CheckpointStore, AuditTrail, Clock, Config];
type ReceiptParts = [AuditLog, Tree, PublishedCheckpoints, AuditTrail, Clock];
type BundleParts = [AuditLog, TileStore, CheckpointStore, Clock, Witnesses | null, Authorizer, AuditTrail];
