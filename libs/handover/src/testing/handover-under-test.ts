import { type AuditNode, auditNode, MemoryAuditLog, MemoryNodeLeases } from '#audit/testing';
import { newId, Roots } from '#kernel';
import { ManualClock } from '#kernel/testing';
import { newKeyBytes, SECRETS_RING, Sealing, secretKeyOf } from '#keys';
import {
  advanceRing,
  aKeyRing,
  DEFAULT_KEY_SETTINGS,
  InMemoryKeyRingStore,
  InMemoryKeyring,
  KeyRingCache,
} from '#keys/testing';
import { Mailbox } from '#mail/testing';
import { ResealWraps } from '../application/reseal-wraps.js';
import { SecondTries } from '../application/second-tries.js';
import { SweepWraps } from '../application/sweep-wraps.js';
import { UntoldTokens } from '../application/untold-tokens.js';
import { Unwrapping, WRAP } from '../application/unwrapping.js';
import { type WrapMaker, WrapMakers } from '../application/wrap-makers.js';
import { WrapSealing } from '../application/wrap-sealing.js';
import { WrapSettlement } from '../application/wrap-settlement.js';
import { WrapSubjects } from '../application/wrap-subjects.js';
import { Wraps } from '../application/wraps.js';
import { MemoryWrapStore } from './memory-wrap.store.js';

/** What nodes of one cluster share. */
export interface HandoverCluster {
  readonly clock: ManualClock;
  readonly log: MemoryAuditLog;
  readonly leases: MemoryNodeLeases;
  readonly store: MemoryWrapStore;
  readonly roots: Roots;
  readonly rings: InMemoryKeyRingStore;
  readonly keyring: InMemoryKeyring;
  readonly box: Mailbox;
  readonly makers: Map<string, WrapMaker>;
  /** Ids of objects that are gone. */
  readonly gone: Set<string>;
}

export async function handoverCluster(): Promise<HandoverCluster> {
  const clock = new ManualClock();
  const [rings, keyring] = [new InMemoryKeyRingStore(), new InMemoryKeyring()];
  keyring.held.set(SECRETS_RING, [secretKeyOf(newKeyBytes())]);
  await rings.rings.insert(aKeyRing({ id: SECRETS_RING }), newId());
  return {
    ...{ clock, rings, keyring },
    ...{ log: new MemoryAuditLog(), leases: new MemoryNodeLeases(), box: new Mailbox() },
    ...{ store: new MemoryWrapStore(() => clock.now()), makers: new Map(), gone: new Set() },
    roots: new Roots([], [{ version: 1, key: secretKeyOf(newKeyBytes()) }]),
  };
}

interface HandoverParts {
  readonly audit: Pick<AuditNode, 'clock' | 'trail'> & Partial<Pick<AuditNode, 'settlements'>>;
  readonly sealing: Sealing;
  readonly roots: Roots;
  readonly store?: MemoryWrapStore;
  readonly box?: Mailbox;
}

/** The services of `handover` beside those of other rooms. No account made anything until `makers` has a lookup. */
export function handoverOn({ audit, sealing: opener, roots, store, box = new Mailbox() }: HandoverParts) {
  const { clock, trail } = audit;
  const kept = store ?? new MemoryWrapStore(() => clock.now());
  const sealing = new WrapSealing(opener);
  const [makers, subjects] = [new WrapMakers(), new WrapSubjects()];
  const seconds = new SecondTries(kept, makers, box, clock);
  const settlement = new WrapSettlement(kept, clock);
  audit.settlements?.register(WRAP, settlement);
  const wraps = new Wraps(kept, sealing, makers, subjects, roots, clock);
  return {
    ...{ store: kept, box, makers, subjects, settlement, wraps },
    untold: new UntoldTokens(wraps),
    unwrapping: new Unwrapping(kept, sealing, makers, subjects, seconds, trail, roots, clock),
    sweep: new SweepWraps(kept, clock),
    reseal: new ResealWraps(kept, sealing),
  };
}

/** One node with every service of `handover`, on stores in memory. */
export async function handoverNode(cluster?: HandoverCluster) {
  const shared = cluster ?? (await handoverCluster());
  const { clock, log, leases, store, roots, rings, keyring, box } = shared;
  const audit = auditNode(log, leases, clock);
  const sealing = new Sealing(new KeyRingCache(keyring, rings, clock, DEFAULT_KEY_SETTINGS));
  const services = handoverOn({ audit, sealing, roots, store, box });
  services.makers.register(async (id) => shared.makers.get(id) ?? null);
  services.subjects.register('secret', async ({ subjectId }) => !shared.gone.has(subjectId));
  const { wraps, unwrapping, sweep, reseal, settlement } = services;
  return {
    ...{ ...shared, cluster: shared, audit, settlement, wraps, unwrapping, sweep, reseal },
    /** Makes the next version of the ring active. This node knows it after a second of its clock. Resolves to its number. */
    async advance(): Promise<number> {
      const version = await advanceRing(rings, keyring, SECRETS_RING);
      clock.at += 1_001;
      return version;
    },
  };
}

export type HandoverNode = Awaited<ReturnType<typeof handoverNode>>;
