import { keep } from '../people/secrets.js';
import type { Api } from '../processes/api.js';
import { NOWHERE, type RouteUnderTest, type Target, UNKNOWN } from './route-under-test.js';

/** A secret with a level of its own: others would be variables of the same environment. */
const levelOf = async (admin: Api, name: string): Promise<Target> => {
  await keep(admin, `matrix/${name}/value`);
  return { id: NOWHERE, name: `matrix/${name}/` };
};

/** The routes that reveal several secrets. */
export const BATCH_ROUTES: Readonly<Record<string, RouteUnderTest>> = {
  'post /api/v1/secrets/reveal': {
    ...{ action: 'secret:reveal', status: 200, changes: false, elsewhere: 422, repeatsName: true, make: levelOf },
    call: (api, { name }) => api.post('/secrets/reveal', { paths: [`${name}value`], all_or_nothing: true }),
    malformed: (api) => api.post('/secrets/reveal', UNKNOWN),
  },
  'get /api/v1/secrets/env': {
    ...{ action: 'secret:reveal', also: ['secret:list'], status: 200, changes: false, elsewhere: 404, make: levelOf },
    call: (api, { name }) => api.get(`/secrets/env?prefix=${name}`),
    malformed: (api, { name }) => api.get(`/secrets/env?prefix=${name.slice(0, -1)}`),
  },
};
