import type { Clock } from '#kernel';
import { connectionClosed, tooMuch } from './overload.js';

const MIB = 1_048_576;
/** Bytes of all requests and unread answers together. */
export const WHOLE = 64 * MIB;
/** The part that one principal may hold: an account, or a network without a token. */
export const OF_A_PRINCIPAL = 16 * MIB;
/** What a request counts while it is handled, if its route says nothing else. So a principal has at most 256 at once. */
export const A_REQUEST = 64 * 1_024;
/** If the whole is used up, a client that lets the server wait for so long gives way. In milliseconds. */
const GIVES_WAY_AFTER_MS = 2_000;
/** And a principal gives way at once to another that would hold so many times less. */
const GIVES_WAY_TO_A = 2;

/** What one request holds. */
export interface Lease {
  /**
   * The body is there, and the request is at work from now on. It takes more, with the errors of {@link Budget.take}. After
   * the end it throws too: nobody would give back what it took, and nobody waits for the work.
   */
  grow(bytes: number): void;
  /** The answer is ready and has so many bytes. From now on the request holds only these. */
  answered(bytes: number): void;
  /** The last byte was sent, or the connection was closed. Idempotent. */
  end(): void;
}

/** The connection on which an answer is sent. */
export interface Holder {
  /** Bytes of answers that the client has not taken yet. */
  unsent: number;
  close(): void;
}

/** A request for whose client the server waits: for the rest of its body, or for the client to take the answer. */
interface Waiting {
  readonly principal: string;
  readonly since: number;
  readonly holder: Holder;
}

/**
 * One budget for what requests and unread answers hold in memory: for each principal, and for the whole process [R97].
 * A request takes its share before it is handled: what its body has and what its answer may have. When the answer is
 * ready, the share becomes the size of the answer. It is given back when the client has taken the answer.
 *
 * If the whole is used up, those give way for whom the server only waits: first the principal that holds the most. So
 * nobody keeps the others out with a few large requests that never end.
 */
export class Budget {
  private held = 0;
  private readonly byPrincipal = new Map<string, number>();
  /** The oldest first. */
  private readonly waiting = new Map<Lease, Waiting>();

  constructor(private readonly clock: Clock) {}

  /** Bytes that are held now. */
  get used(): number {
    return this.held;
  }

  /**
   * Takes what the body may have, and waits for it. Throws an Overload: `rate_limited` if the principal holds too much,
   * `busy` if all together do.
   */
  take(principal: string, bytes: number, holder: Holder): Lease {
    this.require(principal, bytes);
    let share = 0;
    let unsent = 0;
    let isOver = false;
    const hold = (bytes: number, ofAnswer: number): void => {
      this.add(principal, bytes - share);
      holder.unsent += ofAnswer - unsent;
      share = bytes;
      unsent = ofAnswer;
    };
    const wait = (): void => {
      this.waiting.set(lease, { principal, since: this.clock.now(), holder });
    };
    const lease: Lease = {
      grow: (bytes) => {
        if (isOver) throw connectionClosed();
        this.waiting.delete(lease);
        this.require(principal, bytes);
        hold(share + bytes, 0);
      },
      answered: (bytes) => {
        if (isOver) return;
        hold(bytes, bytes);
        wait();
      },
      end: () => {
        isOver = true;
        hold(0, 0);
        this.waiting.delete(lease);
      },
    };
    hold(bytes, 0);
    wait();
    return lease;
  }

  private require(principal: string, bytes: number): void {
    const mine = (this.byPrincipal.get(principal) ?? 0) + bytes;
    if (mine > OF_A_PRINCIPAL) throw tooMuch('rate_limited');
    while (this.held + bytes > WHOLE) {
      const giving = this.givingWayTo(mine);
      if (!giving) throw tooMuch('busy');
      const [lease, { holder }] = giving;
      lease.end();
      holder.close();
    }
  }

  /** Who gives way to a principal that would hold `mine`: of the largest holder what waits longest, or what is late. */
  private givingWayTo(mine: number): [Lease, Waiting] | null {
    const late = this.clock.now() - GIVES_WAY_AFTER_MS;
    let most = mine * GIVES_WAY_TO_A;
    let largest: [Lease, Waiting] | null = null;
    let oldest: [Lease, Waiting] | null = null;
    for (const [lease, one] of this.waiting) {
      const theirs = this.byPrincipal.get(one.principal) ?? 0;
      if (theirs > most) {
        most = theirs;
        largest = [lease, one];
      }
      if (one.since <= late) oldest ??= [lease, one];
    }
    return largest ?? oldest;
  }

  private add(principal: string, bytes: number): void {
    this.held += bytes;
    const mine = (this.byPrincipal.get(principal) ?? 0) + bytes;
    if (mine === 0) this.byPrincipal.delete(principal);
    else this.byPrincipal.set(principal, mine);
  }
}
