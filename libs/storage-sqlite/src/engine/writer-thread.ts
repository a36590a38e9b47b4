import { MessageChannel, type MessagePort, receiveMessageOnPort, type Worker } from 'node:worker_threads';
import { type Clock, newerStore, OutcomeUnknown, PartUnavailable, StartError } from '#kernel';
import type { JobSlots } from './slots.js';
import type { Answer, FromWriter, Job, JobOutcome, Step, ToWriter } from './write-protocol.js';

/** How a job ended: it took effect as a whole (`done`) or not at all (`stopped`, `taken`). */
export type Landing = 'done' | 'stopped' | 'taken';

interface Waiting {
  readonly resolve: (landing: Landing) => void;
  readonly reject: (error: Error) => void;
  /** Cancels the end of the wait. */
  readonly settled: () => void;
}

export interface WriterThreadOptions {
  /** Starts the thread with its end of the channel. */
  readonly start: (port: MessagePort) => Worker;
  readonly slots: JobSlots;
  /** The store format that the last migration leads to. */
  readonly knownFormat: number;
  readonly clock: Clock;
  /** How long a caller waits for an answer, in milliseconds. */
  readonly answerWithinMs: number;
  readonly onWarn: (message: string) => void;
}

/** One writer thread, from its start to its planned or unplanned end. */
export class WriterThread {
  /** Resolves when the store is open. Rejects with {@link StartError}. */
  readonly ready: Promise<void>;
  /** Resolves when the thread has ended. */
  readonly ended: Promise<void>;
  private alive = true;
  private readonly opened = Promise.withResolvers<void>();
  private readonly waiting = new Map<number, Waiting>();
  private readonly port: MessagePort;
  private readonly worker: Worker;

  constructor(private readonly options: WriterThreadOptions) {
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    this.worker = options.start(port2);
    this.ready = this.opened.promise;
    this.ready.catch(() => {});
    this.port.on('message', (message: FromWriter) => this.receive(message));
    this.worker.on('error', (error: Error) => options.onWarn(`the store's writer died: ${error.message}`));
    const ended = Promise.withResolvers<void>();
    this.ended = ended.promise;
    this.worker.on('exit', () => {
      this.drain();
      this.opened.reject(new StartError('the writer ended before the store was open'));
      this.end();
      ended.resolve();
    });
  }

  get isAlive(): boolean {
    return this.alive;
  }

  /** Rejects with PartUnavailable if the job never ran or was undone, with OutcomeUnknown if its answer was lost. */
  submit(steps: readonly Step[]): Promise<Landing> {
    const slot = this.alive ? this.options.slots.take() : null;
    if (slot === null) return Promise.reject(new PartUnavailable('store'));
    return new Promise((resolve, reject) => {
      const { clock, answerWithinMs } = this.options;
      const settled = clock.after(answerWithinMs, () => this.giveUp(slot));
      this.waiting.set(slot, { resolve, reject, settled });
      this.post({ slot, steps } satisfies Job);
    });
  }

  /** Finishes the submitted jobs, closes the connection and ends the thread. Ends it by force after `withinMs`. */
  async close(withinMs: number): Promise<void> {
    this.alive = false;
    this.post({ close: true });
    const timer = setTimeout(() => void this.worker.terminate(), withinMs);
    await this.ended;
    clearTimeout(timer);
  }

  private post(message: ToWriter): void {
    this.port.postMessage(message);
  }

  private receive(message: FromWriter): void {
    if ('answers' in message) this.take(message.answers);
    else if ('refused' in message) this.opened.reject(new StartError(message.refused));
    else if ('newer' in message) this.opened.reject(newerStore(message.newer, this.options.knownFormat));
    else this.opened.resolve();
  }

  private drain(): void {
    for (let next = receiveMessageOnPort(this.port); next; next = receiveMessageOnPort(this.port)) {
      this.receive(next.message);
    }
  }

  /** A busy event loop may run this late, so an answer that has arrived already still counts. */
  private giveUp(slot: number): void {
    this.drain();
    const waiter = this.waiting.get(slot);
    if (!waiter) return;
    this.waiting.delete(slot);
    waiter.reject(this.options.slots.withdraw(slot) ? new PartUnavailable('store') : new OutcomeUnknown());
  }

  private take(answers: readonly Answer[]): void {
    this.warn(answers);
    for (const answer of answers) {
      const waiter = this.waiting.get(answer.slot);
      this.waiting.delete(answer.slot);
      this.options.slots.release(answer.slot);
      if (!waiter) continue;
      waiter.settled();
      settle(waiter, answer);
    }
  }

  /** Warns once a group, since the jobs of a group fail for the same reason. */
  private warn(answers: readonly Answer[]): void {
    const failed = answers.find(
      ({ outcome, reason }) => reason && (outcome === 'unavailable' || outcome === 'unknown'),
    );
    if (failed) this.options.onWarn(`a write was ${failed.outcome}: ${failed.reason}`);
  }

  /** The thread has ended. A job that it had begun may have taken effect; one that it had not begun never will. */
  private end(): void {
    this.alive = false;
    this.port.close();
    for (const [slot, waiter] of this.waiting) {
      waiter.settled();
      waiter.reject(this.options.slots.withdraw(slot) ? new PartUnavailable('store') : new OutcomeUnknown());
    }
    this.waiting.clear();
  }
}

function settle(waiter: Waiting, answer: Answer): void {
  switch (answer.outcome) {
    case 'done':
    case 'stopped':
    case 'taken':
      waiter.resolve(answer.outcome);
      break;
    default:
      waiter.reject(failureOf(answer.outcome, answer.reason));
  }
}

function failureOf(outcome: Exclude<JobOutcome, Landing>, reason: string | undefined): Error {
  const cause = reason === undefined ? undefined : new Error(reason);
  switch (outcome) {
    case 'unavailable':
      return new PartUnavailable('store', cause);
    case 'unknown':
      return new OutcomeUnknown(cause);
    case 'failed':
      return new Error(`a statement is wrong: ${reason}`);
  }
}
