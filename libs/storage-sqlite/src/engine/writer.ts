import type { MessagePort, Worker } from 'node:worker_threads';
import {
  type Clock,
  engineBound,
  JobThreads,
  newerStore,
  OutcomeUnknown,
  PartUnavailable,
  StartError,
  startWorkerFile,
  type Tell,
  ToldMigration,
} from '#kernel';
import { failureOf, openingFailure } from './store-failures.js';
import type { Answer, FromWriter, Job, MigrationNotice, Step, WriterData } from './write-protocol.js';

/** Every write is answered within 2 s [R89]. The remaining 200 ms are for the way back. */
export const ANSWER_WITHIN_MS = 1800;
/** Shorter than ANSWER_WITHIN_MS, so that a writer which waits for another process's lock still answers in time. */
export const BUSY_TIMEOUT_MS = 1500;
/** Deleted data leaves the files within this time, or soon after if somebody reads the log meanwhile. */
const EMPTY_LOG_MS = 5000;
/** Leaves callers of a group in which jobs fail most of their time for an answer. */
const AGAIN_MS = 500;
const GROUP_LIMIT = 256;

export interface WriterOptions {
  readonly file: string;
  readonly migrations: readonly string[];
  readonly onWarn: (message: string) => void;
  /** Told of a migration. */
  readonly tell?: Tell;
  readonly clock: Clock;
  /** For tests, which end the thread or hold it: starts the thread. */
  readonly startWorker?: (data: WriterData<MessagePort>) => Worker;
  readonly emptyLogMs?: number;
  /** For tests: see {@link WriterData.againMs}. */
  readonly againMs?: number;
}

/** How a job ended: it took effect as a whole (`done`) or not at all (`stopped`, `taken`). */
export type Landing = 'done' | 'stopped' | 'taken';

/** The only way to write. One thread runs the jobs in the order of their submission, each as a whole or not at all. */
export class Writer {
  private readonly threads: JobThreads<Omit<Job, 'slot'>, Answer, Landing>;

  private constructor(options: WriterOptions, migration: ToldMigration) {
    const { clock, file, migrations, onWarn } = options;
    this.threads = new JobThreads({
      part: 'store',
      start: (port, slots) =>
        (options.startWorker ?? startWorker)({
          file,
          migrations,
          busyTimeoutMs: BUSY_TIMEOUT_MS,
          emptyLogMs: options.emptyLogMs ?? EMPTY_LOG_MS,
          againMs: options.againMs ?? AGAIN_MS,
          groupLimit: GROUP_LIMIT,
          slots: slots.memory,
          states: slots.states,
          port,
        }),
      clock,
      answerWithinMs: engineBound(ANSWER_WITHIN_MS),
      resultOf: landingOf,
      noticed: (notice) => migration.begin((notice as MigrationNotice).from, migrations.length),
      refusal: (message) => refusalOf(message as FromWriter, migrations.length),
      died: (reason) => onWarn(`the store's writer died: ${reason}`),
      answered: (answers) => warn(answers, onWarn),
    });
  }

  /** Opens the store, and creates or migrates its tables. Throws StartError. */
  static async open(options: WriterOptions): Promise<Writer> {
    const migration = new ToldMigration(options.tell ?? (() => {}), options.clock);
    const writer = new Writer(options, migration);
    await writer.threads.ready;
    migration.end();
    return writer;
  }

  /**
   * Resolves to `done` if the job is durable. Rejects within 1.8 s: with PartUnavailable if nothing was changed, for
   * good; with OutcomeUnknown if the answer was lost.
   */
  run(steps: readonly Step[]): Promise<Landing> {
    return this.threads.run({ steps });
  }

  /** Finishes the submitted jobs. Idempotent. */
  close(): Promise<void> {
    return this.threads.close();
  }
}

export function startWorker(data: WriterData<MessagePort>): Worker {
  return startWorkerFile(import.meta.url, 'writer', data);
}

function refusalOf(message: FromWriter, knownFormat: number): StartError {
  if ('newer' in message) return newerStore(message.newer, knownFormat);
  return new StartError(openingFailure('refused' in message ? message.refused : 'its writer did not start'));
}

/** Warns once for each reason, since jobs of a group fail for the same reason. */
function warn(answers: readonly Answer[], onWarn: (message: string) => void): void {
  const failed = answers.filter(
    ({ outcome, reason }) => reason && (outcome === 'unavailable' || outcome === 'unknown'),
  );
  for (const line of new Set(failed.map(({ outcome, reason }) => `a write was ${outcome}: ${reason}`))) onWarn(line);
}

function landingOf({ outcome, reason }: Answer): Landing {
  const cause = reason === undefined ? undefined : new Error(reason);
  switch (outcome) {
    case 'done':
    case 'stopped':
    case 'taken':
      return outcome;
    case 'unavailable':
      throw cause ? failureOf(cause) : new PartUnavailable('store');
    case 'unknown':
      throw new OutcomeUnknown(cause);
    case 'failed':
      throw new Error(`a statement is wrong: ${reason}`);
  }
}
