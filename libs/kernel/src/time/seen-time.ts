import type { Documents } from '../store/documents.js';
import { StoredFormat } from '../store/store-format.js';

/** What the nodes of a store know about the time. One document, which every node writes each minute. */
export interface SeenTime {
  readonly id: string;
  /** The time of the node that wrote it last, in milliseconds since 1970. */
  readonly at: number;
  /** How long what cannot be undone still waited then, in milliseconds: a restart must not end that wait. */
  readonly restMs: number;
}

export const SEEN_TIME_ID = 'seen';

/** How the document is stored, in every store alike. */
export const SEEN_TIME_FORMAT = new StoredFormat<SeenTime>();

/** Keeps the time that was last seen. It does not count as content of the store. */
export abstract class SeenTimes {
  abstract readonly times: Documents<SeenTime>;
}
