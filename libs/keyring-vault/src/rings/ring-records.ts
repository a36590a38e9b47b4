import { type ChangeableDocuments, changeDocument, changedMeanwhile, lastingCause, PartUnavailable } from '#kernel';
import { AUDIT_RING, SECRETS_RING } from '#keys';
import { objectOf, type VaultAnswer } from '../session/vault-client.js';
import type { VaultCall } from '../session/vault-session.js';

/** One version of a ring. `wrap`: a ciphertext of Transit, or base64 of a wrap that was made here. */
export interface StoredWrap {
  readonly version: number;
  readonly wrapped_under: number;
  readonly wrap: string;
}

/** The record of a ring. */
export interface RingRecord {
  /** Null: a tombstone, or a record that does not exist (then `revision` is 0). */
  readonly wraps: readonly StoredWrap[] | null;
  /** The version in KV, which the next write has to name. */
  readonly revision: number;
}

/** The folder of the records of the accounts' rings. */
export const USER_KEYS = 'user_keys';
/**
 * The record of the ring `audit` stands among them, because the policies of all installations allow it there. No id of an
 * account is like it.
 */
export const AUDIT_ID = 'audit';

/**
 * A string, because `allowed_parameters` of a policy does not match a JSON number. Vault reads the string as a number.
 */
const METADATA = { max_versions: '1', cas_required: true };
const CAS_MISMATCH = 'check-and-set parameter did not match';

/** Vault answers, but the record is damaged. Trying again does not help. */
export class DamagedRecord extends PartUnavailable {
  constructor(reason: string) {
    super('keyring', lastingCause(reason));
  }
}

/** What a record holds. */
export type KvData = Readonly<Record<string, unknown>>;

/** A record as `changeDocument` changes it; `id` is its path. */
interface KvDocument {
  readonly id: string;
  readonly data: KvData;
}

/** How a record changes: see {@link KvRecords.change}. */
export interface KvChange {
  /** The new data; null: nothing is written. `data` null: there is no such record. Throws to refuse. */
  change(data: KvData | null, call: VaultCall): KvData | null | Promise<KvData | null>;
  /** Every attempt lost its race: throws. */
  lost(): never;
}

/** Records of KV version 2. Each keeps only one version, and changes only by compare-and-set. */
export class KvRecords {
  constructor(private readonly mount: string) {}

  /** The record's data and version. Null: there is no such record. */
  async read(call: VaultCall, path: string): Promise<{ readonly data: KvData; readonly version: number } | null> {
    const answer = await call.read(`${this.mount}/data/${path}`);
    if (answer.status === 404 && answer.errors.length === 0) return this.requireNothingHidden(answer);
    requireDone(answer, path);
    const found = objectOf(answer.body.data);
    const version = objectOf(found.metadata).version;
    if (typeof version !== 'number')
      throw new PartUnavailable('keyring', lastingCause(`${path} is not of KV version 2`));
    return { data: objectOf(found.data), version };
  }

  /**
   * The names of the records in a folder after `after` (empty: from the first), sorted. OpenBao lists `limit` of them at
   * most; Vault ignores both parameters and lists all of them each time.
   */
  async list(call: VaultCall, folder: string, after: string, limit: number): Promise<string[]> {
    const query = new URLSearchParams({ list: 'true', after, limit: String(limit) });
    const answer = await call.read(`${this.mount}/metadata/${folder}?${query}`);
    if (answer.status === 404 && answer.errors.length === 0) return [];
    requireDone(answer, folder);
    const { keys } = objectOf(answer.body.data);
    const names = Array.isArray(keys) ? keys.map(String) : [];
    return names.filter((name) => name > after).sort();
  }

  /** Writes if the version is still `expected` (0: there is no record yet). False if it moved. */
  async write(call: VaultCall, path: string, data: object, expected: number): Promise<boolean> {
    if (expected === 0) requireDone(await call.write(`${this.mount}/metadata/${path}`, METADATA), path);
    const answer = await call.write(`${this.mount}/data/${path}`, { options: { cas: expected }, data });
    if (answer.status === 400 && answer.errors.some((error) => error.includes(CAS_MISMATCH))) return false;
    requireDone(answer, path);
    return true;
  }

  /**
   * Changes a record by compare-and-set, in five attempts at most. `begin` begins the call of each attempt, so that each
   * has the time of one call. Returns whether the record was written.
   */
  async change(begin: () => VaultCall, path: string, { change, lost }: KvChange): Promise<boolean> {
    let call!: VaultCall;
    const documents: ChangeableDocuments<KvDocument> = {
      load: async () => {
        call = begin();
        const found = await this.read(call, path);
        return found && { revision: found.version, value: { id: path, data: found.data } };
      },
      insert: async ({ data }) => ((await this.write(call, path, data, 0)) ? 'inserted' : 'taken'),
      replace: async ({ data }, expected) =>
        (await this.write(call, path, data, expected)) ? 'published' : 'conflict',
    };
    const next = async (present: KvData | null): Promise<KvDocument | null> => {
      const data = await change(present, call);
      return data && { id: path, data };
    };
    const changed = await changeDocument<KvDocument, KvDocument | null>(documents, {
      id: path,
      // KV remembers no request: after a lost answer the caller repeats the change, which is safe.
      requestId: '',
      change: ({ data }) => next(data),
      absent: () => next(null),
      lost,
    });
    return changed?.published ?? false;
  }

  /** After an operator deleted a version, KV answers 404 with the number of the version: that is a damaged record. */
  private requireNothingHidden(answer: VaultAnswer): null {
    if (Object.keys(objectOf(answer.body.data)).length === 0) return null;
    throw new DamagedRecord('a record was deleted in Vault, not by Coffer');
  }
}

function requireDone(answer: VaultAnswer, path: string): void {
  if (answer.status < 400) return;
  const said = answer.errors.join('; ').slice(0, 200);
  throw new PartUnavailable('keyring', new Error(`Vault answered ${path} with ${answer.status}: ${said}`));
}

/** The path of a ring's record: `user_keys/<id>` for `user:<id>` and for `audit`, `secret_keys` for `secrets`. */
export function pathOf(ring: string): string {
  const [kind, id] = ring.split(':');
  if (ring === SECRETS_RING) return 'secret_keys';
  if (ring === AUDIT_RING) return `${USER_KEYS}/${AUDIT_ID}`;
  if (kind === 'user' && id && id !== AUDIT_ID && /^[A-Za-z0-9-]{1,64}$/.test(id)) return `${USER_KEYS}/${id}`;
  throw new RangeError('not the name of a key ring');
}

/** Rings as records of KV version 2. */
export class RingRecords {
  constructor(private readonly records: KvRecords) {}

  async read(call: VaultCall, ring: string): Promise<RingRecord> {
    const found = await this.records.read(call, pathOf(ring));
    return found ? { wraps: wrapsIn(found.data), revision: found.version } : { wraps: null, revision: 0 };
  }

  /** Writes the wraps; null writes the tombstone. False: the record moved since `expected` was read. */
  write(call: VaultCall, ring: string, wraps: readonly StoredWrap[] | null, expected: number): Promise<boolean> {
    return this.records.write(call, pathOf(ring), dataOf(wraps), expected);
  }

  /**
   * Replaces the wraps of a ring, by compare-and-set. `change` gets null for a tombstone and `absent` where there is no
   * record; it returns the new wraps, null for the tombstone, or `kept`. Returns whether the record was written.
   */
  change(
    begin: () => VaultCall,
    ring: string,
    change: (
      wraps: readonly StoredWrap[] | null | 'absent',
      call: VaultCall,
    ) => Promise<readonly StoredWrap[] | null | 'kept'>,
  ): Promise<boolean> {
    return this.records.change(begin, pathOf(ring), {
      change: async (data, call) => {
        const changed = await change(data ? wrapsIn(data) : 'absent', call);
        return changed === 'kept' ? null : dataOf(changed);
      },
      lost: () => {
        throw changedMeanwhile('key ring');
      },
    });
  }
}

/** Null: a tombstone. */
function wrapsIn({ versions, shredded }: KvData): readonly StoredWrap[] | null {
  if (shredded === true) return null;
  if (!Array.isArray(versions)) throw new DamagedRecord('a ring record is damaged');
  return versions.map(storedWrap);
}

function dataOf(wraps: readonly StoredWrap[] | null): KvData {
  return wraps ? { format: 1, versions: wraps } : { format: 1, shredded: true };
}

function storedWrap(entry: unknown): StoredWrap {
  const { version, wrapped_under, wrap } = objectOf(entry);
  if (typeof version !== 'number' || typeof wrapped_under !== 'number' || typeof wrap !== 'string') {
    throw new DamagedRecord('a ring record is damaged');
  }
  return { version, wrapped_under, wrap };
}
