/** Writers of each node. */
export const WRITERS = [2, 8];
/** Records of a large batch. */
export const LARGE = 64;
/** What the titles of the tables of `npm run bench -- nodes` begin with. */
export const MONGODB = 'MongoDB';
export const ONE_RECORD = 'append of 1 record';
export const MANY_RECORDS = `append of ${LARGE} records`;
export const LOOK = 'look at the log';

/** The name of a row. */
export function nodesRow(nodes: number, writers: number): string {
  return `${nodes === 1 ? '1 node' : `${nodes} nodes`}, ${writers} writers a node`;
}
