import { PartUnavailable } from '#kernel';
import { objectOf, type VaultAnswer } from '../session/vault-client.js';
import type { VaultCall } from '../session/vault-session.js';

/** One version of a ring: `wrap` is Transit's ciphertext, or base64 of a wrap of our own. */
export interface StoredWrap {
  readonly version: number;
  readonly wrapped_under: number;
  readonly wrap: string;
}

/** `wraps` null: a tombstone, or a record that is not there (then `revision` is 0). */
export interface RingRecord {
  readonly wraps: readonly StoredWrap[] | null;
  /** The KV version: what the next write has to name. */
  readonly revision: number;
}

/**
 * A string because a policy can only be held to a string: `allowed_parameters` does not match a JSON number. Vault
 * reads it as the number that it is.
 */
const METADATA = { max_versions: '1', cas_required: true };
const CAS_MISMATCH = 'check-and-set parameter did not match';

/** Vault answers, and what it has of this record is of no use: trying again does not help. */
export class DamagedRecord extends PartUnavailable {
  constructor(reason: string) {
    super('keyring', new Error(reason));
  }
}

/** Records of KV version 2 that keep one version only and change by compare-and-set only. */
export class KvRecords {
  constructor(private readonly mount: string) {}

  /** The record's data and version; null where there is none. */
  async read(
    call: VaultCall,
    path: string,
  ): Promise<{ data: Readonly<Record<string, unknown>>; version: number } | null> {
    const answer = await call.read(`${this.mount}/data/${path}`);
    if (answer.status === 404 && answer.errors.length === 0) return this.requireNothingHidden(answer);
    requireDone(answer, path);
    const found = objectOf(answer.body.data);
    const version = objectOf(found.metadata).version;
    if (typeof version !== 'number') throw new PartUnavailable('keyring', new Error(`${path} is not of KV version 2`));
    return { data: objectOf(found.data), version };
  }

  /** Writes if the version is still `expected`; 0: if there is none. False when it moved. */
  async write(call: VaultCall, path: string, data: object, expected: number): Promise<boolean> {
    if (expected === 0) requireDone(await call.write(`${this.mount}/metadata/${path}`, METADATA), path);
    const answer = await call.write(`${this.mount}/data/${path}`, { options: { cas: expected }, data });
    if (answer.status === 400 && answer.errors.some((error) => error.includes(CAS_MISMATCH))) return false;
    requireDone(answer, path);
    return true;
  }

  /** A version that an operator deleted still has its number, and a 404: not a record that was never made. */
  private requireNothingHidden(answer: VaultAnswer): null {
    if (Object.keys(objectOf(answer.body.data)).length === 0) return null;
    throw new DamagedRecord('a record was deleted in Vault behind our back');
  }
}

function requireDone(answer: VaultAnswer, path: string): void {
  if (answer.status < 400) return;
  const said = answer.errors.join('; ').slice(0, 200);
  throw new PartUnavailable('keyring', new Error(`Vault answered ${path} with ${answer.status}: ${said}`));
}

/** `user:<id>` -> `user_keys/<id>`, `secrets` -> `secret_keys`: system A's layout. */
function pathOf(ring: string): string {
  const [kind, id] = ring.split(':');
  if (ring === 'secrets') return 'secret_keys';
  if (kind === 'user' && id && /^[A-Za-z0-9-]{1,64}$/.test(id)) return `user_keys/${id}`;
  throw new RangeError('not the name of a key ring');
}

/** Rings as records of KV version 2. */
export class RingRecords {
  constructor(private readonly records: KvRecords) {}

  async read(call: VaultCall, ring: string): Promise<RingRecord> {
    const found = await this.records.read(call, pathOf(ring));
    if (!found) return { wraps: null, revision: 0 };
    const { versions, shredded } = found.data;
    if (shredded === true) return { wraps: null, revision: found.version };
    if (!Array.isArray(versions)) throw new DamagedRecord('a ring record is damaged');
    return { wraps: versions.map(storedWrap), revision: found.version };
  }

  /** Null writes the tombstone. False: the record moved since `expected` was read. */
  write(call: VaultCall, ring: string, wraps: readonly StoredWrap[] | null, expected: number): Promise<boolean> {
    const data = wraps ? { format: 1, versions: wraps } : { format: 1, shredded: true };
    return this.records.write(call, pathOf(ring), data, expected);
  }
}

function storedWrap(entry: unknown): StoredWrap {
  const { version, wrapped_under, wrap } = objectOf(entry);
  if (typeof version !== 'number' || typeof wrapped_under !== 'number' || typeof wrap !== 'string') {
    throw new DamagedRecord('a ring record is damaged');
  }
  return { version, wrapped_under, wrap };
}
