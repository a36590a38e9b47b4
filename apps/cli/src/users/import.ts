import { CommandFailed, type Terminal } from '#command';
import type { Config } from '#config';
import { CofferError } from '#kernel';
import { KeyringInUse } from '#keys';
import { type ImportRecord, UserImport } from '#users';
import { ACTOR, CommandClock, commandRequest, openEngines, withModules } from '../context.js';
import { FEATURES } from '../features.js';
import { ApiImport, type Imported, type ServerAccess } from './api-import.js';
import { ImportFile, type NumberedRecord } from './import-file.js';

/** As many accounts as passwords may be hashed at the same time. */
const AT_ONCE = 2;

type Importing = (record: ImportRecord) => Promise<Imported>;
/** Runs work that imports accounts. */
type Run = (work: (importing: Importing) => Promise<void>) => Promise<void>;

interface Tally {
  imported: number;
  invited: number;
  there: number;
}

/** Checks the whole file, then creates its accounts. After an interruption, import it again: existing accounts stay. */
export async function importUsers(
  config: Config,
  { file, dryRun, server }: { readonly file: string; readonly dryRun: boolean; readonly server: ServerAccess | null },
  terminal: Terminal,
): Promise<void> {
  const accounts = new ImportFile(file, config.passwords.importPepper !== null, server !== null);
  const count = await accounts.check((problem) => terminal.complain(problem));
  if (dryRun) {
    terminal.tell(`${count} can be imported. Nothing was imported.`);
    return;
  }
  const run = server ? await overApi(server) : await onEngines(config, terminal);
  const tally = { imported: 0, invited: 0, there: 0 };
  try {
    await run((importing) => importAll(importing, accounts.records(), tally, terminal));
  } finally {
    const invited = tally.invited > 0 ? `${tally.invited} invited, ` : '';
    terminal.tell(`${tally.imported} imported, ${invited}${tally.there} already there`);
  }
}

async function overApi(server: ServerAccess): Promise<Run> {
  const api = await ApiImport.open(server, new CommandClock());
  return (work) => work((record) => api.import(record));
}

/** An embedded server locks the keyring, in which new accounts get their key rings. */
async function onEngines(config: Config, terminal: Terminal): Promise<Run> {
  const engines = await openEngines(config, terminal).catch((error: unknown) => {
    if (!(error instanceof KeyringInUse)) throw error;
    throw new CommandFailed(['A server runs: stop it, or import over its API with --server URL --token-file FILE.']);
  });
  return (work) =>
    withModules([engines, ...FEATURES], (context) =>
      work(async (record) => {
        const { hash } = record;
        if (hash === null) throw new CommandFailed(['Invitations are sent over the API.']);
        const outcome = await context.get(UserImport).import(commandRequest(context), ACTOR, { ...record, hash });
        return { outcome, token: null };
      }),
    );
}

/** Imports several accounts at a time from one stream. After a failure it finishes the open ones and starts no others. */
async function importAll(
  importing: Importing,
  records: AsyncGenerator<NumberedRecord>,
  tally: Tally,
  terminal: Terminal,
): Promise<void> {
  const work = async (): Promise<void> => {
    for await (const one of records) await importOne(importing, one, tally, terminal);
  };
  const ended = await Promise.allSettled(Array.from({ length: AT_ONCE }, work));
  for (const end of ended) if (end.status === 'rejected') throw end.reason;
}

async function importOne(
  importing: Importing,
  { line, record }: NumberedRecord,
  tally: Tally,
  terminal: Terminal,
): Promise<void> {
  try {
    const { outcome, token } = await importing(record);
    tally[outcome === 'exists' ? 'there' : outcome] += 1;
    if (token !== null) terminal.tell(`line ${line}: give ${record.username} this invitation: ${token}`);
    if (outcome === 'exists') terminal.tell(`line ${line}: the username is taken; the existing account is unchanged`);
  } catch (error) {
    if (!(error instanceof CofferError || error instanceof CommandFailed)) throw error;
    throw new CommandFailed([`line ${line}: ${error.message}`, 'Import the file again to continue.']);
  }
}
