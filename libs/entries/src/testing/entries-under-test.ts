import { createSecretKey, randomBytes } from 'node:crypto';
import { type AuditNode, auditNode, MemoryAuditLog } from '#audit/testing';
import { creationsOn, MemoryCreationStore } from '#idempotency/testing';
import { type Caller, newId, Roots } from '#kernel';
import { aRequest } from '#kernel/testing';
import { CreateEntry } from '../application/entries/create-entry.js';
import { DeleteEntry } from '../application/entries/delete-entry.js';
import { EntryBodies } from '../application/entries/entry-bodies.js';
import { EntryReading } from '../application/entries/entry-reading.js';
import { FindEntry } from '../application/entries/find-entry.js';
import { ListEntries } from '../application/entries/list-entries.js';
import { UpdateEntry } from '../application/entries/update-entry.js';
import { AbandonRekey } from '../application/rekeys/abandon-rekey.js';
import { BeginRekey } from '../application/rekeys/begin-rekey.js';
import { OpenRekeys } from '../application/rekeys/open-rekeys.js';
import { PublishRekey } from '../application/rekeys/publish-rekey.js';
import { RestoreGeneration } from '../application/rekeys/restore-generation.js';
import { ShowGenerations } from '../application/rekeys/show-generations.js';
import { Snapshots } from '../application/rekeys/snapshots.js';
import { StageRekey } from '../application/rekeys/stage-rekey.js';
import { BodySweep } from '../application/sweeps/body-sweep.js';
import { SnapshotSweep } from '../application/sweeps/snapshot-sweep.js';
import { Absences, ENTRY, VAULT } from '../application/vaults/absences.js';
import { VaultErasure } from '../application/vaults/vault-erasure.js';
import { VaultPublisher } from '../application/vaults/vault-publisher.js';
import { VaultSettlement } from '../application/vaults/vault-settlement.js';
import { VaultWrites } from '../application/vaults/vault-writes.js';
import { Vaults } from '../application/vaults/vaults.js';
import type { EntryBlob, EntryBody } from '../domain/entry-body.js';
import { MemoryVaultStore } from './memory-vault.store.js';

/** A blob. Different texts give different bytes. */
export function aBlob(text = randomBytes(6).toString('hex')): EntryBlob {
  const ciphertext = Buffer.from(text).toString('base64');
  return { name: null, ciphertext, iv: 'AAECAwQFBgcICQoL', tag: 'AAECAwQFBgcICQoLDA0ODw==', meta: null };
}

/** The text of a blob that {@link aBlob} made. */
export function textOf({ ciphertext }: EntryBlob): string {
  return Buffer.from(ciphertext, 'base64').toString();
}

const ROOTS = new Roots([], [{ version: 1, key: createSecretKey(randomBytes(32)) }]);

/** All services of `entries` on stores in memory. */
export function entriesUnderTest() {
  const log = new MemoryAuditLog();
  const audit = auditNode(log);
  const store = new MemoryVaultStore(() => audit.clock.now());
  return { ...entriesOn(store, audit), log };
}

/** A node on this store. Nodes with the same store and the same log form a cluster. */
export function entriesOn(store: MemoryVaultStore, audit: AuditNode) {
  const { clock, trail } = audit;
  const kept = new MemoryCreationStore();
  const creations = creationsOn(kept, ROOTS, trail, clock);
  const vaults = new Vaults(store, clock);
  const bodies = new EntryBodies(store, clock);
  const reading = new EntryReading(vaults, bodies, clock);
  const publisher = new VaultPublisher(store);
  const snapshots = new Snapshots(store);
  const absences = new Absences(trail);
  const writes = new VaultWrites(trail, absences, clock);
  const rekeys = new OpenRekeys(vaults, absences);
  const settlement = new VaultSettlement(store, clock);
  audit.settlements.register(ENTRY, settlement);
  audit.settlements.register(VAULT, settlement);
  return {
    audit,
    clock,
    store,
    settlement,
    vaults,
    creations: kept.creations,
    create: new CreateEntry(creations, bodies, reading, vaults, publisher, writes),
    find: new FindEntry(reading, absences, trail),
    list: new ListEntries(store, reading, trail),
    update: new UpdateEntry(bodies, reading, publisher, writes, absences),
    remove: new DeleteEntry(bodies, reading, publisher, writes, absences),
    begin: new BeginRekey(creations, vaults, publisher, writes, clock),
    stage: new StageRekey(store, vaults, rekeys, bodies, writes),
    publish: new PublishRekey(store, rekeys, publisher, snapshots, writes, clock),
    abandon: new AbandonRekey(rekeys, publisher, writes),
    restore: new RestoreGeneration(store, vaults, publisher, snapshots, writes, absences, clock),
    show: new ShowGenerations(vaults, trail, clock),
    bodySweep: new BodySweep(store, clock),
    snapshotSweep: new SnapshotSweep(store, clock),
    erasure: new VaultErasure(store, clock),
  };
}

export type EntriesUnderTest = ReturnType<typeof entriesOn>;

/** Sends requests for one account. */
export class Owner {
  readonly userId = newId();

  constructor(readonly entries: EntriesUnderTest) {}

  /** A new request of this account. */
  get caller(): Caller {
    return {
      principal: {
        userId: this.userId,
        username: 'ann',
        roles: [],
        kind: 'person',
        credential: newId(),
        authenticatedAt: this.entries.clock.now(),
        mfaAt: null,
        passwordChangeRequired: false,
      },
      request: aRequest({ receivedAt: this.entries.clock.now() }),
    };
  }

  create(text?: string, fields: { id?: string; generation?: number } = {}, key: string | null = null) {
    const draft = { id: fields.id ?? null, generation: fields.generation ?? null, blob: aBlob(text) };
    return this.entries.create.create(this.caller, draft, key);
  }

  update({ entryId, revision, generation }: EntryBody, text?: string): Promise<EntryBody> {
    return this.entries.update.update(this.caller, entryId, { generation, blob: aBlob(text) }, [revision]);
  }

  remove(id: string, seen: readonly number[] | null = null): Promise<void> {
    return this.entries.remove.delete(this.caller, id, seen);
  }

  find(id: string): Promise<EntryBody> {
    return this.entries.find.find(this.caller, id);
  }

  history(id: string): Promise<readonly EntryBody[]> {
    return this.entries.find.history(this.caller, id);
  }

  begin(): ReturnType<BeginRekey['begin']> {
    return this.entries.begin.begin(this.caller, 'd3JhcHBlZA==', null);
  }

  /** Stages each live entry with `mark` behind its text. Returns the manifest. */
  async stageAll(rekeyId: string, mark = "'"): Promise<string[]> {
    const { items } = await this.entries.list.list(this.caller, null, null, 200);
    const live = items.flatMap((item) => ('iv' in item ? [item] : []));
    const staged = live.map((body) => ({
      id: body.entryId,
      revision: body.revision,
      blob: aBlob(`${textOf(body)}${mark}`),
    }));
    if (staged.length > 0) await this.entries.stage.stage(this.caller, rekeyId, staged);
    return live.map(({ entryId, revision }) => `${entryId}:${revision}`);
  }

  publish(rekeyId: string, manifest: readonly string[]): ReturnType<PublishRekey['publish']> {
    return this.entries.publish.publish(this.caller, rekeyId, manifest);
  }

  /** A whole re-key. */
  async rekey(): Promise<void> {
    const { id } = await this.begin();
    await this.publish(id, await this.stageAll(id));
  }

  restore(generation: number): ReturnType<RestoreGeneration['restore']> {
    return this.entries.restore.restore(this.caller, generation);
  }

  /** The texts of all live entries by id, read in one page. */
  async texts(): Promise<ReadonlyMap<string, string>> {
    const { items } = await this.entries.list.list(this.caller, null, null, 200);
    return new Map(items.flatMap((item) => ('iv' in item ? [[item.entryId, textOf(item)]] : [])));
  }
}

/** A device that syncs page by page and remembers what it received. */
export class Device {
  since: number | null = null;
  readonly known = new Map<string, string>();

  constructor(private readonly owner: Owner) {}

  async sync(limit = 2): Promise<void> {
    const { list } = this.owner.entries;
    const live = new Set<string>();
    let place = null;
    for (;;) {
      const page: Awaited<ReturnType<ListEntries['list']>> = await list.list(
        this.owner.caller,
        this.since,
        place,
        limit,
      );
      for (const item of page.items) {
        if ('iv' in item) this.known.set(item.entryId, `${item.generation}.${item.revision} ${textOf(item)}`);
        else this.known.delete(item.entryId);
        live.add(item.entryId);
      }
      place = page.next;
      if (place) continue;
      if (page.full) for (const id of [...this.known.keys()]) if (!live.has(id)) this.known.delete(id);
      this.since = page.revision;
      return;
    }
  }
}
