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

/** Under which every secret of these tests lies. */
export const PREFIX = 'faults/';

const AT_ONCE = 8;

/** What a version of a secret holds: whoever finds it knows whether it is its own value, acknowledged or not. */
export function valueAt(path: string, version: number): string {
  return `${path} ${version}`;
}

/** What a test was told of the secrets that it wrote. */
export class KeptSecrets {
  private readonly secrets = new Map<string, Kept>();

  acknowledge(id: string, version: number): void {
    const kept = this.secrets.get(id) ?? { acknowledged: new Set(), mayBeGone: false };
    this.secrets.set(id, kept);
    kept.acknowledged.add(version);
  }

  /** What is deleted on purpose is not lost. */
  mayBeGone(id: string): void {
    const kept = this.secrets.get(id);
    if (kept) kept.mayBeGone = true;
  }

  /** Reveals every version that is listed of every secret that is, and looks for every acknowledged one. */
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

  /** How many acknowledged versions are not among those that were found. */
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
