/** The entries of one account on a small fake server. A test can tamper with its answers. */

export interface Row {
  readonly id: string;
  readonly name: string | null;
  readonly ciphertext: string;
  readonly iv: string;
  readonly tag: string;
  readonly meta: string | null;
  readonly generation: number;
  readonly revision: number;
}

interface Place {
  readonly row: Row;
  readonly seq: number;
  readonly deleted: boolean;
}

interface Generation {
  readonly generation: number;
  readonly wrappedKey: string | null;
  readonly places: ReadonlyMap<string, Place>;
}

interface Rekey {
  readonly id: string;
  readonly generation: number;
  readonly wrappedKey: string;
  readonly staged: Map<string, Row>;
}

export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly errors?: readonly object[],
  ) {
    super(code);
  }
}

const AT = '2026-11-22T09:30:00.000Z';
const shown = (row: Row) => ({ ...row, deleted: false, created_at: AT, updated_at: AT });

export class FakeEntries {
  revision = 0;
  private present: Generation = { generation: 1, wrappedKey: null, places: new Map() };
  private previous: Generation | null = null;
  private top = 1;
  private open: Rekey | null = null;
  private readonly past = new Map<string, Row[]>();

  list(since: number | null, limit: number, offset: number) {
    const all = [...this.present.places.values()].sort((one, other) => one.seq - other.seq);
    const chosen = all.filter((place) => (since === null ? !place.deleted : place.seq > since));
    const items = chosen.slice(offset, offset + limit).map(({ row, deleted }) => {
      return deleted ? { id: row.id, revision: row.revision, deleted: true, ciphertext: null } : shown(row);
    });
    const next = offset + limit < chosen.length ? String(offset + limit) : null;
    const { generation } = this.present;
    return { items, next_cursor: next, revision: this.revision, generation, full: since === null };
  }

  get(id: string) {
    return shown(this.live(id).row);
  }

  put(id: string, sent: Omit<Row, 'id' | 'revision'>, seen: number | null) {
    if (sent.generation !== this.present.generation) throw new Refusal(409, 'generation_stale');
    const there = this.present.places.get(id);
    if (seen === null && there) throw new Refusal(409, 'id_taken');
    if (seen !== null && this.live(id).row.revision !== seen) throw new Refusal(412, 'precondition_failed');
    const row: Row = { ...sent, id, name: sent.name ?? null, meta: sent.meta ?? null, revision: (seen ?? 0) + 1 };
    this.place(row, false);
    this.past.set(id, [row, ...(this.past.get(id) ?? [])].slice(0, 10));
    return shown(row);
  }

  remove(id: string, seen: number): void {
    const { row } = this.live(id);
    if (row.revision !== seen) throw new Refusal(412, 'precondition_failed');
    this.place(row, true);
  }

  history(id: string) {
    this.live(id);
    return { items: (this.past.get(id) ?? []).map(shown), next_cursor: null };
  }

  generations() {
    const keyOf = ({ generation, wrappedKey }: Generation) => ({ generation, wrapped_key: wrappedKey });
    return {
      ...keyOf(this.present),
      revision: this.revision,
      previous: this.previous && keyOf(this.previous),
      rekey: this.open && { id: this.open.id, generation: this.open.generation },
    };
  }

  begin(wrappedKey: string) {
    if (this.open) throw new Refusal(409, 'rekey_open');
    this.top += 1;
    this.open = { id: crypto.randomUUID(), generation: this.top, wrappedKey, staged: new Map() };
    return { id: this.open.id, generation: this.top, base_revision: this.revision };
  }

  stage(id: string, rows: readonly Row[]) {
    const { generation, staged } = this.rekey(id);
    for (const row of rows) {
      const entry = { ...row, name: row.name ?? null, meta: row.meta ?? null, generation, revision: row.revision + 1 };
      staged.set(row.id, entry);
    }
    return { staged: staged.size };
  }

  publish(id: string, manifest: readonly string[]) {
    const { generation, wrappedKey, staged } = this.rekey(id);
    const live = [...this.present.places.values()].filter(({ deleted }) => !deleted);
    const isRight = ({ row }: Place) =>
      manifest.includes(`${row.id}:${row.revision}`) && staged.get(row.id)?.revision === row.revision + 1;
    if (live.length !== manifest.length || !live.every(isRight)) throw new Refusal(409, 'manifest_mismatch', []);
    this.revision += 1;
    const places = new Map(this.present.places);
    for (const { row } of live) {
      const next = staged.get(row.id) as Row;
      places.set(row.id, { row: next, seq: this.revision, deleted: false });
      this.past.set(row.id, [next]);
    }
    [this.previous, this.present, this.open] = [this.present, { generation, wrappedKey, places }, null];
    return { generation, revision: this.revision, entries: live.length };
  }

  abandon(id: string): void {
    this.rekey(id);
    this.open = null;
  }

  restore(generation: number) {
    if (this.previous?.generation !== generation) throw new Refusal(404, 'not_found');
    this.revision += 1;
    const back = [...this.previous.places].map(([id, place]) => [id, { ...place, seq: this.revision }] as const);
    const gone = [...this.present.places]
      .filter(([id]) => !this.previous?.places.has(id))
      .map(([id, place]) => [id, { ...place, seq: this.revision, deleted: true }] as const);
    [this.previous, this.present] = [this.present, { ...this.previous, places: new Map([...back, ...gone]) }];
    return this.generations();
  }

  private rekey(id: string): Rekey {
    if (this.open?.id !== id) throw new Refusal(404, 'not_found');
    return this.open;
  }

  private live(id: string): Place {
    const place = this.present.places.get(id);
    if (!place || place.deleted) throw new Refusal(404, 'not_found');
    return place;
  }

  private place(row: Row, deleted: boolean): void {
    this.revision += 1;
    const places = new Map(this.present.places).set(row.id, { row, seq: this.revision, deleted });
    this.present = { ...this.present, places };
  }
}
