const NO_ROUTE = 'Coffer has no such path of the Vault API.';

/** What Vault has and Coffer has not, by the beginning of a path below `/v1/`. The first that fits counts. */
const MISSING: readonly (readonly [begin: RegExp, words: string])[] = [
  [/^auth\/token\/create/, 'Coffer makes no child tokens: give the program a key of its own.'],
  [/^auth\/token\//, 'Of auth/token there are lookup-self, renew-self and revoke-self: a token shows itself alone.'],
  [
    /^auth\/[^/]+(\/[^/]+)*\/login/,
    'The auth methods are auth/approle, auth/jwt and auth/kubernetes, each at this place alone.',
  ],
  [/^auth\//, 'Accounts, keys and identity providers are administered at /api/v1.'],
  [/^sys\/(leases|renew|revoke)/, 'Coffer has no leases.'],
  [/^sys\/(policy|policies)/, 'Policies are administered at /api/v1/policies.'],
  [/^sys\/wrapping/, 'Coffer wraps no answers. To hand a value over, share the secret at /api/v1/secrets.'],
  [/^sys\//, 'Of sys there are capabilities-self, health, init, internal/ui/mounts, leader, mounts and seal-status.'],
  [/^identity\/|^cubbyhole\//, 'The one secrets engine is KV version 2.'],
];

/**
 * What to say of a path that no route has. It shows the mount, which is a setting, and nothing of the path.
 *
 * @example
 * unknownPathWords('secret', '/v1/sys/leases/lookup'); // 'Coffer has no such path of the Vault API. Coffer has no leases.'
 */
export function unknownPathWords(mount: string, path: string): string {
  const [bare = ''] = path.slice(path.indexOf('/v1/') + '/v1/'.length).split('?', 1);
  const found = MISSING.find(([begin]) => begin.test(bare));
  if (found) return `${NO_ROUTE} ${found[1]}`;
  const below = ['data', 'subkeys', 'metadata', 'delete', 'undelete', 'destroy'].map(
    (part) => `${mount}/${part}/<path>`,
  );
  return `${NO_ROUTE} Secrets are at ${below.join(', ')}. The API of Coffer itself is below /api/v1.`;
}
