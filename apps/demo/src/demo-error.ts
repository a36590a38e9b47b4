/** Stops the demo. Its message is for the person who started the demo. */
export class DemoError extends Error {
  override readonly name = 'DemoError';
}
