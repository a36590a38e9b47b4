/** What the client made: base64 in its one canonical form, never looked into [R58]. */
export interface EntryBlob {
  /** Not encrypted, chosen by the client: at most 256 characters; null: none. */
  readonly name: string | null;
  /** At most 256 KiB before base64. */
  readonly ciphertext: string;
  /** 12 bytes. */
  readonly iv: string;
  /** 16 bytes. */
  readonly tag: string;
  /** At most 4 KiB before base64; null: none. */
  readonly meta: string | null;
}

/** What a blob weighs where bytes are bounded: characters of its ciphertext and its meta. At most 355,000 or so. */
export function blobSize({ ciphertext, meta }: EntryBlob): number {
  return ciphertext.length + (meta?.length ?? 0);
}

/** One revision of one entry: written once, under a random id, and decided about by the vault alone. */
export interface EntryBody extends EntryBlob {
  readonly id: string;
  readonly ownerId: string;
  readonly entryId: string;
  readonly generation: number;
  readonly revision: number;
  /** The body of the revision before; null: the first. The history is this chain. */
  readonly previous: string | null;
  /** The re-key that it was staged for; null: an ordinary write. */
  readonly rekey: string | null;
  /** When the entry was created, and when this revision was. */
  readonly createdAt: number;
  readonly writtenAt: number;
}

/** A body without what the client made. */
export type BodyHead = Omit<EntryBody, keyof EntryBlob>;

/** The live manifest of a superseded generation. */
export interface VaultSnapshot {
  readonly id: string;
  readonly ownerId: string;
  readonly manifest: readonly { readonly id: string; readonly revision: number; readonly body: string }[];
  readonly writtenAt: number;
}
