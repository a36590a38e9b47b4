import { Injectable, Logger, Module, type OnModuleInit } from '@nestjs/common';
import {
  AppendedBatches,
  AuditAlarm,
  AuditLog,
  AuditModule,
  AuditTrail,
  PublishedSize,
  Settlements,
  SweepPlace,
} from '#audit';
import { Config } from '#config';
import { Clock, StartError, StartNotices } from '#kernel';
import { KeyRingStore, MASTER_RING } from '#keys';
import { assembleProofs, type Proofs } from './application/assemble.js';
import { CheckpointRounds } from './application/checkpoints/checkpoint-rounds.js';
import { defaultOrigin } from './application/checkpoints/origins.js';
import { PublishedCheckpoints } from './application/checkpoints/published.js';
import { RoundsWatch } from './application/checkpoints/rounds-watch.js';
import { StartCheck } from './application/checkpoints/start-check.js';
import { AcceptRestore, AUDIT_HEAD } from './application/restore/accept-restore.js';
import { TreeScrub } from './application/scrubbing/tree-scrub.js';
import { AUDIT_KEY, KeyRotation } from './application/signing/key-rotation.js';
import { Tree } from './application/tree/tree.js';
import { CheckpointStore } from './ports/checkpoint.store.js';
import { CheckpointSigner } from './ports/checkpoint-signer.js';
import { SigningHead } from './ports/signing-head.js';
import { TileStore } from './ports/tile.store.js';

const PROOFS = Symbol('the tree and the checkpoints of this node');
const log = new Logger('audit');

const PARTS = {
  tree: Tree,
  published: PublishedCheckpoints,
  rounds: CheckpointRounds,
  watch: RoundsWatch,
  scrub: TreeScrub,
  startCheck: StartCheck,
  rotation: KeyRotation,
  acceptRestore: AcceptRestore,
} as const;

/** From the engines. */
@Injectable()
class OwnParts {
  constructor(
    readonly tiles: TileStore,
    readonly store: CheckpointStore,
    readonly head: SigningHead,
    readonly signer: CheckpointSigner,
    readonly clock: Clock,
  ) {}
}

/** From the audit of this node. */
@Injectable()
class NodeParts {
  constructor(
    readonly log: AuditLog,
    readonly place: SweepPlace,
    readonly appended: AppendedBatches,
    readonly size: PublishedSize,
    readonly trail: AuditTrail,
    readonly alarm: AuditAlarm,
  ) {}
}

function onProgress(done: number, of: number): void {
  log.log(`the tree over the audit has ${done} of ${of} records`);
}

type Parts = [OwnParts, NodeParts, Config, KeyRingStore, StartNotices];

/** The id that the start has given to the store, in the descriptor of its master key. */
async function storeIdOf(rings: KeyRingStore): Promise<string> {
  const master = await rings.rings.load(MASTER_RING);
  if (!master?.value.storeId) throw new StartError('The store has no id: start again.');
  return master.value.storeId;
}

/**
 * The parts, of which none runs by itself: for a command. The stores, CheckpointSigner, SigningHead, StartNotices, Clock and
 * Config come from the global engines module.
 */
@Module({
  imports: [AuditModule],
  providers: [
    OwnParts,
    NodeParts,
    {
      provide: PROOFS,
      inject: [OwnParts, NodeParts, Config, KeyRingStore, StartNotices],
      useFactory: (...[own, node, { audit, http }, rings, notices]: Parts) =>
        assembleProofs(
          { ...own, ...node, onProgress, onRefused: (reason) => notices.add(reason) },
          {
            everyMs: audit.checkpointSeconds === null ? null : audit.checkpointSeconds * 1_000,
            scrubPerSecond: audit.scrubPerSecond,
            keyOverlapMs: audit.keyOverlapSeconds * 1_000,
            origin: audit.origin,
            defaultOrigin: async () => defaultOrigin(http.publicUrl, await storeIdOf(rings)),
          },
        ),
    },
    ...(Object.keys(PARTS) as (keyof typeof PARTS)[]).map((name) => ({
      provide: PARTS[name],
      useFactory: (proofs: Proofs) => proofs[name],
      inject: [PROOFS],
    })),
  ],
  exports: Object.values(PARTS),
})
export class ProofPartsModule implements OnModuleInit {
  constructor(
    private readonly settlements: Settlements,
    private readonly rotation: KeyRotation,
    private readonly acceptRestore: AcceptRestore,
  ) {}

  onModuleInit(): void {
    this.settlements.register(AUDIT_KEY, this.rotation);
    this.settlements.register(AUDIT_HEAD, this.acceptRestore);
  }
}
