import type { Clock } from '#kernel';
import { type Overload, tooMuch } from './overload.js';

const MIB = 1_048_576;
/** Bytes of all requests and unread answers together. */
export const WHOLE = 64 * MIB;
/** The part that one principal may hold: an account, or a network without a token. */
export const OF_A_PRINCIPAL = 16 * MIB;
/** What a request counts while it is handled, if its route says nothing else. So a principal has at most 256 at once. */
export const A_REQUEST = 64 * 1_024;
/** An answer that the client has not taken for so long, in milliseconds, gives way if the whole is used up. */
const GIVES_WAY_AFTER_MS = 2_000;

/** What one request holds. */
export interface Lease {
  /** Takes more, with the errors of {@link Budget.take}. */
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

interface Unread {
  readonly since: number;
  readonly holder: Holder;
}

/**
 * One budget for what requests and unread answers hold in memory: for each principal, and for the whole process [R97].
 * A request takes its share before it is handled: what its body has and what its answer may have. When the answer is
 * ready, the share becomes the size of the answer. It is given back when the client has taken the answer.
 */
export class Budget {
  private held = 0;
  private readonly byPrincipal = new Map<string, number>();
  /** Leases with an unread answer, the oldest first. */
  private readonly unread = new Map<Lease, Unread>();

  constructor(private readonly clock: Clock) {}

  /** Bytes that are held now. */
  get used(): number {
    return this.held;
  }

  /** Throws {@link Overload}: `rate_limited` if the principal holds too much, `busy` if all together do. */
  take(principal: string, bytes: number, holder: Holder): Lease {
    const lease = this.lease(principal, holder);
    lease.grow(bytes);
    return lease;
  }

  private lease(principal: string, holder: Holder): Lease {
    let share = 0;
    let unsent = 0;
    let isOver = false;
    const hold = (bytes: number, ofAnswer: number): void => {
      this.add(principal, bytes - share);
      holder.unsent += ofAnswer - unsent;
      share = bytes;
      unsent = ofAnswer;
    };
    const lease: Lease = {
      grow: (bytes) => {
        this.require(principal, bytes);
        hold(share + bytes, 0);
      },
      answered: (bytes) => {
        if (isOver) return;
        hold(bytes, bytes);
        this.unread.set(lease, { since: this.clock.now(), holder });
      },
      end: () => {
        isOver = true;
        hold(0, 0);
        this.unread.delete(lease);
      },
    };
    return lease;
  }

  private require(principal: string, bytes: number): void {
    const mine = this.byPrincipal.get(principal) ?? 0;
    if (mine + bytes > OF_A_PRINCIPAL) throw tooMuch('rate_limited');
    if (!this.makeRoom(bytes)) throw tooMuch('busy');
  }

  private add(principal: string, bytes: number): void {
    this.held += bytes;
    const mine = (this.byPrincipal.get(principal) ?? 0) + bytes;
    if (mine === 0) this.byPrincipal.delete(principal);
    else this.byPrincipal.set(principal, mine);
  }

  /** If the whole is used up, closes the connections that have not read an answer for the longest. */
  private makeRoom(bytes: number): boolean {
    const late = this.clock.now() - GIVES_WAY_AFTER_MS;
    for (const [lease, { since, holder }] of this.unread) {
      if (this.held + bytes <= WHOLE || since > late) break;
      lease.end();
      holder.close();
    }
    return this.held + bytes <= WHOLE;
  }
}
