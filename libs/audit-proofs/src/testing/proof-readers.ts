import { ANN } from '#audit/testing';
import type { Caller, Principal, RequestContext } from '#kernel';
import { aRequest } from '#kernel/testing';
import { BulkReads } from '../application/reading/bulk-reads.js';
import { CheckpointWaits } from '../application/reading/checkpoint-waits.js';
import { NO_WITNESSES } from '../application/reading/policy-file.js';
import { ProofMaker } from '../application/reading/proof-maker.js';
import { PublishedLog } from '../application/reading/published-log.js';
import { Receipts } from '../application/reading/receipts.js';
import { RecordProofs } from '../application/reading/record-proofs.js';
import type { ProofNode, ProofSite } from './proof-site.js';

/** After so many seconds a client asks again. */
export const RETRY_S = 7;

/** What the routes of a node read by. */
export function readersOf(site: ProofSite, { tree, published, trail, clock }: ProofNode) {
  const maker = new ProofMaker(tree);
  const waits = new CheckpointWaits(published, clock);
  const parts = { log: site.log, maker, published, kept: site.store, waits, trail };
  return {
    log: new PublishedLog(tree, published, trail, new BulkReads(trail, clock), NO_WITNESSES, RETRY_S),
    proofs: new RecordProofs(parts, RETRY_S),
    receipts: new Receipts(site.log, maker, published, trail, clock),
  };
}

/** A person who is logged in. */
export function aReader(changes: Partial<Principal> = {}, request: Partial<RequestContext> = {}): Caller {
  const session = { kind: 'person' as const, roles: ['auditor'], credential: 'session-1', authenticatedAt: 0 };
  const principal = { ...ANN, ...session, mfaAt: null, passwordChangeRequired: false, ...changes };
  return { principal, request: aRequest(request) };
}
