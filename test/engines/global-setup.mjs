import { startInDocker } from './docker.ts';
import { enginesFrom } from './engines.ts';

/** Jest's globalSetup: where no server is named, those of Docker are, if it runs. Jest's own end stops them. */
export default async function setUp() {
  const { REQUIRE_ENGINES: _, ...env } = process.env;
  if (!enginesFrom(env)) {
    const docker = await startInDocker();
    Object.assign(process.env, docker?.env);
    globalThis.stopDockerEngines = docker?.stop;
  }
  enginesFrom(process.env);
}
