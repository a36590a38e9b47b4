/** What stops the demo, in words for who started it. */
export class DemoError extends Error {
  override readonly name = 'DemoError';
}
