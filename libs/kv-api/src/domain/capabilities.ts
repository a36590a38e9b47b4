import type { Permission } from '#kernel';

/** What Vault calls a thing that one may do at a path. */
export type Capability = 'create' | 'delete' | 'list' | 'patch' | 'read' | 'update';

/** A capability, and the permissions that must all be held on the secret. */
type Need = readonly [capability: Capability, all: readonly Permission[]];

/** By the part of the path behind the mount. */
const NEEDS: Readonly<Record<string, readonly Need[]>> = {
  data: [
    ['create', ['secret:write']],
    ['delete', ['secret:delete']],
    ['patch', ['secret:rotate', 'secret:reveal']],
    ['read', ['secret:reveal']],
    ['update', ['secret:rotate']],
  ],
  metadata: [
    ['create', ['secret:write']],
    ['delete', ['secret:delete']],
    ['list', ['secret:list']],
    ['patch', ['secret:write']],
    ['read', ['secret:read']],
    ['update', ['secret:write']],
  ],
  subkeys: [['read', ['secret:reveal']]],
  delete: [['update', ['secret:delete']]],
  undelete: [['update', ['secret:delete']]],
  destroy: [['update', ['secret:destroy']]],
};

/** Paths that every account may call, by what they are for. */
const FOR_ALL: Readonly<Record<string, readonly Capability[]>> = {
  'auth/token/lookup-self': ['read'],
  'auth/token/renew-self': ['update'],
  'auth/token/revoke-self': ['update'],
  'sys/capabilities-self': ['update'],
  'sys/health': ['read'],
  'sys/init': ['read'],
  'sys/internal/ui/mounts': ['read'],
  'sys/leader': ['read'],
  'sys/mounts': ['read'],
  'sys/seal-status': ['read'],
};

/** A path of a client: what everybody may do there, or a secret with what each capability needs. */
export type AskedPath =
  | { readonly capabilities: readonly Capability[] }
  | { readonly secret: string; readonly needs: readonly Need[] };

/**
 * Reads a path as clients write it, behind `/v1/`. A path that is none of ours has no capabilities.
 *
 * @example
 * askedPath('secret', 'secret/data/prod/db'); // { secret: 'prod/db', needs: [...] }
 */
export function askedPath(mount: string, path: string): AskedPath {
  const bare = path.replace(/^\/+/, '');
  const own = FOR_ALL[bare];
  if (own && Object.hasOwn(FOR_ALL, bare)) return { capabilities: own };
  if (!bare.startsWith(`${mount}/`)) return { capabilities: [] };
  const below = bare.slice(mount.length + 1);
  const end = below.indexOf('/');
  const [part, secret] = end < 0 ? [below, ''] : [below.slice(0, end), below.slice(end + 1)];
  const needs = Object.hasOwn(NEEDS, part) ? NEEDS[part] : undefined;
  return needs ? { secret, needs } : { capabilities: [] };
}
