import { CofferClientError } from '#client';
import { openSession } from '../server/connection.js';
import type { Workplace } from '../workplace.js';

/** Ends the stored session, here first and then on the server. */
export async function logOut({ environment, terminal, found }: Workplace): Promise<void> {
  const { client, owner } = await openSession(environment);
  found(owner.url);
  const { host } = new URL(owner.url);
  try {
    await client.logOut();
  } catch (error) {
    if (error instanceof CofferClientError) {
      terminal.complain(`The session is removed here. ${host} may not have ended it: end it there with another login.`);
    }
    throw error;
  }
  terminal.tell(`Logged out of ${host}.`);
}
