import { stringify } from 'yaml';
import { metadataOf, type ObjectName } from './kubernetes-secret.js';

/** What External Secrets Operator needs to know to make a Secret of a prefix. */
export interface StoreManifest extends ObjectName {
  /** The URL of the server, without a slash at its end. */
  readonly url: string;
  /** With a slash at its end. */
  readonly prefix: string;
  /** The Secret that has the key of the service account, as `token`. */
  readonly keySecret: string;
}

const API = 'external-secrets.io/v1';

/**
 * A SecretStore with the provider `webhook`, and an ExternalSecret that takes all variables of a prefix in one request. The
 * operator puts the path into the URL escaped, so it is a parameter of the query. The key is named and not contained.
 */
export function storeManifest({ url, prefix, keySecret, name, namespace }: StoreManifest): string {
  const store = {
    ...{ apiVersion: API, kind: 'SecretStore', metadata: metadataOf({ name: `${name}-coffer`, namespace }) },
    spec: {
      provider: {
        webhook: {
          url: `${url}/api/v1/secrets/env?prefix={{ .remoteRef.key }}`,
          timeout: '10s',
          headers: { Authorization: 'Bearer {{ .auth.token }}' },
          secrets: [{ name: 'auth', secretRef: { name: keySecret } }],
          result: { jsonPath: '$' },
        },
      },
    },
  };
  const external = {
    ...{ apiVersion: API, kind: 'ExternalSecret', metadata: metadataOf({ name, namespace }) },
    spec: {
      refreshInterval: '15m',
      secretStoreRef: { name: `${name}-coffer`, kind: 'SecretStore' },
      target: { name, creationPolicy: 'Owner', deletionPolicy: 'Retain' },
      dataFrom: [{ extract: { key: prefix } }],
    },
  };
  const inNamespace = namespace === null ? '' : ` --namespace ${namespace}`;
  return [
    '# The key of a service account that may list and reveal below the prefix. It is not in this file. Make it once:',
    `#   kubectl create secret generic ${keySecret}${inNamespace} --from-file=token=KEY_FILE`,
    `#   kubectl label secret ${keySecret}${inNamespace} external-secrets.io/type=webhook`,
    '# Without this label the operator does not read it. KEY_FILE must have no line break at its end.',
    `${yaml(store)}---`,
    '# deletionPolicy is Retain on purpose. Coffer answers 404 for what is absent and for what the key may not see. The',
    '# operator takes a 404 for a deletion: with Delete, a policy that is withdrawn would delete the Secret of a running',
    '# application.',
    yaml(external),
  ].join('\n');
}

/** Quotes what a reader of YAML 1.1, such as kubectl, takes for something else than a text. */
function yaml(object: object): string {
  return stringify(object, { version: '1.1', lineWidth: 0 });
}
