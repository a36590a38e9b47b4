import type { Answer, Api } from '../../e2e/support/processes/api.js';
import type { Coffer } from '../../e2e/support/processes/coffer.js';
import type { Fault } from '../program/fault.js';
import type { KeptSecrets } from '../support/kept-secrets.js';

export type Headers = Record<string, string>;

/** The site on which requests are interrupted. */
export interface Bench {
  readonly admin: Api;
  readonly kept: KeptSecrets;
  /** The server as its clients see it. */
  readonly coffer: Coffer;
}

/** One request to interrupt. Everything that it needs is in place. */
export interface Attempt {
  /** Texts that only this attempt's port calls contain. */
  readonly with?: readonly string[];
  /** The owner of the data that it changes. */
  readonly ownerId?: string;
  send(headers: Headers): Promise<Answer>;
  /** True if a client sees the change; null if no client can see whether it landed. */
  landed(api: Api): Promise<boolean | null>;
  /** Repeats the request if it did not land. Nothing that the first attempt left may block it. */
  again?(api: Api): Promise<Answer>;
  /** Throws unless everything holds that must hold after a kill at any boundary. */
  afterwards?(api: Api): Promise<void>;
}

/** A place between two steps of an operation. */
export interface Boundary {
  readonly at: string;
  readonly when: Fault['when'];
  readonly nth?: number;
  /** The true outcome of an operation that stops here for good. */
  readonly outcome: TrueOutcome;
}

/** `none`: no intent is recorded yet. `unknown`: the step does not show which request did it. */
export type TrueOutcome = 'succeeded' | 'failed' | 'unknown' | 'none';

/** The boundaries of one operation, in step order. */
export interface Operation {
  readonly name: string;
  readonly boundaries: readonly Boundary[];
  prepare(bench: Bench, boundary: Boundary): Promise<Attempt>;
}

export function before(at: string, outcome: Boundary['outcome'], nth?: number): Boundary {
  return { at, when: 'before', nth, outcome };
}

export function after(at: string, outcome: Boundary['outcome'], nth?: number): Boundary {
  return { at, when: 'after', nth, outcome };
}

export function describeBoundary(operation: Operation, { at, when, nth = 1 }: Boundary): string {
  return `${operation.name}: ${when} ${at}${nth === 1 ? '' : ` (${nth})`}`;
}
