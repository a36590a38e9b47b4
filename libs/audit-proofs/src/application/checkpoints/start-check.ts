import type { AuditAlarm, AuditTrail } from '#audit';
import { type Clock, ownCommand, ownRequest, StartError } from '#kernel';
import type { CheckpointStore, StoredCheckpoint } from '../../ports/checkpoint.store.js';
import type { CheckpointSigner, SignerKey } from '../../ports/checkpoint-signer.js';
import { type SignedHead, type SigningHead, SigningRefused } from '../../ports/signing-head.js';
import { headKey } from './head-moves.js';
import { isAfter } from './history.js';
import { baseOf } from './origins.js';
import { isGenuine, type RestoredKeyring } from './restored-keyring.js';
import type { SignedTree, TreeState } from './signed-tree.js';

export interface StartParts {
  readonly head: SigningHead;
  readonly signer: CheckpointSigner;
  readonly store: CheckpointStore;
  readonly tree: SignedTree;
  readonly restored: RestoredKeyring;
  readonly trail: AuditTrail;
  readonly alarm: AuditAlarm;
  readonly clock: Clock;
  /** Called if the keyring does not let Coffer sign, with one sentence for the operator. */
  readonly onRefused: (reason: string) => void;
}

type Known = Awaited<ReturnType<SigningHead['read']>>;

/**
 * Compares the store with the signing head before the first request. A store that lacks what was signed was restored or
 * changed: the start stops. A head that lacks what the store has signed checkpoints of is of a restored keyring: it adopts
 * the largest of them, on the trail.
 */
export class StartCheck {
  /** `origin`: AUDIT_ORIGIN. Null: the operator chose none. */
  constructor(
    private readonly parts: StartParts,
    private readonly origin: string | null,
  ) {}

  /** StartError, with one line that says what to do. PartUnavailable. */
  async run(): Promise<void> {
    try {
      await this.check();
    } catch (error) {
      // Coffer works without checkpoints.
      if (!(error instanceof SigningRefused)) throw error;
      this.parts.onRefused(error.reason);
    }
  }

  private async check(): Promise<void> {
    const { store, head, signer, tree } = this.parts;
    const beyond = await tree.beyondLog();
    if (beyond !== null) throw new StartError(`audit_not_one_snapshot: ${beyond}`);
    // The store is read first: another node moves the head before it publishes.
    const newest = await store.newest('signed');
    const known = await head.read();
    if (known) this.requireOrigin(known.head);
    if (newest && isAfter(newest, known?.head ?? null)) return this.followStore(newest, known);
    if (known) await this.requireTree(known.head);
    // The keys are read in any case: the operator is told of a keyring that refuses to sign.
    const keys = await signer.keys();
    if (newest) this.requireNote(newest, keys);
  }

  private requireOrigin(head: SignedHead): void {
    if (this.origin === null || this.origin === baseOf(head)) return;
    throw new StartError(
      'AUDIT_ORIGIN is not the one under which checkpoints of this audit were signed: take it back, or leave it out.',
    );
  }

  private async requireTree(head: SignedHead): Promise<void> {
    requireWhole(await this.parts.tree.state(head), head.size);
  }

  /** The newest checkpoint is after the head, which is of a backup then. */
  private async followStore(newest: StoredCheckpoint, known: Known): Promise<void> {
    const { restored, signer } = this.parts;
    const keys = await signer.keys();
    const found = await restored.find(known?.head ?? null, keys);
    if (found) {
      // The tree of the head is a beginning of this one. It is not looked at: its last records may be archived.
      requireWhole(found.state, found.signed.size);
      return this.adopt(found.signed, known, keys);
    }
    if (!known) throw new StartError(KEYLESS);
    await this.requireTree(known.head);
    this.parts.alarm.raise(`the checkpoint of ${newest.size} records in the store is not signed by the keyring`, null);
  }

  private async adopt(signed: StoredCheckpoint, known: Known, present: readonly SignerKey[]): Promise<void> {
    const { epoch, origin, size, root } = signed;
    const { head, trail, alarm, clock } = this.parts;
    const named = known?.head.keys ?? [];
    const unnamed = present.filter(({ version }) => !named.some((key) => key.version === version));
    const keys = [...named, ...unnamed.map(headKey)].sort((a, b) => a.version - b.version);
    const why = `the keyring knew ${known?.head.size ?? 0} signed records, the store has a checkpoint of ${size}`;
    const request = ownRequest(clock, 'coffer-start', why);
    const what = { action: 'audit:adopt', resourceType: 'audit', resourceId: null } as const;
    await trail.mutation(request, null, what, async () => {
      await head.advance({ epoch, origin, size, root, keys }, known?.revision ?? 0);
    });
    alarm.raise(`the signing head of the audit was taken from the store, because the keyring is older: ${why}`, null);
  }

  /** What is published again is the next checkpoint: until then, verifiers see the altered one, and refuse it. */
  private requireNote(newest: StoredCheckpoint, keys: readonly SignerKey[]): void {
    if (isGenuine(newest, keys)) return;
    this.parts.alarm.raise(`the checkpoint of ${newest.size} records in the store was altered`, null);
  }
}

function requireWhole(state: TreeState, size: number): void {
  if (state !== 'whole') throw new StartError(rolledBack(problemOf(state, size)));
}

function problemOf(state: Exclude<TreeState, 'whole'>, size: number): string {
  if (state === 'lost')
    return `of the ${size} records of the audit that were signed, some are missing in the store or differ`;
  if (state === 'archived') {
    return `the keyring is older than an archive of the audit, and no checkpoint in the store after ${size} records has a key of it`;
  }
  return `tile ${state.at.level}/${state.at.index} is damaged`;
}

const ACCEPT = ownCommand('audit accept-restore --reason "why"');

function rolledBack(what: string): string {
  return `audit_rolled_back: ${what}. If you restored the store: ${ACCEPT}. Else somebody changed it: keep it as it is, and look.`;
}

const KEYLESS =
  'audit_rolled_back: the store has signed checkpoints of the audit, and the keyring has no key of it: restore the keyring from ' +
  `its newest backup. If there is none: ${ACCEPT}.`;
