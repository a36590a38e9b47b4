import { CommandFailed, type Terminal } from '#command';
import { type Config, passphraseProblem } from '#config';
import { changePassphrase as change } from '#engines';
import { ownCommand } from '#kernel';

/**
 * Gives the embedded keyring another passphrase, or takes it away. KEYRING_PASSPHRASE is the present one, if there is one.
 * Opens the keyring alone, so no server may hold it meanwhile. If it is killed, the old or the new passphrase opens the
 * keyring.
 */
export async function changePassphrase(
  { keyring }: Config,
  { remove }: { readonly remove: boolean },
  terminal: Terminal,
): Promise<void> {
  const had = keyring.kind === 'local' && keyring.passphrase !== null;
  const next = remove ? null : await asked(terminal);
  await change(keyring, next);
  for (const line of told(had, remove)) terminal.tell(line);
}

async function asked(terminal: Terminal): Promise<string> {
  const passphrase = await terminal.secret('New passphrase');
  const problem = passphraseProblem(passphrase);
  if (problem) throw new CommandFailed([`The new passphrase ${problem}.`]);
  if (process.stdin.isTTY && (await terminal.secret('The same again')) !== passphrase) {
    throw new CommandFailed(['The two are not the same. Nothing was changed.']);
  }
  return passphrase;
}

function told(had: boolean, remove: boolean): string[] {
  if (remove) return ['The passphrase was removed: unset KEYRING_PASSPHRASE before the next start.'];
  return [
    `The passphrase was ${had ? 'changed' : 'added'}: set KEYRING_PASSPHRASE to it before the next start.`,
    `Copies of KEYRING_DIR from before open ${had ? 'by the old passphrase' : 'without one'}. ${ownCommand('keys rotate')} makes a new master key.`,
  ];
}
