import type { Answer, Api } from '../../e2e/support/processes/api.js';
import type { Coffer } from '../../e2e/support/processes/coffer.js';
import type { Fault } from '../program/fault.js';
import type { KeptSecrets } from '../support/kept-secrets.js';

export type Headers = Record<string, string>;

/** Where a request is interrupted. */
export interface Bench {
  readonly admin: Api;
  readonly kept: KeptSecrets;
  /** The server as those see it who use it. */
  readonly coffer: Coffer;
}

/** One request that is to be interrupted, with what it needs in place. */
export interface Attempt {
  /** Narrows the fault to this attempt. */
  readonly with?: readonly string[];
  /** Whose own data it is about. */
  readonly ownerId?: string;
  send(headers: Headers): Promise<Answer>;
  /** Whether its change is there, by what a client sees; null: no client can tell. */
  landed(api: Api): Promise<boolean | null>;
  /** Nothing that it left may be in the way: the same once more, if it did not land. */
  again?(api: Api): Promise<Answer>;
  /** What holds after a kill, wherever that struck, and what can be done then; throws otherwise. */
  afterwards?(api: Api): Promise<void>;
}

/** A place between two steps of an operation. */
export interface Boundary {
  readonly at: string;
  readonly when: Fault['when'];
  readonly nth?: number;
  /** The true outcome of an operation that ends here for good. */
  readonly outcome: TrueOutcome;
}

/** `none`: its intent is not recorded yet. `unknown`: what it does decides nothing, and does not say who did it. */
export type TrueOutcome = 'succeeded' | 'failed' | 'unknown' | 'none';

/** The boundaries of one operation, in the order of its steps. */
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
