import { openNextLog } from '#audit-proofs';
import { CommandFailed, type Terminal } from '#command';
import type { Config } from '#config';
import { openKeyring } from '#engines';
import { SystemClock } from '#kernel';
import { ADOPTABLE } from '#keys';

/**
 * Lets the next start bind the keyring to its store, although it belongs to another one. `newStore`: also to an empty
 * store. Opens the keyring alone, so no server may hold an embedded one meanwhile.
 */
export async function adoptKeyring(
  config: Config,
  { newStore }: { readonly newStore: boolean },
  terminal: Terminal,
): Promise<void> {
  const keyring = await openKeyring(config.keyring);
  try {
    if ((await keyring.masterVersions()).length === 0) {
      throw new CommandFailed(['The keyring holds no master key: there is nothing to adopt.']);
    }
    const next = await openNextLog(keyring.head, new SystemClock());
    await keyring.bind(newStore ? ADOPTABLE.byNew : ADOPTABLE.byKnown, await keyring.boundTo());
    terminal.tell(
      newStore
        ? 'The next start may bind the keyring to its store, also to a new one. The keys of the former store stay, but both ' +
            'share the ring of team secrets: a rotation of it destroys the versions that only the former store needs.'
        : 'The next start may bind the keyring to its store, if the keyring opens what that store holds.',
    );
    if (next) terminal.tell(`Tell your auditors: checkpoints go on under the origin ${next.origin}.`);
  } finally {
    await keyring.close();
  }
}
