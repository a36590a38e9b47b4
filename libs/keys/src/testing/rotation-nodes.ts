import { recordedTrail } from '#audit/testing';
import { asPlaintext, asSealed, newId, type Sealed, type Stored } from '#kernel';
import { aRequest, ManualClock } from '#kernel/testing';
import { RingDescriptors } from '../application/rings/ring-descriptors.js';
import { MasterPass } from '../application/rotations/master-pass.js';
import { MisdatedRotations } from '../application/rotations/misdated-rotations.js';
import { RingPass } from '../application/rotations/ring-pass.js';
import { RotationEndings } from '../application/rotations/rotation-endings.js';
import { RotationPass } from '../application/rotations/rotation-pass.js';
import { RotationPreparation } from '../application/rotations/rotation-preparation.js';
import { RotationRequests } from '../application/rotations/rotation-requests.js';
import { RotationRunner } from '../application/rotations/rotation-runner.js';
import { RotationSteps } from '../application/rotations/rotation-steps.js';
import { CanaryHolder } from '../application/sealing/canary-holder.js';
import { KeyRingCache } from '../application/sealing/key-ring-cache.js';
import { SealedHolders } from '../application/sealing/sealed-holders.js';
import { Sealing } from '../application/sealing/sealing.js';
import { CANARY, CANARY_CONTEXT } from '../domain/canary.js';
import { activeVersion, describeRing, MASTER_RING, SECRETS_RING } from '../domain/key-ring.js';
import type { Rotation } from '../domain/rotation.js';
import { type SealContext, sealedVersion } from '../domain/sealed-value.js';
import { DEFAULT_KEY_SETTINGS } from '../ports/key.settings.js';
import type { ResealedPage, SealedHolder, SealedHolderName } from '../ports/sealed-holder.js';
import { InMemoryKeyRingStore, InMemoryKeyring, InMemoryRotationStore, type Tap } from './keys-in-memory.js';

/** Longer than the lease of a dead node and every pause, in milliseconds. */
const LONG_MS = 40_000;

interface Row {
  readonly ring: string;
  readonly context: SealContext;
  readonly text: string;
  sealed: Sealed;
}

/** Sealed values as a feature keeps them, with two of them in a page. */
export class KeptValues {
  readonly rows = new Map<string, Row>();
  /** Values that cannot be sealed again. */
  readonly stuck = new Set<string>();
  tap: Tap = () => {};

  constructor(readonly name: SealedHolderName) {}

  async keep(sealing: Sealing, ring: string, id: string): Promise<void> {
    const context = { purpose: this.name, owner: 'o', recordId: id, path: '', version: 1 };
    const text = `${this.name} ${id}`;
    this.rows.set(id, { ring, context, text, sealed: await sealing.seal(ring, context, asPlaintext(text)) });
  }

  holder(sealing: Sealing): SealedHolder {
    const rowsOf = (ring: string) => [...this.rows].filter(([, row]) => row.ring === ring).sort();
    return {
      name: this.name,
      holds: () => true,
      estimate: async (ring) => rowsOf(ring).length,
      reseal: async (ring, version, place): Promise<ResealedPage> => {
        await this.tap(`reseal ${this.name} ${place}`, 'before');
        const page = rowsOf(ring).filter(([id]) => place === null || id > place);
        const results: string[] = [];
        for (const [id, row] of page.slice(0, 2)) results.push(await this.resealOne(sealing, id, row, version));
        await this.tap(`reseal ${this.name} ${place}`, 'after');
        const count = (result: string) => results.filter((one) => one === result).length;
        const next = page.length > 2 ? (page[1]?.[0] ?? null) : null;
        return { next, examined: results.length, resealed: count('resealed'), failed: count('failed') };
      },
    };
  }

  private async resealOne(sealing: Sealing, id: string, row: Row, version: number): Promise<string> {
    const before = row.sealed;
    if (sealedVersion(before) >= version) return 'left';
    if (this.stuck.has(id)) return 'failed';
    const next = await sealing.seal(row.ring, row.context, await sealing.open(row.ring, row.context, before));
    await this.tap(`publish ${id}`, 'before');
    if (row.sealed !== before) return 'failed';
    row.sealed = next;
    await this.tap(`publish ${id}`, 'after');
    return 'resealed';
  }
}

/** One process of a cluster. Nodes of the same world share its store and its keyring. */
export class RotationNode {
  readonly sealing: Sealing;
  readonly cache: KeyRingCache;
  readonly runner: RotationRunner;
  readonly misdated: MisdatedRotations;
  readonly requests: RotationRequests;
  readonly records;
  readonly failures: string[] = [];

  constructor(
    readonly world: RotationWorld,
    readonly clock: ManualClock = world.clock,
    settings = DEFAULT_KEY_SETTINGS,
  ) {
    const { keyring, rings, rotations } = world;
    const { trail, records } = recordedTrail();
    this.records = records;
    this.cache = new KeyRingCache(keyring, rings, clock, settings);
    this.sealing = new Sealing(this.cache);
    const holders = new SealedHolders();
    holders.register(new CanaryHolder(rings, this.sealing));
    for (const kept of world.kept) holders.register(kept.holder(this.sealing));
    const descriptors = new RingDescriptors(rings, this.cache, clock);
    const pass = new RotationPass(new MasterPass(keyring, rings), new RingPass(holders), this.cache);
    const preparation = new RotationPreparation(keyring, descriptors, clock);
    const endings = new RotationEndings(keyring, descriptors, trail, settings, clock);
    const steps = new RotationSteps(descriptors, preparation, pass, endings, settings, clock);
    this.misdated = new MisdatedRotations(rotations, descriptors, settings, clock);
    this.runner = new RotationRunner(rotations, steps, this.misdated, clock);
    this.requests = new RotationRequests(rotations, rings, trail, clock);
    this.runner.start((_, error) => void this.failures.push(error));
  }

  ask(ring: string): Promise<Rotation> {
    return this.requests.ask(aRequest(), { actor: null, name: 'ann' }, ring);
  }

  /** Works until no rotation is due. */
  async round(): Promise<void> {
    await this.runner.look();
    await this.runner.idle();
  }

  /** Works and moves the clock on until `enough` is true of the rotation. */
  async drive(id: string, enough: (rotation: Rotation) => boolean): Promise<Rotation> {
    for (let round = 0; round < 100; round++) {
      await this.round();
      const rotation = this.world.rotation(id);
      if (enough(rotation)) return rotation;
      this.clock.at = Math.max(this.clock.at + 1_000, rotation.nextAt ?? 0);
    }
    throw new Error(`the rotation does not end: ${JSON.stringify(this.world.rotation(id))} ${this.failures}`);
  }
}

/** A store, a keyring and sealed values, on which nodes work. */
export class RotationWorld {
  readonly clock = new ManualClock();
  readonly rings = new InMemoryKeyRingStore(() => this.clock.now());
  readonly rotations = new InMemoryRotationStore(() => this.clock.now());
  readonly keyring = new InMemoryKeyring();
  readonly kept = [new KeptValues('secrets'), new KeptValues('sensitive-data')];

  /** Makes `users` rings of accounts and the ring of the secrets, with values under each, and the master key. */
  static async make(users = 2): Promise<RotationWorld> {
    const world = new RotationWorld();
    const { sealing } = new RotationNode(world);
    await world.keyring.createMaster();
    for (const ring of [SECRETS_RING, ...Array.from({ length: users }, (_, at) => `user:${at}`)]) {
      await world.keyring.createRing(ring);
      await world.rings.rings.insert(describeRing(ring, [1], world.clock.now()), newId());
      for (const kept of world.kept) for (const id of 'abc') await kept.keep(sealing, ring, `${ring}/${id}`);
    }
    const canary = await sealing.seal(SECRETS_RING, CANARY_CONTEXT, CANARY);
    await world.rings.rings.insert({ ...describeRing(MASTER_RING, [1], world.clock.now()), canary }, newId());
    return world;
  }

  set tap(tap: Tap) {
    for (const part of [this.rings, this.rotations, this.keyring, ...this.kept]) part.tap = tap;
  }

  rotation(id: string): Rotation {
    return (this.rotations.rotations.peek(id) as Stored<Rotation>).value;
  }

  states(ring: string): string[] {
    return this.rings.rings.peek(ring)?.value.versions.map(({ state }) => state) ?? [];
  }

  /** The ring versions that the values and the canary are sealed under. */
  sealedUnder(ring: string): number[] {
    const values = this.kept.flatMap((kept) => [...kept.rows.values()]).filter((row) => row.ring === ring);
    const canary = ring === SECRETS_RING ? [asSealed(this.rings.rings.peek(MASTER_RING)?.value.canary ?? '')] : [];
    return [...new Set([...values.map(({ sealed }) => sealed), ...canary].map(sealedVersion))].sort();
  }

  /** Opens every value on a new node and seals another one. Throws if a value is lost or a call is refused. */
  async requireWhole(): Promise<void> {
    const { sealing } = new RotationNode(this);
    for (const { rows } of this.kept) {
      for (const { ring, context, sealed, text } of rows.values()) {
        const descriptor = this.rings.rings.peek(ring)?.value;
        if (!descriptor || activeVersion(descriptor) === null) continue;
        if ((await sealing.open(ring, context, sealed)) !== text) throw new Error(`${text} is not what it was`);
        await sealing.seal(ring, context, asPlaintext('another'));
      }
    }
    const canary = asSealed(this.rings.rings.peek(MASTER_RING)?.value.canary ?? '');
    if ((await sealing.open(SECRETS_RING, CANARY_CONTEXT, canary)) !== CANARY) throw new Error('the canary is lost');
  }

  /** Moves the clock on. The default is long enough for another node to take over. */
  pass(milliseconds: number = LONG_MS): void {
    this.clock.at += milliseconds;
  }
}
