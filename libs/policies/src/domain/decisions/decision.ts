import { randomUUID } from 'node:crypto';

/** A decision about one request. Only the audit record has `reason`; the caller gets `decisionId`, a random UUID. */
export interface Decision {
  readonly allowed: boolean;
  readonly decisionId: string;
  readonly reason: string;
}

/** Makes the id and the reason on first use: most decisions allow, and then nobody reads either. */
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
