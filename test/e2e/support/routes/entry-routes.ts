import { must } from '../people/accounts.js';
import type { Person } from '../people/person.js';
import type { Body } from '../processes/api.js';
import { NOTHING, NOWHERE, type RouteUnderTest, type Target, UNKNOWN } from './route-under-test.js';

const base64 = (bytes: number): string => Buffer.alloc(bytes, 'matrix').toString('base64');

/** The fields of an entry that a client has sealed. */
const BLOB = { name: 'matrix', ciphertext: base64(40), iv: base64(12), tag: base64(16) };
const REKEY = { wrapped_key: base64(60) };

const SEEN = { 'if-match': '"1"' };
const STALE = { 'if-match': '"999"' };

type Prepare = NonNullable<RouteUnderTest['prepare']>;

/** An object of the caller. */
const makes =
  (path: string, body: Body): Prepare =>
  async ({ api }) => ({ ...NOTHING, id: must(await api.post(path, body)).body.id });
const entry = makes('/entries', BLOB);
/** Ends an open re-key, since only one can be open. */
const closed: Prepare = async ({ api }) => {
  const { rekey } = must(await api.get('/entries/generations')).body;
  if (rekey) must(await api.delete(`/entries/rekeys/${rekey.id}`));
  return NOTHING;
};
const open: Prepare = async (person) => {
  await closed(person);
  return makes('/entries/rekeys', REKEY)(person);
};
/** A generation that can be restored. `name` is its number. */
const rekeyed = async (person: Person): Promise<Target> => {
  const { id } = await open(person);
  must(await person.api.post(`/entries/rekeys/${id}/publish`, { manifest: [] }));
  const { previous } = must(await person.api.get('/entries/generations')).body;
  return { ...NOTHING, name: String(previous.generation) };
};

const reads = (action: string, path: string, prepare?: Prepare): RouteUnderTest => ({
  action,
  call: (api, { id }) => api.get(path.replace('{id}', id)),
  status: 200,
  changes: false,
  prepare,
  malformed: (api, { id }) => api.get(`${path.replace('{id}', id)}?no_such=1`),
});
const creates = (action: string, path: string, body: Body, prepare?: Prepare): RouteUnderTest => ({
  action,
  call: (api) => api.post(path, body),
  status: 201,
  changes: true,
  prepare,
  malformed: (api) => api.post(path, UNKNOWN),
});
const changes = (
  given: Pick<RouteUnderTest, 'action' | 'call' | 'status' | 'malformed' | 'late'>,
  prepare: Prepare,
): RouteUnderTest => ({ ...given, changes: true, prepare });

export const ENTRY_ROUTES: Readonly<Record<string, RouteUnderTest>> = {
  'post /api/v1/entries': creates('entry:create', '/entries', BLOB),
  'get /api/v1/entries': reads('entry:list', '/entries'),
  'get /api/v1/entries/{id}': reads('entry:read', '/entries/{id}', entry),
  'put /api/v1/entries/{id}': changes(
    {
      action: 'entry:update',
      call: (api, { id }) => api.put(`/entries/${id}`, BLOB, SEEN),
      status: 200,
      malformed: (api, { id }) => api.put(`/entries/${id}`, UNKNOWN),
      late: (api, { id }) => api.put(`/entries/${id}`, BLOB, STALE),
    },
    entry,
  ),
  'delete /api/v1/entries/{id}': changes(
    {
      action: 'entry:delete',
      call: (api, { id }) => api.delete(`/entries/${id}`),
      status: 204,
      malformed: (api, { id }) => api.delete(`/entries/${id}?no_such=1`),
      late: (api, { id }) => api.delete(`/entries/${id}`, STALE),
    },
    entry,
  ),
  'get /api/v1/entries/{id}/history': reads('entry:history', '/entries/{id}/history', entry),
  'post /api/v1/entries/rekeys': creates('vault:rekey-begin', '/entries/rekeys', REKEY, closed),
  'put /api/v1/entries/rekeys/{id}/entries': changes(
    {
      action: 'vault:rekey-stage',
      call: (api, { id }) =>
        api.put(`/entries/rekeys/${id}/entries`, { entries: [{ ...BLOB, id: NOWHERE, revision: 1 }] }),
      status: 200,
      malformed: (api, { id }) => api.put(`/entries/rekeys/${id}/entries`, UNKNOWN),
    },
    open,
  ),
  'post /api/v1/entries/rekeys/{id}/publish': changes(
    {
      action: 'vault:rekey-publish',
      call: (api, { id }) => api.post(`/entries/rekeys/${id}/publish`, { manifest: [] }),
      status: 200,
      malformed: (api, { id }) => api.post(`/entries/rekeys/${id}/publish`, UNKNOWN),
    },
    open,
  ),
  'delete /api/v1/entries/rekeys/{id}': changes(
    {
      action: 'vault:rekey-abandon',
      call: (api, { id }) => api.delete(`/entries/rekeys/${id}`),
      status: 204,
      malformed: (api, { id }) => api.delete(`/entries/rekeys/${id}?no_such=1`),
    },
    open,
  ),
  'get /api/v1/entries/generations': reads('vault:generations', '/entries/generations'),
  'post /api/v1/entries/generations/{n}/restore': changes(
    {
      action: 'vault:restore',
      call: (api, { name }) => api.send('post', `/entries/generations/${name}/restore`),
      status: 200,
      malformed: (api) => api.send('post', '/entries/generations/1/restore?no_such=1'),
    },
    rekeyed,
  ),
};
