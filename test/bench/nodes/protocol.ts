/** What the bench tells a node: how long to write, in seconds. */
export interface Round {
  readonly seconds: number;
}

/** What a node did in a round. */
export interface NodeFigures {
  readonly mutations: number;
  /** Commands that read: of the audit, of its index, and of the sweeper. */
  readonly finds: number;
  /** The median and the 99th percentile of a mutation, in milliseconds. */
  readonly p50: number;
  readonly p99: number;
}
