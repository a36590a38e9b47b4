import type { SealedEntry } from '../crypto/entry-sealing.js';
import { ServerDistrusted } from '../errors.js';

/** One revision of an entry as the server shows it. It is untrusted until it opens. */
export interface EntryOnWire extends SealedEntry {
  readonly id: string;
  readonly generation: number;
  readonly revision: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface DeletionOnWire {
  readonly id: string;
  readonly revision: number;
}

export interface PageOnWire {
  readonly live: readonly EntryOnWire[];
  readonly deleted: readonly DeletionOnWire[];
  readonly nextCursor: string | null;
  /** The vault's revision. That of the last page is the next `since`. */
  readonly revision: number;
  readonly generation: number;
  /** A full list, without deletions. */
  readonly full: boolean;
}

export interface GenerationsOnWire {
  readonly generation: number;
  readonly wrappedKey: string | null;
  readonly previous: { readonly generation: number; readonly wrappedKey: string | null } | null;
  readonly rekey: { readonly id: string; readonly generation: number } | null;
}

/** Reads the fields of one object of an answer. Errors: ServerDistrusted `malformed_answer` with the field. */
export class Reader {
  private readonly fields: Readonly<Record<string, unknown>>;

  constructor(
    value: unknown,
    private readonly name: string,
  ) {
    if (typeof value !== 'object' || value === null) throw new ServerDistrusted('malformed_answer', name);
    this.fields = value as Record<string, unknown>;
  }

  has(field: string): boolean {
    return (this.fields[field] ?? null) !== null;
  }

  text(field: string): string {
    const value = this.fields[field];
    return typeof value === 'string' ? value : this.refuse(field);
  }

  textOrNull(field: string): string | null {
    return this.has(field) ? this.text(field) : null;
  }

  /** A whole number from `least`. */
  count(field: string, least = 1): number {
    const value = this.fields[field];
    return typeof value === 'number' && Number.isSafeInteger(value) && value >= least ? value : this.refuse(field);
  }

  flag(field: string): boolean {
    const value = this.fields[field];
    return typeof value === 'boolean' ? value : this.refuse(field);
  }

  list(field: string): readonly unknown[] {
    const value = this.fields[field];
    return Array.isArray(value) ? value : this.refuse(field);
  }

  part(field: string): Reader {
    return new Reader(this.fields[field], `${this.name}.${field}`);
  }

  private refuse(field: string): never {
    throw new ServerDistrusted('malformed_answer', `${this.name}.${field}`);
  }
}

export function entryOf(value: unknown): EntryOnWire {
  const read = new Reader(value, 'entry');
  return {
    id: read.text('id'),
    name: read.textOrNull('name'),
    ciphertext: read.text('ciphertext'),
    iv: read.text('iv'),
    tag: read.text('tag'),
    meta: read.textOrNull('meta'),
    generation: read.count('generation'),
    revision: read.count('revision'),
    createdAt: read.text('created_at'),
    updatedAt: read.text('updated_at'),
  };
}

export function pageOf(value: unknown): PageOnWire {
  const read = new Reader(value, 'entries');
  const items = read.list('items').map((item) => ({ item, read: new Reader(item, 'entry') }));
  const isDeleted = (one: { read: Reader }) => one.read.has('deleted') && one.read.flag('deleted');
  const deleted = items.filter(isDeleted);
  return {
    live: items.filter((one) => !isDeleted(one)).map(({ item }) => entryOf(item)),
    deleted: deleted.map((one) => ({ id: one.read.text('id'), revision: one.read.count('revision') })),
    nextCursor: read.textOrNull('next_cursor'),
    revision: read.count('revision', 0),
    generation: read.count('generation'),
    full: read.flag('full'),
  };
}

export function generationsOf(value: unknown): GenerationsOnWire {
  const read = new Reader(value, 'generations');
  const keyOf = (one: Reader) => ({ generation: one.count('generation'), wrappedKey: one.textOrNull('wrapped_key') });
  return {
    ...keyOf(read),
    previous: read.has('previous') ? keyOf(read.part('previous')) : null,
    rekey: read.has('rekey') ? rekeyOf(read.part('rekey')) : null,
  };
}

function rekeyOf(read: Reader): { readonly id: string; readonly generation: number } {
  return { id: read.text('id'), generation: read.count('generation') };
}

/** The answer to a new re-key. */
export function begunRekeyOf(value: unknown): { readonly id: string; readonly generation: number } {
  return rekeyOf(new Reader(value, 'rekey'));
}

/** Errors: ServerDistrusted `malformed_answer` for another entry than the requested one. */
export function requireId(wire: EntryOnWire, id: string): EntryOnWire {
  if (wire.id !== id) throw new ServerDistrusted('malformed_answer', id);
  return wire;
}
