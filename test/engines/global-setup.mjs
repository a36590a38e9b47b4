import { existsSync, rmSync } from 'node:fs';
import { startInDocker } from './docker.ts';
import { enginesFrom } from './engines.ts';
import { placeInMemory } from './in-memory.ts';
import { bundleTestPrograms } from './programs.mjs';

/**
 * Jest's globalSetup. Keeps temporary files in memory, if there is room. Bundles what tests start many times, if there is
 * a build. If no server is named and Docker runs, it starts servers in Docker until Jest ends.
 */
export default async function setUp() {
  placeInMemory();
  if (existsSync('dist')) await bundleTestPrograms();
  else rmSync('dist.tests', { recursive: true, force: true });
  const { REQUIRE_ENGINES: _, ...env } = process.env;
  if (!enginesFrom(env)) {
    const docker = await startInDocker();
    Object.assign(process.env, docker?.env);
    globalThis.stopDockerEngines = docker?.stop;
  }
  enginesFrom(process.env);
}
