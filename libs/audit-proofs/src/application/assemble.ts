import type { AppendedBatches, AuditAlarm, AuditLog, AuditTrail, PublishedSize, SweepPlace } from '#audit';
import type { Clock } from '#kernel';
import type { CheckpointStore } from '../ports/checkpoint.store.js';
import type { CheckpointSigner } from '../ports/checkpoint-signer.js';
import type { SigningHead } from '../ports/signing-head.js';
import type { TileStore } from '../ports/tile.store.js';
import { CheckpointRounds } from './checkpoints/checkpoint-rounds.js';
import { HeadMoves } from './checkpoints/head-moves.js';
import { HeadSigner } from './checkpoints/head-signer.js';
import { PublishedCheckpoints } from './checkpoints/published.js';
import { RestoredKeyring } from './checkpoints/restored-keyring.js';
import { RoundsWatch } from './checkpoints/rounds-watch.js';
import { SignedTree } from './checkpoints/signed-tree.js';
import { StartCheck } from './checkpoints/start-check.js';
import { AcceptRestore } from './restore/accept-restore.js';
import { TreeScrub } from './scrubbing/tree-scrub.js';
import { KeyRotation } from './signing/key-rotation.js';
import { Integrator, type OnProgress } from './tree/integrator.js';
import { LeafHashes } from './tree/leaf-hashes.js';
import { Tree } from './tree/tree.js';

/** What the tree and the checkpoints of one node need. */
export interface ProofParts {
  readonly log: AuditLog;
  readonly tiles: TileStore;
  readonly store: CheckpointStore;
  readonly head: SigningHead;
  readonly signer: CheckpointSigner;
  readonly place: SweepPlace;
  readonly appended: AppendedBatches;
  readonly size: PublishedSize;
  readonly trail: AuditTrail;
  readonly alarm: AuditAlarm;
  readonly clock: Clock;
  readonly onProgress?: OnProgress;
  /** Called by the check of a start if the keyring does not let Coffer sign, with one sentence for the operator. */
  readonly onRefused?: (reason: string) => void;
}

export interface ProofSettings {
  /** The pause between two checkpoints, in milliseconds. Null: none are made. */
  readonly everyMs: number | null;
  /** Old records that are looked at again in a second. 0: none are. */
  readonly scrubPerSecond: number;
  /** How long an earlier key signs beside a newer one, in milliseconds. */
  readonly keyOverlapMs: number;
  /** The origin that the operator chose. Null: none. */
  readonly origin: string | null;
  /** The origin of the first checkpoint if the operator chose none. */
  readonly defaultOrigin: () => Promise<string>;
}

/** The tree and the checkpoints of one node. Several nodes may share a log and a signing head. */
export interface Proofs {
  readonly tree: Tree;
  readonly published: PublishedCheckpoints;
  readonly rounds: CheckpointRounds;
  readonly watch: RoundsWatch;
  readonly scrub: TreeScrub;
  readonly startCheck: StartCheck;
  readonly rotation: KeyRotation;
  readonly acceptRestore: AcceptRestore;
}

/** Connects the parts. Nothing runs before {@link StartCheck.run} and {@link CheckpointRounds.start}. */
export function assembleProofs(parts: ProofParts, settings: ProofSettings): Proofs {
  const { log, tiles, store, head, signer, trail, alarm, clock, onRefused = () => {} } = parts;
  const { everyMs, origin, defaultOrigin } = settings;
  const leaves = new LeafHashes(log);
  leaves.follow(parts.appended);
  const tree = new Tree(log, leaves, tiles, clock);
  const signedTree = new SignedTree(log, tree, new Integrator(leaves, tiles, clock, parts.onProgress), tiles);
  const published = new PublishedCheckpoints(store, parts.size);
  const watch = new RoundsWatch(alarm, trail, clock, everyMs);
  const heads = new HeadMoves(head, signer, async () => origin ?? (await defaultOrigin()));
  const common = { log, store, tree: signedTree, clock };
  const round = { ...common, heads, signer: new HeadSigner(signer, clock), published, watch, place: parts.place };
  const restored = new RestoredKeyring(store, signedTree);
  return {
    ...{ tree, published, watch },
    rounds: new CheckpointRounds(round, everyMs),
    scrub: new TreeScrub({ log, tiles, place: parts.place, trail, alarm, clock }, settings.scrubPerSecond),
    startCheck: new StartCheck({ ...common, head, signer, restored, trail, alarm, onRefused }, origin),
    rotation: new KeyRotation({ head, signer, trail, clock }, settings.keyOverlapMs),
    acceptRestore: new AcceptRestore({ ...common, head, signer, restored, trail }),
  };
}
