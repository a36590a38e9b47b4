import { AuditModule, AuditTrail } from '#audit';
import { LOCKOUT_RESOURCE, LockoutModule, Lockouts } from '#auth';
import type { Terminal } from '#command';
import type { Config } from '#config';
import { namedAccount, UserStore } from '#users';
import { ACTOR, commandRequest, withStore } from '../context.js';

/**
 * Deletes the failed logins of an account. It opens the store and not the keyring, which an embedded server locks. So it
 * works while a server runs.
 */
export async function unlock(config: Config, typedName: string, terminal: Terminal): Promise<void> {
  await withStore(config, terminal, [AuditModule, LockoutModule], async (context) => {
    const user = await namedAccount(context.get(UserStore), typedName);
    const request = commandRequest(context);
    const { id: resourceId, username: name } = user.value;
    const what = { action: 'user:unlock', resourceType: LOCKOUT_RESOURCE, resourceId, actorName: ACTOR } as const;
    const effect = () => context.get(Lockouts).unlock(name, request.requestId);
    await context.get(AuditTrail).mutation(request, null, what, effect);
  });
  terminal.tell('Unlocked: the failed logins of the account were deleted.');
}
