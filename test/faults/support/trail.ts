import type { Api } from '../../e2e/support/processes/api.js';
import { eventually } from './eventually.js';

/** The fields of an exported audit record that these tests use. */
export interface Entry {
  readonly seq: number;
  readonly at: string;
  readonly action: string;
  readonly resource_type: string;
  readonly resource_id: string | null;
  readonly outcome: 'allowed' | 'succeeded' | 'failed' | 'unknown' | 'denied';
  readonly request_id: string;
  readonly user_agent: string | null;
}

/** Milliseconds. A lease (10 s) and two sweeps take less; a busy machine takes several times as long. */
const SETTLED_WITHIN_MS = 600_000;

/** The whole audit at one time. */
export class Trail {
  constructor(readonly entries: readonly Entry[]) {}

  static async of({ url, token }: Api): Promise<Trail> {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(`${url}/api/v1/audit/logs/export?format=ndjson`, { headers });
    if (!answer.ok) throw new Error(`the export answered ${answer.status}`);
    const lines = (await answer.text()).split('\n').filter((line) => line !== '');
    return new Trail(lines.map((line) => JSON.parse(line) as Entry));
  }

  /** Waits until no intent is open, except those that `mayBeOpen`. */
  static settled(api: Api, mayBeOpen: (intent: Entry) => boolean = () => false): Promise<Trail> {
    return eventually(
      async () => {
        const trail = await Trail.of(api);
        expect(trail.open().filter((intent) => !mayBeOpen(intent))).toEqual([]);
        return trail;
      },
      SETTLED_WITHIN_MS,
      500,
    );
  }

  /** Throws unless numbers run from 1 without a gap, and every intent has exactly one later outcome [R68] [R69]. */
  expectWhole(): void {
    expect(this.entries.map(({ seq }) => seq)).toEqual(this.entries.map((_, index) => index + 1));
    const wrong = this.intents().filter((intent) => this.outcomes(intent).length !== 1);
    expect(wrong.map((intent) => ({ ...intent, outcomes: this.outcomes(intent) }))).toEqual([]);
  }

  /** The intent of the request with the User-Agent `agent`, and its outcomes. */
  of(agent: string): { readonly intent: Entry; readonly outcomes: readonly string[] } {
    const found = this.intents().filter((entry) => entry.user_agent === agent);
    const [intent] = found;
    if (!intent || found.length > 1) throw new Error(`${found.length} intents of "${agent}"`);
    return { intent, outcomes: this.outcomes(intent) };
  }

  /**
   * The outcomes of the request with the User-Agent `agent`; empty if it has no intent. Under an Idempotency-Key it may
   * have several intents. Each but the last was fenced and must have failed.
   */
  outcomesOf(agent: string): readonly string[] {
    const all = this.intents().filter((entry) => entry.user_agent === agent);
    const outcomes = all.map((intent) => this.outcomes(intent));
    expect(outcomes.slice(0, -1).flat()).toEqual(outcomes.slice(0, -1).map(() => 'failed'));
    return outcomes.at(-1) ?? [];
  }

  private intents(): Entry[] {
    return this.entries.filter(({ outcome }) => outcome === 'allowed');
  }

  private open(): Entry[] {
    return this.intents().filter((intent) => this.outcomes(intent).length === 0);
  }

  private outcomes(intent: Entry): string[] {
    return this.entries
      .filter((entry) => entry.request_id === intent.request_id && entry.action === intent.action)
      .filter((entry) => entry.resource_id === intent.resource_id && entry.seq > intent.seq)
      .map(({ outcome }) => outcome)
      .filter((outcome) => outcome !== 'allowed' && outcome !== 'denied');
  }
}
