import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { startWorkerFile } from '#kernel';
import { BundleError } from '../../domain/bundle/bundle-error.js';
import type { GroupResult } from './check-group.js';
import type { GroupsAnswer, GroupsData, GroupsJob } from './groups-protocol.js';
import type { CheckGroups, Group } from './verify-bundle.js';

/** 16,384 records: a thread is busy with them for 0.2 s. */
const GROUPS_A_JOB = 64;

/** Checks the entry bundles of the bundle at `path` on so many threads. Each thread has two jobs at most. */
export function groupsInThreads(path: string, threads: number): CheckGroups {
  return async function* (tiles, groups) {
    const jobs = jobsOf(groups);
    const data: GroupsData = { path, size: tiles.size };
    const workers = Array.from({ length: Math.min(threads, jobs.length) }, () => new GroupsThread(data));
    try {
      const started: Promise<readonly GroupResult[]>[] = [];
      for (let next = 0; next < jobs.length; next++) {
        for (let at = started.length; at < Math.min(jobs.length, next + 2 * workers.length); at++)
          started.push(quiet(workers[at % workers.length]?.run(jobs[at] ?? [])));
        yield* (await started[next]) ?? [];
        delete started[next];
      }
    } finally {
      await Promise.all(workers.map((worker) => worker.end()));
    }
  };
}

/** A thread that does jobs in their order. */
class GroupsThread {
  private readonly worker: Worker;
  private last: Promise<unknown> = Promise.resolve();

  constructor(data: GroupsData) {
    this.worker = startWorkerFile(import.meta.url, 'groups', data);
  }

  run(job: GroupsJob): Promise<readonly GroupResult[]> {
    const run = async () => {
      this.worker.postMessage(job);
      // Rejects if the thread dies.
      const [answer]: GroupsAnswer[] = await once(this.worker, 'message');
      if (answer && 'results' in answer) return answer.results;
      throw answer?.isBundle ? new BundleError(answer.failed) : new Error(answer?.failed);
    };
    const result = this.last.then(run);
    this.last = result.catch(() => {});
    return result;
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }
}

function jobsOf(groups: readonly Group[]): GroupsJob[] {
  const jobs: GroupsJob[] = [];
  for (let at = 0; at < groups.length; at += GROUPS_A_JOB) jobs.push(groups.slice(at, at + GROUPS_A_JOB));
  return jobs;
}

/** A job whose error is looked at later. */
function quiet<T>(job: Promise<T> = Promise.reject(new Error('no thread'))): Promise<T> {
  job.catch(() => {});
  return job;
}
