import { randomUUID } from 'node:crypto';

/** What conditions are evaluated on. */
export interface RequestFacts {
  /** The client's address. */
  readonly ip: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Milliseconds since 1970 of the session's last second factor that counts; null without one. */
  readonly mfaAt: number | null;
}

/** A request's decision. `reason` goes into the audit alone; `decisionId` (random) is what a caller is told. */
export interface Decision {
  readonly allowed: boolean;
  readonly decisionId: string;
  readonly reason: string;
}

/** Makes the id and the words only when they are asked for: most decisions allow, and nobody reads them. */
class LazyDecision implements Decision {
  private id: string | null = null;

  constructor(
    readonly allowed: boolean,
    private readonly explain: () => string,
  ) {}

  get decisionId(): string {
    this.id ??= randomUUID();
    return this.id;
  }

  get reason(): string {
    return this.explain();
  }
}

export function allow(explain: () => string): Decision {
  return new LazyDecision(true, explain);
}

export function deny(explain: () => string): Decision {
  return new LazyDecision(false, explain);
}
