import { type TextRule, textRule } from '#kernel';

/** The rule of an entry's name. */
export const NAME_RULE: TextRule = textRule({ field: 'name', min: 1, max: 256 });

/** What the client sealed, in canonical base64. The server never looks into it [R58]. */
export interface EntryBlob {
  /** Chosen by the client and not encrypted. At most 256 characters. Null: none. */
  readonly name: string | null;
  /** At most 256 KiB before base64. */
  readonly ciphertext: string;
  /** 12 bytes. */
  readonly iv: string;
  /** 16 bytes. */
  readonly tag: string;
  /** At most 4 KiB before base64. Null: none. */
  readonly meta: string | null;
}

/**
 * The size of a blob where bytes are limited: the characters of its ciphertext and its meta, at most about 355,000.
 *
 * @example
 * blobSize({ name: null, ciphertext: 'AAE=', iv, tag, meta: null }); // 4
 */
export function blobSize({ ciphertext, meta }: EntryBlob): number {
  return ciphertext.length + (meta?.length ?? 0);
}

/** One revision of one entry. It is written once under a new id. Only the vault decides whether it counts. */
export interface EntryBody extends EntryBlob {
  readonly id: string;
  readonly ownerId: string;
  readonly entryId: string;
  readonly generation: number;
  readonly revision: number;
  /** The id of the body before. Null: this is the first revision. The history is this chain. */
  readonly previous: string | null;
  /** The re-key that the body was staged for. Null: an ordinary write. */
  readonly rekey: string | null;
  /** When the entry was created, and when this revision was written. Milliseconds since 1970. */
  readonly createdAt: number;
  readonly writtenAt: number;
}

/** A body without what the client sealed. */
export type BodyHead = Omit<EntryBody, keyof EntryBlob>;

/** The live entries of a generation that another one replaced. */
export interface VaultSnapshot {
  readonly id: string;
  readonly ownerId: string;
  readonly manifest: readonly { readonly id: string; readonly revision: number; readonly body: string }[];
  readonly writtenAt: number;
}
