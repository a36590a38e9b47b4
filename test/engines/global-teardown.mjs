/** Jest's globalTeardown: stops the servers in Docker. */
export default async function tearDown() {
  await globalThis.stopDockerEngines?.();
}
