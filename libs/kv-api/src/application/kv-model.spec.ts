import fc from 'fast-check';
import { CofferError, type JsonObject } from '#kernel';
import { type SecretsUnderTest, secretsUnderTest } from '#secrets/testing';
import { mergePatched } from '../domain/merge-patch.js';
import { kvServices } from '../testing/kv-services.js';

const VERSIONS_KEPT = 3;
const PATHS = ['a', 'a/b', 'c'] as const;

/** A secret as the table of differences from Vault tells it. */
interface Known {
  current: number;
  /** Null: destroyed. A version that is not here was dropped. */
  readonly versions: Map<number, JsonObject | null>;
}

/** What of each path is live, and what was deleted, the last one last. */
class Model {
  private readonly live = new Map<string, Known>();
  private readonly deleted = new Map<string, Known[]>();

  write(path: string, fields: JsonObject, cas: number | null): string {
    const known = this.live.get(path);
    if (cas !== null && cas !== (known?.current ?? 0)) return 'precondition_failed';
    return this.next(path, known ?? { current: 0, versions: new Map() }, fields);
  }

  patch(path: string, fields: JsonObject, cas: number | null): string {
    const known = this.live.get(path);
    if (!known) return 'not_found';
    if (cas !== null && cas !== known.current) return 'precondition_failed';
    return this.next(path, known, mergePatched(known.versions.get(known.current), fields));
  }

  delete(path: string): string {
    const known = this.live.get(path);
    if (!known) return 'done';
    this.live.delete(path);
    this.deleted.set(path, [...(this.deleted.get(path) ?? []), known]);
    return 'done';
  }

  deleteVersions(path: string, versions: number[]): string {
    const known = this.live.get(path);
    if (!known) return 'done';
    if (versions.includes(known.current)) return this.delete(path);
    return versions.some((version) => known.versions.get(version)) ? 'validation_failed' : 'done';
  }

  undelete(path: string, versions: number[]): string {
    const gone = this.deleted.get(path) ?? [];
    const last = gone.at(-1);
    if (!last) return this.live.has(path) ? 'done' : 'not_found';
    if (!versions.includes(last.current)) return 'validation_failed';
    if (this.live.has(path)) return 'path_taken';
    this.live.set(path, last);
    this.deleted.set(path, gone.slice(0, -1));
    return 'done';
  }

  destroy(path: string, versions: number[]): string {
    const known = this.live.get(path);
    if (!known) return (this.deleted.get(path) ?? []).length > 0 ? 'conflict' : 'done';
    if (versions.includes(known.current)) return 'version_current';
    for (const version of versions) if (known.versions.has(version)) known.versions.set(version, null);
    return 'done';
  }

  read(path: string, version: number | null): string {
    const known = this.live.get(path);
    const shown = known ?? this.deleted.get(path)?.at(-1);
    const wanted = version ?? shown?.current ?? 0;
    if (!shown?.versions.has(wanted)) return 'not_found';
    return `${wanted} ${JSON.stringify(known ? shown.versions.get(wanted) : null)}`;
  }

  show(path: string): string {
    const shown = this.live.get(path) ?? this.deleted.get(path)?.at(-1);
    if (!shown) return 'not_found';
    const isGone = !this.live.has(path);
    return `${shown.current} ${[...shown.versions].map(([version, data]) => `${version}${data ? '' : ' destroyed'}${isGone ? ' deleted' : ''}`)}`;
  }

  list(): string {
    const names = new Set([...this.live.keys()].map((path) => path.replace(/\/.*/, '/')));
    return names.size === 0 ? 'not_found' : [...names].sort().join();
  }

  private next(path: string, known: Known, fields: JsonObject): string {
    known.current += 1;
    known.versions.set(known.current, fields);
    known.versions.delete(known.current - VERSIONS_KEPT);
    this.live.set(path, known);
    return `version ${known.current}`;
  }
}

/** The same calls on the services. */
class Served {
  private readonly on: ReturnType<typeof kvServices>;

  constructor(private readonly secrets: SecretsUnderTest) {
    this.on = kvServices(secrets, VERSIONS_KEPT);
  }

  private get caller() {
    return this.secrets.as('owner');
  }

  async write(path: string, fields: JsonObject, cas: number | null): Promise<string> {
    return `version ${(await this.on.writing.write(this.caller, path, { fields, cas })).version}`;
  }

  async patch(path: string, fields: JsonObject, cas: number | null): Promise<string> {
    return `version ${(await this.on.writing.patch(this.caller, path, { fields, cas })).version}`;
  }

  delete(path: string): Promise<string> {
    return this.on.versions.delete(this.caller, path).then(() => 'done');
  }

  deleteVersions(path: string, versions: number[]): Promise<string> {
    return this.on.versions.deleteVersions(this.caller, path, versions).then(() => 'done');
  }

  undelete(path: string, versions: number[]): Promise<string> {
    return this.on.versions.undelete(this.caller, path, versions).then(() => 'done');
  }

  destroy(path: string, versions: number[]): Promise<string> {
    return this.on.versions.destroy(this.caller, path, versions).then(() => 'done');
  }

  async read(path: string, version: number | null): Promise<string> {
    const { value, metadata } = await this.on.reading.read(this.caller, path, version);
    return `${metadata.version} ${value}`;
  }

  async show(path: string): Promise<string> {
    const { current_version, versions } = await this.on.metadata.show(this.caller, path);
    const each = Object.entries(versions).map(
      ([version, state]) =>
        `${version}${state.destroyed ? ' destroyed' : ''}${state.deletion_time === '' ? '' : ' deleted'}`,
    );
    return `${current_version} ${each}`;
  }

  async list(): Promise<string> {
    return (await this.on.metadata.list(this.caller, '', { after: null, limit: null })).join();
  }
}

const path = fc.constantFrom(...PATHS);
const cas = fc.option(fc.nat(4), { freq: 2 });
const fields = fc.constantFrom<JsonObject[]>(
  ...[{}, { a: 1 }, { a: { b: null, c: [1] } }, { value: 'text' }, { value: '{"a":1}' }, { value: 1, a: 'x' }],
);
const change = fc.constantFrom<JsonObject[]>({ a: null }, { a: { c: 2 } }, { value: 'other' }, { value: null, z: 1 });
const version: fc.Arbitrary<number | null> = fc.option(fc.integer({ min: 1, max: 6 }));
const versions = fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 3 });

type Calls = Pick<
  Model,
  'write' | 'patch' | 'delete' | 'deleteVersions' | 'undelete' | 'destroy' | 'read' | 'show' | 'list'
>;
type Step = { readonly [K in keyof Calls]: readonly [K, ...Parameters<Calls[K]>] }[keyof Calls];

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(fc.constant('write' as const), path, fields, cas) },
  { weight: 3, arbitrary: fc.tuple(fc.constant('patch' as const), path, change, cas) },
  { weight: 3, arbitrary: fc.tuple(fc.constant('read' as const), path, version) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('undelete' as const), path, versions) },
  { weight: 3, arbitrary: fc.tuple(fc.constant('delete' as const), path) },
  fc.tuple(fc.constant('deleteVersions' as const), path, versions),
  fc.tuple(fc.constant('destroy' as const), path, versions),
  fc.tuple(fc.constant('show' as const), path),
  fc.tuple(fc.constant('list' as const)),
);

type Call = (...args: unknown[]) => string | Promise<string>;

async function told(on: Model | Served, [name, ...args]: Step): Promise<string> {
  try {
    return await (on[name] as Call).apply(on, args);
  } catch (error) {
    if (error instanceof CofferError) return error.code;
    throw error;
  }
}

describe('the API for clients of Vault', () => {
  it('does what the table of differences says, in any order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 60 }), async (steps) => {
        const secrets = await secretsUnderTest({ versionsKept: VERSIONS_KEPT });
        const [model, served] = [new Model(), new Served(secrets)];
        for (const one of steps) {
          await secrets.clock.advance(1);
          expect([one, await told(served, one)]).toEqual([one, await told(model, one)]);
        }
      }),
      { numRuns: 50 },
    );
  });
});
