import type { Command } from 'commander';
import type { Terminal } from '#command';
import type { Config } from '#config';
import type { AcceptRestoreOptions } from './accept-restore.js';
import type { ArchiveCommand } from './archive.js';
import type { VerifyFiles } from './verify.js';
import type { WatchOptions } from './watch/watch.js';

const VERIFY_CODES = `
Exit codes: 0 verified. 1 something is wrong in the bundle. 2 a file could not be read, or is no bundle.
3 without --policy: consistent, but not verified, since whoever forges a bundle puts a key of their own into it.`;

/** The commands below `audit`. Each loads its code when it is called. `configOf` reads the configuration of the server. */
export function auditCommands(program: Command, terminal: Terminal, configOf: () => Promise<Config>): void {
  const audit = program.command('audit').description('audit trail');
  audit
    .command('erase <user-id>')
    .description(
      'erase the names, addresses and reasons of a deleted account from the audit trail (the server may run)',
    )
    .option('--force', 'accept an id that no account has', false)
    .action(async (userId: string, { force }: { force: boolean }) =>
      (await import('./erase.js')).eraseAudit(await configOf(), { userId, force }, terminal),
    );
  audit
    .command('archive')
    .description('move old records of the audit trail into a file that proves them (a server must run)')
    .requiredOption('--before <time>', 'only records from before this time, such as 2026-01-01T00:00:00Z')
    .requiredOption('--to <folder>', 'the folder that the file is written into')
    .option('--personal', 'with the names, addresses and reasons, which no erasure removes from the file', false)
    .action(async (options: ArchiveCommand) =>
      (await import('./archive.js')).archiveAudit(await configOf(), options, terminal),
    );
  audit
    .command('verify <bundle>')
    .description('verify a bundle of the audit trail, a tar or a folder (needs no server and no environment)')
    .option('--since <file>', 'a checkpoint that you kept, which the bundle must extend')
    .option('--policy <file>', 'the keys that you trust (C2SP tlog-policy), without which nothing is verified')
    .option('--json', 'print JSON', false)
    .addHelpText('after', VERIFY_CODES)
    .action(async (bundle: string, options: Omit<VerifyFiles, 'bundle'>) =>
      (await import('./verify.js')).verifyAudit({ bundle, ...options }, terminal),
    );
  audit
    .command('accept-restore')
    .description(
      'go on with a store that was restored from a backup: checkpoints get another origin (stop the embedded server)',
    )
    .requiredOption('--reason <text>', 'why it was restored; the audit keeps it')
    .option('--keys-too', 'the keyring was restored with it, so that it does not know what was signed since', false)
    .action(async (options: AcceptRestoreOptions) =>
      (await import('./accept-restore.js')).acceptRestore(await configOf(), options, terminal),
    );
  audit
    .command('watch <url>')
    .description(
      'hold a server to the checkpoints of its audit: cry out if they contradict each other (on any machine)',
    )
    .requiredOption('--state <file>', 'keep the last checkpoint that was seen in this file')
    .option('--key <vkey>', 'trust this key of the log; may be repeated', (vkey, others: string[] = []) => [
      ...others,
      vkey,
    ])
    .option('--policy <file>', 'trust the logs and witnesses of this policy (C2SP tlog-policy)')
    .option('--every <seconds>', 'look so often', '60')
    .option('--once', 'look once, for cron', false)
    .action(async (url: string, options: Omit<WatchOptions, 'url'>) =>
      (await import('./watch/watch.js')).watchAudit({ ...options, url }, terminal),
    );
}
