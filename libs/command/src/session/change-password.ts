import { CofferProblem } from '#client';
import { failed, misused } from '../failure.js';
import { plain } from '../output/plain.js';
import type { Terminal } from '../terminal.js';
import type { Workplace } from '../workplace.js';

const WITH_VAULT =
  'The vault of this account opens with its password alone, so this command does not change it. Change it in the program that you use the vault with.';

export interface PasswordOptions {
  readonly passwordStdin?: true;
}

interface Change {
  readonly current_password: string;
  readonly new_password: string;
}

/**
 * Changes the password of the account. Its other sessions end, and this one goes on. Refuses an account whose vault opens
 * with the password: what the password seals would be lost.
 */
export async function changePassword({ client, terminal }: Workplace, options: PasswordOptions): Promise<void> {
  const opened = await client();
  const { data: me } = await opened.get('/api/v1/auth/me');
  if (me.kind === 'service') throw failed(`${plain(me.username)} is a service account, which has no password.`);
  if (me.credential !== 'password') throw failed(WITH_VAULT);
  const body = await changeOf(terminal, options);
  await opened.post('/api/v1/auth/password', { body }).catch((error: unknown) => {
    const needsKey = error instanceof CofferProblem && error.errors.some(({ field }) => field === 'protected_user_key');
    throw needsKey ? failed(WITH_VAULT) : error;
  });
  terminal.tell(`The password of ${plain(me.username)} is changed. Its other sessions have ended.`);
}

async function changeOf(terminal: Terminal, { passwordStdin }: PasswordOptions): Promise<Change> {
  if (terminal.canAnswer) {
    const current_password = await terminal.secret('Present password');
    const new_password = await terminal.secret('New password');
    if ((await terminal.secret('The same again')) === new_password) return { current_password, new_password };
    throw failed('The two new passwords differ. Nothing was changed.');
  }
  if (!passwordStdin) throw misused('Nobody can type a password here: give --password-stdin.');
  const [current_password, new_password, ...more] = (await terminal.secret('Passwords')).split(/\r?\n/);
  if (current_password !== undefined && new_password !== undefined && more.length === 0)
    return { current_password, new_password };
  throw failed('The standard input must have two lines: the present password, and the new one. Nothing was changed.');
}
