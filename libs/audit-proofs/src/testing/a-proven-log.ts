import type { LeafOverrides } from '#audit/testing';
import { ProvenLog } from './proven-log.js';

/** The account whose records {@link aProvenLog} begins with. */
export const ANNA = '01936f3b-11d2-7c05-8e33-5a0c9d7f2e61';

/** So many leaves that are alike. */
export const leavesOf = (count: number, leaf: LeafOverrides = {}) => Array.from({ length: count }, () => leaf);

/** A log of 600 records: two full tiles and a part of a third, with `last` at its end; a checkpoint of 300 is kept. */
export async function aProvenLog(last: readonly LeafOverrides[] = []): Promise<ProvenLog> {
  const log = new ProvenLog();
  await log.append([...leavesOf(10, { actor_id: ANNA, lasting: { resource_name: 'prod/db' } }), ...leavesOf(290)]);
  await log.checkpoint({ keep: true });
  await log.append([...leavesOf(300 - last.length), ...last]);
  await log.checkpoint();
  return log;
}
