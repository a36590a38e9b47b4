import { Ajv } from 'ajv';
import { parseAllDocuments } from 'yaml';
import { storeManifest } from './store-manifest.js';

const OBJECT_NAME = '^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$';
const text = { type: 'string' };
const named = { type: 'string', minLength: 1, maxLength: 253, pattern: OBJECT_NAME };
const closed = (required: string[], properties: object) => ({
  ...{ type: 'object', required, properties, additionalProperties: false },
});

/** The fields of the operator's CRDs (external-secrets.io/v1) that a manifest may have here. All others are refused. */
const STORE = closed(['provider'], {
  provider: closed(['webhook'], {
    webhook: closed(['url'], {
      ...{ url: text, method: text, timeout: { ...text, pattern: '^\\d+s$' }, body: text },
      headers: { type: 'object', additionalProperties: text },
      result: closed([], { jsonPath: text }),
      secrets: {
        type: 'array',
        items: closed(['name', 'secretRef'], { name: text, secretRef: closed([], { name: named, key: named }) }),
      },
    }),
  }),
});
const EXTERNAL = closed([], {
  refreshInterval: text,
  secretStoreRef: closed([], { name: named, kind: { enum: ['SecretStore', 'ClusterSecretStore'] } }),
  target: closed([], {
    name: named,
    creationPolicy: { enum: ['Owner', 'Orphan', 'Merge', 'None'] },
    deletionPolicy: { enum: ['Delete', 'Merge', 'Retain'] },
  }),
  dataFrom: {
    type: 'array',
    items: closed([], { extract: closed(['key'], { key: text, property: text, version: text }) }),
  },
});

const AT = {
  url: 'https://coffer.example.org',
  prefix: 'prod/app/',
  keySecret: 'coffer-key',
  name: 'prod-app',
  namespace: 'shop',
};
// biome-ignore lint/suspicious/noExplicitAny: a manifest is looked into freely
const read = (yaml: string, version: '1.1' | '1.2' = '1.2'): any[] =>
  parseAllDocuments(yaml, { version }).map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS();
  });

describe('the manifest for External Secrets Operator', () => {
  it('has only fields that its CRDs have, with values that they take', () => {
    const [store, external, ...more] = read(storeManifest(AT));
    expect(more).toEqual([]);
    const ajv = new Ajv();
    expect([ajv.validate(STORE, store.spec), ajv.errors]).toEqual([true, null]);
    expect([ajv.validate(EXTERNAL, external.spec), ajv.errors]).toEqual([true, null]);
    expect([store.apiVersion, store.kind, external.apiVersion, external.kind]).toEqual([
      ...['external-secrets.io/v1', 'SecretStore', 'external-secrets.io/v1', 'ExternalSecret'],
    ]);
    expect([store.metadata, external.metadata]).toEqual([
      { name: 'prod-app-coffer', namespace: 'shop' },
      { name: 'prod-app', namespace: 'shop' },
    ]);
    expect(external.spec.secretStoreRef.name).toBe(store.metadata.name);
  });

  it('asks for the prefix in the query, where the operator escapes it, with the key of a Secret that it names', () => {
    const { webhook } = read(storeManifest(AT))[0].spec.provider;
    expect(webhook.url).toBe('https://coffer.example.org/api/v1/secrets/env?prefix={{ .remoteRef.key }}');
    expect(webhook.headers).toEqual({ Authorization: 'Bearer {{ .auth.token }}' });
    expect(webhook.secrets).toEqual([{ name: 'auth', secretRef: { name: 'coffer-key' } }]);
    expect(storeManifest(AT)).toContain(
      'kubectl label secret coffer-key --namespace shop external-secrets.io/type=webhook',
    );
  });

  it('keeps the Secret when Coffer answers 404, and says why', () => {
    expect(read(storeManifest(AT))[1].spec.target).toEqual({
      name: 'prod-app',
      creationPolicy: 'Owner',
      deletionPolicy: 'Retain',
    });
    expect(storeManifest(AT)).toMatch(/^# deletionPolicy is Retain on purpose\. Coffer answers 404/m);
  });

  it('reads the same in YAML 1.1, whatever the names look like', () => {
    const odd = storeManifest({ ...AT, name: '0123', namespace: 'no', keySecret: 'on' });
    expect(read(odd, '1.1')).toEqual(read(odd));
    expect(read(odd, '1.1')[0].metadata).toEqual({ name: '0123-coffer', namespace: 'no' });
    expect(read(storeManifest({ ...AT, namespace: null }))[0].metadata).toEqual({ name: 'prod-app-coffer' });
  });
});
