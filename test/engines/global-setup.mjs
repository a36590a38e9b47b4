import { startInDocker } from './docker.ts';
import { enginesFrom } from './engines.ts';

/** Jest's globalSetup. If no server is named and Docker runs, it starts servers in Docker until Jest ends. */
export default async function setUp() {
  const { REQUIRE_ENGINES: _, ...env } = process.env;
  if (!enginesFrom(env)) {
    const docker = await startInDocker();
    Object.assign(process.env, docker?.env);
    globalThis.stopDockerEngines = docker?.stop;
  }
  enginesFrom(process.env);
}
