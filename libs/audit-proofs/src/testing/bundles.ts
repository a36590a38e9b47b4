import type { BundleOptions, BundleWriter } from '../application/bundles/bundle-writer.js';
import type { BundleFiles } from '../application/verifying/bundle-files.js';
import { memorySource, TarFiles } from '../application/verifying/tar-files.js';
import { type BundleReport, type VerifyOptions, verifyBundle } from '../application/verifying/verify-bundle.js';
import { END_OF_TAR, tarFile } from '../domain/bundle/ustar.js';

/** The tar of a bundle. */
export async function bundleTar(writer: BundleWriter, options: BundleOptions = { personal: true }): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of writer.stream(options)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The files in a tar, in their order. */
export function filesIn(tar: Buffer): Map<string, Buffer> {
  const files = TarFiles.open(memorySource(tar));
  return new Map([...files.paths()].map((path) => [path, files.read(path) ?? Buffer.alloc(0)]));
}

/** A tar of these files. */
export function tarOf(files: ReadonlyMap<string, Buffer>): Buffer {
  return Buffer.concat([...[...files].map(([path, bytes]) => tarFile(path, bytes, 0)), END_OF_TAR]);
}

/** Verifies a tar in memory. */
export async function verifyTar(tar: Buffer, options?: VerifyOptions): Promise<BundleReport> {
  return verifyBundle(TarFiles.open(memorySource(tar)) satisfies BundleFiles, options);
}
