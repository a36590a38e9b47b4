import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { loadConfig } from '#config';
import { type Clock, CofferError } from '#kernel';
import { ManualClock } from '#kernel/testing';
import { LocalKeyring } from '#keyring-local';
import { VaultKeyring } from '#keyring-vault';
import { KeyManagement, KeyRingStore, KeyRings, RotationStore, Sealing } from '#keys';
import { DEFAULT_KEY_SETTINGS, KeyRingCache } from '#keys/testing';
import { SecretStore } from '#secrets';
import { SensitiveDataStore } from '#sensitive-data';
import { RecordSealing } from '#sensitive-data/testing';
import { connectMongodb } from '#storage-mongodb/testing';
import { openSqliteStore } from '#storage-sqlite/testing';
import type { Site } from '../../e2e/support/processes/pairs.js';

/** The keyring and the store of a stopped site, without HTTP and audit. */
export interface OpenedSite {
  readonly keyring: KeyManagement;
  readonly rings: KeyRingStore;
  readonly secrets: SecretStore;
  readonly records: SensitiveDataStore;
  readonly rotations: RotationStore;
  readonly keyRings: KeyRings;
  readonly sealing: Sealing;
  readonly recordSealing: RecordSealing;
}

type Ports = Pick<OpenedSite, 'keyring' | 'rings' | 'secrets' | 'records' | 'rotations'> & {
  close(): Promise<void>;
};

async function openPorts({ env }: Site, clock: Clock): Promise<Ports> {
  const { store, keyring: keyringConfig } = loadConfig(env);
  if (store.kind === 'sqlite' && keyringConfig.kind === 'local') {
    const keyring = await LocalKeyring.open({ dir: keyringConfig.dir, clock });
    const { engine, rings, secrets, sensitiveData, rotations } = await openSqliteStore({
      file: join(store.dataDir, 'coffer.db'),
      clock,
    });
    return { keyring, rings, secrets, records: sensitiveData, rotations, close: () => engine.close() };
  }
  if (store.kind !== 'mongodb' || keyringConfig.kind !== 'vault') throw new Error('no pair of engines');
  const keyring = await VaultKeyring.open(keyringConfig.vault, clock);
  const { rings, secrets, sensitiveData, rotations, close } = await connectMongodb(store.url, store.dbName);
  return { keyring, rings, secrets, records: sensitiveData, rotations, close };
}

/** How often a call is repeated that an engine without processor time did not answer in time. */
const CALLS = 20;
const LATE_PAUSE_MS = 500;
const LATE = new Set(['store_unavailable', 'keyring_unavailable', 'outcome_unknown']);

/** Repeats a call while its engine is late. */
async function again<T>(call: () => Promise<T>): Promise<T> {
  for (let left = CALLS; ; left -= 1) {
    try {
      return await call();
    } catch (error) {
      if (left === 1 || !(error instanceof CofferError) || !LATE.has(error.code)) throw error;
    }
    await pause(LATE_PAUSE_MS);
  }
}

/** A port each of whose calls is repeated while its engine is late. An insert may then say `taken` of its own first try. */
function patient<T extends object>(port: T): T {
  return new Proxy(port, {
    get(target, name): unknown {
      const part: unknown = Reflect.get(target, name);
      if (typeof part === 'function') return (...given: unknown[]) => again(async () => part.apply(target, given));
      return typeof part === 'object' && part !== null ? patient(part) : part;
    },
  });
}

/** Opens the site, runs `work` and closes the site. */
export async function onStoppedSite<T>(site: Site, work: (opened: OpenedSite) => Promise<T>): Promise<T> {
  // A clock that stands: a busy machine makes no call too late.
  const clock = new ManualClock(Date.now());
  const { close, ...opened } = await again(() => openPorts(site, clock));
  const ports = patient(opened);
  const cache = new KeyRingCache(ports.keyring, ports.rings, clock, DEFAULT_KEY_SETTINGS);
  const sealing = new Sealing(cache);
  const keyRings = new KeyRings(ports.keyring, ports.rings, cache, clock);
  try {
    const { keyring, rings, secrets, records, rotations } = ports;
    return await work({
      keyring,
      rings,
      secrets,
      records,
      rotations,
      keyRings,
      sealing,
      recordSealing: new RecordSealing(sealing),
    });
  } finally {
    await cache.onModuleDestroy();
    await close();
    await ports.keyring.close();
  }
}

/** Runs `work` on all of `items`, at most `most` at once: few, so that none waits long for a connection of the pool. */
export async function each<T>(items: Iterable<T>, work: (item: T) => Promise<void>, most = 8): Promise<void> {
  const left = items[Symbol.iterator]();
  const worker = async () => {
    for (let next = left.next(); !next.done; next = left.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: most }, worker));
}
