import { parentPort, workerData } from 'node:worker_threads';
import { BundleError } from '../../domain/bundle/bundle-error.js';
import { BundleTiles } from './bundle-tiles.js';
import { checkGroup } from './check-group.js';
import type { GroupsAnswer, GroupsData, GroupsJob } from './groups-protocol.js';
import { openBundle } from './open-bundle.js';

// The thread opens the bundle itself: an open file cannot be given to it.
const { path, size } = workerData as GroupsData;
const files = openBundle(path);
const tiles = new BundleTiles(files, size);

parentPort?.on('message', (job: GroupsJob) => parentPort?.postMessage(answer(job)));

function answer(job: GroupsJob): GroupsAnswer {
  try {
    return { results: job.map(({ index, values }) => checkGroup(files, tiles, index, { values })) };
  } catch (error) {
    return { failed: error instanceof Error ? error.message : 'unknown', isBundle: error instanceof BundleError };
  }
}
