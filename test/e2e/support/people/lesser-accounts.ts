import { type Api, type Body, PASSWORD } from '../processes/api.js';
import { sixMinutesLater } from '../processes/clock.js';
import type { Coffer } from '../processes/coffer.js';
import { makeAccount, must } from './accounts.js';
import { Person } from './person.js';

/** Sessions that may do less than the roles of their account allow. */
export async function lesserAccounts(coffer: Coffer) {
  const lesser = async (username: string, roles: string[], fields: Body = {}): Promise<Api> => {
    await makeAccount(coffer.admin, username, { roles, ...fields });
    return coffer.admin.login(username, PASSWORD);
  };
  const old = await lesser('old', ['administrator']);
  const half = await Person.of(coffer, 'half', { roles: ['administrator'] });
  await half.enrolApp();
  await sixMinutesLater(coffer.server);
  // A session that is fresh by its password only, although the account has an app.
  must(await half.api.post('/auth/reauthenticate', { password: PASSWORD }));
  must(await coffer.admin.post('/roles', { name: 'asking', policies: [], mfa_required: true }));
  return {
    old,
    half: half.api,
    roleless: await lesser('roleless', []),
    unchanged: await lesser('unchanged', ['administrator'], { password_change_required: true }),
    asked: await lesser('asked', ['administrator', 'asking']),
    administrator: await coffer.admin.login('root_admin', PASSWORD),
  };
}
