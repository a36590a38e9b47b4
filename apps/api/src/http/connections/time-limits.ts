/** How long the steps of a request may take, in milliseconds. Tests use shorter ones. */
export interface TimeLimits {
  /** The head of a request must arrive within this time, from its first byte or from the opening of the connection. */
  readonly headMs: number;
  /** Head and body together. */
  readonly requestMs: number;
  /** How often Node looks for requests that are over time. */
  readonly checkEveryMs: number;
  /** A client takes nothing of its answers for so long: its connection is closed, at the latest after twice this time. */
  readonly writeMs: number;
  /** A connection without a request is closed after this time. Load balancers often wait 60 s. */
  readonly keepAliveMs: number;
  /** After the last answer of a connection, its client has so long to close it. */
  readonly lingerMs: number;
}

export const TIME_LIMITS: TimeLimits = {
  headMs: 15_000,
  requestMs: 30_000,
  checkEveryMs: 500,
  writeMs: 15_000,
  keepAliveMs: 65_000,
  lingerMs: 1_000,
};
