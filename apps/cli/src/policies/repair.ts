import { CommandFailed, type Terminal } from '#command';
import type { Config } from '#config';
import type { RequestContext } from '#kernel';
import { AccountsModule, AdministratorRepair, isSound, type RepairPlan } from '#users';
import { ACTOR, commandRequest, withStore } from '../context.js';

/**
 * Shows who can administer, and gives back a working administrator. It opens the store and not the keyring, so it works
 * while a server runs. The server applies the change within a second.
 */
export async function repairPolicies(
  config: Config,
  { username, yes }: { readonly username: string | null; readonly yes: boolean },
  terminal: Terminal,
): Promise<void> {
  const plan = await withRepair(config, terminal, (repair) => repair.plan(username));
  show(plan, terminal);
  if (isSound(plan.found) && plan.account === null) {
    terminal.tell('Nothing has to be repaired.');
    return;
  }
  const answer = yes || (await terminal.ask('Repair it?'));
  if (answer === null) throw new CommandFailed(['Nothing was changed. To repair it, give --yes.']);
  if (!answer) throw new CommandFailed(['Nothing was changed.']);
  await withRepair(config, terminal, (repair, request) => repair.repair(request, ACTOR, plan));
  const { found } = await withRepair(config, terminal, (repair) => repair.plan(null));
  if (!isSound(found)) throw new CommandFailed(['It changed meanwhile: call the command again.']);
  terminal.tell('Repaired. Somebody can administer again.');
}

/** No question is asked meanwhile: a command that waits for an answer must not be a node of the audit. */
async function withRepair<T>(
  config: Config,
  terminal: Terminal,
  work: (repair: AdministratorRepair, request: () => RequestContext) => Promise<T>,
): Promise<T> {
  return withStore(config, terminal, [AccountsModule], (context) =>
    work(context.get(AdministratorRepair), () => commandRequest(context)),
  );
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
