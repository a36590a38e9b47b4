const ASSIGNMENT = /^(?:export\s+)?([^\s=#]+)\s*=(\s*)(.*)$/;
const QUOTES = ['"', "'", '`'];

/** A variable that a line sets. */
interface Assignment {
  readonly name: string;
  /** What follows `=`, without white space at its ends. */
  readonly value: string;
  /** Whether white space stands between `=` and the value. */
  readonly spaced: boolean;
}

/**
 * Where Node's parser would read another value than the file seems to say. Each problem names a line or a variable of
 * `ours`, and never shows a value. Variables of other programs are only looked at where they hide one of `ours`.
 */
export function lineProblems(text: string, ours: ReadonlySet<string>): string[] {
  const lines = text.split('\n').map((line) => line.trim());
  const problems: string[] = [];
  const seen = new Map<string, number>();
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (line === '' || line.startsWith('#')) continue;
    const found = assignmentOf(line);
    if (!found) {
      problems.push(`.env: line ${at + 1} is neither a comment nor NAME=value`);
      continue;
    }
    const last = endOf(found.value, lines, at);
    const problem = problemOf(found, ours, lines.slice(at + 1, last === null ? at + 1 : last + 1), last === null);
    if (problem) problems.push(`${found.name} in .env (line ${at + 1}) ${problem}`);
    const before = seen.get(found.name);
    if (before !== undefined && ours.has(found.name)) {
      problems.push(`${found.name} in .env is set twice (lines ${before} and ${at + 1}): keep one of them`);
    }
    seen.set(found.name, at + 1);
    at = problem ? at : (last ?? at);
  }
  return problems;
}

function assignmentOf(line: string): Assignment | null {
  const [, name, space, value] = ASSIGNMENT.exec(line) ?? [];
  return name === undefined ? null : { name, value: value ?? '', spaced: space !== '' };
}

/** The line where the quoted value that begins in line `at` ends: `at` if it is not quoted. Null: its quote is not closed. */
function endOf(value: string, lines: readonly string[], at: number): number | null {
  const [quote = ''] = value;
  if (!QUOTES.includes(quote) || value.indexOf(quote, 1) > 0) return at;
  const closing = lines.findIndex((line, index) => index > at && line.includes(quote));
  return closing < 0 ? null : closing;
}

/** `further`: the lines behind the first one that the quoted value takes, too. */
function problemOf(found: Assignment, ours: ReadonlySet<string>, further: readonly string[], isOpen: boolean) {
  const hides = further.some((line) => ours.has(assignmentOf(line)?.name ?? ''));
  if ((further.length > 0 || isOpen) && (ours.has(found.name) || hides)) {
    return 'has a quote that is not closed on its line';
  }
  if (!ours.has(found.name) || further.length > 0) return null;
  const [quote = ''] = found.value;
  if (QUOTES.includes(quote)) {
    const rest = found.value.slice(found.value.indexOf(quote, 1) + 1).trim();
    return rest === '' || rest.startsWith('#') ? null : 'has more behind the quote that closes its value';
  }
  return /\S#/.test(found.value) || (found.value.startsWith('#') && !found.spaced)
    ? 'has a # in its value, and what follows it would not count: write the value in quotes'
    : null;
}
