import { codeOf, ManualClock } from '#kernel/testing';
import type { IdentityProvider } from '../../domain/workloads/identity-provider.js';
import { DocumentRefused, type DocumentRequest, DocumentSource } from '../../ports/workloads/document-source.js';
import { type KeySet, SubjectTokens } from '../../ports/workloads/subject-tokens.js';
import { aProvider } from '../../testing/a-provider.js';
import { ProviderKeys } from './provider-keys.js';

const SECOND = 1_000;
const MINUTE = 60_000;
const URI = 'https://idp.example.org/keys';

/** Publishes what the test says, and remembers what was asked for. */
class ScriptedSource extends DocumentSource {
  readonly asked: (DocumentRequest & { until: number })[] = [];
  answer: (url: string) => unknown = () => ({ keys: ['a'] });

  override async read(request: DocumentRequest, until: number): Promise<unknown> {
    this.asked.push({ ...request, until });
    return this.answer(request.url);
  }
}

/** A key set is the list of the names of its keys. */
class NamedTokens extends SubjectTokens {
  override claimed = () => ({ issuer: '', audience: '' });
  override verify = async () => ({ claims: {}, expiresAt: 0 });

  override async keySet(jwks: unknown): Promise<(KeySet & { names: unknown }) | null> {
    const names = (jwks as { keys?: unknown }).keys;
    return Array.isArray(names) ? { names, size: names.length } : null;
  }
}

describe('the keys of an identity provider', () => {
  let clock: ManualClock;
  let source: ScriptedSource;
  let keys: ProviderKeys;
  beforeEach(() => {
    clock = new ManualClock();
    source = new ScriptedSource();
    keys = new ProviderKeys(source, new NamedTokens(), clock);
  });

  const provider = (more: Partial<IdentityProvider> = {}) => aProvider({ id: 'p', jwksUri: URI, ...more });
  const away = () => {
    source.answer = () => {
      throw new DocumentRefused('the provider cannot be reached');
    };
  };
  const publish = (...names: string[]) => {
    source.answer = () => ({ keys: names });
  };
  const refusal = (work: Promise<unknown>) =>
    work.then(
      () => 'none',
      (error: Error) => `${error.name}: ${error.message}`,
    );

  it('are fetched once for all requests that wait, within 5 s in all, and used for 10 minutes', async () => {
    const at = clock.at;
    const found = await Promise.all(Array.from({ length: 50 }, () => keys.current(provider())));
    expect(new Set(found).size).toBe(1);
    expect(source.asked).toEqual([{ url: URI, privateNetwork: false, ca: null, until: at + 5 * SECOND }]);
    clock.at += 10 * MINUTE - 1;
    expect(await keys.current(provider())).toBe(found[0]);
    expect(source.asked).toHaveLength(1);
    clock.at += 1;
    publish('b');
    expect(await keys.current(provider())).toMatchObject({ names: ['b'] });
  });

  it('are not used past their age if the provider is away', async () => {
    await keys.current(provider());
    away();
    clock.at += 10 * MINUTE;
    expect(await refusal(keys.current(provider()))).toBe('KeysUnavailable: the provider cannot be reached');
  });

  it('are asked for again only 5 s after a fetch that failed: a flood does not hammer the provider [R111]', async () => {
    away();
    for (let tries = 0; tries < 50; tries += 1) await refusal(keys.current(provider()));
    expect(source.asked).toHaveLength(1);
    clock.at += 5 * SECOND - 1;
    expect(await refusal(keys.current(provider()))).toMatch(/^KeysUnavailable/);
    expect(source.asked).toHaveLength(1);
    clock.at += 1;
    publish('a');
    expect(await keys.current(provider())).toMatchObject({ names: ['a'] });
  });

  it('are fetched again for an unknown key, but not within 30 s after the last time [R111]', async () => {
    const used = await keys.current(provider());
    publish('a', 'b');
    clock.at += 30 * SECOND - 1;
    for (let tries = 0; tries < 50; tries += 1) expect(await keys.newerThan(used, provider())).toBeNull();
    expect(source.asked).toHaveLength(1);
    clock.at += 1;
    const found = await Promise.all(Array.from({ length: 50 }, () => keys.newerThan(used, provider())));
    expect(found[0]).toMatchObject({ names: ['a', 'b'] });
    expect(new Set(found).size).toBe(1);
    expect(source.asked).toHaveLength(2);
    expect(await keys.current(provider())).toBe(found[0]);
  });

  it('stay if a fetch for an unknown key fails, and the next one waits 30 s, too', async () => {
    const used = await keys.current(provider());
    clock.at += 30 * SECOND;
    away();
    expect(await keys.newerThan(used, provider())).toBeNull();
    expect(await keys.current(provider())).toBe(used);
    clock.at += 30 * SECOND - 1;
    expect(await keys.newerThan(used, provider())).toBeNull();
    expect(source.asked).toHaveLength(2);
  });

  it('are read from the provider itself if it has a fixed key set, and never fetched', async () => {
    const fixed = provider({ jwksUri: null, jwks: '{"keys":["s"]}' });
    const used = await keys.current(fixed);
    expect(used).toMatchObject({ names: ['s'] });
    clock.at += 60 * MINUTE;
    expect(await keys.current(fixed)).toBe(used);
    expect(await keys.newerThan(used, fixed)).toBeNull();
    expect(source.asked).toEqual([]);
  });

  it('are others as soon as the provider was changed', async () => {
    await keys.current(provider());
    publish('b');
    expect(await keys.current(provider({ epoch: 2 }))).toMatchObject({ names: ['b'] });
  });

  it('are found through the discovery document, in the same 5 s, with the same network and certificates', async () => {
    const discovered = provider({
      jwksUri: null,
      discovery: 'https://d/',
      issuer: 'https://i',
      privateNetwork: true,
      ca: 'C',
    });
    source.answer = (url) => (url === URI ? { keys: ['d'] } : { issuer: 'https://i', jwks_uri: URI });
    const at = clock.at;
    expect(await keys.current(discovered)).toMatchObject({ names: ['d'] });
    const same = { privateNetwork: true, ca: 'C', until: at + 5 * SECOND };
    expect(source.asked).toEqual([
      { url: 'https://d/', ...same },
      { url: URI, ...same },
    ]);
  });

  it.each([
    ['another issuer', { issuer: 'https://j', jwks_uri: URI }],
    ['an issuer with a slash more', { issuer: 'https://i/', jwks_uri: URI }],
    ['no issuer', { jwks_uri: URI }],
    ['no key set', { issuer: 'https://i' }],
    ['a key set over http', { issuer: 'https://i', jwks_uri: 'http://idp.example.org/keys' }],
    ['a list', [{ issuer: 'https://i', jwks_uri: URI }]],
  ])('are not found through a discovery document with %s [R111]', async (_, document) => {
    source.answer = (url) => (url === URI ? { keys: ['d'] } : document);
    const discovered = provider({ jwksUri: null, discovery: 'https://d/', issuer: 'https://i' });
    expect(await refusal(keys.current(discovered))).toMatch(/^KeysUnavailable: the discovery document/);
    expect(source.asked).toHaveLength(1);
  });

  it.each([
    ['no key set', {}],
    ['no key', { keys: [] }],
  ])('are missing in a document with %s', async (_, document) => {
    source.answer = () => document;
    expect(await refusal(keys.current(provider()))).toMatch(/^KeysUnavailable/);
  });

  it('are fetched from 8 providers at once at most', async () => {
    let open = () => {};
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    source.answer = () => opened.then(() => ({ keys: ['a'] }));
    const fetches = Array.from({ length: 8 }, (_, index) => keys.current(provider({ id: `p${index}` })));
    expect(await codeOf(keys.current(provider({ id: 'ninth' })))).toBe('busy');
    open();
    await Promise.all(fetches);
    expect(await codeOf(keys.current(provider({ id: 'ninth' })))).toBe('none');
  });
});
