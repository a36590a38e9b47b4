import { parseAllDocuments } from 'yaml';
import type { Site } from '../../e2e/support/processes/pairs.js';
import { extract, type RemoteRef, value, type Webhook } from '../support/external-secrets.js';
import type { Place } from '../support/place.js';

const DATA = {
  'shared/eso/db': { password: 'a "$ecret"', port: 5432, tls: true },
  'shared/eso/api.key': { value: 'line one\nline two' },
};
/** One field of a secret, for `data` of an ExternalSecret. */
const FIELD = 'secrets/reveal?path={{ .remoteRef.key }}&field={{ .remoteRef.property }}';

/** What External Secrets' webhook provider makes of the manifest that `coffer k8s manifest` prints. */
export function servesExternalSecrets(here: () => Place, run: () => Site['run']): void {
  let webhook: Webhook;
  let ref: RemoteRef;
  const as = (token: string): Webhook => ({ ...webhook, secrets: { auth: { token } } });

  beforeAll(async () => {
    const { address, tokens } = here();
    const headers = { 'x-vault-token': tokens.writer, 'content-type': 'application/json' };
    for (const [path, data] of Object.entries(DATA)) {
      await fetch(`${address}/v1/secret/data/${path}`, { method: 'POST', headers, body: JSON.stringify({ data }) });
    }
    const { told, complained } = await run()(['k8s', 'manifest', '--prefix', 'shared/eso/', '--url', address]);
    const [store, external] = parseAllDocuments(told.join('\n')).map((document) => document.toJS());
    if (external === undefined) throw new Error(`no manifest: ${complained.join('\n')}`);
    ({ webhook } = store.spec.provider);
    ref = external.spec.dataFrom[0].extract;
  });

  it('External Secrets gets the environment of an application by one request', async () => {
    expect(await extract(as(here().tokens.reader), ref)).toEqual({
      is: 'synced',
      data: { DB_PASSWORD: 'a "$ecret"', DB_PORT: '5432', DB_TLS: 'true', API_KEY: 'line one\nline two' },
    });
  });

  it('External Secrets gets one field of a secret', async () => {
    const url = `${here().address}/api/v1/${FIELD}`;
    const one = { ...as(here().tokens.reader), url, result: { jsonPath: '$.value' } };
    expect(await value(one, { key: 'shared/eso/db', property: 'password' })).toBe('a "$ecret"');
    expect(await value(one, { key: 'shared/eso/none', property: 'password' })).toEqual({ is: 'deleted' });
  });

  it('External Secrets takes a token that works no more for a failure, and not for a deletion', async () => {
    expect(await extract(as(here().tokens.forged), ref)).toMatchObject({ is: 'failed' });
  });

  it('External Secrets takes an unchanged environment for unchanged', async () => {
    const { headers, url } = webhook;
    const { reader } = here().tokens;
    const whole = url.replace(/\{\{.*\}\}/, encodeURIComponent(ref.key));
    const { headers: shown } = await fetch(whole, { headers: { authorization: `Bearer ${reader}` } });
    const unchanged = { ...as(reader), headers: { ...headers, 'If-None-Match': shown.get('etag') ?? '' } };
    expect(await extract(unchanged, ref)).toEqual({ is: 'unchanged' });
  });
}
