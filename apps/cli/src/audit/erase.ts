import type { INestApplicationContext } from '@nestjs/common';
import { AuditModule, PersonalErasure } from '#audit';
import { CommandFailed, misused, type Terminal } from '#command';
import type { Config } from '#config';
import { CofferError, canonicalId, isId } from '#kernel';
import { UserStore } from '#users';
import { ACTOR, commandRequest, withStore } from '../context.js';

const NO_ID =
  '<user-id> must be the id of an account, not its name: "id" in the receipt of its deletion, or actor_id in the audit.';

/**
 * Erases the personal values of a deleted account from the audit trail. It opens the store and not the keyring, so it
 * works while a server runs. After an interruption, call it again.
 */
export async function eraseAudit(
  config: Config,
  { userId: given, force }: { readonly userId: string; readonly force: boolean },
  terminal: Terminal,
): Promise<void> {
  const userId = canonicalId(given);
  if (!isId(userId)) throw misused(NO_ID);
  await withStore(config, terminal, [AuditModule], async (context) => {
    await requireErasable(context, userId, force);
    const erased = await erase(context, userId);
    terminal.tell(`${erased} records lost their personal values. No record was removed.`);
  });
}

/** Refuses an account that can still log in: the trail must name it. */
async function requireErasable(context: INestApplicationContext, userId: string, force: boolean): Promise<void> {
  const user = await context.get(UserStore).users.load(userId);
  if (user?.value.state === 'deleted') return;
  if (user) throw new CommandFailed(['The account is not deleted: delete it first.']);
  if (!force)
    throw new CommandFailed(['No account has or had this id. To erase its values all the same, give --force.']);
}

async function erase(context: INestApplicationContext, userId: string): Promise<number> {
  try {
    return await context.get(PersonalErasure).erase(commandRequest(context), ACTOR, userId);
  } catch (error) {
    if (!(error instanceof CofferError)) throw error;
    throw new CommandFailed([error.message, 'Call the command again to go on.']);
  }
}
