import { existsSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import { loadEnvFile } from 'node:process';
import { Config } from './config.js';
import { ENVIRONMENT, type Environment, togetherProblems } from './environment.js';
import { misspeltNames, warningsOf } from './warnings.js';

/** The environment cannot be used. Each line of `problems` names a variable, and never shows its value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

/** The environment of the process, with a `.env` of the working directory below it. The only reader of process.env. */
export function readEnvironment(): Record<string, string | undefined> {
  if (existsSync('.env')) loadEnvFile('.env');
  return process.env;
}

/** Checks everything at once. Throws {@link ConfigError} with every problem. An empty variable counts as unset. */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = ENVIRONMENT.safeParse(set);
  if (!parsed.success) {
    throw new ConfigError([...firstProblems(parsed.error.issues), ...misspeltNames(set)]);
  }
  const problems = [...togetherProblems(parsed.data), ...placeProblems(parsed.data)];
  if (problems.length > 0) throw new ConfigError([...problems, ...misspeltNames(set)]);
  return new Config(parsed.data, warningsOf(set, parsed.data));
}

/** One line for each variable, even if its value breaks several rules. */
function firstProblems(
  issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[],
): string[] {
  const problems = new Map<string, string>();
  for (const { path, message } of issues) {
    const name = String(path[0]);
    if (!problems.has(name)) problems.set(name, `${name} ${message}`);
  }
  return [...problems.values()];
}

/** A copy of the data must never hold a copy of the keys that open it. Half an engine pair is checked too. */
function placeProblems(env: Environment): string[] {
  if (env.MONGODB_URL && env.VAULT_ADDR) return [];
  const data = resolve(env.DATA_DIR) + sep;
  const keys = resolve(env.KEYRING_DIR) + sep;
  return keys.startsWith(data) || data.startsWith(keys)
    ? ['KEYRING_DIR must not be inside DATA_DIR, nor DATA_DIR inside KEYRING_DIR']
    : [];
}
