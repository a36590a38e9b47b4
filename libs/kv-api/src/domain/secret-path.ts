import { invalidField } from '#kernel';

/** The path of a secret in a request that reads or removes: one `/` at its end means nothing, as in Vault. */
export function secretPath(text: string): string {
  return text.endsWith('/') ? text.slice(0, -1) : text;
}

/** The path of a secret in a request that writes: it cannot end with `/`, as in Vault. */
export function writablePath(text: string): string {
  if (!text.endsWith('/')) return text;
  throw invalidField('path', 'path', "cannot write to a path ending in '/'");
}
