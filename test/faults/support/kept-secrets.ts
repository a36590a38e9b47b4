import type { Api } from '../../e2e/support/processes/api.js';

export interface Loss {
  readonly lost: number;
  readonly unreadable: number;
}

interface Kept {
  readonly acknowledged: Set<number>;
  mayBeGone: boolean;
}

interface Listed {
  readonly id: string;
  readonly path: string;
}

/** The path prefix of every secret of these tests. */
export const PREFIX = 'faults/';

const AT_ONCE = 8;

/** The value of a version. It contains path and version, so a reader knows whether it is the right value. */
export function valueAt(path: string, version: number): string {
  return `${path} ${version}`;
}

/** The acknowledged secrets of a test. */
export class KeptSecrets {
  private readonly secrets = new Map<string, Kept>();

  acknowledge(id: string, version: number): void {
    const kept = this.secrets.get(id) ?? { acknowledged: new Set(), mayBeGone: false };
    this.secrets.set(id, kept);
    kept.acknowledged.add(version);
  }

  /** Forgets a secret that was deleted on purpose. */
  mayBeGone(id: string): void {
    const kept = this.secrets.get(id);
    if (kept) kept.mayBeGone = true;
  }

  /** Reveals every listed version of every secret, and looks for every acknowledged one. */
  async check(api: Api): Promise<Loss> {
    const found = new Map<string, Set<number>>();
    let unreadable = 0;
    const listed = await listAll(api);
    while (listed.length > 0) {
      const looks = listed.splice(0, AT_ONCE).map(async (secret) => {
        const { there, wrong } = await readAll(api, secret);
        found.set(secret.id, there);
        unreadable += wrong;
      });
      await Promise.all(looks);
    }
    return { lost: this.missingFrom(found), unreadable };
  }

  /** The number of acknowledged versions that were not found. */
  missingFrom(found: ReadonlyMap<string, ReadonlySet<number>>): number {
    let missing = 0;
    for (const [id, { acknowledged, mayBeGone }] of this.secrets) {
      if (mayBeGone) continue;
      for (const version of acknowledged) if (!found.get(id)?.has(version)) missing += 1;
    }
    return missing;
  }
}

async function listAll(api: Api): Promise<Listed[]> {
  const all: Listed[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { status, body, text } = await api.get(`/secrets?prefix=${PREFIX}&limit=200${cursor && `&cursor=${cursor}`}`);
    if (status !== 200) throw new Error(`the list answered ${status} ${text}`);
    all.push(...body.items);
    cursor = body.next_cursor;
  }
  return all;
}

async function readAll(api: Api, { id, path }: Listed): Promise<{ there: Set<number>; wrong: number }> {
  const { body } = await api.get(`/secrets/${id}/versions`);
  const versions: { version: number; state: string }[] = body.items;
  let wrong = 0;
  for (const { version, state } of versions) {
    const { status, body } = await api.get(`/secrets/${id}/reveal?version=${version}`);
    const opens = status === 200 && body.value === valueAt(path, version);
    if (state === 'destroyed' ? status !== 404 : !opens) wrong += 1;
  }
  return { there: new Set(versions.map(({ version }) => version)), wrong };
}
