import { keep } from '../people/secrets.js';
import { setUp } from './api.js';
import { embeddedSite } from './pairs.js';

/** A stopped embedded site with an administrator and the secret `kept/one`, and the folders of its data and its keys. */
export async function usedSite() {
  const site = await embeddedSite();
  const server = await site.start();
  await keep(await setUp(server), 'kept/one');
  expect(await server.stop()).toBe(0);
  return { site, data: site.env.DATA_DIR ?? '', keyring: site.env.KEYRING_DIR ?? '' };
}
