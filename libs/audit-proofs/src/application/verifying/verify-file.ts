import { availableParallelism } from 'node:os';
import type { BundleFiles } from './bundle-files.js';
import { groupsInThreads } from './groups-in-threads.js';
import { openBundle } from './open-bundle.js';
import { type BundleReport, type VerifyOptions, verifyBundle } from './verify-bundle.js';

/** 25,600 records. A smaller bundle is verified before threads have started. */
const GROUPS_FOR_THREADS = 100;
const MOST_THREADS = 8;

/** Verifies the bundle at `path`: a tar, or a folder. A large one on several threads. Errors: as {@link verifyBundle}. */
export async function verifyFile(
  path: string,
  options: Omit<VerifyOptions, 'checkGroups'> = {},
): Promise<BundleReport> {
  const files = openBundle(path);
  try {
    const inThreads = groupsInThreads(path, Math.min(MOST_THREADS, availableParallelism()));
    const checkGroups = groupsOf(files) < GROUPS_FOR_THREADS ? {} : { checkGroups: inThreads };
    return await verifyBundle(files, { ...options, ...checkGroups });
  } finally {
    files.close();
  }
}

function groupsOf(files: BundleFiles): number {
  let groups = 0;
  for (const path of files.paths()) groups += path.startsWith('tile/entries/') ? 1 : 0;
  return groups;
}
