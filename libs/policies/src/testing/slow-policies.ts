import type { Permission } from '#kernel';
import type { Statement } from '../domain/model.js';

/** A name of 100 segments and `last`. Each of the segments is compared with each of the globs of {@link slowStatements}. */
export function deepName(last: string): string {
  return `${'a/'.repeat(100)}${last}`;
}

/** `count` statements whose globs begin like every segment of {@link deepName}, and match none. */
export function slowStatements(effect: Statement['effect'], permission: Permission, count: number): Statement[] {
  const kind = permission.slice(0, permission.indexOf(':'));
  return Array.from({ length: count }, (_, index) => {
    return { effect, actions: [permission], resources: [`${kind}:**/a*${index}*`] };
  });
}
