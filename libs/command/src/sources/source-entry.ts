/** One secret of a file that is imported. */
export interface SourceEntry {
  /** How the file names it, for the report. */
  readonly name: string;
  /** The names that become the levels of its path. A name with `/` has several. */
  readonly levels: readonly string[];
  readonly value: string;
  /** What of it is not imported: `passkeys`. */
  readonly leftOut: readonly string[];
}

/** Something in a file that cannot be imported. `reason` shows no value. */
export interface SourceRefusal {
  readonly name: string;
  readonly reason: string;
}

export type Source = readonly (SourceEntry | SourceRefusal)[];

/** Of a file of any kind. */
export const MOST_ENTRIES = 10_000;
export const MOST_FILE_BYTES = 16_777_216;
