import { CofferProblem } from '#client';
import { CommandFailed, failed, misused } from '../failure.js';
import type { Variables } from '../formats/variables.js';
import { environmentBelow, withSlash } from '../secrets/environment-below.js';
import { reveal } from '../secrets/reveal.js';
import { credentialSource } from '../server/credentials.js';
import { failureLines } from '../server/failure-lines.js';
import type { Workplace } from '../workplace.js';
import { runChild } from './child.js';
import { chosen, isOurs, merged, together } from './child-environment.js';
import { type Reference, referencesIn } from './references.js';

export interface RunOptions {
  readonly prefix?: readonly string[];
  readonly deep?: true;
  readonly only?: string;
  readonly override?: true;
}

/** Runs a program with secrets in its environment. Its exit code, or the signal that ended it, is that of the command. */
export async function runProgram(place: Workplace, command: readonly string[], options: RunOptions): Promise<void> {
  const [program, ...args] = command;
  if (program === undefined) throw misused('Name the program behind --.');
  const only = options.only === undefined ? null : namesOf(options.only);
  const prefixes = [...new Set(options.prefix?.map(withSlash))];
  if (only !== null && prefixes.length === 0) throw misused('--only needs a --prefix.');
  const references = referencesIn(withoutOurs(place));
  const sources: [string, Variables][] = [];
  // What --only does not name may be closed to this caller.
  const how = { deep: options.deep === true, partial: only !== null };
  for (const prefix of prefixes) {
    const variables = await environmentBelow(await place.client(), prefix, how);
    sources.push([prefix, only === null ? variables : taken(variables, only)]);
  }
  const variables = chosen(together(sources), only);
  const replaced = await replacements(place, references);
  const { environment, kept } = merged(place.environment, variables, replaced, { override: options.override === true });
  if (kept.length > 0) {
    place.terminal.complain(
      `${kept.join(', ')}: set already, so not taken from a secret. --override takes the secret.`,
    );
  }
  const code = await runChild(program, args, environment);
  if (code !== 0) throw new CommandFailed([], code);
}

function taken(variables: Variables, only: readonly string[]): Variables {
  return new Map([...variables].filter(([name]) => only.includes(name)));
}

function withoutOurs({ environment }: Workplace) {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !isOurs(name)));
}

function namesOf(only: string): string[] {
  const names = only.split(',').map((name) => name.trim());
  if (names.some((name) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))) {
    throw misused('--only must be names of variables, joined by commas.');
  }
  return [...new Set(names)];
}

async function replacements(place: Workplace, references: readonly Reference[]): Promise<Variables> {
  const values = new Map<string, string>();
  for (const { name, address, version } of references) {
    const client = await place.client();
    const asked = { url: null, path: address.path, credential: credentialSource(place.environment) };
    const { value } = await reveal(client, address, version).catch((error: unknown) => {
      if (!(error instanceof CofferProblem)) throw error;
      throw failed(`${name}: ${failureLines(error, asked).join(' ')}`);
    });
    values.set(name, value);
  }
  return values;
}
