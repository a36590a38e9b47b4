import { MessageChannel, type MessagePort, receiveMessageOnPort, type Worker } from 'node:worker_threads';
import { OutcomeUnknown, PartUnavailable, StartError } from '../errors.js';
import type { Clock } from '../time/clock.js';
import type { JobSlots } from './job-slots.js';

/** What a thread answers a job with. `slot` is the job's. */
export interface JobAnswer {
  readonly slot: number;
}

/** How a thread that does jobs is started and understood. `J`: what a job says. `A`: an answer. `R`: its result. */
export interface JobThreadOptions<A extends JobAnswer, R> {
  /** The part that callers are told of in PartUnavailable. */
  readonly part: 'store' | 'keyring';
  /** Starts the thread with its end of the channel and the slots of its jobs. */
  readonly start: (port: MessagePort, slots: JobSlots) => Worker;
  readonly slots: JobSlots;
  readonly clock: Clock;
  /** How long a caller waits for an answer, in milliseconds. */
  readonly answerWithinMs: number;
  /** The result in an answer. Throws if the job failed. */
  readonly resultOf: (answer: A) => R;
  /** The error in what the thread says instead of `{ready: true}` when it cannot open. Absent: it opens with a job. */
  readonly refusal?: (message: unknown) => Error;
  /** Called with each `notice` of the thread while it opens. */
  readonly noticed?: (notice: unknown) => void;
  readonly died: (reason: string) => void;
  /** Called for each job whose caller got no answer in time. */
  readonly unanswered?: () => void;
  /** Called with the answers that come together, before their results are given. */
  readonly answered?: (answers: readonly A[]) => void;
}

interface Waiting<R> {
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
  /** Cancels the end of the wait. */
  readonly settled: () => void;
}

/** One thread that does jobs in the order of their submission, from its start to its planned or unplanned end. */
export class JobThread<J extends object, A extends JobAnswer, R> {
  /** Resolves when the thread is ready. Rejects with what {@link JobThreadOptions.refusal} gives. */
  readonly ready: Promise<void>;
  /** Resolves when the thread has ended. */
  readonly ended: Promise<void>;
  private alive = true;
  private readonly opened = Promise.withResolvers<void>();
  private readonly waiting = new Map<number, Waiting<R>>();
  private readonly port: MessagePort;
  private readonly worker: Worker;

  constructor(private readonly options: JobThreadOptions<A, R>) {
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    this.worker = options.start(port2, options.slots);
    this.ready = this.opened.promise;
    this.ready.catch(() => {});
    this.port.on('message', (message: unknown) => this.receive(message));
    this.worker.on('error', (error: Error) => options.died(error.message));
    const ended = Promise.withResolvers<void>();
    this.ended = ended.promise;
    this.worker.on('exit', () => {
      this.drain();
      this.opened.reject(new StartError(`the thread of the ${options.part} ended before it was open`));
      this.end();
      ended.resolve();
    });
  }

  get isAlive(): boolean {
    return this.alive;
  }

  /** Rejects with PartUnavailable if the job never ran or was undone, with OutcomeUnknown if its answer was lost. */
  submit(job: J): Promise<R> {
    const { clock, answerWithinMs, part, slots } = this.options;
    const slot = this.alive ? slots.take() : null;
    if (slot === null) return Promise.reject(new PartUnavailable(part));
    return new Promise((resolve, reject) => {
      const settled = clock.after(answerWithinMs, () => this.giveUp(slot));
      this.waiting.set(slot, { resolve, reject, settled });
      this.port.postMessage({ ...job, slot });
    });
  }

  /** Finishes the submitted jobs and ends the thread. Ends it by force after `withinMs`. */
  async close(withinMs: number): Promise<void> {
    this.alive = false;
    this.port.postMessage({ close: true });
    const cancel = this.options.clock.after(withinMs, () => void this.worker.terminate());
    await this.ended;
    cancel();
  }

  private receive(message: unknown): void {
    const said = message as { readonly ready?: true; readonly answers?: readonly A[]; readonly notice?: unknown };
    if (said.answers) this.take(said.answers);
    else if (said.ready) this.opened.resolve();
    else if ('notice' in said) this.options.noticed?.(said.notice);
    else this.opened.reject(this.options.refusal?.(message));
  }

  private drain(): void {
    for (let next = receiveMessageOnPort(this.port); next; next = receiveMessageOnPort(this.port))
      this.receive(next.message);
  }

  /** A busy event loop may run this late, so an answer that has arrived already still counts. */
  private giveUp(slot: number): void {
    this.drain();
    const waiter = this.waiting.get(slot);
    if (!waiter) return;
    this.waiting.delete(slot);
    this.options.unanswered?.();
    waiter.reject(this.lost(slot));
  }

  private take(answers: readonly A[]): void {
    this.options.answered?.(answers);
    for (const answer of answers) {
      const waiter = this.waiting.get(answer.slot);
      this.waiting.delete(answer.slot);
      this.options.slots.release(answer.slot);
      if (!waiter) continue;
      waiter.settled();
      try {
        waiter.resolve(this.options.resultOf(answer));
      } catch (error) {
        waiter.reject(error);
      }
    }
  }

  /** A job that was begun may have taken effect; one that was withdrawn never will. */
  private lost(slot: number): Error {
    const { slots, part } = this.options;
    return slots.withdraw(slot) ? new PartUnavailable(part) : new OutcomeUnknown();
  }

  private end(): void {
    this.alive = false;
    this.port.close();
    for (const [slot, waiter] of this.waiting) {
      waiter.settled();
      waiter.reject(this.lost(slot));
    }
    this.waiting.clear();
  }
}
