/** Not a bundle, or a bundle that cannot be read. The message says why. It shows nothing of the input but paths. */
export class BundleError extends Error {
  override readonly name = 'BundleError';
}
