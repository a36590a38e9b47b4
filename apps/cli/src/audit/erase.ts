import type { INestApplicationContext } from '@nestjs/common';
import { AuditModule, PersonalErasure } from '#audit';
import type { Config } from '#config';
import { StoreModule } from '#engines';
import { CofferError, isId, SystemClock } from '#kernel';
import { UserStore } from '#users';
import { ACTOR, commandRequest, withModules } from '../context.js';
import { CommandFailed } from '../failure.js';
import type { Terminal } from '../terminal.js';

/**
 * Erases the personal values of a deleted account from the trail. Opens the store and never the keyring: so it works
 * beside a server. Broken off, it is called again.
 */
export async function eraseAudit(
  config: Config,
  { userId, force }: { readonly userId: string; readonly force: boolean },
  terminal: Terminal,
): Promise<void> {
  if (!isId(userId)) throw new CommandFailed(['<user-id> is no id of an account.']);
  const store = await StoreModule.open(config, new SystemClock());
  await withModules([store, AuditModule], async (context) => {
    await requireErasable(context, userId, force);
    const erased = await erase(context, userId);
    terminal.tell(`${erased} records lost their personal values; every record is still there.`);
  });
}

/** Who can still log in goes on to be named in the trail. */
async function requireErasable(context: INestApplicationContext, userId: string, force: boolean): Promise<void> {
  const user = await context.get(UserStore).users.load(userId);
  if (user?.value.state === 'deleted') return;
  if (user) throw new CommandFailed(['The account is not deleted: delete it first.']);
  if (!force)
    throw new CommandFailed(['No account has or had this id. Give --force to erase what the trail says of it.']);
}

async function erase(context: INestApplicationContext, userId: string): Promise<number> {
  try {
    return await context.get(PersonalErasure).erase(commandRequest(context), ACTOR, userId);
  } catch (error) {
    if (!(error instanceof CofferError)) throw error;
    throw new CommandFailed([error.message, 'Call the command again to go on.']);
  }
}
