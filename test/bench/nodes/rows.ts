/** Writers of each node. */
export const WRITERS = [2, 8];
/** Records of a large batch. */
export const LARGE = 64;
/** What the titles of the tables of `npm run bench -- nodes` begin with. */
export const MONGODB = 'MongoDB';
export const ONE_RECORD = 'append of 1 record';
export const MANY_RECORDS = `append of ${LARGE} records`;
export const LOOK = 'look at the log';

/** One node; two nodes of which one appends for both, or each for itself. */
export const WAYS = ['one', 'forwarding', 'separate'] as const;
export type Way = (typeof WAYS)[number];

/** Results before nodes could forward have two nodes under the name of those that do not. */
const NAMES: Readonly<Record<Way, string>> = {
  one: '1 node',
  forwarding: '2 nodes that forward',
  separate: '2 nodes',
};

/** The name of a row. */
export function nodesRow(way: Way, writers: number): string {
  return `${NAMES[way]}, ${writers} writers a node`;
}
