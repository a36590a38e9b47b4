import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { embeddedSite } from '../../e2e/support/processes/pairs.js';
import { furnish, type StartedServer, scratchFolder, startCoffer } from '../contestants/coffer.js';
import { measure } from '../measure/load.js';
import { framesOf } from './cpu-profile.js';
import { flameGraph } from './flame-graph.js';
import { sourcePlaces } from './source-places.js';

const RECORDER = fileURLToPath(new URL('./recorder.mjs', import.meta.url));
const PICTURE = join(import.meta.dirname, '../../../docs/images/reveal-profile.svg');
const SECRETS = 1_000;
const SECONDS = 10;
/** Reveals before the profile, until V8 has compiled them. */
const WARM_UP_S = 3;
const WRITTEN_WITHIN_MS = 30_000;

/** Draws the main thread of an embedded server under reveals. Returns the file of the picture. */
export async function drawReveals(): Promise<string> {
  const folder = scratchFolder();
  const site = await embeddedSite();
  const server = await startCoffer(site, folder.path, ['--import', RECORDER]);
  try {
    const { reveal } = await furnish(server, SECRETS);
    await measure(reveal, server.pid, WARM_UP_S);
    server.process.kill('SIGUSR2');
    await measure(reveal, server.pid, SECONDS);
    server.process.kill('SIGUSR2');
    const file = await recorded(server);
    writeFileSync(PICTURE, flame(file, 'Reveals on the embedded pair: the main thread'));
    rmSync(file);
    return PICTURE;
  } finally {
    await server.stop();
    await site.clear();
    folder.remove();
  }
}

/** The picture of a profile that V8 wrote. */
export function flame(file: string, title = 'A profile of V8'): string {
  return flameGraph(framesOf(JSON.parse(readFileSync(file, 'utf8')), sourcePlaces()), title);
}

async function recorded(server: StartedServer): Promise<string> {
  const end = performance.now() + WRITTEN_WITHIN_MS;
  while (!server.output().includes('Profile written')) {
    if (performance.now() > end) throw new Error('the server wrote no profile');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return join(tmpdir(), `coffer-profile-${server.pid}.json`);
}
