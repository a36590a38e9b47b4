import { CofferError, type ErrorCode, type PathFault } from '#kernel';
import { tooLarge } from './batch.js';
import { VARIABLES_MAX, type VariableFault } from './environment.js';

const LEFT_OUT = 'With partial=true they are left out.';

const TOO_MANY_VARIABLES = `The fields of the secrets make more than ${VARIABLES_MAX} variables. Choose a longer prefix.`;

/** What is said of faults, the gravest first. */
const WORDS: Partial<Record<ErrorCode, string>> = {
  forbidden: `You may list these secrets and not reveal them: it needs secret:reveal on each of \`paths\`. ${LEFT_OUT}`,
  second_factor_required: `A second factor is required to reveal each of \`paths\`. ${LEFT_OUT}`,
  secret_expired: `The secrets at \`paths\` have expired: rotate each with a new expires_at. ${LEFT_OUT}`,
};

/** The error of an environment with secrets that cannot be revealed. `paths`: all of them, each with its own code. */
export function environmentRefused(paths: readonly PathFault[]): CofferError {
  const [code, words] = Object.entries(WORDS).find(([code]) => paths.some((one) => one.code === code)) ?? [];
  const decisionId = paths.find((one) => one.code === code)?.decisionId;
  if (!code || !words) throw new Error('a path was refused for a reason without words');
  return new CofferError(code as ErrorCode, words, { paths, decisionId });
}

/** 409 `variable_collision` with both paths, 422 `variable_invalid` with the path, or 422 `answer_too_large`. */
export function variableRefused({ kind, name, paths }: VariableFault): CofferError {
  if (kind === 'too_many') return tooLarge(TOO_MANY_VARIABLES);
  const code = kind === 'collision' ? 'variable_collision' : 'variable_invalid';
  const faults = [...new Set(paths)].map((path) => ({ path, code }) as const);
  return new CofferError(code, wordsOf(code, shown(name), paths), { paths: faults });
}

function wordsOf(code: ErrorCode, name: string, [first, second]: readonly string[]): string {
  if (code === 'variable_invalid') {
    return `${first} would give a variable ${name}: a name has A-Z, 0-9 and "_", and begins with a letter or "_".`;
  }
  if (first === second) return `Two fields of ${first} would both give the variable ${name}.`;
  return `${first} and ${second} would both give the variable ${name}.`;
}

/** The name may come from a field, which may be any text. */
function shown(name: string): string {
  return name.length <= 64 && /^[ -~]+$/.test(name) ? JSON.stringify(name) : 'with a name that cannot be shown';
}
