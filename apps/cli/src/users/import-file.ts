import { stat } from 'node:fs/promises';
import { CommandFailed } from '#command';
import { CofferError } from '#kernel';
import { type ImportRecord, parseImportRecord } from '#users';
import { LINE_BYTES, type Line, linesOf } from './lines.js';

const MOST_LINES = 1_000_000;
/** Problems that are told one by one, and the characters of each. The rest is counted. */
const MOST_TOLD = 100;
const LONGEST_TOLD = 300;

/** Mails are sent by a server: a command ends before they are. */
const NO_HASH = 'hashed_password is missing: invitations are sent over the API (--server URL --token-file FILE)';

/** An account and the number of its line. */
export interface NumberedRecord {
  readonly line: number;
  readonly record: ImportRecord;
}

/** A file with one account in each line; without a hash only if `mayInvite`. It is read as a stream, once for each call, and is never in memory as a whole. */
export class ImportFile {
  constructor(
    private readonly path: string,
    private readonly hasPepper: boolean,
    private readonly mayInvite: boolean,
  ) {}

  /** Reads the whole file. Returns the number of accounts. Reports the first {@link MOST_TOLD} problems; at the end throws CommandFailed if any. */
  async check(complain: (problem: string) => void): Promise<number> {
    await this.requireReadable();
    const seen = new Map<string, number>();
    let [accounts, bad, told] = [0, 0, 0];
    for await (const line of linesOf(this.path)) {
      accounts += 1;
      if (accounts > MOST_LINES) throw new CommandFailed([`The file has more than ${MOST_LINES} accounts: split it.`]);
      const problems = this.problemsOf(line, seen);
      for (const problem of problems) if (++told <= MOST_TOLD) complain(cut(`line ${line.number}: ${problem}`));
      if (problems.length > 0) bad += 1;
    }
    if (told > MOST_TOLD) complain(`${told - MOST_TOLD} further problems are not shown.`);
    if (bad > 0) throw new CommandFailed([`${bad} of ${accounts} lines cannot be imported. Nothing was imported.`]);
    return accounts;
  }

  /** Yields the accounts of a file that was checked. Throws CommandFailed if a line has become invalid since. */
  async *records(): AsyncGenerator<NumberedRecord> {
    for await (const line of linesOf(this.path)) yield { line: line.number, record: this.recordOf(line) };
  }

  private async requireReadable(): Promise<void> {
    const found = await stat(this.path).catch(() => null);
    if (!found?.isFile())
      throw new CommandFailed(['FILE does not exist, or is not a regular file (it is read twice).']);
  }

  private recordOf({ number, text }: Line): ImportRecord {
    try {
      return parseImportRecord(text ?? '', this.hasPepper);
    } catch (error) {
      if (!(error instanceof CofferError)) throw error;
      throw new CommandFailed([`The file was changed while it was read, at line ${number}.`]);
    }
  }

  private problemsOf({ number, text }: Line, seen: Map<string, number>): readonly string[] {
    if (text === null) return [`is longer than ${LINE_BYTES} bytes, or not UTF-8`];
    try {
      const { username, hash } = parseImportRecord(text, this.hasPepper);
      const first = seen.get(username);
      if (first !== undefined) return [`username is the same as in line ${first}`];
      seen.set(username, number);
      return hash === null && !this.mayInvite ? [NO_HASH] : [];
    } catch (error) {
      if (!(error instanceof CofferError)) throw error;
      return (error.details.fields ?? []).map(({ message }) => message);
    }
  }
}

function cut(line: string): string {
  return line.length > LONGEST_TOLD ? `${line.slice(0, LONGEST_TOLD)}...` : line;
}
