import { AuditModule } from '#audit';
import { AcceptRestore, type FoundRestore, formatVkey, keyOf, ProofPartsModule } from '#audit-proofs';
import { CommandFailed, misused, type Terminal } from '#command';
import type { Config } from '#config';
import { Clock, CofferError, ownRequest } from '#kernel';
import { KeysModule } from '#keys';
import { ACTOR, openEngines, withModules } from '../context.js';
import { lossLines } from './restore-words.js';

/** As many as the header X-Access-Reason may have. */
const REASON_MAX = 256;

export interface AcceptRestoreOptions {
  readonly reason: string;
  readonly keysToo: boolean;
}

/**
 * Accepts a store that was restored: checkpoints go on under the next origin. It opens the keyring, so an embedded server
 * must be stopped. After an interruption, call it again.
 */
export async function acceptRestore(
  config: Config,
  { reason, keysToo }: AcceptRestoreOptions,
  terminal: Terminal,
): Promise<void> {
  if (reason.trim() === '' || reason.length > REASON_MAX || /\p{Cc}/u.test(reason)) {
    throw misused(`--reason must have 1 to ${REASON_MAX} characters, without line breaks.`);
  }
  const engines = await openEngines(config, terminal);
  await withModules([engines, AuditModule, KeysModule, ProofPartsModule], async (context) => {
    const restore = context.get(AcceptRestore);
    const found = await restore.find({ keysToo });
    if (!found) throw new CommandFailed(keysToo ? [NOTHING] : [NOTHING, KEYS_TOO]);
    try {
      await restore.accept(ownRequest(context.get(Clock), 'coffer-cli', reason), ACTOR, found);
    } catch (error) {
      if (!(error instanceof CofferError)) throw error;
      throw new CommandFailed([error.message, 'Call the command again to go on.']);
    }
    tell(found, keysToo, terminal);
  });
}

const NOTHING = 'There is nothing to accept: the store has every record that was signed.';
const KEYS_TOO =
  'If the keys were restored too, what was signed after their backup is not known here: give --keys-too.';

function tell(found: FoundRestore, keysToo: boolean, terminal: Terminal): void {
  const { signed, records, next } = found;
  const keys = next.keys.map((key) => formatVkey(keyOf(next.origin, key)));
  terminal.tell(`Accepted. The store has ${records} records of the audit. Start the server now.`);
  terminal.tell('Tell this to your auditors, and to the operators of your witnesses:');
  for (const line of lossLines(found, keysToo)) terminal.tell(`  ${line}`);
  terminal.tell(`  Checkpoints under the origin ${signed.origin} have ended.`);
  terminal.tell(`  They go on under the origin ${next.origin}, from the first record on, with:`);
  for (const key of keys) terminal.tell(`  ${key}`);
  terminal.tell('  The record audit:restore of the trail says the same.');
}
