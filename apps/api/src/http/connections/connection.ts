import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Holder } from './budget.js';

/** Requests of one connection that are handled at the same time. Later ones wait: HTTP/1.1 answers in order anyway. */
export const AT_ONCE = 8;
/** Requests of one connection that may wait. One more closes the connection. */
export const WAITING_MOST = 100;
/** While the answers of a connection that were not sent yet have more bytes, its next request waits. */
const UNSENT_MOST = 1_048_576;

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Begins to handle the request. Null once it has begun. */
  begin: (() => void) | null;
}

/** One connection of a client, and its requests without a whole answer. */
export class Connection implements Holder {
  /** True if it came when the server was full: it is for the health routes only. */
  isSpare = false;
  /** True once its last answer is decided: nothing that it still sends is handled. */
  isRefused = false;
  unsent = 0;
  /** When it was opened, or when its last request was answered. In milliseconds, from the clock. */
  idleSince: number;
  /** True once the last request has come: what comes behind it is not handled. */
  private isOver = false;
  private readonly exchanges = new Set<Exchange>();
  private latest: Exchange | null = null;
  private running = 0;
  private onSettled: (() => void) | null = null;
  private refusedRequest: IncomingMessage | null = null;

  constructor(
    public socket: Socket,
    private readonly now: () => number,
  ) {
    this.idleSince = now();
  }

  /** True if no request waits for an answer. A request whose head has not arrived does not count. */
  get isIdle(): boolean {
    return this.exchanges.size === 0;
  }

  /**
   * Calls `begin` at once, or when enough earlier requests are answered. Never, if the connection closes before, or if an
   * earlier request was `isLast`.
   */
  enter(request: IncomingMessage, response: ServerResponse, begin: () => void, isLast = false): void {
    if (this.isOver) return;
    this.isOver = isLast;
    const exchange: Exchange = { request, response, begin };
    this.latest = exchange;
    this.exchanges.add(exchange);
    response.once('close', () => this.leave(exchange));
    if (this.exchanges.size > AT_ONCE + WAITING_MOST) this.close();
    else this.advance();
    if (this.exchanges.size > this.running) this.socket.pause();
  }

  /**
   * Calls `answer` when no whole request waits for its answer any more, so that it never comes before the answers of
   * earlier requests. Nothing that the client sends from now on is handled.
   */
  settle(answer: () => void): void {
    this.isRefused = true;
    if (this.latest && !this.latest.request.complete) this.refusedRequest = this.latest.request;
    this.onSettled = answer;
    this.checkSettled();
  }

  /** True if the answer to a request that is not whole yet has begun. No further answer may follow it. */
  get hasAnsweredEarly(): boolean {
    return this.latest !== null && !this.latest.request.complete && this.latest.response.headersSent;
  }

  /** True for a request that was refused before it was whole. Its rest may still come. */
  refuses(request: IncomingMessage): boolean {
    return request === this.refusedRequest;
  }

  close(): void {
    this.socket.destroy();
  }

  private leave(exchange: Exchange): void {
    if (!exchange.begin) this.running -= 1;
    this.exchanges.delete(exchange);
    this.idleSince = this.now();
    if (this.socket.destroyed) return;
    this.checkSettled();
    this.advance();
    if (this.exchanges.size === this.running && !this.isRefused) this.socket.resume();
  }

  private advance(): void {
    for (const exchange of this.exchanges) {
      if (this.running >= AT_ONCE || (this.running > 0 && this.unsent > UNSENT_MOST)) return;
      const { begin } = exchange;
      if (!begin) continue;
      exchange.begin = null;
      this.running += 1;
      begin();
    }
  }

  private checkSettled(): void {
    const owed = [...this.exchanges].some(({ request }) => request.complete);
    if (owed || !this.onSettled) return;
    const answer = this.onSettled;
    this.onSettled = null;
    answer();
  }
}
