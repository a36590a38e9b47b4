import { extract, value, type Webhook } from '../support/external-secrets.js';
import type { Place } from '../support/place.js';

const DATA = {
  'shared/eso/db': { password: 'a "$ecret"', port: 5432, tls: true },
  'shared/eso/api.key': { value: 'line one\nline two' },
};

/** External Secrets' webhook provider, as docs/guides/kubernetes.md sets it up. */
export function servesExternalSecrets(here: () => Place): void {
  const store = (path: string, jsonPath?: string, token = here().tokens.reader): Webhook => ({
    url: `${here().address}/api/v1/${path}`,
    headers: { Authorization: 'Bearer {{ .auth.token }}' },
    secrets: { auth: { token } },
    result: { jsonPath },
  });
  const environment = (token?: string) => store('secrets/env?prefix={{ .remoteRef.key }}', undefined, token);
  const FIELD = 'secrets/reveal?path={{ .remoteRef.key }}&field={{ .remoteRef.property }}';

  beforeAll(async () => {
    const { address, tokens } = here();
    const headers = { 'x-vault-token': tokens.writer, 'content-type': 'application/json' };
    for (const [path, data] of Object.entries(DATA)) {
      await fetch(`${address}/v1/secret/data/${path}`, { method: 'POST', headers, body: JSON.stringify({ data }) });
    }
  });

  it('External Secrets gets the environment of an application by one request', async () => {
    expect(await extract(environment(), { key: 'shared/eso/' })).toEqual({
      is: 'synced',
      data: { DB_PASSWORD: 'a "$ecret"', DB_PORT: '5432', DB_TLS: 'true', API_KEY_VALUE: 'line one\nline two' },
    });
  });

  it('External Secrets gets one field of a secret', async () => {
    const one = { key: 'shared/eso/db', property: 'password' };
    expect(await value(store(FIELD, '$.value'), one)).toBe('a "$ecret"');
  });

  it('takes the refusal of a token or of a right for a failure, never for a deletion', async () => {
    const { writer, forged } = here().tokens;
    expect(await extract(environment(forged), { key: 'shared/eso/' })).toMatchObject({ is: 'failed' });
    expect(await extract(environment(writer), { key: 'no/such/' })).not.toEqual({ is: 'deleted' });
  });
}
