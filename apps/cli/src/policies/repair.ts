import { CommandFailed, type Terminal } from '#command';
import type { Config } from '#config';
import { AccountsModule, AdministratorRepair, isSound, type RepairPlan } from '#users';
import { confirm } from '../confirm.js';
import { ACTOR, withService } from '../context.js';

const REPAIR = [AccountsModule, AdministratorRepair] as const;

/**
 * Shows who can administer, and gives back a working administrator. It opens the store and not the keyring, so it works
 * while a server runs. The server applies the change within a second.
 */
export async function repairPolicies(
  config: Config,
  { username, yes }: { readonly username: string | null; readonly yes: boolean },
  terminal: Terminal,
): Promise<void> {
  const plan = await withService(config, terminal, REPAIR, (repair) => repair.plan(username));
  show(plan, terminal);
  if (isSound(plan.found) && plan.account === null) {
    terminal.tell('Nothing has to be repaired.');
    return;
  }
  await confirm(terminal, 'Repair it?', { yes, deed: 'repair it' });
  await withService(config, terminal, REPAIR, (repair, request) => repair.repair(request, ACTOR, plan));
  const { found } = await withService(config, terminal, REPAIR, (repair) => repair.plan(null));
  if (!isSound(found)) throw new CommandFailed(['It changed meanwhile: call the command again.']);
  terminal.tell('Repaired. Somebody can administer again.');
}

function show({ found, account }: RepairPlan, terminal: Terminal): void {
  for (const name of found.altered) terminal.tell(`The built-in ${name} is missing or altered: it is restored.`);
  for (const { user, bars } of found.administrators) {
    terminal.tell(`${user.username}: ${bars.length === 0 ? 'can administer.' : 'cannot administer.'}`);
    for (const bar of bars) terminal.tell(`  ${bar}`);
  }
  if (found.administrators.length === 0) terminal.tell('No account has the role administrator.');
  if (found.strays.length > 0) {
    terminal.tell(`The list of administrators is wrong about ${found.strays.length} accounts: it is made anew.`);
  }
  if (account) {
    const [{ value }, { after }] = [account.before, account];
    const lost = value.roles.filter((role) => !after.roles.includes(role));
    terminal.tell(
      `${value.username} becomes an administrator who can administer${value.state === 'active' ? '' : ', and active'}.`,
    );
    if (value.expiresAt !== null) terminal.tell(`${value.username} no longer expires.`);
    if (lost.length > 0) terminal.tell(`${value.username} loses the roles ${lost.join(', ')}.`);
  }
}
