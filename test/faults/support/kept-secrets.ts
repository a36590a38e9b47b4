import type { Api } from '../../e2e/support/api.js';

export interface Loss {
  readonly lost: number;
  readonly unreadable: number;
}

interface Kept {
  readonly path: string;
  /** What each version must reveal if it is listed, whether or not it was acknowledged. */
  readonly values: Map<number, string>;
  readonly acknowledged: Set<number>;
  /** Deleted or destroyed on purpose: what is not there is not lost. */
  mayBeGone: boolean;
}

/** Every secret that a test has written or tried to write, and what it was told. */
export class KeptSecrets {
  private readonly secrets = new Map<string, Kept>();

  acknowledged(id: string, path: string, version: number, value: string): void {
    this.attempted(id, path, version, value);
    this.secrets.get(id)?.acknowledged.add(version);
  }

  /** The answer was lost, or not awaited. */
  attempted(id: string, path: string, version: number, value: string): void {
    const kept = this.secrets.get(id) ?? { path, values: new Map(), acknowledged: new Set(), mayBeGone: false };
    this.secrets.set(id, kept);
    kept.values.set(version, value);
  }

  mayBeGone(id: string): void {
    const kept = this.secrets.get(id);
    if (kept) kept.mayBeGone = true;
  }

  /** Reveals every listed version of every secret. */
  async check(api: Api): Promise<Loss> {
    const losses: Loss[] = [];
    for (const [id, kept] of this.secrets) losses.push(await this.checkOne(api, id, kept));
    return {
      lost: losses.reduce((sum, { lost }) => sum + lost, 0),
      unreadable: losses.reduce((sum, { unreadable }) => sum + unreadable, 0),
    };
  }

  private async checkOne(api: Api, id: string, kept: Kept): Promise<Loss> {
    const history = await api.get(`/secrets/${id}/versions`);
    if (history.status !== 200) return { lost: kept.mayBeGone ? 0 : kept.acknowledged.size, unreadable: 0 };
    const listed: { version: number; state: string }[] = history.body.items;
    let unreadable = 0;
    for (const { version, state } of listed) {
      const { status, body } = await api.get(`/secrets/${id}/reveal?version=${version}`);
      const opens = status === 200 && body.value === kept.values.get(version);
      if (state === 'destroyed' ? status !== 404 : !opens) unreadable += 1;
    }
    const there = new Set(listed.map(({ version }) => version));
    return { lost: kept.mayBeGone ? 0 : [...kept.acknowledged].filter((one) => !there.has(one)).length, unreadable };
  }
}
