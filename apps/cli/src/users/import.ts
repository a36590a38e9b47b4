import type { INestApplicationContext } from '@nestjs/common';
import type { Config } from '#config';
import { EnginesModule, requireStarted } from '#engines';
import { CofferError, SystemClock } from '#kernel';
import { UserImport } from '#users';
import { ACTOR, commandRequest, withModules } from '../context.js';
import { CommandFailed } from '../failure.js';
import { FEATURES } from '../features.js';
import type { Terminal } from '../terminal.js';
import { ImportFile, type NumberedRecord } from './import-file.js';

/** As many accounts as passwords may be hashed at the same time. */
const AT_ONCE = 2;

interface Tally {
  imported: number;
  there: number;
}

/** Checks the whole file, then creates its accounts. After an interruption, import it again: existing accounts stay. */
export async function importUsers(
  config: Config,
  { file, dryRun }: { readonly file: string; readonly dryRun: boolean },
  terminal: Terminal,
): Promise<void> {
  const accounts = new ImportFile(file, config.passwords.importPepper !== null);
  const count = await accounts.check((problem) => terminal.complain(problem));
  if (dryRun) {
    terminal.tell(`${count} can be imported. Nothing was imported.`);
    return;
  }
  requireStarted(config);
  const engines = await EnginesModule.open(config, new SystemClock());
  const tally = { imported: 0, there: 0 };
  try {
    await withModules([engines, ...FEATURES], (context) => importAll(context, accounts.records(), tally, terminal));
  } finally {
    terminal.tell(`${tally.imported} imported, ${tally.there} already there`);
  }
}

/** Imports several accounts at a time from one stream. After a failure it finishes the open ones and starts no others. */
async function importAll(
  context: INestApplicationContext,
  records: AsyncGenerator<NumberedRecord>,
  tally: Tally,
  terminal: Terminal,
): Promise<void> {
  const work = async (): Promise<void> => {
    for await (const one of records) await importOne(context, one, tally, terminal);
  };
  const ended = await Promise.allSettled(Array.from({ length: AT_ONCE }, work));
  for (const end of ended) if (end.status === 'rejected') throw end.reason;
}

async function importOne(
  context: INestApplicationContext,
  { line, record }: NumberedRecord,
  tally: Tally,
  terminal: Terminal,
): Promise<void> {
  try {
    const outcome = await context.get(UserImport).import(commandRequest(context), ACTOR, record);
    if (outcome === 'imported') tally.imported += 1;
    else tally.there += 1;
    if (outcome === 'exists') terminal.tell(`line ${line}: the username is taken; the existing account is unchanged`);
  } catch (error) {
    if (!(error instanceof CofferError)) throw error;
    throw new CommandFailed([`line ${line}: ${error.message}`, 'Import the file again to continue.']);
  }
}
