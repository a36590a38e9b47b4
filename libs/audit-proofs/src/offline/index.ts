export type { Problem } from '../application/verifying/problems.js';
export type { BundleReport } from '../application/verifying/verify-bundle.js';
export { verifyFile } from '../application/verifying/verify-file.js';
export { BundleError } from '../domain/bundle/bundle-error.js';
