import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { json } from 'node:stream/consumers';
import { median } from '../../bench/measure/statistics.js';
import { rankTest } from './rank-test.js';

/** One kind of request whose time must be that of the others. */
export interface Kind {
  readonly name: string;
  readonly path: string;
  /** What is sent the nth time. */
  bodyOf(turn: number): object;
  headersOf?(turn: number): Record<string, string>;
  /** `401 invalid_credentials`, or a status alone. */
  readonly answer: string;
}

const WARM_UP = 3;

/** Sends requests one after the other on one connection and takes the time of each. */
export class Stopwatch {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(
    private readonly url: string,
    private readonly name: string,
  ) {}

  /**
   * Blocks of one sample of each kind, in random order. Throws when a rank test tells the kinds apart that finds one in
   * 10,000 such runs where they are the same. Prints the medians.
   */
  async expectAlike(what: string, kinds: readonly Kind[], samples: number): Promise<void> {
    for (let turn = 0; turn < WARM_UP; turn += 1) for (const kind of kinds) await this.take(kind, samples);
    const blocks: number[][] = [];
    for (let turn = 0; turn < samples; turn += 1) {
      const taken = new Map<Kind, number>();
      for (const kind of shuffled(kinds)) taken.set(kind, await this.take(kind, turn));
      blocks.push(kinds.map((kind) => taken.get(kind) ?? Number.NaN));
    }
    const { statistic, limit } = rankTest(blocks);
    const medians = kinds.map(
      ({ name }, kind) => `${name} ${median(blocks.map((block) => block[kind] ?? 0)).toFixed(2)}`,
    );
    process.stdout.write(
      `times, ${this.name}: ${what}, medians of ${samples} in ms: ${medians.join(', ')}; rank test ${statistic.toFixed(1)} of ${limit}\n`,
    );
    expect(statistic).toBeLessThan(limit);
  }

  close(): void {
    this.agent.destroy();
  }

  /** Milliseconds from the request to the end of its answer. */
  private async take({ path, bodyOf, headersOf, answer: expected }: Kind, turn: number): Promise<number> {
    const body = JSON.stringify(bodyOf(turn));
    const headers = { 'content-type': 'application/json', 'content-length': String(body.length), ...headersOf?.(turn) };
    const begun = performance.now();
    const call = request(`${this.url}/api/v1${path}`, { method: 'POST', agent: this.agent, headers });
    call.end(body);
    const [answer] = await once(call, 'response');
    const { code } = (await json(answer)) as { code?: string };
    const time = performance.now() - begun;
    expect(code === undefined ? `${answer.statusCode}` : `${answer.statusCode} ${code}`).toBe(expected);
    return time;
  }
}

/** Fisher and Yates's shuffle. */
function shuffled<T>(values: readonly T[]): T[] {
  const all = [...values];
  for (let left = all.length; left > 1; left -= 1) {
    const chosen = randomInt(left);
    [all[left - 1], all[chosen]] = [all[chosen] as T, all[left - 1] as T];
  }
  return all;
}
