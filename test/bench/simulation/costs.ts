import { LARGE, LOOK, MANY_RECORDS, MONGODB, ONE_RECORD } from '../nodes/rows.js';
import { type Figures, type PastRun, rowOf } from '../report/past-run.js';

/** Microseconds of processor time of one request, without what the log costs the database. */
export interface RequestCosts {
  readonly nodeUs: number;
  readonly storeUs: number;
}

/** Microseconds of what a node asks the log for. */
export interface LogCosts {
  /** Of the database for each append, for each record in it, and for a look at what is new. */
  readonly batchUs: number;
  readonly recordUs: number;
  readonly lookUs: number;
  /** Of the node for an append that is refused, and for a look. One node alone has neither, so no request has it in its costs. */
  readonly lostNodeUs: number;
  readonly lookNodeUs: number;
}

/** What the simulation computes with. */
export interface Costs {
  readonly reveal: RequestCosts;
  readonly mutation: RequestCosts;
  readonly log: LogCosts;
  /**
   * Microseconds of a message from one node to another, beside the round trip: of the node that sends it, of the appender, and
   * of the appender for each record in it.
   */
  readonly message: { readonly senderUs: number; readonly appenderUs: number; readonly recordUs: number };
  /** Milliseconds until what is inserted is durable, beside the work: the disk, and the majority of a replica set. */
  readonly commitMs: number;
  /** Milliseconds to the database and back, and to another node and back. */
  readonly roundTripMs: number;
}

/**
 * Used for what a run has not measured: about the costs of the run of 2026-11-28, on a quiet machine. A message was measured
 * on loopback TLS: with 8 records of 700 bytes it took 126 µs of both nodes together.
 */
export const ASSUMED: Costs = {
  reveal: { nodeUs: 290, storeUs: 250 },
  mutation: { nodeUs: 500, storeUs: 700 },
  log: { batchUs: 500, recordUs: 20, lookUs: 300, lostNodeUs: 400, lookNodeUs: 350 },
  message: { senderUs: 65, appenderUs: 65, recordUs: 3 },
  commitMs: 2,
  roundTripMs: 0.5,
};

const PAIR = 'MongoDB and OpenBao';
/** A cost below this, in microseconds, is noise of the measurement. */
const LEAST_US = 1;

/** The costs that runs have measured, the newest first, and of the rest {@link ASSUMED}. A message and the round trip are always assumed. */
export function costsOf(runs: readonly PastRun[]): Costs {
  const row = (about: string, name: string) => runs.map((run) => rowOf(run, about, name)).find((one) => one !== null);
  const log = (name: string) => row(MONGODB, name)?.sample;
  const [small, large] = [log(ONE_RECORD)?.storeCpu, log(MANY_RECORDS)?.storeCpu];
  const recordUs = known(small && large && (large - small) / (LARGE - 1)) ?? ASSUMED.log.recordUs;
  const request = (name: string, records: number, assumed: RequestCosts): RequestCosts => ({
    nodeUs: known(row(PAIR, name)?.sample.cpu) ?? assumed.nodeUs,
    storeUs: known(less(row(PAIR, name)?.sample.storeCpu, records * recordUs)) ?? assumed.storeUs,
  });
  return {
    reveal: request('reveal', 1, ASSUMED.reveal),
    mutation: request('create', 2, ASSUMED.mutation),
    log: {
      batchUs: known(less(small, recordUs)) ?? ASSUMED.log.batchUs,
      recordUs,
      lookUs: known(log(LOOK)?.storeCpu) ?? ASSUMED.log.lookUs,
      // An append that is refused is as much work of the node as one that gets in.
      lostNodeUs: known(log(ONE_RECORD)?.cpu) ?? ASSUMED.log.lostNodeUs,
      lookNodeUs: known(log(LOOK)?.cpu) ?? ASSUMED.log.lookNodeUs,
    },
    message: ASSUMED.message,
    commitMs: commitOf(log(ONE_RECORD)) ?? ASSUMED.commitMs,
    roundTripMs: ASSUMED.roundTripMs,
  };
}

/**
 * How long a run took to make an append durable, beside the way and the work of the database: for a simulation of that run
 * alone. Its node worked meanwhile, so this says more than what {@link costsOf} leaves.
 */
export function measuredCommitMs(run: PastRun, roundTripMs: number): number {
  const { p50, storeCpu } = rowOf(run, MONGODB, ONE_RECORD)?.sample ?? {};
  return p50 && storeCpu ? Math.max(0, p50 - roundTripMs - storeCpu / 1_000) : ASSUMED.commitMs;
}

/** What of an append is neither work of the node nor of the database. */
function commitOf({ p50, cpu, storeCpu }: Figures = {}): number | null {
  const rest = p50 && cpu && storeCpu ? p50 - (cpu + storeCpu) / 1_000 : null;
  return rest !== null && rest > 0 ? rest : null;
}

function less(whole: number | null | undefined, part: number): number | null {
  return whole === null || whole === undefined ? null : whole - part;
}

/** Null for what was not measured, and for what is noise. */
function known(value: number | null | undefined): number | null {
  return value === null || value === undefined || value < LEAST_US ? null : value;
}
