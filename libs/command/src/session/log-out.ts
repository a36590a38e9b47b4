import { CofferClientError } from '#client';
import type { Environment } from '../environment.js';
import { failed } from '../failure.js';
import { openSession } from '../server/connection.js';
import { credentialSource } from '../server/credentials.js';
import type { Workplace } from '../workplace.js';

/** Ends the stored session, here first and then on the server. */
export async function logOut({ environment, terminal, found }: Workplace): Promise<void> {
  const opened = await openSession(environment);
  if (opened === null) throw failed(`Nobody is logged in: there is no session to end.${otherwise(environment)}`);
  const { client, owner } = opened;
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

/** What counts although there is no session. */
function otherwise(environment: Environment): string {
  const source = credentialSource(environment);
  return source === null ? '' : ` Commands use ${source}: unset it.`;
}
