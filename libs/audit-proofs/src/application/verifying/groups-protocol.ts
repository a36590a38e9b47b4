import type { GroupResult } from './check-group.js';
import type { Group } from './verify-bundle.js';

/** What a thread that checks entry bundles is started with. */
export interface GroupsData {
  /** Where the bundle is. */
  readonly path: string;
  /** Of the tree. */
  readonly size: number;
}

/** Entry bundles that one thread checks. */
export type GroupsJob = readonly Group[];

/** What it answers: the results in the order of the job, or why it could not. `isBundle`: the bundle is at fault. */
export type GroupsAnswer =
  | { readonly results: readonly GroupResult[] }
  | { readonly failed: string; readonly isBundle: boolean };
