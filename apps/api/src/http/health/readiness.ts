/** A part that the api depends on. `check` throws when it does not work. */
export interface Part {
  check(): Promise<void>;
}

export interface Readiness {
  readonly status: 'ready' | 'not_ready';
  readonly parts: Readonly<Record<string, 'up' | 'down'>>;
}

const CHECK_BOUND_MS = 2_000;
const FRESH_MS = 500;

/**
 * Asks every part at once, each for at most 2 s [R89]. Questions that come while one is under way, or within half a
 * second of its answer, share it: a flood of probes costs the engines two checks a second.
 */
export class ReadinessProbe {
  private latest: { readonly at: number; readonly answer: Promise<Readiness> } | null = null;

  constructor(
    private readonly parts: Readonly<Record<string, Part>>,
    private readonly onDown: (part: string, error: unknown) => void = () => {},
    private readonly now: () => number = () => performance.now(),
  ) {}

  read(): Promise<Readiness> {
    if (this.latest && this.now() - this.latest.at < FRESH_MS) return this.latest.answer;
    const answer = this.ask();
    const asked = { at: Number.POSITIVE_INFINITY, answer };
    this.latest = asked;
    return answer.finally(() => {
      if (this.latest === asked) this.latest = { at: this.now(), answer };
    });
  }

  private async ask(): Promise<Readiness> {
    const states = await Promise.all(
      Object.entries(this.parts).map(async ([name, part]) => [name, await this.stateOf(name, part)] as const),
    );
    const ready = states.every(([, state]) => state === 'up');
    return { status: ready ? 'ready' : 'not_ready', parts: Object.fromEntries(states) };
  }

  private async stateOf(name: string, part: Part): Promise<'up' | 'down'> {
    try {
      await within(CHECK_BOUND_MS, part.check());
      return 'up';
    } catch (error) {
      this.onDown(name, error);
      return 'down';
    }
  }
}

async function within(milliseconds: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), milliseconds);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
