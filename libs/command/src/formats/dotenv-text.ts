import dotenv from 'dotenv';
import { failed } from '../failure.js';
import { type Variables, variablesIn } from './variables.js';

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** Names that a shell cannot set, or of which it keeps a value of its own. */
const OF_THE_SHELL = new Set([
  ...['_', 'BASHOPTS', 'BASHPID', 'BASH_ARGC', 'BASH_ARGV', 'BASH_ARGV0', 'BASH_COMMAND', 'BASH_LINENO'],
  ...['BASH_SOURCE', 'BASH_SUBSHELL', 'BASH_VERSINFO', 'COMP_WORDBREAKS', 'DIRSTACK', 'EPOCHREALTIME', 'EPOCHSECONDS'],
  ...['EUID', 'FUNCNAME', 'GROUPS', 'HISTCMD', 'LINENO', 'OPTIND', 'PIPESTATUS', 'PPID', 'RANDOM', 'SECONDS'],
  ...['SHELLOPTS', 'SRANDOM', 'UID'],
]);
/** What dotenv or a shell changes between double quotes. */
const CHANGED_IN_DOUBLE_QUOTES = /["$`]|\\(?:[\\nr\n]|$)/;

/** A file that the package `dotenv` and `set -a; . FILE` of a POSIX shell read alike. Throws if there is none. */
export function dotenvText(variables: Variables): string {
  return [...variables].map(([name, value]) => `${nameOf(name)}=${quoted(name, value)}\n`).join('');
}

export function readDotenv(text: string): Variables | null {
  return variablesIn(dotenv.parse(text));
}

function nameOf(name: string): string {
  if (!NAME.test(name)) throw failed(`${name} is no name of a variable: use --format json, yaml or k8s.`);
  if (OF_THE_SHELL.has(name)) throw failed(`A shell keeps ${name} for itself: use --format json, yaml or k8s.`);
  return name;
}

/**
 * Single quotes if possible: both readers change nothing between them, and neither knows a way to write a single quote there.
 * dotenv reads a carriage return as a line break.
 */
function quoted(name: string, value: string): string {
  if (!/['\0\r]/.test(value)) return `'${value}'`;
  if (!/[\0\r]/.test(value) && !CHANGED_IN_DOUBLE_QUOTES.test(value)) return `"${value}"`;
  throw failed(`${name}: dotenv and a shell cannot both read this value as it is: use --format json, yaml or k8s.`);
}
