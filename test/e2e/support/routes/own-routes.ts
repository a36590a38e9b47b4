import { PASSWORD } from '../processes/api.js';
import { ENTRY_ROUTES } from './entry-routes.js';
import { NOTHING, type RouteUnderTest, UNKNOWN } from './route-under-test.js';
import { SENSITIVE_DATA_ROUTES } from './sensitive-data-routes.js';

type Own = Pick<RouteUnderTest, 'action' | 'status'> & Partial<RouteUnderTest>;

/** A change of the caller's account or sessions. If it has no body, its refusal is for an unknown parameter. */
const changes = (path: string, given: Own, body?: object): RouteUnderTest => ({
  changes: true,
  call: (api, { code }) => api.send('post', path, { body: code === undefined ? body : { code } }),
  malformed: (api) => (body ? api.post(path, UNKNOWN) : api.send('post', `${path}?no_such=1`)),
  prepare: async () => NOTHING,
  ...given,
});

const ends = (path: string, given: Own): RouteUnderTest =>
  changes(path, {
    call: (api) => api.delete(path),
    malformed: (api) => api.delete(`${path}?no_such=1`),
    ...given,
  });

const CODE = { code: '000000' };

/** Routes of an account's own data. Every account may use them, and no role gives access to another account's data. */
export const OWN_DATA_ROUTES: Readonly<Record<string, RouteUnderTest>> = { ...SENSITIVE_DATA_ROUTES, ...ENTRY_ROUTES };

/** Routes of an account's own settings. Every account may use them, so each call uses another account. */
export const OWN_ROUTES: Readonly<Record<string, RouteUnderTest>> = {
  ...OWN_DATA_ROUTES,
  'get /api/v1/auth/me': {
    action: 'auth:me',
    call: (api) => api.get('/auth/me'),
    status: 200,
    changes: false,
    malformed: (api) => api.get('/auth/me?no_such=1'),
  },
  'delete /api/v1/auth/me': ends('/auth/me', { action: 'auth:delete', status: 200 }),
  'post /api/v1/auth/password': changes(
    '/auth/password',
    { action: 'auth:password', status: 204 },
    { current_password: PASSWORD, new_password: 'Copper-Lantern-77-Meadow' },
  ),
  'post /api/v1/auth/email/verify/send': changes('/auth/email/verify/send', {
    action: 'auth:email-verify',
    status: 202,
  }),
  'post /api/v1/auth/email/verify': changes(
    '/auth/email/verify',
    {
      action: 'auth:email-verify',
      status: 204,
      async prepare(person) {
        await person.api.send('post', '/auth/email/verify/send');
        return { ...NOTHING, code: await person.mailed() };
      },
    },
    CODE,
  ),
  'post /api/v1/auth/email/change': changes(
    '/auth/email/change',
    {
      action: 'auth:email-change',
      status: 202,
      // An address takes few mails.
      call: (api, { name }) => api.post('/auth/email/change', { email: `${name}.new@example.org` }),
      prepare: async ({ username }) => ({ ...NOTHING, name: username }),
    },
    {},
  ),
  'post /api/v1/auth/email/change/confirm': changes(
    '/auth/email/change/confirm',
    {
      action: 'auth:email-change',
      status: 204,
      prepare: async (person) => ({ ...NOTHING, code: await person.beginEmailChange() }),
    },
    CODE,
  ),
  'get /api/v1/secrets/{id}/shares': {
    action: 'wrap:list',
    status: 200,
    changes: false,
    call: (api, { id }) => api.get(`/secrets/${id}/shares`),
    malformed: (api, { id }) => api.get(`/secrets/${id}/shares?no_such=1`),
    prepare: (person) => person.share(),
  },
  'delete /api/v1/secrets/{id}/shares/{share}': {
    action: 'wrap:end',
    status: 204,
    changes: true,
    call: (api, { id, code }) => api.delete(`/secrets/${id}/shares/${code}`),
    malformed: (api, { id }) => api.delete(`/secrets/${id}/shares/${id}?no_such=1`),
    prepare: (person) => person.share(),
  },
  'get /api/v1/auth/sessions': {
    action: 'auth:sessions',
    call: (api) => api.get('/auth/sessions'),
    status: 200,
    changes: false,
    malformed: (api) => api.get('/auth/sessions?no_such=1'),
  },
  'delete /api/v1/auth/sessions/{id}': {
    action: 'auth:session-end',
    status: 204,
    changes: true,
    call: (api, { id }) => api.delete(`/auth/sessions/${id}`),
    malformed: (api, { id }) => api.delete(`/auth/sessions/${id}?no_such=1`),
    prepare: async (person) => ({ ...NOTHING, id: (await person.anotherSession()).id }),
  },
  'delete /api/v1/auth/sessions': ends('/auth/sessions', { action: 'auth:session-end', status: 204 }),
  'post /api/v1/auth/reauthenticate': changes(
    '/auth/reauthenticate',
    { action: 'auth:reauthenticate', status: 200 },
    { password: PASSWORD },
  ),
  'post /api/v1/auth/mfa/totp': changes('/auth/mfa/totp', { action: 'auth:mfa-enable', status: 200 }),
  'post /api/v1/auth/mfa/totp/confirm': changes(
    '/auth/mfa/totp/confirm',
    {
      action: 'auth:mfa-enable',
      status: 200,
      async prepare(person) {
        await person.beginApp();
        return { ...NOTHING, code: person.shown() };
      },
    },
    CODE,
  ),
  'delete /api/v1/auth/mfa/totp': ends('/auth/mfa/totp', {
    action: 'auth:mfa-disable',
    status: 204,
    async prepare(person) {
      await person.enrolApp();
      return NOTHING;
    },
  }),
  'post /api/v1/auth/mfa/email': changes('/auth/mfa/email', {
    action: 'auth:mfa-enable',
    status: 202,
    async prepare(person) {
      await person.verifyEmail();
      return NOTHING;
    },
  }),
  'post /api/v1/auth/mfa/email/confirm': changes(
    '/auth/mfa/email/confirm',
    {
      action: 'auth:mfa-enable',
      status: 200,
      async prepare(person) {
        await person.verifyEmail();
        await person.api.send('post', '/auth/mfa/email');
        return { ...NOTHING, code: await person.mailed() };
      },
    },
    CODE,
  ),
  'delete /api/v1/auth/mfa/email': ends('/auth/mfa/email', {
    action: 'auth:mfa-disable',
    status: 204,
    async prepare(person) {
      await person.enrolEmail();
      return NOTHING;
    },
  }),
  'post /api/v1/auth/mfa/recovery-codes': changes('/auth/mfa/recovery-codes', {
    action: 'auth:recovery-codes',
    status: 200,
    async prepare(person) {
      await person.enrolApp();
      return NOTHING;
    },
  }),
  'post /api/v1/tools/passwords': {
    action: 'tools:passwords',
    call: (api) => api.post('/tools/passwords', { length: 24 }),
    status: 200,
    changes: false,
    malformed: (api) => api.post('/tools/passwords', { length: 7 }),
  },
};
