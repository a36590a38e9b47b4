import { makePolicy, makeRole, must } from '../../e2e/support/people/accounts.js';
import type { Coffer } from '../../e2e/support/processes/coffer.js';
import { AUDIENCE, ISSUER, newIdentity, SUBJECT } from './identity.js';
import type { Place } from './place.js';

const RIGHTS = {
  writer: { actions: ['secret:*'], resources: ['secret:**'] },
  reader: { actions: ['secret:list', 'secret:read', 'secret:reveal'], resources: ['secret:shared/**'] },
};

/** The server with a service account for the writer and one for the reader. Their keys are the tokens. */
export async function cofferPlace({ admin, server: { url } }: Coffer): Promise<Place> {
  for (const [name, rights] of Object.entries(RIGHTS)) {
    await makePolicy(admin, name, [{ effect: 'allow', ...rights }]);
    await makeRole(admin, name, [name]);
    must(await admin.make('/service-accounts', { name: `${name}_bot`, roles: [name] }));
  }
  const keyOf = async (name: string): Promise<string> =>
    must(await admin.make(`/service-accounts/${name}_bot/keys`, { name: 'clients' })).body.key;
  const [writer, reader] = [await keyOf('writer'), await keyOf('reader')];
  const login = { role_id: 'reader_bot', secret_id: reader };
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${url}/v1/auth/approle/login`, { method: 'POST', headers, body: JSON.stringify(login) });
  const leaver = ((await answer.json()) as { auth: { client_token: string } }).auth.client_token;
  const { jwks, jwt } = await newIdentity();
  const provider = { name: 'ci', issuer: ISSUER, audience: AUDIENCE, algorithms: ['ES256'], jwks };
  must(await admin.make('/identity-providers', provider));
  must(
    await admin.make('/service-accounts/reader_bot/bindings', { provider: 'ci', claims: { sub: SUBJECT }, ttl: '1h' }),
  );
  const forged = 'coffer_forged';
  const tokens = { writer, reader, leaver, forged };
  return { address: url, roleId: 'reader_bot', secretId: reader, role: 'reader_bot', jwt, tokens };
}
