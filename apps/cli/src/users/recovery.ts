import { OperatorRecovery, type PlannedReset, RecoveryModule } from '#auth';
import type { Terminal } from '#command';
import type { Config } from '#config';
import { confirm } from '../confirm.js';
import { ACTOR, withService } from '../context.js';

const RECOVERY = [RecoveryModule, OperatorRecovery] as const;

/**
 * Withdraws the password of an account, and prints a token that sets a new one. It opens the store and not the keyring,
 * which an embedded server locks. So it works while a server runs; the server ends the sessions within a second. Asks
 * first, unless `yes`, if the password also encrypts data.
 */
export async function resetPassword(
  config: Config,
  { username, yes }: { readonly username: string; readonly yes: boolean },
  terminal: Terminal,
): Promise<void> {
  const plan = await withService(config, terminal, RECOVERY, (recovery) => recovery.planReset(username));
  if (plan.hasSealedData) {
    for (const line of SEALED) terminal.tell(line);
    await confirm(terminal, 'Withdraw the password?', { yes, deed: 'withdraw the password' });
  }
  await withService(config, terminal, RECOVERY, async (recovery, request) => {
    const { token, expiresAt } = await recovery.resetPassword(request(), ACTOR, plan);
    terminal.tell('The old password works no longer, and all sessions have ended. The second factors are unchanged.');
    terminal.tell(`Until ${new Date(expiresAt).toISOString()} this token sets a new password, once:`);
    terminal.tell(token);
    terminal.tell(`POST /api/v1/auth/password/reset {"token":"...","${fieldOf(plan)}":"..."}`);
    if (plan.hasSealedData) terminal.tell(STILL_SEALED);
    tellWhoTells(plan.isTold, terminal);
  });
}

/** Removes all second factors of an account with its recovery codes. As {@link resetPassword}, it works beside a server. */
export async function resetFactors(config: Config, username: string, terminal: Terminal): Promise<void> {
  await withService(config, terminal, RECOVERY, async (recovery, request) => {
    const isTold = await recovery.isTold(username);
    await recovery.resetFactors(request(), ACTOR, username);
    terminal.tell('All second factors and recovery codes are removed, and all sessions have ended.');
    terminal.tell('The next login needs the password alone. Enrol a new authenticator app at once.');
    tellWhoTells(isTold, terminal);
  });
}

const SEALED = [
  'The program of the owner encrypts data, such as a vault, with the password. Coffer has no key that opens it.',
  'This data stays encrypted with the old password: a new one does not open it, and Coffer cannot help.',
  'All sessions end: where the vault is open now, let the owner save what they need first.',
];
const STILL_SEALED = 'The data stays encrypted with the old password: another password logs in, and does not open it.';

function fieldOf({ account }: PlannedReset): string {
  return `new_${account.value.credential}`;
}

function tellWhoTells(isTold: boolean, terminal: Terminal): void {
  terminal.tell(isTold ? 'The owner is told by mail.' : 'No mail can tell the owner: tell them yourself.');
}
