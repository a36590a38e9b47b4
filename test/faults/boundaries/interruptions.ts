import { newId } from '#kernel';
import type { Api } from '../../e2e/support/processes/api.js';
import { withoutRepeats } from '../../e2e/support/processes/patience.js';
import type { FaultyServer } from '../support/faulty-server.js';
import { IS_THOROUGH } from '../support/rounds.js';
import type { Trail } from '../support/trail.js';
import { decided, surely, Undecided } from '../support/undecided.js';
import { ACCOUNT_OPERATIONS } from './accounts.js';
import { ADDRESS_OPERATIONS } from './addresses.js';
import { API_KEY_OPERATIONS } from './api-keys.js';
import {
  type Attempt,
  type Bench,
  type Boundary,
  describeBoundary,
  type Operation,
  type TrueOutcome,
} from './boundary.js';
import { CREATION_OPERATIONS } from './creations.js';
import { CREDENTIAL_OPERATIONS } from './credentials.js';
import { ERASURE_OPERATIONS } from './erasure.js';
import { INVITATION_OPERATIONS } from './invitations.js';
import { POLICY_OPERATIONS } from './policies.js';
import { PROOF_OPERATIONS } from './proofs.js';
import { SECOND_FACTOR_OPERATIONS } from './second-factors.js';
import { SECOND_STEP_OPERATIONS } from './second-steps.js';
import { OUTCOME, SECRET_OPERATIONS } from './secrets.js';
import { SENSITIVE_DATA_OPERATIONS } from './sensitive-data.js';
import { SERVICE_ACCOUNT_OPERATIONS } from './service-accounts.js';
import { SESSION_OPERATIONS } from './sessions.js';
import { SHARE_OPERATIONS } from './shares.js';
import { VAULT_OPERATIONS } from './vaults.js';
import { WORKLOAD_OPERATIONS } from './workloads.js';

export const OPERATIONS: readonly Operation[] = [
  ...SECRET_OPERATIONS,
  ...SHARE_OPERATIONS,
  ...ACCOUNT_OPERATIONS,
  ...CREDENTIAL_OPERATIONS,
  ...ADDRESS_OPERATIONS,
  ...INVITATION_OPERATIONS,
  ...SERVICE_ACCOUNT_OPERATIONS,
  ...API_KEY_OPERATIONS,
  ...WORKLOAD_OPERATIONS,
  ...SECOND_STEP_OPERATIONS,
  ...SECOND_FACTOR_OPERATIONS,
  ...SESSION_OPERATIONS,
  ...PROOF_OPERATIONS,
  ...POLICY_OPERATIONS,
  OUTCOME,
];

/** Operations on an account's own data while the account exists, and operations that create once. */
export const OWN_DATA_OPERATIONS: readonly Operation[] = [
  ...VAULT_OPERATIONS,
  ...SENSITIVE_DATA_OPERATIONS,
  ...CREATION_OPERATIONS,
  ...ERASURE_OPERATIONS,
];

/** A request that is held at its boundary. */
export interface Interruption {
  readonly name: string;
  /** Its User-Agent, which finds its intent in the audit. */
  readonly agent: string;
  readonly boundary: Boundary;
  readonly attempt: Attempt;
  /** The status of its answer, or the reason why there was no answer. */
  readonly answer: Promise<number | string>;
}

/** What became of one request: by the audit and by what a client sees. */
export interface Told {
  readonly name: string;
  readonly outcomes: readonly string[];
  readonly landed: boolean | null;
  /** The outcome if the request had stopped at its boundary. */
  readonly atBoundary: TrueOutcome;
}

/** The server and the site in which faults are injected. */
export interface FaultyBench extends Bench {
  readonly server: FaultyServer;
}

/**
 * Every other boundary (`part` 0: the first, third ...; 1: the rest), for two suites that share them on one pair. All
 * of them with `npm run test:faults`.
 */
export function everyOther(part: 0 | 1, operations = OPERATIONS): readonly Operation[] {
  if (IS_THOROUGH) return operations;
  let count = 0;
  return operations.map((operation) => ({
    ...operation,
    boundaries: operation.boundaries.filter(() => count++ % 2 === part),
  }));
}

/** Brings one request to each boundary of the operations and holds all of them there at the same time. */
export async function interruptAll(bench: FaultyBench, operations = OPERATIONS): Promise<Interruption[]> {
  const interruptions: Interruption[] = [];
  for (const operation of operations) {
    const prepared = await Promise.all(operation.boundaries.map((boundary) => prepare(bench, operation, boundary)));
    for (const [at, boundary] of operation.boundaries.entries()) {
      const held = await decided(async (tried) => {
        const attempt = tried === 0 ? prepared[at] : await prepare(bench, operation, boundary);
        return interrupt(bench.server, operation, boundary, attempt as Attempt);
      });
      interruptions.push(held);
    }
  }
  return interruptions;
}

/** Prepares again, with new accounts and secrets, if a starved machine refused a step. */
function prepare(bench: FaultyBench, operation: Operation, boundary: Boundary): Promise<Attempt> {
  return decided(() => operation.prepare(bench, boundary));
}

async function interrupt(
  server: FaultyServer,
  operation: Operation,
  boundary: Boundary,
  attempt: Attempt,
): Promise<Interruption> {
  const { at, when, nth } = boundary;
  await server.arm({ at, when, nth, how: 'park', with: attempt.with });
  const name = describeBoundary(operation, boundary);
  const agent = `${name} ${newId()}`;
  const answer = withoutRepeats(() => attempt.send({ 'user-agent': agent })).then(
    ({ status }) => status,
    (error: unknown) => String(error),
  );
  const early = await Promise.race([server.struck(), answer]);
  if (early === undefined) return { name, agent, boundary, attempt, answer };
  const what = `${name} was not reached: the request was answered with ${early}`;
  // A starved machine refused it before its boundary.
  if (early === 503) await server.disarm();
  throw early === 503 ? new Undecided(what) : new Error(what);
}

/** One at a time: some checks do something that only one client can do. */
export async function tellAll(interruptions: readonly Interruption[], trail: Trail, api: Api): Promise<Told[]> {
  const told: Told[] = [];
  for (const { name, agent, attempt, boundary } of interruptions) {
    const outcomes = trail.outcomesOf(agent);
    told.push({ name, outcomes, landed: await attempt.landed(api), atBoundary: boundary.outcome });
  }
  return told;
}

/** Requests for which the audit does not say exactly once what a client finds. */
export function untrue(told: readonly Told[]): Told[] {
  return told.filter(({ outcomes, landed, atBoundary }) => {
    const [outcome] = outcomes;
    if (outcomes.length > 1) return true;
    if (outcome === undefined && atBoundary !== 'none') return true;
    if (outcome === 'unknown') return atBoundary !== 'unknown';
    return landed !== null && landed !== (outcome === 'succeeded');
  });
}

/** The audit outcomes that are right for a request that stopped at its boundary. */
export function truthOf({ name, boundary }: Interruption): string {
  return `${name}: ${boundary.outcome === 'none' ? '' : boundary.outcome}`;
}

/** Throws unless a request that did not land can be repeated, and everything holds afterwards. */
export async function expectRepeatable({ name, boundary, attempt }: Interruption, api: Api): Promise<void> {
  if (boundary.outcome === 'failed' && attempt.again) {
    const { again } = attempt;
    const { status, text } = await surely(() => again(api));
    expect({ name, worked: status < 300 || text }).toEqual({ name, worked: true });
  }
  const wrong = await attempt.afterwards?.(api).catch((error: unknown) => error);
  expect({ name, wrong }).toEqual({ name });
}
