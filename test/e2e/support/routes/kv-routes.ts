import { must } from '../people/accounts.js';
import { keep } from '../people/secrets.js';
import type { Answer, Api, Method } from '../processes/api.js';
import { NOWHERE, type RouteUnderTest, type Target, UNKNOWN } from './route-under-test.js';

const MOUNT = './v1/secret';

const unused = async (_: Api, name: string): Promise<Target> => ({ id: NOWHERE, name: `matrix/${name}` });
/** With two versions. */
const secret = async (admin: Api, name: string): Promise<Target> => {
  const target = await unused(admin, name);
  await keep(admin, target.name);
  must(await admin.post(`${MOUNT}/data/${target.name}`, { data: { value: 'second' } }));
  return target;
};
const deletedSecret = async (admin: Api, name: string): Promise<Target> => {
  const target = await secret(admin, name);
  must(await admin.delete(`${MOUNT}/data/${target.name}`));
  return target;
};
/** Both who holds a permission here and who holds it elsewhere have a secret to list. */
const bothSecrets = async (admin: Api, name: string): Promise<Target> => {
  await keep(admin, `other/${name}`);
  return secret(admin, name);
};

const shows = (action: string, part: string, wrong: string): RouteUnderTest => ({
  ...{ action, status: 200, changes: false, elsewhere: 403, make: secret },
  call: (api, { name }) => api.get(`${MOUNT}/${part}/${name}`),
  malformed: (api, { name }) => api.get(`${MOUNT}/${part}/${name}?${wrong}`),
});
const removes = (part: string): RouteUnderTest => ({
  ...{ action: 'secret:delete', status: 204, changes: true, elsewhere: 403, make: secret },
  call: (api, { name }) => api.delete(`${MOUNT}/${part}/${name}`),
  malformed: (api, { name }) => api.delete(`${MOUNT}/${part}/${name}?no_such=1`),
});
const lists = (place: string, wrong: string): RouteUnderTest => ({
  ...{ action: 'secret:list', status: 200, changes: false, elsewhere: 200, make: bothSecrets },
  call: (api) => api.get(`${MOUNT}/${place}`),
  malformed: (api) => api.get(`${MOUNT}/${wrong}`),
});

type Sent = Pick<RouteUnderTest, 'action' | 'status' | 'also'> & { readonly make?: RouteUnderTest['make'] };
const sends = (method: Method, part: string, sent: Sent, body: object): RouteUnderTest => {
  const call = (api: Api, { name }: Target, what: object): Promise<Answer> =>
    api.send(method, `${MOUNT}/${part}/${name}`, { body: what });
  return {
    ...{ changes: true, elsewhere: 403, make: secret, ...sent },
    call: (api, target) => call(api, target, body),
    malformed: (api, target) => call(api, target, UNKNOWN),
  };
};
/** What is sent by POST or by PUT. */
const both = (part: string, sent: Sent, body: object): Record<string, RouteUnderTest> => ({
  [`post /v1/secret/${part}/{path}`]: sends('post', part, sent, body),
  [`put /v1/secret/${part}/{path}`]: sends('put', part, sent, body),
});

const PATCHES: Sent = { action: 'secret:rotate', also: ['secret:reveal'], status: 200 };
const DESCRIBES: Sent = { action: 'secret:write', status: 204 };
const DELETES: Sent = { action: 'secret:delete', status: 204 };

/** The routes below the mount of Vault's secrets. */
export const KV_ROUTES: Readonly<Record<string, RouteUnderTest>> = {
  'get /v1/secret/data/{path}': shows('secret:reveal', 'data', 'version=x'),
  'get /v1/secret/subkeys/{path}': shows('secret:reveal', 'subkeys', 'depth=x'),
  'get /v1/secret/metadata/{path}': shows('secret:read', 'metadata', 'list=x'),
  'get /v1/secret/metadata': lists('metadata?list=true', 'metadata?list=x'),
  'get /v1/secret/config': lists('config', 'config?no_such=1'),
  ...both('data', { action: 'secret:write', status: 200, make: unused }, { data: { a: 1 } }),
  'patch /v1/secret/data/{path}': sends('patch', 'data', PATCHES, { data: { value: 'third' } }),
  'delete /v1/secret/data/{path}': removes('data'),
  ...both('delete', DELETES, { versions: [2] }),
  ...both('undelete', { ...DELETES, make: deletedSecret }, { versions: [2] }),
  ...both('destroy', { action: 'secret:destroy', status: 204 }, { versions: [1] }),
  ...both('metadata', DESCRIBES, { custom_metadata: { owner: 'Ann' } }),
  'patch /v1/secret/metadata/{path}': sends('patch', 'metadata', DESCRIBES, { custom_metadata: { owner: 'Ann' } }),
  'delete /v1/secret/metadata/{path}': removes('metadata'),
};
