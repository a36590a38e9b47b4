import { PartUnavailable, StartError } from '../errors.js';

/**
 * Every format of stored data, the oldest first: what changed with it. Append only: a format's number is its place
 * here, counted from 1. A new field of a stored document, a new table or a new index each need a new line, unless the
 * last line was never part of a release.
 */
export const STORE_FORMATS = [
  'The first one.',
  'Personal data, vaults, rotations, creations; `reseals` and `owner` of secrets, `erasureProbe` of users, `retiredAt` of key versions.',
  'The time that was last seen.',
  '`owner` and `keyVersion` of creations, `storeId` and `pepperCheck` of the master key, `administratorRoles` of the authorization model, `codeRun` of lockouts; indexes of what belongs to an account; `closes` of audit batches.',
  'On SQLite, the versions of a secret beside its summary.',
  '`creationId` of versions of a secret.',
  'Indexes of secrets by creator, expiry and last change.',
  'Leaves of format 2 in the audit, with `lasting` values beside them; an index of decisions.',
  '`expiresAt` and `expiringRoles` of users, `ends` of the administrators in the authorization model.',
  'On MongoDB, the number of versions of a secret.',
  '`invitation` of users.',
  'Identity providers and bindings of service accounts.',
  'Wraps.',
  '`kind`, `description` and `ownerId` of users; indexes of service accounts.',
  'Keys of service accounts, and when they were used.',
  'An index of the audit by credentials.',
  'Tiles and checkpoints of the audit, `hashes` of audit batches, how far the audit is archived and streamed, what was cosigned of other logs.',
  'Up to where old tiles of the audit were looked at again.',
  'Of a vault, the base of its manifest beside what changed since, and the numbers of its entries; `published.write` on MongoDB.',
  'On SQLite, an index of secrets that holds their summaries, without what other columns hold.',
  'The address of the node with the place of the sweeper.',
] as const;

/** The format that this build writes. It reads every older one. */
export const STORE_FORMAT: number = STORE_FORMATS.length;

/** The refusal to start on data of a newer format: this build would lose what it does not know. */
export function newerStore(found: number, known = STORE_FORMAT): StartError {
  const knows = known === 1 ? 'only 1' : `1 to ${known}`;
  return new StartError(
    `This data was written by a newer Coffer (store format ${found}; this build knows ${knows}). Start the newer build.`,
  );
}

/** A document's fields as a store holds them. `format` is absent in format 1. */
export type StoredFields = Readonly<Record<string, unknown>> & { readonly format?: number };

/** Rewrites the fields of an older format where a default is not enough: a field was renamed, or changed its form. */
export type FormatStep = (fields: StoredFields) => StoredFields;

/**
 * How documents of one kind are stored, in every store alike. Each document carries the number of the format that it
 * was written in. `defaults` are the values of fields that came later: a document without such a field is older than
 * it. `steps` are keyed by the format that they lead to.
 *
 * @example
 * const NOTE = new StoredFormat<Note>({ color: null });
 * NOTE.toStored({ id: 'n', color: 'red' }); // { id: 'n', color: 'red', format: 2 }
 * NOTE.fromStored({ id: 'n' }); // { id: 'n', color: null }
 */
export class StoredFormat<T extends object> {
  private readonly steps: readonly (readonly [number, FormatStep])[];

  constructor(
    private readonly defaults: Partial<T> = {},
    steps: Readonly<Record<number, FormatStep>> = {},
    private readonly current = STORE_FORMAT,
  ) {
    this.steps = Object.entries(steps).map(([format, step]) => [Number(format), step] as const);
    if (this.steps.some(([format]) => format > current)) throw new RangeError('a format is missing in STORE_FORMATS');
  }

  toStored(value: T): StoredFields {
    return { ...value, format: this.current };
  }

  /** PartUnavailable where a newer build wrote the document while this one was running. */
  fromStored(stored: StoredFields): T {
    const { format: _, ...fields } = this.upToDate(stored);
    return { ...this.defaults, ...fields } as unknown as T;
  }

  /**
   * As {@link fromStored}, by a function that names each field and gives the defaults. For lists: to copy whatever fields
   * there are takes ten times as long.
   */
  readBy<V>(stored: StoredFields, named: (fields: StoredFields) => V): V {
    return named(this.upToDate(stored));
  }

  private upToDate(stored: StoredFields): StoredFields {
    const { format = 1 } = stored;
    if (format > this.current) throw new PartUnavailable('store', newerStore(format, this.current));
    let fields = stored;
    for (const [next, step] of this.steps) if (next > format) fields = step(fields);
    return fields;
  }
}
