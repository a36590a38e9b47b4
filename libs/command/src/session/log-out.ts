import { NoAnswer } from '#client';
import { failed } from '../failure.js';
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
    if (!(error instanceof NoAnswer)) throw error;
    throw failed(`The session is removed here, but ${host} does not answer: end it there with another login.`);
  }
  terminal.tell(`Logged out of ${host}.`);
}
