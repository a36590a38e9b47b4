import { createHmac } from 'node:crypto';
import type { Roots } from '#kernel';
import { foldedName } from '#users';

/** What the audit records for a name without an account: a keyed hash, since people type passwords into name fields. */
export function unknownName(roots: Roots, typed: string): string {
  const key = roots.derive('unknown-name');
  const hashed = createHmac('sha256', key).update(foldedName(typed)).digest('base64url');
  return `unknown:${hashed}`;
}
