import type { LeafDraft } from '../domain/leaf.js';

/** Records of one node that another node is asked to append. */
export interface ForwardedRecords {
  /** The node that made them. A UUIDv7. */
  readonly node: string;
  /** Up to this number, that node has seen what it must see before it appends. */
  readonly head: number;
  /** 1 to 256. They go into one batch, in this order. */
  readonly drafts: readonly LeafDraft[];
}

/** Where forwarded records stand in the log, durably. */
export interface PlacedRecords {
  /** The number of the first one, behind `head`. The others follow without a gap. */
  readonly first: number;
  /** The number of the last record of their batch, which may have records of other nodes, too, and has 256 at most. */
  readonly last: number;
  /** The time that all of them got: RFC 3339 in UTC with milliseconds. */
  readonly at: string;
  /**
   * 1 to 256: about so many records of this node are appended within 200 ms, but at least one. The next message should have
   * no more. It may: records of one request are never divided.
   */
  readonly room: number;
  /**
   * 0 to 100 milliseconds, for which another batch is on its way already: a message that is sent only then is appended as
   * early, and has more records.
   */
  readonly pause: number;
}

/**
 * Why records were not taken: they are not in the log, and this node will never append them. `behind`: their node has to
 * look at the log before it asks again. `unwilling`: this node appends for nobody at present.
 */
export const REFUSALS = ['behind', 'unwilling'] as const;
export type Refusal = (typeof REFUSALS)[number];

export type AcceptRecords = (records: ForwardedRecords) => Promise<PlacedRecords | Refusal>;

/** How the nodes of one log reach each other. */
export abstract class NodeLink {
  /** Where other nodes reach this one: `host:port`. Null: it does not listen. */
  abstract readonly address: string | null;

  /** Begins to take the records of other nodes. StartError: the address cannot be listened on. */
  abstract listen(accept: AcceptRecords): Promise<void>;

  /**
   * Asks the node at `address` to append the records. After any error it is not known whether they are in the log, or get
   * there later. `signal` gives up.
   */
  abstract forward(address: string, records: ForwardedRecords, signal: AbortSignal): Promise<PlacedRecords | Refusal>;

  /** Takes no more records, and gives up what is under way. Idempotent. */
  abstract close(): Promise<void>;
}
