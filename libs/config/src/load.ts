import { resolve, sep } from 'node:path';
import { Config } from './config.js';
import { edgeProblem } from './edges.js';
import { ENVIRONMENT, type Environment } from './environment.js';
import { type EnvFile, readEnvFile } from './file/env-file.js';
import { placeProblems } from './places.js';
import { togetherProblems } from './together.js';
import { misspeltNames, warningsOf } from './warnings.js';

type Variables = Readonly<Record<string, string | undefined>>;

/** Every variable of Coffer. */
const OURS: ReadonlySet<string> = new Set(Object.keys(ENVIRONMENT.shape));

/** zod compiles no function for what is validated once. */
const ONCE = { jitless: true } as const;

/** The environment cannot be used. Each line of `problems` names a variable or a file, and never shows a value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

/**
 * The configuration of this process: its environment, with a `.env` of the working directory below it. Also looks at the files and folders that it names. Throws {@link ConfigError} with every problem.
 */
export function readConfig(): Config {
  const { values, problems } = readVariables();
  return examined(values, problems, placeProblems);
}

/** The variables of the environment and, below them, of `.env`. The only reader of process.env. An empty variable of the environment hides none. */
export function readVariables(): EnvFile {
  const { values, problems } = readEnvFile(OURS);
  return { values: { ...values, ...setOnes(process.env) }, problems };
}

/** Checks all values at once, and no files. Throws {@link ConfigError} with every problem. An empty variable is unset. */
export function loadConfig(env: Variables): Config {
  return examined(env, [], () => []);
}

/**
 * `found`: problems from before; a variable that they name is not told again. `further`: looks at the valid values once
 * more.
 */
function examined(env: Variables, found: readonly string[], further: (env: Environment) => string[]): Config {
  const given = setOnes(env);
  const invalid = valueProblems(given);
  const valid = ENVIRONMENT.parse(
    Object.fromEntries(Object.entries(given).filter(([name]) => !invalid.has(name))),
    ONCE,
  );
  const names = new Set(Object.keys(given));
  const told = new Set(found.map((line) => line.split(' ', 1)[0]));
  const problems = [
    ...found,
    ...[...invalid].filter(([name]) => !told.has(name)).map(([, problem]) => problem),
    ...togetherProblems(valid, names, new Set(invalid.keys())),
    ...nestedFolders(valid, names),
    ...further(valid),
  ];
  if (problems.length > 0) throw new ConfigError([...problems, ...misspeltNames(given)]);
  return new Config(valid, warningsOf(given, valid));
}

/** The variables that have a value. */
function setOnes(env: Variables): Record<string, string> {
  const set = Object.entries(env).filter(([, value]) => value !== undefined && value !== '');
  return Object.fromEntries(set) as Record<string, string>;
}

/** One line for each variable whose value is not valid, even if it breaks several rules. */
function valueProblems(given: Readonly<Record<string, string>>): Map<string, string> {
  const problems = new Map<string, string>();
  for (const [name, value] of Object.entries(given)) {
    const edge = OURS.has(name) ? edgeProblem(name, value) : null;
    if (edge) problems.set(name, `${name} ${edge}`);
  }
  for (const { path, message } of ENVIRONMENT.safeParse(given, ONCE).error?.issues ?? []) {
    const name = String(path[0]);
    if (!problems.has(name)) problems.set(name, `${name} ${message}`);
  }
  return problems;
}

/** A copy of the data must never hold a copy of the keys that open it. Half an engine pair is checked too. */
function nestedFolders(env: Environment, given: ReadonlySet<string>): string[] {
  if (given.has('MONGODB_URL') && given.has('VAULT_ADDR')) return [];
  const data = resolve(env.DATA_DIR) + sep;
  const keys = resolve(env.KEYRING_DIR) + sep;
  return keys.startsWith(data) || data.startsWith(keys)
    ? ['KEYRING_DIR must not be inside DATA_DIR, nor DATA_DIR inside KEYRING_DIR']
    : [];
}
