import type { Environment } from '../environment.js';
import { failed } from '../failure.js';
import type { Variables } from '../formats/variables.js';
import { codeLoaders } from '../secrets/code-loaders.js';

/** True for a variable that is for this command alone. */
export function isOurs(name: string): boolean {
  return /^COFFER_/i.test(name);
}

/** Puts the variables of several sources together. A name that two of them give is refused, never decided by their order. */
export function together(sources: readonly (readonly [source: string, variables: Variables])[]): Variables {
  const from = new Map<string, string>();
  const all = new Map<string, string>();
  for (const [source, variables] of sources) {
    for (const [name, value] of variables) {
      const other = from.get(name);
      if (other !== undefined) throw failed(`${name} is in ${other} and in ${source}: rename one of them.`);
      from.set(name, source);
      all.set(name, value);
    }
  }
  return all;
}

/** Those that `only` names. Refuses a name that is not there: a program must not start without it. */
export function chosen(variables: Variables, only: readonly string[] | null): Variables {
  if (only === null) {
    const loaders = codeLoaders(variables.keys());
    if (loaders.length === 0) return variables;
    const what = 'could make the program run other code or trust another server';
    throw failed(`${loaders.join(', ')} ${what}: name what you want with --only.`);
  }
  const missing = only.filter((name) => !variables.has(name));
  if (missing.length > 0)
    throw failed(`--only names ${missing.join(', ')}, but no secret gives it, or you may not reveal it.`);
  return new Map(only.map((name) => [name, variables.get(name) ?? '']));
}

export interface Merged {
  readonly environment: Readonly<Record<string, string>>;
  /** Names that the environment has already, and which therefore stay. */
  readonly kept: readonly string[];
}

/**
 * The environment of the child: that of this process without what is ours, and the variables, which are named like ours
 * only if they were asked for by name. Nothing in a value is expanded. `replaced`: what the references of the
 * environment stand for.
 */
export function merged(
  present: Environment,
  variables: Variables,
  replaced: Variables,
  { override }: { readonly override: boolean },
): Merged {
  requirePassable([...variables, ...replaced]);
  const environment = new Map<string, string>();
  for (const [name, text] of Object.entries(present)) {
    if (text !== undefined && !isOurs(name)) environment.set(name, replaced.get(name) ?? text);
  }
  const kept = override ? [] : [...variables.keys()].filter((name) => environment.has(name));
  for (const [name, value] of variables) if (!kept.includes(name)) environment.set(name, value);
  return { environment: Object.fromEntries(environment), kept };
}

/** An environment ends each text at its first NUL: a program would get half of a value. */
function requirePassable(variables: readonly (readonly [string, string])[]): void {
  const wrong = variables.filter(([, value]) => value.includes('\0')).map(([name]) => name);
  if (wrong.length > 0) throw failed(`${wrong.join(', ')}: the value has a NUL, which no variable can have.`);
}
