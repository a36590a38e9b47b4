import { OperatorRecovery, RecoveryModule } from '#auth';
import type { Terminal } from '#command';
import type { Config } from '#config';
import type { RequestContext } from '#kernel';
import { ACTOR, commandRequest, withStore } from '../context.js';

/**
 * Withdraws the password of an account, and prints a token that sets a new one. It opens the store and not the keyring,
 * which an embedded server locks. So it works while a server runs; the server ends the sessions within a second.
 */
export async function resetPassword(config: Config, username: string, terminal: Terminal): Promise<void> {
  await recover(config, username, terminal, async (recovery, request) => {
    const { token, expiresAt } = await recovery.resetPassword(request, ACTOR, username);
    terminal.tell('The old password works no longer, and all sessions have ended. The second factors are unchanged.');
    terminal.tell(`Until ${new Date(expiresAt).toISOString()} this token sets a new password, once:`);
    terminal.tell(token);
    terminal.tell(`POST /api/v1/auth/password/reset {"token":"...","new_password":"..."}`);
  });
}

/** Removes all second factors of an account with its recovery codes. As {@link resetPassword}, it works beside a server. */
export async function resetFactors(config: Config, username: string, terminal: Terminal): Promise<void> {
  await recover(config, username, terminal, async (recovery, request) => {
    await recovery.resetFactors(request, ACTOR, username);
    terminal.tell('All second factors and recovery codes are removed, and all sessions have ended.');
    terminal.tell('The next login needs the password alone. Enrol a new authenticator app at once.');
  });
}

async function recover(
  config: Config,
  username: string,
  terminal: Terminal,
  work: (recovery: OperatorRecovery, request: RequestContext) => Promise<void>,
): Promise<void> {
  await withStore(config, terminal, [RecoveryModule], async (context) => {
    const recovery = context.get(OperatorRecovery);
    const isTold = await recovery.isTold(username);
    await work(recovery, commandRequest(context));
    terminal.tell(isTold ? 'The owner is told by mail.' : 'No mail can tell the owner: tell them yourself.');
  });
}
