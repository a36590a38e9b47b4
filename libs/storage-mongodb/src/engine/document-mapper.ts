import type { StoredFields, StoredFormat } from '#kernel';
import type { DocumentMapper } from '../documents.js';
import type { DocumentRow } from './document.schema.js';

/** Fields beside the document's own, computed from it, for indexes. They are not read back. */
export type IndexedFields<T> = Readonly<Record<string, (value: T) => unknown>>;

/**
 * A mapper for rows with one field for each field of the document, and the fields of `indexed`. `format` writes and
 * reads the document. The call does not compile if the row's class lacks a field of the document.
 */
export function documentMapper<T extends { readonly id: string }, R extends DocumentRow & Omit<T, 'id'>>(
  format: StoredFormat<T>,
  indexed: IndexedFields<T> = {},
): DocumentMapper<T, R> {
  const names = new Set(Object.keys(indexed));
  return {
    toFields(value) {
      const { id: _, ...fields } = format.toStored(value);
      const computed = Object.entries(indexed).map(([name, of]) => [name, of(value)]);
      return { ...fields, ...Object.fromEntries(computed) };
    },
    toValue({ _id, revision: _, ...row }) {
      const fields =
        names.size === 0 ? row : Object.fromEntries(Object.entries(row).filter(([name]) => !names.has(name)));
      return format.fromStored({ ...(fields as StoredFields), id: _id });
    },
  };
}
